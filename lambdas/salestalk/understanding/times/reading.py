"""The time of a question as understood, and how a classification shows it."""

from collections import Counter
from datetime import date
from typing import Final, NamedTuple

from salestalk.calendar import MONTH_NAMES, FiscalCalendar, Granularity, Period
from salestalk.contracts.classification import Comparison, TimeExpression, TimeRange
from salestalk.understanding.times.atom import DAY, MONTH, QUARTER, WEEK, YEAR, Atom
from salestalk.understanding.times.periods import Clock, Periods, at_grain, expression_of, periods_of


class TimeReading(NamedTuple):
    """The time of a question as understood.

    ``said`` is False when no time was named; ``problem`` is a refusal or clarification code; ``ends`` says that the
    periods are the two ends of a change; ``versus`` that a time is held against another; ``grain`` the grain asked for.
    """

    range: TimeRange
    said: bool = False
    grain: Granularity | None = None
    problem: str | None = None
    ends: bool = False
    versus: bool = False
    ahead: bool = False
    shift_of_previous: Granularity | None = None
    """"The week before that": one step back from the time of the question before."""
    named_bare: bool = False
    over: bool = False
    """A run of periods was said with "over": a course rather than a sum."""
    per: bool = False
    """The grain was said as a rate ("per month")."""
    shared: bool = False
    """Whether a period took the year of the one it is held against."""
    other_keys: tuple[str, ...] = ()
    """The periods something is held against where nothing else was said ("vs September?")."""


def nothing(grain: Granularity = QUARTER) -> TimeRange:
    """The time of a question that names none."""
    return TimeRange.model_construct(period=grain, expression="current")


NOTHING: Final = nothing()


def changed(time: TimeRange, **changes: object) -> TimeRange:
    """The time with some fields replaced."""
    return time.model_copy(update=changes)


def range_of(
    periods: Periods, expression: TimeExpression | None, atom: Atom | None, code: Comparison | None = None
) -> TimeRange:
    """Periods as a classification shows them."""
    first = periods[0]
    value, year = (_value_of(atom), first.year) if atom and expression is None else (None, None)
    keys = tuple([period.key for period in periods])
    # Built without validation: the keys come from periods, and checking each would cost more than all else together.
    return TimeRange.assembled(
        period=first.granularity, value=value, year=year, expression=expression, keys=keys, comparison=code
    )


def _value_of(atom: Atom) -> str | None:
    """The period as people call it: ``Q3``, ``September``, ``H1``, ``W45``."""
    if atom.kind != "named" or atom.grain is DAY:
        return None
    match atom.grain:
        case Granularity.QUARTER:
            return f"{'H' if atom.half else 'Q'}{atom.number}"
        case Granularity.MONTH:
            return MONTH_NAMES[atom.number - 1]
        case Granularity.WEEK:
            return f"W{atom.number}"
    return str(atom.year) if atom.year else None


def read_single(atom: Atom, clock: Clock) -> TimeReading:
    """The reading of one time that stands alone."""
    periods = periods_of(atom, clock)
    expression = expression_of(atom)
    ahead = clock.calendar.interval(periods[0]).start > clock.as_of
    return TimeReading(
        range_of(periods, expression, atom),
        said=True,
        ahead=ahead,
        named_bare=atom.is_bare,
    )


def reading_at_grain(reading: TimeReading, grain: Granularity, clock: Clock) -> TimeReading:
    """The reading with its periods, if it has any, in those of another grain."""
    time = reading.range
    if not time.keys:
        return reading._replace(range=changed(time, period=grain), grain=grain)
    periods = tuple(Period.parse(key) for key in time.keys)
    if periods[0].granularity is grain:
        return reading._replace(grain=grain)
    if _coarser(grain, periods[0].granularity):
        return reading._replace(range=_regrained(time, periods, grain, clock), grain=grain)
    keys = tuple(period.key for period in at_grain(periods, grain, clock))
    return reading._replace(range=changed(time, period=grain, keys=keys), grain=grain)


def _regrained(time: TimeRange, periods: Periods, grain: Granularity, clock: Clock) -> TimeRange:
    """A run of fine periods in coarser ones, each where its middle lies; a single one stays what it is."""
    if len(periods) < 2:
        return time
    spans = [clock.calendar.interval(period) for period in periods]
    days = [span.start + (span.end - span.start) / 2 for span in spans]
    counts = Counter(clock.calendar.containing(day, grain).key for day in days)
    many = len(periods) > 2 * len(counts)
    keys = tuple(key for key, count in counts.items() if count > 1 or not many)
    return changed(time, period=grain, keys=keys)


def _coarser(grain: Granularity, than: Granularity) -> bool:
    order = (DAY, WEEK, MONTH, QUARTER, YEAR)
    return order.index(grain) > order.index(than)


def at_grain_of(time: TimeRange, grain: Granularity, calendar: FiscalCalendar, as_of: date) -> TimeRange:
    """A time already understood, in periods of another grain."""
    return reading_at_grain(TimeReading(time, said=True), grain, Clock(calendar, as_of)).range
