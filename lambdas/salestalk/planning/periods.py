"""Which periods an answer is about: those named, the latest with data, a window of history, a base to compare with."""

from collections.abc import Sequence
from datetime import date
from itertools import takewhile

from salestalk.calendar import Granularity, Period
from salestalk.contracts.answer import Outcome
from salestalk.contracts.catalog import Kind
from salestalk.contracts.classification import Comparison
from salestalk.planning.draft import Draft
from salestalk.planning.model import CannotPlan
from salestalk.planning.sources import latest, quotient_of, reachable_grains, spans, ways
from salestalk.planning.timeline import Timeline, is_finer
from salestalk.planning.wording import is_run, metric_inside, run_label

WINDOW = {Granularity.YEAR: 5, Granularity.QUARTER: 8, Granularity.MONTH: 12, Granularity.WEEK: 13, Granularity.DAY: 30}
MIN_SERIES = 3
_STEPS = {
    (Comparison.QOQ, Granularity.QUARTER): 1,
    (Comparison.QOQ, Granularity.MONTH): 3,
    (Comparison.QOQ, Granularity.WEEK): 13,
    (Comparison.MOM, Granularity.MONTH): 1,
    (Comparison.WOW, Granularity.WEEK): 1,
    (Comparison.WOW, Granularity.DAY): 7,
}


def named_or_latest(draft: Draft, *, over: bool) -> tuple[Period, ...]:
    """The periods named, as far as they have begun; without any, the latest with data (with ``over``: that is past).

    Raises `CannotPlan` (``no_data``) when none of them can have a value.
    """
    named = draft.periods_named
    if not named:
        return (latest_with_data(draft, over=over),)
    begun = tuple(period for period in named if draft.timeline.has_begun(period))
    if not begun:
        raise _not_begun(draft, named)
    if not any(draft.is_reachable(period) for period in begun):
        raise draft.nothing_for(begun)
    return begun


def as_far_as_loaded(draft: Draft, periods: tuple[Period, ...]) -> tuple[Period, ...]:
    """A run without the periods at its end of which nothing is loaded yet; said as an assumption."""
    loaded = periods
    while len(loaded) > 1 and not draft.is_reachable(loaded[-1]):
        loaded = loaded[:-1]
    if loaded == periods or not is_run(periods, draft.timeline.calendar) or not draft.is_reachable(loaded[-1]):
        return periods
    name = metric_inside(draft.entry)
    draft.caution("No value of ", name, " is loaded after ", draft.label(loaded[-1]), ", so it is taken up to then.")
    return loaded


def latest_with_data(draft: Draft, *, over: bool) -> Period:
    """The latest period with data, of the granularity asked for where there is one, else the quarter, month, year…"""
    grains = reachable_grains(draft.entry, draft.metrics)
    asked = draft.grain_named
    for grain in (*((asked,) if asked else ()), *grains):
        found = latest(draft.entry, draft.metrics, grain, draft.timeline, over=over)
        found = found or latest(draft.entry, draft.metrics, grain, draft.timeline, over=False)
        if found:
            note_other_grain(draft, grain)
            kind = f"complete {grain}" if over else str(grain)
            draft.assume(f"No time was named: {draft.label(found)} is the latest {kind} with data.")
            return found
    raise CannotPlan(Outcome.NO_DATA, "no_data", *draft.loaded())


def window(draft: Draft, grain: Granularity, length: int, *, end: Period | None = None) -> tuple[Period, ...]:
    """Up to ``length`` periods with data, in order, ending with ``end`` or the latest that is past."""
    last = end or latest(draft.entry, draft.metrics, grain, draft.timeline, over=True)
    if last is None:
        return ()
    back = (draft.timeline.calendar.shift(last, -step) for step in range(length))
    return tuple(takewhile(draft.is_reachable, back))[::-1]


def series_grain(draft: Draft, shortest: int = MIN_SERIES) -> Granularity:
    """The granularity for a series: the one asked for where it has data, else the first with enough periods."""
    known = spans(draft.entry, draft.metrics)
    grains = reachable_grains(draft.entry, draft.metrics)
    if not grains:
        raise CannotPlan(Outcome.NO_DATA, "no_data", *draft.loaded())
    asked = draft.grain_named
    order: tuple[Granularity, ...] = (*((asked,) if asked else ()), *grains)
    for grain in order:
        if any(not is_finer(grain, one) for one in known) and len(window(draft, grain, shortest)) >= shortest:
            note_other_grain(draft, grain)
            return grain
    note_other_grain(draft, grains[0])
    return grains[0]


