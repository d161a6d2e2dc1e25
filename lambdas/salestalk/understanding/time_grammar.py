"""How the times of a question belong together: ranges, lists, comparisons, and the grain of a series."""

from typing import Final

from salestalk.calendar import Granularity, InvalidPeriod, Period
from salestalk.contracts.classification import Comparison
from salestalk.understanding.time_atom import DAY, MONTH, QUARTER, WEEK, YEAR, Atom, Tokens, word_at
from salestalk.understanding.time_compare import CODES, code_against, read_versus
from salestalk.understanding.time_links import (
    is_pair,
    is_since,
    is_versus,
    link_between,
    opened_by,
    years_shared,
)
from salestalk.understanding.time_periods import Clock, between, periods_of
from salestalk.understanding.time_reading import (
    NOTHING,
    TimeReading,
    changed,
    nothing,
    range_of,
    read_single,
    reading_at_grain,
)

_NO_TIME: Final = TimeReading(NOTHING)


def read_time(tokens: Tokens, atoms: tuple[Atom, ...], clock: Clock, change: bool) -> TimeReading:
    """The time of a question. ``change`` says that a growth or change is asked for, which makes of a range two ends."""
    if not atoms:
        return _NO_TIME
    try:
        return _read(tokens, atoms, clock, change)
    except InvalidPeriod:
        return TimeReading(nothing(), said=True, problem="invalid_period")


_VAGUE: Final = frozenset({"vague", "compare"})
_PROBLEMS: Final = {"invalid": "invalid_period", "ambiguous": "ambiguous_time"}
_NO_PERIODS: Final = frozenset({"grain", "compare", "now", "vague"})


def _read(tokens: Tokens, atoms: tuple[Atom, ...], clock: Clock, change: bool) -> TimeReading:
    kinds = [atom.kind for atom in atoms]
    if "vague" in kinds and _VAGUE.issuperset(kinds):
        return TimeReading(nothing(), problem="ambiguous_time")
    for kind in kinds:
        if kind in _PROBLEMS:
            return TimeReading(nothing(), said=True, problem=_PROBLEMS[kind])
    times = [_to_date(atom, atoms, clock) for atom in atoms if atom.kind not in _NO_PERIODS]
    reading = _compose(tokens, times, clock, change) if times else _NO_TIME
    if len(times) == len(atoms):
        return reading
    grain = next((atom.grain for atom in atoms if atom.kind == "grain"), None)
    code = next((Comparison(atom.code) for atom in atoms if atom.kind == "compare"), None)
    if code and reading.range.comparison is None:
        reading = reading._replace(range=changed(reading.range, comparison=code), versus=True)
    if grain is None:
        return reading
    asked = word_at(tokens, 0) in ("what", "how") or word_at(tokens, 0) == "on"
    per = asked and any(atom.kind == "grain" and atom.code in ("per", "each", "every") for atom in atoms)
    return reading_at_grain(reading, grain, clock)._replace(per=per)


def _to_date(atom: Atom, atoms: tuple[Atom, ...], clock: Clock) -> Atom:
    """``FY25 to date``, ``so far in Q4``: the period in progress up to today, where it is the one named."""
    if atom.kind != "named" or atom.half or atom.calendar or not any(_beside(other, atom) for other in atoms):
        return atom
    current = atom.grain is not DAY and periods_of(atom, clock) == (clock.current(atom.grain),)
    return Atom(atom.start, atom.end, "todate", atom.grain, code="grain") if current else atom


def _beside(now: Atom, atom: Atom) -> bool:
    return now.kind == "now" and (now.start == atom.end or 0 <= atom.start - now.end <= 1)


def _compose(tokens: Tokens, times: list[Atom], clock: Clock, change: bool) -> TimeReading:
    if len(times) == 1:
        return _alone(tokens, times[0], clock, change)
    times = years_shared(tokens, times)
    first = times[0]
    link = link_between(tokens, first, times[1])
    if link == "" and is_pair(tokens, first, times[1]):
        link = "list"
    if link == "list" and opened_by(tokens, first, ("between",)):
        link = "range"
    if link == "versus" or (link == "list" and opened_by(tokens, first, ("compare", "comparing"))):
        return read_versus(first, times[1], times[2:], clock)
    if link == "range":
        return _range(first, times[1], clock, change)
    if link == "list":
        return _listed(tokens, times, clock)
    return _most_specific(tokens, times, clock, change)


def _alone(tokens: Tokens, atom: Atom, clock: Clock, change: bool) -> TimeReading:
    if atom.kind == "before":
        return _before_alone(tokens, atom, clock)
    if is_since(tokens, atom):
        return _open_range(atom, clock)
    if (bound := _bound(tokens, atom)) and not clock.ahead:
        return _bounded(atom, clock, bound)
    if is_versus(tokens, atom, change):
        code = code_against(atom)
        other = periods_of(atom, clock) if atom.kind in ("named", "day") else ()
        keys = tuple(period.key for period in other)
        return TimeReading(changed(NOTHING, period=atom.grain, comparison=code), versus=True, other_keys=keys)
    reading = read_single(atom, clock)
    if atom.kind not in ("run", "named"):
        return reading
    over = any(token.word in _OVER for token in tokens[max(0, atom.start - 2) : atom.start])
    return reading._replace(over=True) if over else reading


