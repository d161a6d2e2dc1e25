"""One time held against another: a code where the other follows from it, else the keys of both."""

from typing import Final

from salestalk.contracts.classification import Comparison
from salestalk.understanding.time_atom import DAY, MONTH, QUARTER, WEEK, YEAR, Atom
from salestalk.understanding.time_periods import Clock, Periods, periods_of
from salestalk.understanding.time_reading import NOTHING, TimeReading, changed, range_of, read_single

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
    periods = periods_of(main, clock)
    code = _code(main, other, periods, clock)
    if code is not None:
        reading = read_single(main, clock)
        return reading._replace(range=changed(reading.range, comparison=code), versus=True)
    keys = {
        period: None for atom in (main, other, *rest) for period in periods_of(atom, clock) if atom.kind != "before"
    }
    ordered = tuple(sorted(keys, key=lambda period: clock.calendar.interval(period).start))
    return TimeReading(range_of(ordered, None, None), said=True, ends=True, versus=True)


def _code(main: Atom, other: Atom, periods: Periods, clock: Clock) -> Comparison | None:
    """The code by which the other time follows from the main one, if it does."""
    if other.kind == "before":
        if other.code != "grain":
            return Comparison.PREVIOUS
        return CODES.get(other.grain, Comparison.PREVIOUS)
    if other.kind == "sametime":
        return Comparison.YOY
    if other.kind == "run":
        return Comparison.PREVIOUS if main.kind == "run" and other.grain is main.grain else None
    if other.kind == "relative" and other.code != "ago":
        return _code_of_relative(main, other, periods)
    if main.kind == "named" and other.kind == "named" and main.grain is other.grain is not YEAR:
        return _code_of_same(main, other, periods, clock)
    return None


def _code_of_relative(main: Atom, other: Atom, periods: Periods) -> Comparison | None:
    if other.steps != -1:
        return None
    if other.grain is DAY:
        return Comparison.PREVIOUS
    if other.grain is YEAR and (main.grain is not YEAR or (main.kind == "relative" and main.steps >= -1)):
        return Comparison.YOY
    if other.grain is main.grain and main.kind in ("relative", "named", "todate"):
        return CODES.get(other.grain)
    return None


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
