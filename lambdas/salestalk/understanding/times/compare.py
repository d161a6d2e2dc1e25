"""One time held against another: a code where the other follows from it, else the keys of both."""

from typing import Final

from salestalk.contracts.classification import Comparison
from salestalk.understanding.times.atom import DAY, MONTH, QUARTER, WEEK, YEAR, Atom
from salestalk.understanding.times.periods import Clock, Periods, periods_of
from salestalk.understanding.times.reading import NOTHING, TimeReading, changed, range_of, read_single

CODES: Final = {YEAR: Comparison.YOY, QUARTER: Comparison.QOQ, MONTH: Comparison.MOM, WEEK: Comparison.WOW}


def code_against(atom: Atom) -> Comparison:
    """The comparison that a relative time stands for when something is held against it."""
    if atom.kind in ("relative", "before") and atom.grain in CODES:
        return CODES[atom.grain]
    if atom.kind == "sametime" or atom.year_steps is not None:
        return Comparison.YOY
    return Comparison.PREVIOUS


def read_versus(main: Atom, other: Atom, rest: list[Atom], clock: Clock) -> TimeReading:
    """A against B: a code where B is A's neighbour said relatively, else the keys of both."""
    if main.kind == "before":
        main, other = other, main
    if main.kind == "before":
        return TimeReading(changed(NOTHING, comparison=Comparison.PREVIOUS), versus=True)
    if is_same_day(main):
        main, other = other, main
    periods = periods_of(main, clock)
    code = _code(main, other, periods, clock)
    if code is not None:
        reading = read_single(main, clock)
        return reading._replace(range=changed(reading.range, comparison=code), versus=True)
    if other.kind == "relative" and other.grain is YEAR and other.steps < -1 and main.grain is not YEAR:
        other = main._replace(year=periods[0].year + other.steps, year_steps=None) if main.kind == "named" else other
    if is_same_day(other) and main.grain is DAY:
        day = clock.calendar.shift(periods[0], -_WEEK)
        return TimeReading(range_of((day, *periods), None, None), said=True, ends=True, versus=True)
    keys = {
        period: None for atom in (main, other, *rest) for period in periods_of(atom, clock) if atom.kind != "before"
    }
    ordered = tuple(sorted(keys, key=lambda period: clock.calendar.interval(period).start))
    return TimeReading(range_of(ordered, None, None), said=True, ends=True, versus=True)


_WEEK: Final = 7


def is_same_day(atom: Atom) -> bool:
    """Whether a time is ``the same day last week``, counted from the day it is held against."""
    return atom.kind == "relative" and atom.grain is DAY and atom.steps == -_WEEK and not atom.code


def _code(main: Atom, other: Atom, periods: Periods, clock: Clock) -> Comparison | None:
    """The code by which the other time follows from the main one, if it does."""
    if other.kind == "before":
        if other.code != "grain":
            return Comparison.PREVIOUS
        return CODES.get(other.grain, Comparison.PREVIOUS)
    if other.kind == "sametime" or _is_year_before(main, other, clock):
        return Comparison.YOY
    if other.kind == "run":
        return Comparison.PREVIOUS if main.kind == "run" and other.grain is main.grain else None
    if other.kind == "relative" and other.code != "ago":
        return _code_of_relative(main, other, periods, clock)
    if main.kind == "named" and other.kind == "named" and main.grain is other.grain is not YEAR:
        return _code_of_same(main, other, periods, clock)
    return None


def _is_year_before(main: Atom, other: Atom, clock: Clock) -> bool:
    """``year to date versus 2024``."""
    to_date = main.kind == "todate" and main.grain is YEAR and other.kind == "named" and other.grain is YEAR
    return to_date and periods_of(other, clock)[0].year == clock.current(YEAR).year - 1


def _code_of_relative(main: Atom, other: Atom, periods: Periods, clock: Clock) -> Comparison | None:
    """``this quarter vs last quarter``: its neighbour; "last quarter" is not that of a quarter long ago."""
    if other.steps != -1:
        return None
    if other.grain is main.grain and not _is_recent(main, other, periods, clock):
        return None
    if other.grain is DAY:
        return Comparison.PREVIOUS
    if other.grain is YEAR and (main.grain is not YEAR or (main.kind == "relative" and main.steps >= -1)):
        return Comparison.YOY
    if other.grain is main.grain and main.kind in ("relative", "named", "todate"):
        return CODES.get(other.grain)
    return None


def _is_recent(main: Atom, other: Atom, periods: Periods, clock: Clock) -> bool:
    """Whether "last quarter" is the one before the period it is held against, or that very one."""
    if other.code == "prior" or (main.is_bare and clock.spans) or main.kind == "todate":
        return True
    current = clock.current(other.grain)
    return periods[-1] in (current, clock.calendar.shift(current, -1))


def _code_of_same(main: Atom, other: Atom, periods: Periods, clock: Clock) -> Comparison | None:
    """``Q3 vs Q3 last year``: the same period one year before."""
    if (main.number, main.half, main.inner and main.inner.number) != (
        other.number,
        other.half,
        other.inner and other.inner.number,
    ):
        return None
    if (other.is_bare and not main.is_bare) or (main.year is not None and other.year is not None):
        return None
    if other.code == "yearback":
        return Comparison.YOY
    before = periods_of(other, clock)
    return Comparison.YOY if before[0].year == periods[0].year - 1 else None
