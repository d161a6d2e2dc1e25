"""Filters: the values seen in a question, and those to be left out."""

from typing import Final, NamedTuple

from salestalk.contracts.classification import Filter, FilterOp
from salestalk.understanding.matching import Mark, find_marks
from salestalk.understanding.names import Name
from salestalk.understanding.sentence import Sentence
from salestalk.understanding.spelling import is_known
from salestalk.understanding.text import Token
from salestalk.understanding.vocabulary_files import grammar, load

AS_TYPED: Final = frozenset({"category", "product", "product_line", "campaign"})
"""Dimensions whose values are whatever stands beside the noun, though other dimensions know the word."""


def values_meant(sentence: Sentence, values: tuple["Value", ...], context: tuple[Token, ...]) -> tuple["Value", ...]:
    """``that segment``: the value of the dimension that was named in the sentences around the question."""
    if not context:
        return ()
    pointed = {
        mark.entry.dimension
        for mark in sentence.parts("dimension")
        if sentence.word(mark.start - 1) in ("that", "this", "those", "these")
    } - {value.key for value in values}
    if not pointed:
        return ()
    found: list[Value] = []
    for mark in find_marks(context, sentence.lexicon):
        found.extend(Value(-1, -1, key, value, excluded=False) for key, value in mark.entry.values if key in pointed)
    return tuple(found[:1])


class Value(NamedTuple):
    """One value of a dimension, where it was said, and whether it is to be left out."""

    start: int
    end: int
    key: str
    value: str
    excluded: bool
    sure: bool = True


SWAPPABLE: Final = (
    frozenset({"department", "team"}),
    frozenset({"plan_tier", "account_tier"}),
    frozenset({"category", "product_line", "product"}),
    frozenset({"channel", "source", "campaign"}),
    frozenset({"segment", "industry"}),
)
"""Dimensions that share values: the noun beside a value decides ("premium *accounts*", "Support *team*")."""


def find_values(sentence: Sentence, subject: str, names: tuple[Name, ...]) -> tuple[Value, ...]:
    """Every value said, in order; of several meanings the one that fits the nouns and the subject."""
    said = sentence.parts("value")
    teams = _named_teams(sentence) if "team" in sentence.said else ()
    if not said and not names and not teams:
        return ()
    values: list[Value] = list(teams)
    for mark in said:
        key, value = _meaning(sentence, mark, subject)
        if _is_own_domain(sentence, mark, key, value, subject):
            continue
        values.append(Value(mark.start, mark.end, key, value, excluded=False))
    values = [value for value in values if not any(_inside(value, name) for name in names)]
    values.extend(Value(name.start, name.end, name.key, name.value, excluded=False, sure=False) for name in names)
    values.sort()
    return _with_exclusions(sentence, values)


def _named_teams(sentence: Sentence) -> tuple[Value, ...]:
    """``for the support team``: the one team of that name, where the noun groups nothing."""
    return tuple(
        [
            Value(mark.start, mark.end, "team", sentence.text.raw(mark.start, mark.start + 1).title(), excluded=False)
            for mark in sentence.parts("dimension")
            if sentence.words[mark.start : mark.end] in _TEAMS
            and sentence.word(mark.start - 1) in ("the", "our", "my")
            and sentence.word(mark.start - 2) in _OF
        ]
    )


_TEAMS: Final = (("support", "team"), ("sales", "team"))
_OF: Final = frozenset({"for", "of", "in", "from", "within", "by", "only", "except", "without", "excluding"})


def _inside(value: Value, name: Name) -> bool:
    return name.start <= value.start < name.end


def _is_own_domain(sentence: Sentence, mark: Mark, key: str, value: str, subject: str) -> bool:
    """``how much did marketing spend on ads``: the department is the metric's own, not a filter."""
    if key == "department" and _only_says(sentence, mark):
        return True
    if key != "department" or sentence.word(mark.start - 1) in ("in", "of", "for", "the"):
        return False
    return value.lower() == sentence.lexicon.facts(subject).domain.value


_SAYING: Final = grammar("filters.saying")


def _only_says(sentence: Sentence, mark: Mark) -> bool:
    """``in case HR asks``, ``according to finance``: who says or wants something, not whom it is about."""
    if (sentence.word(mark.start - 2), sentence.word(mark.start - 1)) == ("according", "to"):
        return True
    behind = [sentence.word(mark.end), sentence.word(mark.end + 1)]
    if sentence.word(mark.start - 1) in ("in", "of", "for", "by"):
        return False
    return behind[0] in _SAYING or (behind[0] in ("is", "keeps", "team", "people", "just") and behind[1] in _SAYING)


def _meaning(sentence: Sentence, mark: Mark, subject: str) -> tuple[str, str]:
    options = mark.entry.values
    if (noun := _noun_beside(sentence, mark)) and (named := _named_by(sentence, mark, noun)):
        return named
    beside = {key for mark_ in sentence.parts("value") if mark_ is not mark for key, _ in mark_.entry.values}
    if len(options) > 1:
        shared = [option for option in options if option[0] in beside]
        preferred = load("dimensions")["preferred"].get(sentence.lexicon.facts(subject).domain.value, ())
        fitting = [option for option in options if option[0] in preferred]
        options = (*shared, *fitting, *options)
    loaded = sentence.lexicon.loaded.get(subject)
    if loaded:
        for key, value in options:
            if key in loaded.dimensions:
                return key, value
    return options[0]


