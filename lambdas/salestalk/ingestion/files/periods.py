"""Periods as people write them, as keys: Q3 2025, 3Q25, Sep-25, September 2025, 09/2025, 2025W07, FY2025, 30.9.2025.

Whether 03/04/2025 is in March or in April is settled for the whole file (`DateOrder`); unsettled, it is refused.
"""

import re
from collections.abc import Callable
from datetime import date, datetime
from functools import lru_cache
from typing import Final

from salestalk.calendar import InvalidPeriod, Period
from salestalk.ingestion.files.model import DateOrder
from salestalk.ingestion.files.months import month_number
from salestalk.ingestion.files.numbers import cleaned

MAX_LENGTH: Final = 40
CENTURY_TURNS: Final = 70
"""Two digits below are of this century."""

_YEAR: Final = r"(?P<year>(?:19|[2-9]\d)\d\d)"
_SHORT: Final = r"(?P<year>(?:(?:19|[2-9]\d)\d\d)|'?\d\d)"
_FISCAL: Final = r"(?:FY|CY|F\.Y\.)?\s*'?"
_GAP: Final = r"[\s\-/._,']*"
_WORD: Final = r"(?P<word>[^\W\d_]{3,10}\.?)"
_TIME: Final = r"(?:[T\s]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?\s*(?:Z|UTC|[+-]\d{2}:?\d{2}|[AaPp][Mm])?)?"


class PeriodFault(ValueError):
    """The text names no period that can be stored; the message says why."""

    def __init__(self, rule: str, message: str) -> None:
        super().__init__(message)
        self.rule = rule


def parse_period(text: str, order: DateOrder = DateOrder.UNSETTLED) -> str:
    """The key of the period that a cell names. Raises `PeriodFault`."""
    plain = cleaned(text)
    try:
        return Period.parse(plain).key
    except InvalidPeriod:
        pass
    if len(plain) <= MAX_LENGTH:
        for shape, build in _SHAPES:
            if match := shape.fullmatch(plain):
                key = build(match, order)
                if key is not None:
                    return _checked(plain, key)
    raise PeriodFault("period", _hint(plain))


def order_of(text: str) -> DateOrder | None:
    """The order that a date proves; `UNSETTLED` when it can be read both ways; None when it says nothing."""
    match = _NUMERIC_DAY.fullmatch(cleaned(text)) if len(text) <= MAX_LENGTH else None
    if match is None or match["mark"] == ".":
        return None
    first, second = int(match["first"]), int(match["second"])
    if first == second or max(first, second) > 31 or min(first, second) > 12:
        return None
    if first > 12:
        return DateOrder.DMY
    return DateOrder.MDY if second > 12 else DateOrder.UNSETTLED


def is_period(text: str) -> bool:
    """Whether a heading names a period."""
    try:
        parse_period(text, DateOrder.DMY)
    except PeriodFault as fault:
        return fault.rule == "ambiguous_date"
    return True


def day_key(day: date | datetime) -> str:
    """The key of a day."""
    return f"{day.year:04d}-{day.month:02d}-{day.day:02d}"


@lru_cache(maxsize=256)
def month_of(key: str) -> str:
    """The month in which a day lies; other periods stay what they are."""
    return key[:7] if len(key) == 10 else key


def part_of_year(year: str, part: str, kind: str) -> str:
    """The key of a period whose year and quarter, month or week stand in two columns. Raises `PeriodFault`.

    ``kind`` (``Q``, ``M`` or ``W``) is what a bare number means.
    """
    plain_year, plain = cleaned(year), cleaned(part)
    if plain.isascii() and plain.isdigit():
        plain = f"{kind}{int(plain)}" if kind != "M" else f"{int(plain):02d}"
    return parse_period(f"{plain}/{plain_year}" if plain[:1].isdigit() and kind == "M" else f"{plain} {plain_year}")


def _checked(text: str, key: str) -> str:
    try:
        return Period.parse(key).key
    except InvalidPeriod as error:
        raise PeriodFault("period", f"{text!r} is not a period: {str(error).partition(': ')[2]}") from None


def _hint(text: str) -> str:
    if re.fullmatch(r"\d{5}(\.\d+)?", text, re.ASCII):
        return f"{text!r} is not a period (a date as a bare number? save the column as dates)"
    if _HALF.fullmatch(text):
        return f"{text!r} is a half-year, which is not kept; load its quarters or months"
    word = re.sub(r"[\d\s/.-]", "", text)
    if len(text) <= MAX_LENGTH and month_number(word):
        return f"{text!r} names no year"
    return f"{text[:40]!r} is not a period: write it like 2025-Q3, 2025-09, 2025-W07, 2025-09-30 or 2025"


def _year(text: str) -> int:
    digits = text.lstrip("'")
    return int(digits) if len(digits) == 4 else int(digits) + (2000 if int(digits) < CENTURY_TURNS else 1900)


def _annual(match: re.Match[str], _: DateOrder) -> str:
    return f"{_year(match['year']):04d}"


def _quarter(match: re.Match[str], _: DateOrder) -> str:
    return f"{_year(match['year']):04d}-Q{match['number']}"


