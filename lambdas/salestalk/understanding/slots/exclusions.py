"""Which of the values said are to be left out: "except Germany", "Spain excepted", "leaving the Free plan out"."""

from collections.abc import Sequence
from typing import Final

from salestalk.understanding.slots.sentence import Sentence
from salestalk.understanding.words.idioms import Idioms
from salestalk.understanding.words.matching import Mark
from salestalk.understanding.words.vocabulary_files import grammar

Span = tuple[int, int]

_LINKS: Final = grammar("filters.links")
_RESUMES: Final = grammar("filters.resumes")
_BEHIND: Final = Idioms.of("exclusions.behind")
_BETWEEN: Final = grammar("exclusions.between")
_TAKING: Final = grammar("exclusions.taking")
_DROPPING: Final = frozenset({"remove", "forget", "drop", "ignore", "skip", "disregard", "discount", "exclude"})
"""Verbs that leave out what stands right behind them ("*forget* about Retail for a moment")."""
_REACH: Final = 4
_FAR: Final = 8
"""How many words before "out" a verb such as "leaving" may stand ("*leaving* the Free and Basic plans *out* of it")."""


def left_out(sentence: Sentence, values: Sequence[Span]) -> tuple[bool, ...]:
    """For each value, given by where it begins and ends and in order, whether it is to be left out."""
    out = [_is_said_behind(sentence, end) for _, end in values]
    for place in range(len(values) - 2, -1, -1):  # "Toys and Garden excluded"
        out[place] = out[place] or (out[place + 1] and _are_joined(sentence, values[place], values[place + 1]))
    for place, (start, _) in enumerate(values):
        before = (values[place - 1][1], out[place - 1]) if place else None
        out[place] = out[place] or _is_said_before(sentence, start, before)
    return tuple(out)


def _are_joined(sentence: Sentence, one: Span, two: Span) -> bool:
    between = sentence.words[one[1] : two[0]]
    joined = not {"and", "or", "nor", "plus"}.isdisjoint(between)
    return (
        joined
        and len(between) <= _REACH
        and all(word in _LINKS or _is_noun(sentence, one[1] + at) for at, word in enumerate(between))
    )


def _is_said_behind(sentence: Sentence, end: int) -> bool:
    """``Germany excepted``, ``the Clearance category left out``, ``deals in Closed Lost not being included``."""
    index = end
    while index - end < _REACH and (sentence.word(index) in _BETWEEN or _is_noun(sentence, index)):
        index += 1
    for place in (index, index - 1):
        if place < end or sentence.word(place + 1) == "from":  # "EMEA aside from Spain"
            continue
        if any(at == 0 for at, _ in _BEHIND.places(sentence.words[place : place + 3])):
            return True
    taken = not _TAKING.isdisjoint(sentence.words[max(0, end - _FAR) : end])
    return sentence.word(index) == "out" and taken


def _is_said_before(sentence: Sentence, start: int, before: tuple[int, bool] | None) -> bool:
    """Whether an exclusion stands right before the value, or before the list it is in."""
    index = start - 1
    about = sentence.word(index) == "about"
    if sentence.word(index - about) in _DROPPING and index - about <= 1:
        return True
    for _ in range(_REACH):
        if index < 0:
            return False
        mark = _exclusion_at(sentence, index)
        if mark is not None:
            return _excludes(sentence, mark)
        if before and before[0] == index + 1:
            return before[1]
        word = sentence.word(index)
        if (word not in _LINKS and not _is_noun(sentence, index)) or word in _RESUMES:
            return False
        index -= 1
    return False


def _excludes(sentence: Sentence, mark: Mark) -> bool:
    """``no`` and ``not`` exclude only right before a value, ``less`` and ``minus`` not after a comparison."""
    words = sentence.words[mark.start : mark.end]
    if words == ("no",) and sentence.tokens[mark.start].before.endswith(("...", "…")):
        return False
    if words == ("beside",) and sentence.tokens[mark.start].raw.lower() == "beside":
        return False
    if words in (("less",), ("drop",)) and sentence.word(mark.start + 1) in _NOT_LESS:
        return False
    if words == ("but",):
        nearby = sentence.words[max(0, mark.start - 5) : mark.start]
        return not _ALL.isdisjoint(nearby)
    return True


_ALL: Final = frozenset(
    {"every", "all", "everywhere", "any", "everything", "each", "everyone", "everybody", "anyone", "anybody", "nobody"}
)
_NOT_LESS: Final = frozenset({"than", "in", "from", "to", "at", "on", "through", "via", "by"})
"""``sold less *in* France``: fewer there, where "revenue less France" leaves it out."""


def _is_noun(sentence: Sentence, index: int) -> bool:
    return any(
        role.mark.start <= index < role.mark.end and role.part in ("dimension", "noun", "metric")
        for role in sentence.roles
    )


def _exclusion_at(sentence: Sentence, index: int) -> Mark | None:
    cues = (role.mark for role in sentence.roles if "exclude" in role.mark.entry.cues)
    return next((mark for mark in cues if mark.start <= index < mark.end), None)
