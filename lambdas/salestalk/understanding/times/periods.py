"""From an atom to the periods it means, on a calendar and as of a day."""

from calendar import monthrange
from datetime import date, timedelta
from typing import Final, NamedTuple

from salestalk.calendar import FiscalCalendar, Granularity, InvalidPeriod, Period
from salestalk.contracts.classification import TimeExpression
from salestalk.understanding.times.atom import DAY, MONTH, QUARTER, WEEK, YEAR, Atom
from salestalk.understanding.times.weeks import LONG, long_year, weekday

Periods = tuple[Period, ...]

_RUNS: Final[dict[tuple[Granularity, int], TimeExpression]] = {
    (DAY, 7): "last_7d", (DAY, 30): "last_30d", (DAY, 90): "last_90d", (MONTH, 3): "l3m", (MONTH, 6): "l6m",
    (MONTH, 12): "l12m", (QUARTER, 4): "l4q", (QUARTER, 8): "l8q",
}  # fmt: skip
_TO_DATE: Final[dict[Granularity, TimeExpression]] = {YEAR: "ytd", QUARTER: "qtd", MONTH: "mtd", WEEK: "wtd"}
_STEPS: Final[dict[tuple[int, Granularity], TimeExpression]] = {
    (0, DAY): "today", (-1, DAY): "yesterday",
    (-1, WEEK): "last_week", (0, WEEK): "this_week", (1, WEEK): "next_week",
    (-1, MONTH): "last_month", (0, MONTH): "this_month", (1, MONTH): "next_month",
    (-1, QUARTER): "last_quarter", (0, QUARTER): "this_quarter", (1, QUARTER): "next_quarter",
    (-1, YEAR): "last_year", (0, YEAR): "this_year", (1, YEAR): "next_year",
}  # fmt: skip
MAX_PERIODS: Final = 4_000
"""Longest run that is listed, some ten years of days; a longer one is never cut, but listed in coarser periods."""
_COARSER: Final = {DAY: MONTH, WEEK: MONTH, MONTH: QUARTER, QUARTER: YEAR}
_FIRST_YEAR, _LAST_YEAR = 1901, 9990


class Clock(NamedTuple):
    """Against what times are resolved: the calendar, today, the data's reach, and whether the question looks ahead."""

    calendar: FiscalCalendar
    as_of: date
    ahead: bool = False
    spans: tuple[tuple[str, str], ...] = ()
    """Granularity and last period with data."""

    def current(self, grain: Granularity) -> Period:
        """The period in progress."""
        return self.calendar.containing(self.as_of, grain)

    def last_with_data(self, grain: Granularity) -> Period | None:
        """The latest period of this grain that holds data, where that is known; from finer data if need be."""
        for name, last in self.spans:
            if name == grain:
                return Period.parse(last)
        starts = [self.calendar.interval(Period.parse(last)).start for _, last in self.spans]
        return self.calendar.containing(max(starts), grain) if starts else None


def expression_of(atom: Atom) -> TimeExpression | None:
    """The name of a relative time in the classification's vocabulary, if it has one."""
    match atom.kind:
        case "run":
            return _RUNS.get((atom.grain, atom.number))
        case "todate":
            return _TO_DATE.get(atom.grain)
        case "relative" if atom.code != "ago" and -1 <= atom.steps <= 1:
            return _STEPS.get((atom.steps, atom.grain))
    return None


def periods_of(atom: Atom, clock: Clock) -> Periods:
    """The periods an atom names, in order. Raises `InvalidPeriod` where there is no such period."""
    match atom.kind:
        case "named":
            return _named(atom, clock)
        case "day":
            return (Period.of_day(atom.day or clock.as_of),)
        case "relative":
            return (clock.calendar.shift(clock.current(atom.grain), atom.steps),)
        case "run":
            return run(atom.grain, atom.number, clock)
        case "todate":
            return to_date(atom.grain, clock)
        case "part":
            return _part(atom, clock)
        case "ending":
            return _ending(atom, clock)
        case "sametime":
            return (_year_before(clock.current(atom.grain), clock),)
        case "weekday":
            return (Period.of_day(weekday(atom, clock.as_of, ahead=clock.ahead)),)
    raise InvalidPeriod(f"there is no such {atom.grain}")