def _week(match: re.Match[str], _: DateOrder) -> str:
    return f"{_year(match['year']):04d}-W{int(match['number']):02d}"


def _month(match: re.Match[str], _: DateOrder) -> str:
    return f"{_year(match['year']):04d}-{int(match['number']):02d}"


def _named_month(match: re.Match[str], _: DateOrder) -> str | None:
    month = month_number(match["word"])
    return f"{_year(match['year']):04d}-{month:02d}" if month else None


def _named_day(match: re.Match[str], _: DateOrder) -> str | None:
    month = month_number(match["word"])
    return f"{_year(match['year']):04d}-{month:02d}-{int(match['day']):02d}" if month else None


def _iso_day(match: re.Match[str], _: DateOrder) -> str:
    return f"{match['year']}-{int(match['number']):02d}-{int(match['day']):02d}"


def _numeric_day(match: re.Match[str], order: DateOrder) -> str:
    first, second, year = int(match["first"]), int(match["second"]), _year(match["year"])
    # With points, the day comes first wherever dates are written so.
    if match["mark"] == "." or first == second or (order is DateOrder.UNSETTLED and first > 12):
        order = DateOrder.DMY
    elif order is DateOrder.UNSETTLED and second > 12:
        order = DateOrder.MDY
    elif order is DateOrder.UNSETTLED:
        said = f"{match[0]!r} may be {year}-{second:02d}-{first:02d} or {year}-{first:02d}-{second:02d}"
        raise PeriodFault("ambiguous_date", f"{said}; say which: day first (dmy) or month first (mdy)")
    day, month = (first, second) if order is DateOrder.DMY else (second, first)
    if month > 12:
        raise PeriodFault("date_order", f"{match[0]!r} does not fit the file's order of dates, which is {order}")
    return f"{year:04d}-{month:02d}-{day:02d}"


_NUMERIC_DAY: Final = re.compile(
    rf"(?P<first>\d{{1,2}})(?P<mark>[/.\-])(?P<second>\d{{1,2}})(?P=mark){_SHORT}{_TIME}", re.ASCII
)
_HALF: Final = re.compile(r"(?:H[12]|[12]H)\W*(?:FY)?\W*\d{2,4}|\d{4}\W*H[12]", re.IGNORECASE)

_Build = Callable[[re.Match[str], DateOrder], str | None]
_WORDED: Final = tuple(
    (re.compile(shape, re.IGNORECASE), build)
    for shape, build in (
        (rf"(?:FY|CY|Year)\s*{_SHORT}", _annual),
        (rf"{_YEAR}\s*(?:FY|CY)", _annual),
        (rf"{_FISCAL}{_YEAR}{_GAP}Q(?P<number>\d)", _quarter),
        (rf"FY\s*{_SHORT}{_GAP}Q(?P<number>\d)", _quarter),
        (rf"Q(?:uarter|tr)?\s*(?P<number>\d){_GAP}{_FISCAL}{_SHORT}", _quarter),
        (rf"(?P<number>\d)Q{_GAP}{_FISCAL}{_SHORT}", _quarter),
        (rf"(?P<number>\d)(?:st|nd|rd|th)?\s*(?:Quarter|Qtr\.?),?\s+{_FISCAL}{_SHORT}", _quarter),
        (rf"{_YEAR}{_GAP}(?:CW|KW|Week|Wk|W){_GAP}(?P<number>\d{{1,2}})", _week),
        (rf"(?:CW|KW|Week|Wk|W){_GAP}(?P<number>\d{{1,2}})[\s\-/._,']+{_YEAR}", _week),
        (rf"{_YEAR}(?P<number>0[1-9]|1[0-2])", _month),
        (rf"{_YEAR}[/.\-](?P<number>\d{{1,2}})", _month),
        (rf"(?P<number>\d{{1,2}})[/.\-]{_YEAR}", _month),
        (rf"{_YEAR}[\s\-]?M(?P<number>\d{{1,2}})", _month),
        (rf"M(?P<number>\d{{1,2}})[\s\-]{_YEAR}", _month),
        (rf"{_YEAR}(?P<number>0[1-9]|1[0-2])(?P<day>[0-3]\d)", _iso_day),
        (rf"{_YEAR}[/.\-](?P<number>\d{{1,2}})[/.\-](?P<day>\d{{1,2}}){_TIME}", _iso_day),
        (rf"{_WORD}{_GAP}{_SHORT}", _named_month),
        (rf"{_YEAR}{_GAP}{_WORD}", _named_month),
        (rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th|\.)?[\s\-/]*{_WORD}[\s\-/,]*{_SHORT}", _named_day),
        (rf"{_WORD}[\s\-/]*(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?[\s\-/]+{_YEAR}", _named_day),
        (rf"{_YEAR}[\s\-/]*{_WORD}[\s\-/]*(?P<day>\d{{1,2}})", _named_day),
    )
)  # fmt: skip
_SHAPES: Final[tuple[tuple[re.Pattern[str], _Build], ...]] = (*_WORDED, (_NUMERIC_DAY, _numeric_day))
