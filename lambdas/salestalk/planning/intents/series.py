"""Series over time: trends, unusual values, forecasts, and two metrics side by side."""

from salestalk.calendar import Granularity, Period
from salestalk.contracts.answer import Outcome
from salestalk.contracts.catalog import Kind
from salestalk.contracts.classification import Intent
from salestalk.planning.draft import Draft
from salestalk.planning.intents.lookup import plan_lookup, related_entry
from salestalk.planning.model import CannotPlan, QueryPlan
from salestalk.planning.periods import WINDOW, finer_parts, named_or_latest, series_grain, window
from salestalk.planning.sources import reachable_grains
from salestalk.planning.timeline import is_finer
from salestalk.planning.wording import capital, metric_inside, metric_name, run_label

HISTORY = {
    Granularity.YEAR: 20,
    Granularity.QUARTER: 40,
    Granularity.MONTH: 60,
    Granularity.WEEK: 104,
    Granularity.DAY: 120,
}
"""How far back a search for unusual values, a forecast or a correlation looks."""
MIN_HISTORY = 6
MAX_POINTS = 60
"""The most periods a series shows one by one."""
MAX_PAIRED = 36
"""The most periods two metrics are held against each other."""


def plan_trend(draft: Draft) -> QueryPlan:
    """Read one value per period; grouped, one series per part."""
    periods = shown_periods(draft, _trend_periods(draft))
    draft.reads.values(draft.entry, periods, draft.selection.terms)
    if draft.group_by:
        draft.reads.groups(draft.entry, periods, draft.group_by, draft.selection.terms)
    return draft.finish(periods=periods)


def plan_anomaly(draft: Draft) -> QueryPlan:
    """Read the whole history and judge the periods named, or all of it."""
    grain = _history_grain(draft)
    history = window(draft, grain, HISTORY[grain])
    named = tuple(period for period in draft.periods_named if period.granularity is grain)
    if draft.periods_named and not named:
        named = tuple(part for period in draft.periods_named for part in _parts(draft, period, grain))
    judged = tuple(period for period in named if period in history)
    if named and not judged:
        raise _not_judged(draft, named[-1]) if draft.timeline.in_progress(named[-1]) else draft.nothing_for(named)
    draft.reads.values(draft.entry, history, draft.selection.terms)
    return draft.finish(periods=judged or history, history=history)


def plan_prediction(draft: Draft) -> QueryPlan:
    """Read the history and forecast the periods named, or the next one; what is past is looked up instead."""
    named = draft.periods_named
    if named and all(draft.timeline.is_over(period) and draft.is_reachable(period) for period in named):
        draft.intent = Intent.FACT_RETRIEVAL
        draft.assume("The period is over, so this is its actual value and no forecast.")
        return plan_lookup(draft)
    grain = named[0].granularity if named else _history_grain(draft)
    history = window(draft, grain, HISTORY[grain])
    done: tuple[Period, ...] = ()
    if named and len(history) < MIN_HISTORY:
        history, named, done = _in_parts(draft, named)
    periods = tuple(period for period in named if period > history[-1])
    if not periods:
        periods = (draft.timeline.calendar.shift(history[-1], 1),)
        draft.assume(f"No period was named; the {grain} after the latest complete one with data is forecast.")
    draft.reads.values(draft.entry, (*history, *done), draft.selection.terms)
    return draft.finish(periods=periods, history=history, base=done)


def _in_parts(
    draft: Draft, named: tuple[Period, ...]
) -> tuple[tuple[Period, ...], tuple[Period, ...], tuple[Period, ...]]:
    """A period too long for its history as finer ones: history, the parts to forecast, and those that are known."""
    for grain in (Granularity.QUARTER, Granularity.MONTH, Granularity.WEEK):
        if len(named) > 1 or draft.entry.kind is Kind.RATIO or not is_finer(grain, named[0].granularity):
            continue
        parts = draft.timeline.calendar.parts(named[0], grain)
        history = window(draft, grain, HISTORY[grain])
        if parts and len(history) >= MIN_HISTORY and parts[-1] > history[-1]:
            draft.assume(f"{draft.label(named[0])} is forecast by {grain}.")
            ahead = tuple(part for part in parts if part > history[-1])
            if draft.entry.kind is Kind.STOCK:
                return history, ahead[-1:], ()
            return history, ahead, tuple(part for part in parts if part <= history[-1])
    raise _too_short(draft)


def plan_correlation(draft: Draft) -> QueryPlan:
    """Read both metrics over the periods that both have."""
    related = related_entry(draft)
    if related is None:
        raise CannotPlan(
            Outcome.CLARIFICATION,
            "missing_metric",
            "Which metric should ",
            metric_name(draft.entry),
            " be held against?",
        )
    draft.add_metric(related)
    named = named_or_latest(draft, over=True) if draft.periods_named else ()
    history = named if len(named) >= MIN_HISTORY else _common_history(draft, related.subject)
    if named and history != named:
        history = _within(draft, named, history)
    if len(history) < MIN_HISTORY:
        raise _too_short(draft)
    draft.reads.values(draft.entry, history, draft.selection.terms)
    draft.reads.values(related, history)
    return draft.finish(periods=history, history=history, related=(related.subject,))


