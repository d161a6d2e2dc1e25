"""What a value means here: of several dimensions that know the word, the one that the words around it speak for."""

from typing import Final

from salestalk.understanding.slots.name_keys import kind_said
from salestalk.understanding.slots.sentence import Sentence
from salestalk.understanding.words.matching import Mark
from salestalk.understanding.words.spelling import is_known
from salestalk.understanding.words.vocabulary_files import load

AS_TYPED: Final = frozenset({"category", "product", "product_line", "campaign"})
"""Dimensions whose values are whatever stands beside the noun, though other dimensions know the word."""
SWAPPABLE: Final = (
    frozenset({"department", "team"}),
    frozenset({"plan_tier", "account_tier"}),
    frozenset({"category", "product_line", "product"}),
    frozenset({"channel", "source", "campaign"}),
    frozenset({"segment", "industry"}),
)
"""Dimensions that share values: the noun beside a value decides ("premium *accounts*", "Support *team*")."""


def meaning_of(sentence: Sentence, mark: Mark, subject: str) -> tuple[str, str]:
    """The dimension and the value as they are meant."""
    options = mark.entry.values
    if (kind := kind_said(sentence)) and (value := _of_kind(mark, kind)):
        return kind, value
    if sentence.word(mark.end) in _ACCOUNTS and not sentence.tokens[mark.end].broken:
        tier = next((value for key, value in options if key in _TIERS), None)
        if tier:
            return "account_tier", tier
    if sentence.word(mark.end) == "line" and not sentence.tokens[mark.end].broken:
        return "product_line", options[0][1]
    if (noun := _noun_beside(sentence, mark)) and (named := _named_by(sentence, mark, noun)):
        return named
    return _first_fitting(sentence, mark, subject)


def _of_kind(mark: Mark, kind: str) -> str | None:
    return next((value for key, value in mark.entry.values if key == kind or _are_alike(key, kind)), None)


def _are_alike(one: str, two: str) -> bool:
    return any(one in group and two in group for group in SWAPPABLE)


def _first_fitting(sentence: Sentence, mark: Mark, subject: str) -> tuple[str, str]:
    """The meaning shared with a value beside it, usual for the subject's domain, or loaded for the subject."""
    options = mark.entry.values
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


_ACCOUNTS: Final = frozenset({"account", "accounts"})
_TIERS: Final = frozenset({"account_tier", "plan_tier"})


def _named_by(sentence: Sentence, mark: Mark, noun: str) -> tuple[str, str] | None:
    """The dimension and value as the noun beside it decides ("the Support *team*"), where it does."""
    for key, value in mark.entry.values:
        if key == noun:
            return key, value
    key, value = mark.entry.values[0]
    if noun == "campaign" and key == "source" and sentence.tokens[mark.start].raw.islower():
        return None
    if noun in AS_TYPED:
        return noun, sentence.text.raw(_start_of_name(sentence, mark.start), mark.end)
    own_team = noun == "team" and key in ("region", "city") and sentence.tokens[mark.start].raw[:1].isupper()
    if own_team or _are_alike(key, noun):
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
            beside = other.end == mark.start and not sentence.tokens[mark.start].broken
            if beside and sentence.word(other.start - 1) not in ("by", "per"):
                return other.entry.dimension
    for index in range(mark.end, min(mark.end + 3, len(sentence.tokens))):
        if sentence.word(index) in ("and", "or"):
            following = _value_at(sentence, index + 1)
            if following:
                return _noun_beside(sentence, following)
    return None


def _value_at(sentence: Sentence, index: int) -> Mark | None:
    return next((mark for mark in sentence.parts("value") if mark.start == index), None)