_OVER: Final = frozenset({"over", "across", "throughout"})
_UNTIL: Final = frozenset({"until", "till", "through", "thru", "til"})


def _bound(tokens: Tokens, atom: Atom) -> str:
    """``before``, ``after`` or ``until`` where a period bounds the time rather than being it."""
    before = word_at(tokens, atom.start - 1)
    if atom.kind not in ("named", "day", "relative") or atom.code == "ago":
        return ""
    if before in ("before", "after"):
        return before
    up_to = before == "to" and word_at(tokens, atom.start - 2) == "up"
    return "until" if up_to or before in _UNTIL else ""


def _bounded(atom: Atom, clock: Clock, bound: str) -> TimeReading:
    """``after June`` to the period in progress; ``until June`` and ``before June`` from the start of its year."""
    period = periods_of(atom, clock)[-1]
    calendar = clock.calendar
    if bound == "after":
        periods = between(calendar.shift(period, 1), clock.current(period.granularity), clock)
        return TimeReading(range_of(periods or (period,), None, None), said=True)
    last = calendar.shift(period, -1) if bound == "before" else period
    year = calendar.containing(calendar.interval(last).start, YEAR)
    first = calendar.containing(calendar.interval(year).start, period.granularity)
    return TimeReading(range_of(between(first, last, clock) or (last,), None, None), said=True)


def _open_range(atom: Atom, clock: Clock) -> TimeReading:
    """Since P: from P to the period in progress, at P's grain."""
    first = periods_of(atom, clock._replace(ahead=False))[0]
    last = clock.current(first.granularity)
    periods = between(first, last, clock) or (first,)
    return TimeReading(range_of(periods, None, None), said=True)


def _before_alone(tokens: Tokens, atom: Atom, clock: Clock) -> TimeReading:
    """``the week before`` without another time: a comparison, or a step back from the question before."""
    if is_versus(tokens, atom, change=True) or atom.grain is YEAR:
        if word_at(tokens, atom.end - 1) == "ago" and not is_versus(tokens, atom, change=True):
            return read_single(Atom(atom.start, atom.end, "sametime", MONTH), clock)
        code = CODES.get(atom.grain, Comparison.PREVIOUS) if atom.code else Comparison.PREVIOUS
        return TimeReading(changed(NOTHING, comparison=code), versus=True, shift_of_previous=_step(atom))
    return TimeReading(NOTHING, said=False, shift_of_previous=_step(atom))


def _step(atom: Atom) -> Granularity:
    return atom.grain if atom.code == "grain" else QUARTER


def _range(first: Atom, last: Atom, clock: Clock, change: bool) -> TimeReading:
    """From A to B; the first is the latest such period before the last."""
    if last.kind == "now" or (last.kind == "relative" and last.steps == 0 and last.grain is not first.grain):
        return _open_range(first, clock)
    end = periods_of(last, clock)[-1]
    start = periods_of(first, clock)[0]
    if start.granularity is not end.granularity:
        end = clock.calendar.containing(clock.calendar.interval(end).start, start.granularity)
    if first.is_bare and start > end:
        start = Period(end.year - (start.number > end.number), start.number, start.granularity)
    if start > end:
        start, end = end, start
    periods = (start, end) if change else between(start, end, clock)
    return TimeReading(
        range_of(periods, None, None), said=True, ends=True, ahead=clock.calendar.interval(start).start > clock.as_of
    )


def _listed(tokens: Tokens, times: list[Atom], clock: Clock) -> TimeReading:
    periods: dict[Period, None] = {}
    for atom in times:
        if atom.kind == "before":
            continue
        for period in periods_of(atom, clock):
            periods.setdefault(period)
    ordered = tuple(sorted(periods, key=lambda period: clock.calendar.interval(period).start))
    return TimeReading(range_of(ordered, None, None), said=True)


def _most_specific(tokens: Tokens, times: list[Atom], clock: Clock, change: bool) -> TimeReading:
    """Times without a word between them: a comparison said apart, else the finest, the first of equals."""
    versus = [atom for atom in times if atom.kind == "before" or is_versus(tokens, atom, change)]
    others = [atom for atom in times if atom not in versus]
    if versus and others:
        return read_versus(others[0], versus[0], [], clock)
    order = (DAY, WEEK, MONTH, QUARTER, YEAR)
    usable = [atom for atom in times if atom.kind != "before"]
    if not usable:
        return _alone(tokens, times[0], clock, change)
    chosen = min(usable, key=lambda atom: (order.index(atom.grain), atom.kind != "named", atom.start))
    return _alone(tokens, chosen, clock, change)
