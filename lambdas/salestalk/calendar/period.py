"""A period key such as ``2025-Q3``: parsing, printing, order within one granularity."""

import re
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import Final

from salestalk.values import frozen

MONTH_NAMES: Final = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
"""In English, whatever the machine's language."""


class InvalidPeriod(ValueError):
    """The text is not a period key; the message says which rule it breaks."""


class Granularity(StrEnum):
    """How long a period is. The values are those of `timeRange.period` in a classification."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


DAY: Final = Granularity.DAY
WEEK: Final = Granularity.WEEK
MONTH: Final = Granularity.MONTH
QUARTER: Final = Granularity.QUARTER
YEAR: Final = Granularity.YEAR
"""For arithmetic: until Python 3.12, finding a member in its enumeration takes longer than all else done with it."""


_SHAPES = (
    (Granularity.QUARTER, re.compile(r"(\d{4})-Q(\d{1,2})", re.ASCII)),
    (Granularity.MONTH, re.compile(r"(\d{4})-(\d{2})", re.ASCII)),
    (Granularity.WEEK, re.compile(r"(\d{4})-W(\d{2})", re.ASCII)),
    (Granularity.DAY, re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)),
    (Granularity.YEAR, re.compile(r"(\d{4})", re.ASCII)),
)
_FORMS = "YYYY, YYYY-Qn, YYYY-MM, YYYY-Www or YYYY-MM-DD"


@frozen(order=True)
class Period:
    """A year, quarter, month, ISO week or day by its number.

    ``year`` is the fiscal year for quarters and years, the ISO year for weeks, else the calendar year. ``number`` is
    the quarter (1-4), month (1-12), ISO week (1-53) or day of the year (1-366); 1 for a year. Order is meaningful only
    among periods of one granularity. Build one with `parse` or the calendar, which check the numbers.
    """

    year: int
    number: int
    granularity: Granularity

    @classmethod
    def parse(cls, key: str) -> "Period":
        """The period a key names. Raises `InvalidPeriod` with the rule that is broken."""
        return _parsed(key)

    @classmethod
    def of_day(cls, day: date) -> "Period":
        """The period that is just this day."""
        return cls(day.year, day.timetuple().tm_yday, DAY)

    @property
    def key(self) -> str:
        """The key as stored: ``2025``, ``2025-Q3``, ``2025-09``, ``2025-W07`` or ``2025-09-30``."""
        grain = self.granularity
        if grain is YEAR:
            return f"{self.year:04d}"
        if grain is QUARTER:
            return f"{self.year:04d}-Q{self.number}"
        if grain is MONTH:
            return f"{self.year:04d}-{self.number:02d}"
        if grain is WEEK:
            return f"{self.year:04d}-W{self.number:02d}"
        return date.fromordinal(date(self.year, 1, 1).toordinal() + self.number - 1).isoformat()

    def __str__(self) -> str:
        return self.key


@lru_cache(maxsize=4096)
def _parsed(key: str) -> Period:
    """The period of a key; the same few keys come with every row."""
    for granularity, shape in _SHAPES:
        if match := shape.fullmatch(key):
            return _checked(key, granularity, [int(part) for part in match.groups()])
    raise InvalidPeriod(f"{key!r} is not a period: write {_FORMS}")


def _checked(key: str, granularity: Granularity, parts: list[int]) -> Period:
    year = parts[0]
    if not 1900 <= year <= 9998:
        raise InvalidPeriod(f"{key!r} is not a period: the year must be from 1900 to 9998")
    match granularity:
        case Granularity.YEAR:
            return Period(year, 1, granularity)
        case Granularity.DAY:
            try:
                return Period.of_day(date(*parts))
            except ValueError:
                raise InvalidPeriod(f"{key!r} is not a period: there is no such day") from None
        case Granularity.QUARTER:
            highest, name = 4, "quarter"
        case Granularity.MONTH:
            highest, name = 12, "month"
        case Granularity.WEEK:
            highest, name = date(year, 12, 28).isocalendar().week, "ISO week"
    if not 1 <= parts[1] <= highest:
        raise InvalidPeriod(f"{key!r} is not a period: the {name} must be from 1 to {highest}")
    return Period(year, parts[1], granularity)