def note_other_grain(draft: Draft, grain: Granularity) -> None:
    """Say so where weeks (or days, months, years) were asked for and something else is given."""
    asked = draft.grain_named
    if asked and asked is not grain and asked is not Granularity.QUARTER:  # a question without a time has quarters
        name = metric_inside(draft.entry)
        draft.caution(f"There are no such {asked}s of ", name, f" to go by, so this is by {grain}.")


def finer_parts(draft: Draft, period: Period) -> tuple[Period, ...]:
    """The period as a series of finer ones that have data and have begun; empty where there are none."""
    for grain in (Granularity.QUARTER, Granularity.MONTH, Granularity.WEEK, Granularity.DAY):
        if not is_finer(grain, period.granularity):
            continue
        parts = draft.timeline.calendar.parts(period, grain) or ()
        parts = tuple(part for part in parts if draft.timeline.has_begun(part))
        if len(parts) > 1 and sum(map(draft.is_reachable, parts)) > 1:
            return parts
    return ()


def base_of(periods: Sequence[Period], comparison: Comparison | None, timeline: Timeline) -> tuple[Period, ...]:
    """What a run of periods is compared with: the same a year (quarter, month, week) earlier, or the run before it."""
    grain = periods[0].granularity
    if comparison is Comparison.YOY:
        return tuple(dict.fromkeys(timeline.year_before(period) for period in periods))
    if comparison is Comparison.MOM and grain is Granularity.DAY:
        return _month_before(periods, timeline)
    steps = _STEPS.get((comparison, grain), len(periods)) if comparison else len(periods)
    return tuple(timeline.calendar.shift(period, -steps) for period in periods)


def like_for_like(
    draft: Draft, periods: tuple[Period, ...], base: tuple[Period, ...]
) -> tuple[tuple[Period, ...], tuple[Period, ...]]:
    """Both sides without what is still in progress, where that leaves something; said as an assumption.

    A period in progress is replaced by its finished parts, and its base by the same parts of the base. Where there
    are none it stays as it is, and the answer says that it is incomplete.
    """
    timeline, last = draft.timeline, periods[-1]
    if not timeline.in_progress(last):
        return periods, base
    if len(periods) > 1 and len(periods) == len(base):
        draft.caution(draft.label(last), " is still in progress and left out, with its counterpart.")
        return periods[:-1], base[:-1]
    done = _finished_parts(draft, last)
    if len(periods) == len(base) == 1 and done and draft.entry.kind is not Kind.STOCK:
        counterpart = (timeline.calendar.parts(base[0], done[0].granularity) or ())[: len(done)]
        if len(counterpart) == len(done) and all(map(draft.is_reachable, counterpart)):
            calendar = timeline.calendar
            sides = (run_label(done, calendar), " is compared with ", run_label(counterpart, calendar), ".")
            draft.caution(draft.label(last), " is still in progress: ", *sides)
            return done, counterpart
    return periods, base


def _finished_parts(draft: Draft, period: Period) -> tuple[Period, ...]:
    parts = quotient_of(draft.entry, draft.metrics)
    if parts and parts[0].kind is Kind.STOCK:
        return ()
    for way in ways(parts[0] if parts else draft.entry, period, draft.timeline):
        done = tuple(part for part in way if draft.timeline.is_over(part) and draft.is_reachable(part))
        if done and done[0] != period:
            return done
    return ()


def _month_before(periods: Sequence[Period], timeline: Timeline) -> tuple[Period, ...]:
    """Days a month earlier, where the month before has them."""
    days = []
    for period in periods:
        month = timeline.calendar.shift(timeline.calendar.containing(_start(period, timeline), Granularity.MONTH), -1)
        first = timeline.calendar.interval(month)
        offset = _start(period, timeline).day - 1
        if (first.end - first.start).days > offset:
            days.append(timeline.calendar.shift(Period.of_day(first.start), offset))
    return tuple(days)


def _start(period: Period, timeline: Timeline) -> date:
    return timeline.calendar.interval(period).start


def _not_begun(draft: Draft, named: Sequence[Period]) -> CannotPlan:
    label = run_label(named, draft.timeline.calendar)
    name = metric_inside(draft.entry)
    return CannotPlan(
        Outcome.NO_DATA,
        "future_period",
        label,
        " has not begun, so ",
        name,
        " cannot have a value yet. ",
        *draft.loaded(),
    )