def _year_before(period: Period, clock: Clock) -> Period:
    """The same quarter, month, week or day of the year before."""
    if period.granularity is DAY:
        return Period.of_day(clock.as_of - timedelta(days=365))
    back = {MONTH: 12, QUARTER: 4, WEEK: 52}[period.granularity]
    return clock.calendar.shift(period, -back)


def run(grain: Granularity, count: int, clock: Clock) -> Periods:
    """``count`` complete periods before the one in progress; the ones after it when negative."""
    if count == 0 or abs(count) > MAX_PERIODS:
        raise InvalidPeriod(f"{abs(count)} periods are too many to list")
    if grain is DAY:
        first = clock.as_of.toordinal() + (1 if count < 0 else -count)
        return tuple(Period.of_day(date.fromordinal(first + day)) for day in range(abs(count)))
    current = clock.current(grain)
    steps = range(-count, 0) if count > 0 else range(1, 1 - count)
    return tuple(clock.calendar.shift(current, step) for step in steps)


def to_date(grain: Granularity, clock: Clock) -> Periods:
    """Months from the start of the year or quarter to the one in progress; the month or week in progress itself."""
    if grain not in (YEAR, QUARTER):
        return (clock.current(grain),)
    start = clock.calendar.interval(clock.current(grain)).start
    return between(clock.calendar.containing(start, MONTH), clock.current(MONTH), clock)


def between(first: Period, last: Period, clock: Clock) -> Periods:
    """All periods from the first to the last; empty where the first is later.

    Raises `InvalidPeriod` for more of them than can be listed.
    """
    periods: list[Period] = []
    period = first
    while period <= last:
        if len(periods) == MAX_PERIODS:
            raise InvalidPeriod(f"{first} to {last} is too long to list")
        periods.append(period)
        period = clock.calendar.shift(period, 1)
    return tuple(periods)


def at_grain(periods: Periods, grain: Granularity, clock: Clock) -> Periods:
    """The same time in other periods, without those that have not begun (unless the question looks ahead).

    More of them than can be listed become coarser ones.
    """
    calendar = clock.calendar
    parts: dict[Period, None] = {}
    for period in periods:
        for part in calendar.covering(calendar.interval(period), grain):
            parts.setdefault(part)
            if len(parts) > MAX_PERIODS and grain in _COARSER:
                return at_grain(periods, _COARSER[grain], clock)
    begun = tuple(part for part in parts if calendar.interval(part).start <= clock.as_of)
    return begun if begun and not clock.ahead else tuple(parts)


def _named(atom: Atom, clock: Clock) -> Periods:
    year = atom.year
    if year is None and atom.year_steps is not None:
        base = clock.as_of.year if atom.grain in (MONTH, DAY, WEEK) else clock.current(YEAR).year
        year = base + atom.year_steps
    if year is not None and not _FIRST_YEAR <= year <= _LAST_YEAR:
        raise InvalidPeriod(f"{year} is out of range")
    if atom.grain is DAY:
        return (Period.of_day(_day_in_year(atom, year, clock)),)
    if atom.calendar and (clock.calendar.start_month, clock.calendar.start_day) != (1, 1):
        return _calendar_months(atom, year or _latest_year(atom, clock))
    if year is None:
        year = _latest_year(atom, clock)
    if atom.half:
        return Period(year, 2 * atom.number - 1, QUARTER), Period(year, 2 * atom.number, QUARTER)
    period = Period(year, atom.number, atom.grain)
    if atom.grain is WEEK and atom.number == LONG:
        Period.parse(period.key)
    return (period,)


def _calendar_months(atom: Atom, year: int) -> Periods:
    if atom.grain is YEAR:
        return tuple(Period(year, month, MONTH) for month in range(1, 13))
    if atom.grain is QUARTER:
        length = 6 if atom.half else 3
        first = length * (atom.number - 1) + 1
        return tuple(Period(year, month, MONTH) for month in range(first, first + length))
    return (Period(year, atom.number, atom.grain),)


