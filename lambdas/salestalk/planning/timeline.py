"""The tenant's calendar together with the day on which a question is asked."""

from datetime import date, timedelta

from salestalk.calendar import FiscalCalendar, Granularity, Period
from salestalk.values import frozen

FINEST_FIRST = (Granularity.DAY, Granularity.WEEK, Granularity.MONTH, Granularity.QUARTER, Granularity.YEAR)
_PER_YEAR = {Granularity.YEAR: 1, Granularity.QUARTER: 4, Granularity.MONTH: 12}


def is_finer(one: Granularity, other: Granularity) -> bool:
    """Whether periods of ``one`` are shorter than those of ``other``."""
    return FINEST_FIRST.index(one) < FINEST_FIRST.index(other)


@frozen
class Timeline:
    """Which periods are over, in progress or still to come as of a day."""

    calendar: FiscalCalendar
    as_of: date

    def has_begun(self, period: Period) -> bool:
        """Whether its first day is not later than today."""
        return self.calendar.interval(period).start <= self.as_of

    def is_over(self, period: Period) -> bool:
        """Whether its last day is past; today is not past yet."""
        return self.calendar.interval(period).end <= self.as_of

    def in_progress(self, period: Period) -> bool:
        """Whether today falls into it."""
        return self.as_of in self.calendar.interval(period)

    def current(self, granularity: Granularity) -> Period:
        """The period in progress."""
        return self.calendar.containing(self.as_of, granularity)

    def year_before(self, period: Period) -> Period:
        """The same period a year earlier; week 53 becomes week 52, 29 February becomes the 28th."""
        if period.granularity in _PER_YEAR:
            return self.calendar.shift(period, -_PER_YEAR[period.granularity])
        if period.granularity is Granularity.WEEK:
            last = date(period.year - 1, 12, 28).isocalendar().week
            return Period(period.year - 1, min(period.number, last), Granularity.WEEK)
        day = self.calendar.interval(period).start
        leap = (day.month, day.day) == (2, 29)
        return Period.of_day((day - timedelta(days=leap)).replace(year=day.year - 1))