def _within(draft: Draft, named: tuple[Period, ...], history: tuple[Period, ...]) -> tuple[Period, ...]:
    """The part of the history within the periods named; all of it, which is said, where that is too little."""
    calendar = draft.timeline.calendar
    spans = [calendar.interval(period) for period in named]
    within = tuple(one for one in history if any(calendar.interval(one).start in span for span in spans))
    if len(within) >= MIN_HISTORY:
        return within
    label = run_label(named, calendar)
    draft.caution(label, f" has too few {history[0].granularity}s to tell, so all that are loaded of both are taken.")
    return history


def _trend_periods(draft: Draft) -> tuple[Period, ...]:
    if draft.periods_named:
        named = draft.periods_named
        parts = finer_parts(draft, named[0]) if len(named) == 1 and not draft.is_reachable(named[0]) else ()
        periods = parts or named_or_latest(draft, over=False)
        if parts:
            draft.assume(f"{draft.label(named[0])} is shown by {parts[0].granularity}.")
        if len(periods) > 1:
            return periods
        if parts := finer_parts(draft, periods[0]):
            draft.assume(f"{draft.label(periods[0])} is shown by {parts[0].granularity}.")
            return parts
        grain = periods[0].granularity
        draft.assume(f"A trend needs several {grain}s: those up to {draft.label(periods[0])} are shown.")
        return window(draft, grain, WINDOW[grain], end=periods[0])
    grain = series_grain(draft)
    periods = window(draft, grain, WINDOW[grain])
    if not periods:
        raise CannotPlan(Outcome.NO_DATA, "no_data", *draft.loaded())
    draft.assume(f"No time was named: the latest complete {grain}s with data are shown.")
    return periods


def shown_periods(draft: Draft, periods: tuple[Period, ...]) -> tuple[Period, ...]:
    """The periods a series shows: all, or the coarser ones that lie within them, or the latest; said either way."""
    grain, asked = periods[0].granularity, draft.grain_named
    if asked and is_finer(asked, grain) and len(draft.periods_named) > MAX_POINTS:
        draft.caution(f"Shown by {grain}: so many {asked}s are too many to show one by one.")
    if len(periods) <= MAX_POINTS:
        return periods
    for coarser in (Granularity.MONTH, Granularity.QUARTER, Granularity.YEAR):
        whole = _whole_within(draft, periods, coarser) if is_finer(grain, coarser) else ()
        if 1 < len(whole) <= MAX_POINTS and sum(map(draft.is_reachable, whole)) > 1:
            run = run_label(whole, draft.timeline.calendar)
            draft.caution(f"Shown by {coarser}, ", run, f": so many {grain}s are too many to show one by one.")
            return whole
    latest = periods[-MAX_POINTS:]
    run = run_label(latest, draft.timeline.calendar)
    draft.caution("Only ", run, f" is shown: so many {grain}s are too many to show one by one.")
    return latest


def _whole_within(draft: Draft, periods: tuple[Period, ...], grain: Granularity) -> tuple[Period, ...]:
    """The coarser periods of which every part is among these, or would be but has not begun."""
    calendar, there = draft.timeline.calendar, set(periods)
    coarse = dict.fromkeys(calendar.containing(calendar.interval(period).start, grain) for period in periods)
    whole = []
    for one in coarse:
        parts = calendar.parts(one, periods[0].granularity) or ()
        begun = [part for part in parts if draft.timeline.has_begun(part)]
        if begun and there.issuperset(begun):
            whole.append(one)
    return tuple(whole)


def _history_grain(draft: Draft) -> Granularity:
    """The granularity named, or else the one with the longest history among quarters, months and weeks."""
    grains = reachable_grains(draft.entry, draft.metrics)
    asked = draft.grain_named
    ordered = ((asked,) if asked and draft.expression != "current" else ()) + (
        Granularity.MONTH, Granularity.QUARTER, Granularity.WEEK, Granularity.DAY, Granularity.YEAR,
    )  # fmt: skip
    for grain in ordered:
        if grain in grains and len(window(draft, grain, MIN_HISTORY)) >= MIN_HISTORY:
            return grain
    raise _too_short(draft) if grains else CannotPlan(Outcome.NO_DATA, "no_data", *draft.loaded())


def _common_history(draft: Draft, other: str) -> tuple[Period, ...]:
    grain = _history_grain(draft)
    return tuple(
        period
        for period in window(draft, grain, min(HISTORY[grain], MAX_PAIRED))
        if draft.is_reachable(period, draft.metrics[other])
    )


def _parts(draft: Draft, period: Period, grain: Granularity) -> tuple[Period, ...]:
    return tuple(draft.timeline.calendar.covering(draft.timeline.calendar.interval(period), grain))


def _not_judged(draft: Draft, period: Period) -> CannotPlan:
    label = draft.label(period)
    return CannotPlan(
        Outcome.NO_DATA, "no_data", capital(label), f" is still in progress: only a whole {period.granularity} of ",
        metric_inside(draft.entry), " can be told to be unusual.",
    )  # fmt: skip


def _too_short(draft: Draft) -> CannotPlan:
    return CannotPlan(
        Outcome.NO_DATA,
        "too_few_values",
        metric_name(draft.entry),
        " has too short a history for that. ",
        *draft.loaded(),
    )