def _latest_year(atom: Atom, clock: Clock) -> int:
    """The year of the latest occurrence begun by today and holding data; of the next one when looking ahead."""
    if atom.grain is WEEK and atom.number == LONG:
        return long_year(clock.as_of, ahead=clock.ahead)
    calendar = clock.calendar
    number = 2 * atom.number - 1 if atom.half else atom.number
    year = clock.current(atom.grain).year
    period = Period(year, number, atom.grain)
    if atom.code == "tense":
        return _tensed_year(period, atom.steps, clock)
    if clock.ahead:
        while calendar.interval(period).end <= clock.as_of:
            period = Period(period.year + 1, number, atom.grain)
        return period.year
    if calendar.interval(period).start > clock.as_of:
        year -= 1
    last = clock.last_with_data(atom.grain)
    if last is not None and Period(year, number, atom.grain) > last:
        year = last.year if number <= last.number else last.year - 1
    return year


def _tensed_year(period: Period, steps: int, clock: Clock) -> int:
    """``last September`` is complete, ``next September`` has not begun."""
    interval = clock.calendar.interval(period)
    if steps < 0:
        return period.year if interval.end <= clock.as_of else period.year - 1
    if steps > 0:
        return period.year if interval.start > clock.as_of else period.year + 1
    return period.year


def _day_in_year(atom: Atom, year: int | None, clock: Clock) -> date:
    if atom.inner is None:
        return _day_alone(atom.number, clock)
    month = atom.inner.number
    if year is not None:
        return _date(year, month, atom.number)
    for candidate in range(clock.as_of.year + (1 if clock.ahead else 0), clock.as_of.year - 9, -1):
        try:
            day = date(candidate, month, atom.number)
        except ValueError:
            continue
        if day <= clock.as_of or (clock.ahead and candidate <= clock.as_of.year + 1 and day > clock.as_of):
            return day
    raise InvalidPeriod("there is no such day")


def _day_alone(number: int, clock: Clock) -> date:
    """The latest day with this number in its month."""
    year, month = clock.as_of.year, clock.as_of.month
    for _ in range(12):
        if number <= monthrange(year, month)[1] and (day := date(year, month, number)) <= clock.as_of:
            return day
        year, month = (year, month - 1) if month > 1 else (year - 1, 12)
    raise InvalidPeriod("there is no such day")


def _date(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise InvalidPeriod("there is no such day") from None


def _ending(atom: Atom, clock: Clock) -> Periods:
    """The run of periods whose last one ends with the time within."""
    calendar, inner = clock.calendar, periods_of(_inner(atom), clock)
    end = calendar.interval(inner[-1]).end
    if atom.code in ("before", "from"):
        first = calendar.containing(calendar.interval(inner[0]).start, atom.grain)
        steps = range(-atom.number, 0) if atom.code == "before" else range(atom.number)
        return tuple([calendar.shift(first, step) for step in steps])
    if atom.code == "after":
        first = calendar.containing(end - timedelta(days=1), atom.grain)
        return tuple([calendar.shift(first, step) for step in range(1, atom.number + 1)])
    last = clock.calendar.containing(end - timedelta(days=1), atom.grain)
    return tuple([clock.calendar.shift(last, step) for step in range(1 - atom.number, 1)])


def _inner(atom: Atom) -> Atom:
    if atom.inner is None:
        raise InvalidPeriod("there is no such period")
    return atom.inner


def _part(atom: Atom, clock: Clock) -> Periods:
    """The n-th (or, negative, last) finer period within another; several where a count was said."""
    inner = _inner(atom)
    whole = periods_of(inner, clock)
    if atom.number == 0:
        return (clock.calendar.containing(clock.calendar.interval(whole[0]).start, atom.grain),)
    parts = _parts_within(atom, whole, clock)
    if inner.code == "bare" and not clock.ahead and clock.calendar.interval(parts[0]).start > clock.as_of:
        return _parts_within(atom, (clock.calendar.shift(whole[0], -1),), clock)
    return parts


def _parts_within(atom: Atom, whole: Periods, clock: Clock) -> Periods:
    start, end = clock.calendar.interval(whole[0]).start, clock.calendar.interval(whole[-1]).end
    first = clock.calendar.containing(start, atom.grain)
    last = clock.calendar.containing(end - timedelta(days=1), atom.grain)
    parts = between(first, last, clock)
    count = atom.steps or 1
    if atom.number < 0:
        return parts[-count:]
    if atom.number > len(parts):
        raise InvalidPeriod(f"there is no such {atom.grain}")
    return parts[:count] if atom.steps else (parts[atom.number - 1],)
