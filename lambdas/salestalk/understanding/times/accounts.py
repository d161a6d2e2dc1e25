"""Whether a reading holds every time that the question names: what it does not hold must be asked, not dropped."""

from typing import Final

from salestalk.calendar import Period
from salestalk.contracts.classification import Comparison
from salestalk.understanding.times.atom import DAY, MONTH, QUARTER, WEEK, YEAR, Atom
from salestalk.understanding.times.compare import CODES, is_same_day
from salestalk.understanding.times.periods import Clock, Periods, periods_of
from salestalk.understanding.times.reading import TimeReading

_UNDATED: Final = frozenset({"before", "sametime", "weekday"})
_A_YEAR: Final = {MONTH: 12, QUARTER: 4, WEEK: 52, DAY: 365, YEAR: 1}


def leaves_out(reading: TimeReading, times: list[Atom], clock: Clock) -> bool:
    """Whether one of several times is in none of the reading's periods, nor in those that it is compared with."""
    if len(times) < 2 or reading.problem:
        return False
    held = tuple([Period.parse(key) for key in reading.range.keys])
    if not held or _mixes_grains(held):
        return bool(held)
    held += _compared(held, reading.range.comparison, clock)
    return any(not _is_held(atom, held, reading.range.comparison, clock) for atom in times)


def _mixes_grains(held: Periods) -> bool:
    return len({period.granularity for period in held}) > 1


def _compared(held: Periods, code: Comparison | None, clock: Clock) -> Periods:
    """The periods that a comparison code stands for."""
    if code is None or code == "target":
        return ()
    steps = _A_YEAR[held[0].granularity] if code == "yoy" else len(held)
    return tuple([clock.calendar.shift(period, -steps) for period in held])


def _is_held(atom: Atom, held: Periods, code: Comparison | None, clock: Clock) -> bool:
    if atom.kind in _UNDATED or is_same_day(atom) or (atom.kind == "relative" and atom.steps == 0):
        return True
    if code and atom.kind == "relative" and atom.steps == -1 and code in (CODES.get(atom.grain), "previous"):
        return True
    if code == "previous" and atom.kind == "run":
        return True
    if atom.is_bare and any((one.granularity, one.number) == (atom.grain, atom.number) for one in held):
        return True
    spans = [clock.calendar.interval(period) for period in periods_of(atom, clock)]
    kept = [clock.calendar.interval(period) for period in held]
    return any(one.start < two.end and two.start < one.end for one in spans for two in kept)
