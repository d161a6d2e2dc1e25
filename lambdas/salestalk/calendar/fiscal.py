"""The tenant's calendar: which days a period covers, and which period a day falls into.

Quarters and years are fiscal and begin at `fiscal_year_start`; months, ISO weeks and days are calendar. A fiscal year
is named after the calendar year in which it begins: with a start of 04-01, 2025-Q4 is January to March 2026.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from salestalk.calendar.period import DAY, MONTH, QUARTER, WEEK, YEAR, Granularity, Period
from salestalk.values import frozen


@frozen
class Interval:
    """Days from ``start`` up to, not including, ``end``."""

    start: date
    end: date

    def __str__(self) -> str:
        return f"[{self.start}, {self.end})"

    def __contains__(self, day: date) -> bool:
        return self.start <= day < self.end


@frozen
class FiscalCalendar:
    """Calendar arithmetic for one tenant.

    ``start_month`` and ``start_day`` (1-28) are the fiscal year's first day; ``time_zone`` is an IANA name and decides
    only which day it is at a given moment.
    """

    start_month: int = 1
    start_day: int = 1
    time_zone: str = "UTC"

    @classmethod
    def starting(cls, month_day: str = "01-01", time_zone: str = "UTC") -> "FiscalCalendar":
        """The calendar whose fiscal year begins at ``month_day`` ("MM-DD")."""
        month, day = month_day.split("-")
        return cls(int(month), int(day), time_zone)

    def today(self, now: datetime) -> date:
        """The tenant's date at the moment ``now`` (aware)."""
        return now.astimezone(ZoneInfo(self.time_zone)).date()

    def midnight(self, now: datetime) -> datetime:
        """The moment (aware, in the tenant's zone) at which its next day begins."""
        return datetime.combine(self.today(now) + timedelta(days=1), time.min, ZoneInfo(self.time_zone))

    def interval(self, period: Period) -> Interval:
        """The days the period covers."""
        grain, year, number = period.granularity, period.year, period.number
        if grain is YEAR:
            return Interval(self._fiscal(year, 0), self._fiscal(year, 12))
        if grain is QUARTER:
            months = 3 * (number - 1)
            return Interval(self._fiscal(year, months), self._fiscal(year, months + 3))
        if grain is MONTH:
            return Interval(date(year, number, 1), _month(year, number))
        if grain is WEEK:
            monday = date.fromisocalendar(year, number, 1)
            return Interval(monday, monday + timedelta(days=7))
        day = date(year, 1, 1) + timedelta(days=number - 1)
        return Interval(day, day + timedelta(days=1))

    def containing(self, day: date, granularity: Granularity) -> Period:
        """The period of this granularity that the day falls into."""
        if granularity is DAY:
            return Period.of_day(day)
        if granularity is WEEK:
            iso = day.isocalendar()
            return Period(iso.year, iso.week, granularity)
        if granularity is MONTH:
            return Period(day.year, day.month, granularity)
        year, months = self._fiscal_position(day)
        if granularity is YEAR:
            return Period(year, 1, granularity)
        return Period(year, months // 3 + 1, granularity)

    def shift(self, period: Period, steps: int) -> Period:
        """The period ``steps`` after (or, negative, before) this one, of the same granularity."""
        grain = period.granularity
        if grain is YEAR:
            return Period(period.year + steps, 1, grain)
        if grain is QUARTER or grain is MONTH:
            years, number = divmod(period.number - 1 + steps, 4 if grain is QUARTER else 12)
            return Period(period.year + years, number + 1, grain)
        start = self.interval(period).start
        return self.containing(start + timedelta(days=steps * (7 if grain is WEEK else 1)), grain)

    def parts(self, period: Period, granularity: Granularity) -> tuple[Period, ...] | None:
        """The finer periods that tile this one exactly, in order; None where they do not (weeks in a month)."""
        whole = self.interval(period)
        parts = tuple(self.covering(whole, granularity))
        first, last = self.interval(parts[0]), self.interval(parts[-1])
        return parts if (first.start, last.end) == (whole.start, whole.end) else None

    def covering(self, interval: Interval, granularity: Granularity) -> Iterator[Period]:
        """The periods of this granularity that touch the interval, in order."""
        period = self.containing(interval.start, granularity)
        while self.interval(period).start < interval.end:
            yield period
            period = self.shift(period, 1)

    def start_timestamp(self, period: Period) -> int:
        """Unix seconds (UTC) of the period's first day: the `timestamp` of a metric row."""
        start = self.interval(period).start
        return int(datetime(start.year, start.month, start.day, tzinfo=UTC).timestamp())

    def _fiscal(self, year: int, months: int) -> date:
        """The day ``months`` after the start of the fiscal year."""
        years, month = divmod(self.start_month - 1 + months, 12)
        return date(year + years, month + 1, self.start_day)

    def _fiscal_position(self, day: date) -> tuple[int, int]:
        """The fiscal year of a day, and the whole months since that year began."""
        months = (day.year * 12 + day.month - 1) - (self.start_month - 1) - (day.day < self.start_day)
        return divmod(months, 12)


def _month(year: int, month: int) -> date:
    """The first day of the month after this one."""
    return date(year + month // 12, month % 12 + 1, 1)