def _named_by(sentence: Sentence, mark: Mark, noun: str) -> tuple[str, str] | None:
    """The dimension and value as the noun beside it decides ("the Support *team*"), where it does."""
    for key, value in mark.entry.values:
        if key == noun:
            return key, value
    key, value = mark.entry.values[0]
    if noun in AS_TYPED:
        return noun, sentence.text.raw(_start_of_name(sentence, mark.start), mark.end)
    own_team = noun == "team" and key in ("region", "city") and sentence.tokens[mark.start].raw[:1].isupper()
    if own_team or any(key in group and noun in group for group in SWAPPABLE):
        return noun, value
    return None


def _start_of_name(sentence: Sentence, start: int) -> int:
    """Where a name begins that ends in a known value ("*Aqua* Pro product line")."""
    while start > 0 and sentence.tokens[start - 1].raw[:1].isupper() and not sentence.tokens[start].broken:
        if is_known(sentence.tokens[start - 1].stem, sentence.lexicon):
            break
        start -= 1
    return start


def _noun_beside(sentence: Sentence, mark: Mark) -> str | None:
    """The dimension named right after the value ("enterprise segment", "free plan users") or right before it."""
    for role in sentence.roles:
        other = role.mark
        if other.entry.dimension and role.part != "metric" and other is not mark:
            if other.start == mark.end and not sentence.tokens[other.start].broken:
                return None if other.entry.dimension == "customer" else other.entry.dimension
            if other.end == mark.start and sentence.word(other.start - 1) not in ("by", "per"):
                return other.entry.dimension
    for index in range(mark.end, min(mark.end + 3, len(sentence.tokens))):
        if sentence.word(index) in ("and", "or"):
            following = _value_at(sentence, index + 1)
            if following:
                return _noun_beside(sentence, following)
    return None


def _value_at(sentence: Sentence, index: int) -> Mark | None:
    return next((mark for mark in sentence.parts("value") if mark.start == index), None)


_LINKS: Final = grammar("filters.links")
_RESUMES: Final = grammar("filters.resumes")


def _with_exclusions(sentence: Sentence, values: list[Value]) -> tuple[Value, ...]:
    out: list[Value] = []
    for value in values:
        excluded = _is_excluded(sentence, value, out)
        out.append(value._replace(excluded=excluded))
    return tuple(out)


_EXCLUDE_REACH: Final = 4


def _is_excluded(sentence: Sentence, value: Value, before: list[Value]) -> bool:
    """Whether an exclusion stands right before the value, or before the list it is in."""
    if sentence.word(value.end) in ("excluded", "aside", "apart", "omitted", "ignored"):
        return True
    index = value.start - 1
    for _ in range(_EXCLUDE_REACH):
        if index < 0:
            return False
        mark = _cue_at(sentence, index, "exclude")
        if mark is not None:
            return _excludes(sentence, mark)
        if before and before[-1].end == index + 1:
            return before[-1].excluded
        word = sentence.word(index)
        if (word not in _LINKS and not _is_noun(sentence, index)) or word in _RESUMES:
            return False
        index -= 1
    return False


def _excludes(sentence: Sentence, mark: Mark) -> bool:
    """``no`` and ``not`` exclude only right before a value, ``less`` and ``minus`` not after a comparison."""
    words = [sentence.word(index) for index in range(mark.start, mark.end)]
    if words == ["no"] and sentence.tokens[mark.start].before.endswith(("...", "…", ".")):
        return False
    if words in (["less"], ["drop"]) and sentence.word(mark.start + 1) == "than":
        return False
    if words == ["but"]:
        nearby = [sentence.word(index) for index in range(max(0, mark.start - 5), mark.start)]
        return bool({"every", "all", "everywhere", "any", "everything", "each"} & set(nearby))
    return True


def _is_noun(sentence: Sentence, index: int) -> bool:
    return any(
        role.mark.start <= index < role.mark.end and role.part in ("dimension", "noun", "metric")
        for role in sentence.roles
    )


def _cue_at(sentence: Sentence, index: int, cue: str) -> Mark | None:
    return next(
        (r.mark for r in sentence.roles if r.mark.start <= index < r.mark.end and cue in r.mark.entry.cues), None
    )


def value_filters(values: tuple[Value, ...]) -> tuple[Filter, ...]:
    """One filter per dimension and operator; several values of one dimension are a list.

    What is left out of a dimension of which only some values are wanted says nothing ("US only, no Canada").
    """
    if not values:
        return ()
    kept = {value.key for value in values if not value.excluded}
    values = tuple([value for value in values if not (value.excluded and value.key in kept)]) if kept else values
    grouped: dict[tuple[str, FilterOp], list[str]] = {}
    for value in values:
        op = FilterOp.NOT if value.excluded else FilterOp.EQ
        known = grouped.setdefault((value.key, op), [])
        if value.value not in known:
            known.append(value.value)
    return tuple(
        Filter(key=key, value=known[0] if len(known) == 1 else tuple(known), op=op)
        for (key, op), known in grouped.items()
    )
