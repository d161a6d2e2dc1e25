"""Filters: the values seen in a question, and those to be left out."""

from typing import Final, NamedTuple

from salestalk.contracts.classification import Filter, FilterOp
from salestalk.understanding.slots.exclusions import left_out
from salestalk.understanding.slots.names import Name
from salestalk.understanding.slots.sentence import Sentence
from salestalk.understanding.slots.value_meanings import meaning_of
from salestalk.understanding.words.matching import Mark, find_marks
from salestalk.understanding.words.text import Token
from salestalk.understanding.words.vocabulary_files import grammar


def values_meant(sentence: Sentence, values: tuple["Value", ...], context: tuple[Token, ...]) -> tuple["Value", ...]:
    """``that segment``: the value of the dimension that was named in the sentences around the question."""
    if not context:
        return ()
    if not values and not sentence.said.isdisjoint(("its", "their", "there")):
        told = [mark for mark in find_marks(context, sentence.lexicon) if mark.entry.values and not mark.entry.metrics]
        return (Value(-1, -1, *told[0].entry.values[0], excluded=False),) if len(told) == 1 else ()
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


def find_values(sentence: Sentence, subject: str, names: tuple[Name, ...]) -> tuple[Value, ...]:
    """Every value said, in order; of several meanings the one that fits the nouns and the subject."""
    said = sentence.parts("value")
    teams = _named_teams(sentence) if "team" in sentence.said else ()
    if not said and not names and not teams:
        return ()
    values: list[Value] = list(teams)
    for mark in said:
        key, value = meaning_of(sentence, mark, subject)
        if _is_told_of(sentence, mark) or _is_own_domain(sentence, mark, key, value, subject):
            continue
        values.append(Value(mark.start, mark.end, key, value, excluded=False))
    names = tuple([name for name in names if not _is_spoken_with(sentence, name)])
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
    if subject == "gmv" and _is_small_marketplace(sentence, mark):
        return sentence.word(mark.start - 1) in ("the", "our")  # all of its goods are sold there
    if key != "department" or sentence.word(mark.start - 1) in ("in", "of", "for", "the"):
        return False
    return value.lower() == sentence.lexicon.facts(subject).domain.value


def _is_small_marketplace(sentence: Sentence, mark: Mark) -> bool:
    one = sentence.word(mark.start) == "marketplace" and sentence.tokens[mark.start].raw[:1].islower()
    return one and sentence.word(mark.end) != "channel"


def _is_told_of(sentence: Sentence, mark: Mark) -> bool:
    """``my laptop died``, ``somebody from Finance told me``: what happened to the person who asks."""
    before = sentence.word(mark.start - 1)
    if before == "my":
        return not sentence.tokens[mark.end - 1].word.endswith("s") and any(
            key == "category" for key, _ in mark.entry.values
        )
    if before == "our" and sentence.word(mark.start - 2) == "at":  # "the people at our bank"
        return sentence.word(mark.start - 3) in _SOMEBODY
    somebody = before in ("from", "in") and sentence.word(mark.start - 2) in _SOMEBODY
    return somebody and any(word in _SAYING for word in sentence.words[mark.end : mark.end + 2])


def _is_spoken_with(sentence: Sentence, name: Name) -> bool:
    """``Tomasz suspects sizing``, ``what should I tell Kwame``: who talks or is talked to, not whom it is about."""
    behind = name.end + (sentence.word(name.end) in ("is", "was", "just", "also", "here", "has"))
    if sentence.word(behind) in _SAYING or sentence.word(behind) in _CLAIMING:
        return not (sentence.word(behind) == "report" or sentence.word(name.start - 1) in ("did", "does", "will"))
    before = sentence.word(name.start - 1)
    return before in _ADDRESSING or (before == "to" and sentence.word(name.start - 2) in _TALKING)


_CLAIMING: Final = grammar("filters.claiming")
_ADDRESSING: Final = frozenset(
    {"tell", "told", "ask", "asked", "telling", "asking", "reassure", "convince", "promised"}
)
_TALKING: Final = grammar("filters.talking")
_SOMEBODY: Final = frozenset(
    {"somebody", "someone", "people", "guy", "guys", "colleague", "colleagues", "friend", "team"}
)
_SAYING: Final = grammar("filters.saying")


def _only_says(sentence: Sentence, mark: Mark) -> bool:
    """``in case HR asks``, ``according to finance``: who says or wants something, not whom it is about."""
    if (sentence.word(mark.start - 2), sentence.word(mark.start - 1)) == ("according", "to"):
        return True
    behind = [sentence.word(mark.end), sentence.word(mark.end + 1)]
    if sentence.word(mark.start - 1) in ("in", "of", "for", "by"):
        return False
    return behind[0] in _SAYING or (behind[0] in ("is", "keeps", "team", "people", "just") and behind[1] in _SAYING)


def _with_exclusions(sentence: Sentence, values: list[Value]) -> tuple[Value, ...]:
    out = left_out(sentence, [(value.start, value.end) for value in values])
    return tuple([value._replace(excluded=excluded) for value, excluded in zip(values, out, strict=True)])


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
