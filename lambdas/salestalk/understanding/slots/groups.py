"""Groupings: "by region", "each rep", "which channel"."""

from typing import Final, NamedTuple

from salestalk.understanding.slots.condition_filters import is_counted_out
from salestalk.understanding.slots.name_keys import is_kind_said
from salestalk.understanding.slots.sentence import Sentence
from salestalk.understanding.slots.value_meanings import SWAPPABLE
from salestalk.understanding.words.matching import Mark
from salestalk.understanding.words.text import is_plural
from salestalk.understanding.words.time_words import number_at
from salestalk.understanding.words.vocabulary_files import grammar

_BY: Final = grammar("groups.by")
_OPENERS: Final = grammar("groups.openers")
_ADJECTIVES: Final = frozenset(["regional", "geographic", "geographical", "regionally", "geographically"])
_HOLDERS: Final = frozenset({"manager", "director", "head", "vp", "president", "supervisor", "coordinator", "chief"})
_OFFICES: Final = _HOLDERS | {"office", "lead"}
"""Behind a noun they name whoever asks ("plant *manager* here: …"), not what to group by."""


class Group(NamedTuple):
    """A dimension to group by, and whether it was introduced by "by" and its like."""

    dimension: str
    mark: Mark
    said_by: bool


def find_groups(sentence: Sentence, named: frozenset[int], ranked: bool) -> tuple[Group, ...]:
    """The dimensions grouped by, in order. Tokens in ``named`` belong to values: their nouns group nothing."""
    groups: list[Group] = []
    for mark in sentence.parts("dimension"):
        dimension = _who(sentence, mark) or mark.entry.dimension
        if dimension is None or any(group.dimension == dimension for group in groups):
            continue
        by = _is_said_by(sentence, mark, groups)
        if mark.end in named and not sentence.tokens[mark.end].broken and not (by and _is_of_other(sentence, mark)):
            continue
        if not by and "plan" in mark.entry.cues and sentence.tokens[mark.start].word == "plan":
            continue
        if _is_beside_the_point(sentence, mark) or _is_all_but(sentence, mark) or is_kind_said(sentence, mark):
            continue
        if by or _is_implied(sentence, mark, named, ranked):
            groups.append(Group(dimension, mark, by))
    groups.extend(_inside_metrics(sentence, groups, ranked))
    if any(group.said_by for group in groups):
        groups = [group for group in groups if sentence.word(group.mark.start) not in _ADJECTIVES]
    return tuple(groups)


def _is_of_other(sentence: Sentence, mark: Mark) -> bool:
    """``by product line LATAM``: the value behind the noun is none of its own."""
    value = next((value for value in sentence.parts("value") if value.start == mark.end), None)
    if value is None or mark.entry.dimension is None:
        return False
    keys = {key for key, _ in value.entry.values}
    alike = [group for group in SWAPPABLE if mark.entry.dimension in group]
    return keys.isdisjoint(frozenset({mark.entry.dimension}).union(*alike))


_SELLING: Final = frozenset({"sold", "sell", "sells", "won", "made"})


_CUSTOMERS_DO: Final = frozenset(
    {"buy", "buys", "bought", "purchase", "purchased", "ordered", "churned", "cancelled", "canceled", "renewed"}
)


def _who(sentence: Sentence, mark: Mark) -> str | None:
    """``who bought the most``: customers, where others who do something are our own people."""
    asks = sentence.word(mark.start) in ("who", "whose") and mark.start < 2
    return "customer" if asks and not _CUSTOMERS_DO.isdisjoint(sentence.said) else None


def _is_all_but(sentence: Sentence, mark: Mark) -> bool:
    """``of all plans but Free``: the noun only says what all there are of."""
    if sentence.word(mark.start - 1) not in ("all", "every") or not sentence.has("exclude"):
        return False
    behind = next((role.mark for role in sentence.roles if role.mark.start == mark.end), None)
    by = sentence.word(mark.start - 2) in _BY
    return behind is not None and "exclude" in behind.entry.cues and not by


