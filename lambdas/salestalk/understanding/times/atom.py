"""What was written about time, before anybody asks which days it is."""

import re
from collections.abc import Callable
from datetime import date
from typing import Final, NamedTuple

from salestalk.calendar import Granularity
from salestalk.understanding.words.text import Token

DAY, WEEK, MONTH = Granularity.DAY, Granularity.WEEK, Granularity.MONTH
QUARTER, YEAR = Granularity.QUARTER, Granularity.YEAR
HIGHEST: Final = {QUARTER: 4, MONTH: 12, WEEK: 53}


class Atom(NamedTuple):
    """One time as written, in tokens ``start`` up to ``end`` (exclusive).

    ``kind``: ``named`` (a quarter, month, week, half or year by number), ``day``, ``relative`` (``steps`` from the one
    in progress), ``run`` (``number`` periods back, or ahead when negative), ``todate``, ``part`` (the ``number``-th of
    ``grain`` within ``inner``), ``sametime``, ``compare`` (a code alone), ``before`` (the one before another),
    ``grain`` (a series at this grain), ``now``, ``invalid``, ``ambiguous``.
    """

    start: int
    end: int
    kind: str
    grain: Granularity = QUARTER
    number: int = 0
    year: int | None = None
    year_steps: int | None = None
    steps: int = 0
    half: bool = False
    calendar: bool = False
    day: date | None = None
    inner: "Atom | None" = None
    code: str = ""

    @property
    def is_bare(self) -> bool:
        """Whether it is named without its year."""
        return self.kind == "named" and self.grain is not YEAR and self.year is None and self.year_steps is None


Tokens = tuple[Token, ...]


def word_at(tokens: Tokens, index: int) -> str:
    """The word at a place, or nothing beyond either end."""
    return tokens[index].word if 0 <= index < len(tokens) else ""


def word_stem(tokens: Tokens, index: int) -> str:
    """The stem at a place, or nothing beyond the end."""
    return tokens[index].stem if index < len(tokens) else ""


def joint_before(tokens: Tokens, index: int) -> str:
    """The punctuation before a token."""
    return tokens[index].before if index < len(tokens) else ""


def year_of(digits: str) -> int:
    """A year from two or four digits."""
    return int(digits) if len(digits) == 4 else 2000 + int(digits)


def make_named(start: int, end: int, grain: Granularity, number: int, year: int | None = None) -> Atom:
    """A numbered period; invalid where its grain has no such number."""
    kind = "named" if 1 <= number <= HIGHEST[grain] else "invalid"
    return Atom(start, end, kind, grain, number, year)


def make_day(start: int, end: int, year: int, month: int, day: int) -> Atom:
    """A day; invalid where there is none."""
    try:
        return Atom(start, end, "day", DAY, day=date(year, month, day))
    except ValueError:
        return Atom(start, end, "invalid", DAY)


def checked_day(atom: Atom) -> Atom:
    """A day of a month, invalid where no year has it."""
    month = atom.inner.number if atom.inner else 1
    try:
        date(atom.year or 2024, month, atom.number)
    except ValueError:
        return atom._replace(kind="invalid")
    return atom


YEAR_NUMBER: Final = re.compile(r"(?:19|20)\d\d")
FISCAL: Final = re.compile(r"(?:fy|cy)\s?'?(\d{4}|\d{2})(?:[/-](\d{2,4}))?")
_ORDINAL: Final = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?")


def ordinal_day(word: str) -> int | None:
    """The day of a month that a word may be ("3", "3rd")."""
    match = _ORDINAL.fullmatch(word)
    highest = 39 if word.isdecimal() else 99
    return int(match[1]) if match and 1 <= int(match[1]) <= highest else None


def is_finer(grain: Granularity, inner: Atom) -> bool:
    """Whether a grain is finer than another time."""
    order = (DAY, WEEK, MONTH, QUARTER, YEAR)
    return order.index(grain) < order.index(inner.grain) or (inner.half and grain is QUARTER)


def in_year(atom: Atom, year: Atom) -> Atom:
    """A quarter, half or month with the year that follows it."""
    if year.kind == "named":
        return atom._replace(end=year.end, year=year.year, calendar=year.calendar)
    return atom._replace(end=year.end, year_steps=year.steps)


AnyTime = Callable[[Tokens, int], Atom | None]
"""Recognises whatever time begins at a token."""

Reader = Callable[[Tokens, int, AnyTime], Atom | None]
"""Recognises one kind of time; takes `AnyTime` for the times within it."""
