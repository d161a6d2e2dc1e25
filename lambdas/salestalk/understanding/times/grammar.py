"""How the times of a question belong together: ranges, lists, comparisons, and the grain of a series."""

from datetime import timedelta
from itertools import pairwise
from typing import Final

from salestalk.calendar import Granularity, InvalidPeriod, Period
from salestalk.contracts.classification import Comparison
from salestalk.understanding.times.accounts import leaves_out
from salestalk.understanding.times.atom import DAY, MONTH, QUARTER, WEEK, YEAR, Atom, Tokens, word_at
from salestalk.understanding.times.compare import CODES, code_against, read_versus
from salestalk.understanding.times.exclusions import is_left_out, without
from salestalk.understanding.times.links import (
    is_pair,
    is_since,
    is_versus,
    link_between,
    opened_by,
    years_shared,
)
from salestalk.understanding.times.periods import Clock, between, periods_of
from salestalk.understanding.times.reading import (
    NOTHING,
    TimeReading,
    changed,
    nothing,
    range_of,
    read_single,
    reading_at_grain,
)
from salestalk.understanding.times.weekdays import with_days_of_week
from salestalk.understanding.words.time_words import number_at

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
    if "vague" in kinds and all(atom.kind in _VAGUE or atom.grain is YEAR for atom in atoms):
        return TimeReading(nothing(), problem="ambiguous_time")
    for kind in kinds:
        if kind in _PROBLEMS:
            return TimeReading(nothing(), said=True, problem=_PROBLEMS[kind])
    times = [_to_date(atom, atoms, clock) for atom in atoms if atom.kind not in _NO_PERIODS]
    dated = with_days_of_week(tokens, _with_now(tokens, times), clock)
    reading = _held_together(tokens, dated, clock, change) if dated else _NO_TIME
    if reading.problem or len(times) == len(atoms):
        return reading
    grain = next((atom.grain for atom in atoms if atom.kind == "grain"), None)
    code = next((Comparison(atom.code) for atom in atoms if atom.kind == "compare"), None)
    if code and reading.range.comparison is None:
        reading = reading._replace(range=changed(reading.range, comparison=code), versus=True)
    if grain is None:
        return reading
    if grain is YEAR and reading.range.keys and reading.range.period is not YEAR and _recurs(atoms):
        return TimeReading(nothing(), said=True, problem="ambiguous_time")
    asked = word_at(tokens, 0) in ("what", "how") or word_at(tokens, 0) == "on"
    per = asked and any(atom.kind == "grain" and atom.code in ("per", "each", "every") for atom in atoms)
    return reading_at_grain(reading, grain, clock)._replace(per=per)


def _with_now(tokens: Tokens, times: list[Atom]) -> list[Atom]:
    """``January versus *now*``: the period in progress, where a named one is held against it."""
    if len(times) != 1 or times[0].kind != "named" or times[0].half:
        return times
    for index, token in enumerate(tokens):
        if token.word in _PRESENT:
            both = sorted((times[0], Atom(index, index + 1, "relative", times[0].grain)))
            return both if link_between(tokens, *both) == "versus" else times
    return times


_PRESENT: Final = frozenset({"now", "currently", "presently"})


def _recurs(atoms: tuple[Atom, ...]) -> bool:
    """``December of *each year* since 2021``."""
    each = any(atom.kind == "grain" and atom.code in ("each", "every") for atom in atoms)
    return each and any(atom.kind == "named" and atom.grain is not YEAR for atom in atoms)


def _is_of_several(tokens: Tokens, atom: Atom, first: Atom) -> bool:
    """``the *average of* the last four quarters``, ``the *two* quarters before``, held against another time."""
    if atom.kind == "before":
        if atom.number:
            return (first.kind, first.number) != ("run", atom.number)
        number = number_at(tokens, atom.start - 1) if atom.start else None
        return number is not None and number.value > 1 and (first.kind, first.number) != ("run", number.value)
    words = [token.word for token in tokens[max(0, atom.start - 4) : atom.start]]
    return ("average", "of") in pairwise(words) or ("mean", "of") in pairwise(words)


def _held_together(tokens: Tokens, times: list[Atom], clock: Clock, change: bool) -> TimeReading:
    """All times of a question as one; asked back where one of them would be dropped."""
    times = _without_chatter(tokens, times)
    left_out = [atom for atom in times if is_left_out(tokens, atom)]
    kept = [atom for atom in times if atom not in left_out]
    reading = _compose(tokens, kept, clock, change) if kept else _NO_TIME
    lost = reading.versus and any(_is_of_several(tokens, atom, kept[0]) for atom in kept[1:])
    lost = lost or any(_bounds_another(tokens, kept, place, reading) for place in range(1, len(kept)))
    lost = lost or (reading.ends and reading.versus and len(reading.range.keys) == 1)
    if lost or leaves_out(reading, years_shared(tokens, kept), clock):
        return TimeReading(nothing(), said=True, problem="ambiguous_time")
    return without(reading, left_out, tokens, clock) if left_out else reading