def _inside_metrics(sentence: Sentence, groups: list[Group], ranked: bool) -> list[Group]:
    """``which customers churned``, ``worst 5 products return rate``: the noun that a metric's name begins with."""
    if groups:
        return []
    for mark in sentence.parts("metric"):
        first = sentence.tokens[mark.start]
        noun = sentence.lexicon.phrases.get(first.stem)
        asked = sentence.word(mark.start - 1) in ("which", "whose") and mark.end - mark.start > 1
        superlative = asked and mark.entry.metrics and sentence.tokens[mark.start + 1].word in _SELLING
        if asked and noun and noun.dimension and (is_plural(first) or (ranked and superlative)):
            return [Group(noun.dimension, Mark(mark.start, mark.start + 1, noun), said_by=True)]
        counted = number_at(sentence.tokens, mark.start - 1) if mark.start else None
        if ranked and counted and noun and noun.dimension and is_plural(first) and mark.end - mark.start > 1:
            return [Group(noun.dimension, Mark(mark.start, mark.start + 1, noun), said_by=True)]
    return []


_GREETING: Final = grammar("groups.greeting")
_PERSONS: Final = frozenset({"customer", "rep", "team", "department"})
"""The dimensions whose members one asks for with "who"."""


def _is_beside_the_point(sentence: Sentence, mark: Mark) -> bool:
    """Nouns that group nothing: ``hi team``, ``customers who …``, ``our largest customer, who is it``."""
    before = sentence.word(mark.start - 1)
    if mark.start and (before in _GREETING or is_counted_out(sentence, mark.start - 1)):
        return True
    if sentence.word(mark.start) in ("who", "whose") and mark.start:
        others = [role.mark for role in sentence.roles if role.part in ("dimension", "noun", "metric")]
        beside = any(other.end == mark.start and is_plural(sentence.tokens[other.end - 1]) for other in others)
        beside = beside or sentence.word(mark.start) == "whose"
        named = any(other.entry.dimension in _PERSONS for other in others if other.end < mark.start)
        named = named or sentence.words[:2] in (("how", "many"), ("how", "much"))
        return beside or before in ("those", "people", "anyone", "everyone", "customers") or named
    compound = any(other.start == mark.end and other.entry.dimension for other in sentence.parts("dimension"))
    return mark.entry.dimension == "site" and compound and not sentence.tokens[mark.end].broken


def _is_said_by(sentence: Sentence, mark: Mark, groups: list[Group]) -> bool:
    index = mark.start - 1
    for _ in range(3):
        word = sentence.word(index)
        if word in _BY:
            return True
        if word not in _OPENERS:
            break
        index -= 1
    if sentence.word(mark.end) == "wise":
        return True
    if sentence.word(mark.end) == "by" and sentence.word(mark.end + 1) == sentence.word(mark.end - 1):
        return True
    if groups and groups[-1].said_by:
        between = [sentence.word(i) for i in range(groups[-1].mark.end, mark.start)]
        return len(between) <= 3 and all(word in _BETWEEN_GROUPS for word in between)
    return sentence.word(mark.start) in ("who", "whose") and sentence.word(mark.end) not in ("are", "or")


_BETWEEN_GROUPS: Final = frozenset({"and", "then", "by", "per", "plus", "or", "also", "x", "times", "each", "the"})


def _is_implied(sentence: Sentence, mark: Mark, named: frozenset[int], ranked: bool) -> bool:
    """A noun that groups without "by": ranked, in the plural, an adjective ("regional"), telegram style."""
    if mark.start - 1 in named or mark.end in named:
        return False
    before = sentence.word(mark.start - 1)
    noun = sentence.tokens[mark.end - 1]
    if before in ("that", "this", "these", "those", "same", "s", "as"):
        return False
    if noun.word in _ADJECTIVES:
        return sentence.word(mark.end) not in _OFFICES
    if sentence.word(mark.end) in _HOLDERS and not sentence.tokens[mark.end].broken:
        return False
    if sentence.word(mark.start) in ("who", "whose"):
        return ranked and sentence.word(mark.end) not in ("are", "or")
    if ranked:
        return before not in ("in", "within")
    if is_plural(noun) or sentence.has("list"):
        return before not in ("in", "other") or sentence.has("every", "breakdown")
    return before not in ("the", "our", "a", "in", "my", "of", "to", "an", "for", "on", "new", "with")
