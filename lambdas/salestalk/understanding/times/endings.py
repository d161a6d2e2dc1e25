"""Runs that end with a period said by name: ``the 12 months to March``, ``the year ended June 2025``."""

from calendar import monthrange
from typing import Final

from salestalk.understanding.times.atom import DAY, MONTH, QUARTER, WEEK, YEAR, AnyTime, Atom, Tokens, word_at
from salestalk.understanding.words.time_words import TIME, number_at
from salestalk.understanding.words.vocabulary_files import grammar

_LINKS: Final = frozenset({"to", "through", "thru", "ended", "ending", "until", "till"})
_ANCHORS: Final = {
    "up to and including": "", "up to": "", "running up to": "before", "leading up to": "before", "before": "before",
    "prior to": "before", "preceding": "before", "ahead of": "before", "after": "after", "following": "after",
    "since": "after", "from": "from", "starting in": "from", "starting with": "from", "starting from": "from",
    "starting": "from", "beginning in": "from", "beginning": "from", "that followed": "after",
}  # fmt: skip
_LONGEST_ANCHOR: Final = 4
_WITHOUT_NUMBER: Final = frozenset({"year", "quarter"})
_BEFORE_GRAIN: Final = grammar("time_atoms.before_grain")


def read_ending(tokens: Tokens, index: int, read: AnyTime) -> Atom | None:
    """A number of months, quarters or years, or "year" and "quarter" alone, up to a named month, quarter or day."""
    if tokens[index].word == "half":
        return _half_year(tokens, index, read)
    number = number_at(tokens, index)
    place = index + number.width if number else index
    if number and (found := _days_up_to(tokens, index, place, number.value, read)):
        return found
    while number and word_at(tokens, place) in TIME.skippable:
        place += 1
    word = word_at(tokens, place)
    if number and number.value and (found := _anchored(tokens, index, place, number.value, read)):
        return found
    if word_at(tokens, place + 1) not in _LINKS or (number is None and word not in _WITHOUT_NUMBER):
        return None
    grain = TIME.grains.get(word)
    if grain not in (MONTH, QUARTER, YEAR) or (number is None and word_at(tokens, index - 1) in _BEFORE_GRAIN):
        return None
    inner = _ending_at(tokens, place + 2, read)
    if inner is None:
        return None
    count = number.value if number else 1
    if grain is not QUARTER or inner.grain is not QUARTER:
        grain, count = MONTH, count * {MONTH: 1, QUARTER: 3, YEAR: 12}[grain]
    return Atom(index, inner.end, "ending", grain, count, inner=inner) if count else None


def _days_up_to(tokens: Tokens, index: int, place: int, count: int, read: AnyTime) -> Atom | None:
    """``the three weeks to November 9``, ``the ten days ending 31 March``: days up to that one."""
    grain = TIME.grains.get(word_at(tokens, place))
    if grain not in (DAY, WEEK) or word_at(tokens, place + 1) not in _LINKS or place + 2 >= len(tokens):
        return None
    inner = read(tokens, place + 2)
    if inner is None or inner.kind not in ("named", "day") or inner.grain is not DAY:
        return None
    return Atom(index, inner.end, "ending", DAY, count * (7 if grain is WEEK else 1), inner=inner)


def _anchored(tokens: Tokens, index: int, place: int, count: int, read: AnyTime) -> Atom | None:
    """``the two months before July``, ``three quarters from Q1 2024``: a run beside a time that is no part of it."""
    grain = TIME.grains.get(word_at(tokens, place))
    if grain is None:
        return None
    for width in range(_LONGEST_ANCHOR, 0, -1):
        code = _ANCHORS.get(" ".join([token.word for token in tokens[place + 1 : place + 1 + width]]))
        if code is None:
            continue
        start = place + 1 + width
        while word_at(tokens, start) in ("the", "of", "in"):
            start += 1
        inner = read(tokens, start) if start < len(tokens) else None
        if inner is None or inner.kind not in ("named", "day", "relative"):
            return None
        return Atom(index, inner.end, "ending", grain, count, inner=inner, code=code or "upto")
    return None


def _half_year(tokens: Tokens, index: int, read: AnyTime) -> Atom | None:
    """``the half-year that ended in June``."""
    place = index + 2
    while word_at(tokens, place) in ("that", "which", "has", "we"):
        place += 1
    if word_at(tokens, index + 1) not in ("year", "yr") or word_at(tokens, place) not in _LINKS:
        return None
    inner = _ending_at(tokens, place + 1, read)
    return Atom(index, inner.end, "ending", MONTH, 6, inner=inner) if inner else None


def _ending_at(tokens: Tokens, place: int, read: AnyTime) -> Atom | None:
    """The month, quarter or last day of a month with which a run ends; "the end of" before it is skipped."""
    while word_at(tokens, place) in ("the", "end", "of", "with", "on", "in"):
        place += 1
    inner = read(tokens, place) if place < len(tokens) else None
    if inner is None or inner.kind not in ("named", "day") or inner.half or inner.grain not in (MONTH, QUARTER, DAY):
        return None
    return inner if inner.grain is not DAY or _ends_month(inner) else None


def _ends_month(atom: Atom) -> bool:
    if atom.day:
        return atom.day.day == monthrange(atom.day.year, atom.day.month)[1]
    return atom.inner is not None and atom.number >= monthrange(2025, atom.inner.number)[1]


LOOSE: Final = ("mid", "early", "late")


def read_loose(tokens: Tokens, index: int, read: AnyTime) -> Atom | None:
    """``mid-October``, ``early 2025``: days nobody can name, to be asked back rather than taken for the whole."""
    inner = read(tokens, index + 1) if index + 1 < len(tokens) and not tokens[index + 1].broken else None
    if inner is None or inner.kind != "named" or inner.grain not in (MONTH, QUARTER, YEAR):
        return None
    return Atom(index, inner.end, "ambiguous", inner.grain)


STARTS: Final = ("start", "beginning", "onset", "outset", "opening")
_NOT_ALONE: Final = frozenset({"since", "from", "between", "to", "until", "till", "through", "by", "before", "up"})


def read_start(tokens: Tokens, index: int, read: AnyTime) -> Atom | None:
    """``at the start of 2025``: a moment nobody can name; "since the start of 2025" is since 2025."""
    article = word_at(tokens, index - 1) == "the"
    if word_at(tokens, index + 1) != "of" or word_at(tokens, index - 1 - article) in _NOT_ALONE:
        return None
    place = index + 2
    while word_at(tokens, place) in ("the", "our"):
        place += 1
    inner = read(tokens, place) if place < len(tokens) else None
    grain = inner.grain if inner else TIME.grains.get(word_at(tokens, place))
    if (inner and inner.kind not in ("named", "relative", "todate")) or grain not in (MONTH, QUARTER, YEAR):
        return None
    return Atom(index, inner.end if inner else place + 1, "ambiguous", grain)