def _without_chatter(tokens: Tokens, times: list[Atom]) -> list[Atom]:
    """``no jokes *today*, just CSAT for last month``: a day of the talk around, before the time that is asked about."""
    if len(times) < 2 or all(atom.grain is DAY for atom in times):
        return times
    kept = times[-1:]
    for atom in reversed(times[:-1]):
        following = kept[0]
        today = atom.kind == "relative" and atom.grain is DAY and atom.steps == 0
        parted = any(token.broken for token in tokens[atom.end : following.start])
        apart = today or (atom.kind == "weekday" and parted)
        if not (apart and following.grain is not DAY and link_between(tokens, atom, following) == ""):
            kept.insert(0, atom)
    return kept


def _bounds_another(tokens: Tokens, kept: list[Atom], place: int, reading: TimeReading) -> bool:
    """``Q3, until 15 September``, ``Q3 compared with every quarter since 2023``: no time beside the first."""
    if reading.versus:
        return is_since(tokens, kept[place]) and not is_since(tokens, kept[0])
    return link_between(tokens, kept[place - 1], kept[place]) == "" and bool(_bound(tokens, kept[place]))


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
    said, times = times, years_shared(tokens, times)
    first = times[0]
    link = link_between(tokens, first, times[1])
    if link == "" and is_pair(tokens, first, times[1]):
        link = "list"
    if link == "list" and opened_by(tokens, first, ("between", "btw")):
        link = "range"
    compared = opened_by(tokens, first, ("compare", "comparing")) and word_at(tokens, first.start - 1) != "with"
    if link == "versus" or (link == "list" and compared):
        shared = any(atom.is_bare for atom in said) and not any(atom.is_bare for atom in times)
        return read_versus(first, times[1], times[2:], clock)._replace(shared=shared)
    if link == "range":
        return _range(first, times[1], clock, change)
    if link == "list" and not (is_versus(tokens, first, change) and not is_versus(tokens, times[1], change)):
        return _listed(tokens, times, clock)
    return _most_specific(tokens, times, clock, change)


def _alone(tokens: Tokens, atom: Atom, clock: Clock, change: bool) -> TimeReading:
    if atom.kind == "before":
        return _before_alone(tokens, atom, clock)
    if is_since(tokens, atom):
        return _open_range(atom, clock)
    if (bound := _bound(tokens, atom)) == "both":
        return TimeReading(nothing(), said=True, problem="ambiguous_time")
    if bound and not clock.ahead:
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
    if before == "the" and word_at(tokens, atom.start - 2) in ("before", "after"):
        before = word_at(tokens, atom.start - 2)
    if atom.kind not in ("named", "day", "relative") or atom.code == "ago":
        return ""
    if before in ("before", "after"):
        both = {word_at(tokens, atom.start - 2), word_at(tokens, atom.start - 3)}
        return "both" if both >= {"and", "before"} or both >= {"and", "after"} else before
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
    if first.grain is YEAR and end.granularity in (MONTH, QUARTER) and start.granularity is YEAR:
        start = clock.calendar.containing(clock.calendar.interval(start).start, end.granularity)
    if start.granularity is not end.granularity:
        over = clock.calendar.interval(end).end
        end = clock.calendar.containing(over - timedelta(days=1), start.granularity)
        if clock.calendar.interval(end).end != over and over <= clock.as_of:
            return TimeReading(nothing(), said=True, problem="ambiguous_time")
    if change and (first.half or last.half):
        return _listed((), [first, last], clock)._replace(ends=True)
    if first.is_bare and start > end and first.number != last.number:
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
    if len(versus) > 1 and not others:  # "compare last month's orders with the month before"
        others, versus = versus[:1], versus[1:]
    if versus and others:
        return read_versus(others[0], versus[0], [], clock)
    order = (DAY, WEEK, MONTH, QUARTER, YEAR)
    usable = [atom for atom in times if atom.kind != "before"]
    if not usable:
        return _alone(tokens, times[0], clock, change)
    chosen = min(usable, key=lambda atom: (order.index(atom.grain), atom.kind != "named", atom.start))
    return _alone(tokens, chosen, clock, change)
