"""Two periods, two runs of periods, or slices side by side."""

from salestalk.calendar import Granularity, Period
from salestalk.contracts.answer import Outcome
from salestalk.contracts.classification import Comparison, Intent, Measure
from salestalk.planning.draft import Draft
from salestalk.planning.intents.lookup import check_dimension, plan_lookup, related_entry
from salestalk.planning.intents.series import plan_trend
from salestalk.planning.model import CannotPlan, QueryPlan
from salestalk.planning.periods import as_far_as_loaded, base_of, like_for_like, named_or_latest
from salestalk.planning.timeline import Timeline
from salestalk.planning.wording import agreeing, is_run, metric_name, run_label

RUNS = frozenset({"wtd", "mtd", "qtd", "ytd", "last_7d", "last_30d", "last_90d", "l3m", "l6m", "l12m", "l4q", "l8q"})
"""Times that are one run of periods: compared as a whole with the run before, not end with start."""
_TO_DATE = {"ytd": Comparison.YOY, "qtd": Comparison.QOQ, "mtd": Comparison.MOM, "wtd": Comparison.WOW}


def plan_comparison(draft: Draft) -> QueryPlan:
    """Read both sides; grouped, both sides of every group."""
    related = related_entry(draft)
    slices = bool(draft.group_by and draft.selection.only)
    periods = named_or_latest(draft, over=draft.comparison is not None or not (slices or related))
    if draft.expression in RUNS:
        periods = as_far_as_loaded(draft, periods)
    if _only_lists(draft, periods) and not (slices or related or draft.group_by):
        return _listed(draft, periods)
    base: tuple[Period, ...] = ()
    changes = draft.comparison is not None or draft.asked.measure is Measure.GROWTH
    if changes or not (slices or related) or (len(periods) == 2 and not _is_half(draft) and draft.expression is None):
        periods, base = sides(draft, periods)
    draft.reads.values(draft.entry, (*periods, *base), draft.selection.terms)
    if related:
        draft.add_metric(related)
        draft.reads.values(related, (*periods, *base), draft.selection.terms)
    if draft.group_by:
        draft.reads.groups(draft.entry, (*periods, *base), draft.group_by, draft.selection.terms)
    checked = check_dimension(draft, (*periods, *base)) if not (draft.group_by or related) else ()
    return draft.finish(
        periods=periods,
        base=base,
        dimensions=checked,
        rank=draft.asked.rank,
        related=(related.subject,) if related else (),
    )


def _is_half(draft: Draft) -> bool:
    """Whether the periods named are the quarters of a half-year."""
    time = draft.asked.time_range
    return time is not None and (time.value or "").startswith("H")


def _only_lists(draft: Draft, periods: tuple[Period, ...]) -> bool:
    """Whether three or more periods are to be seen side by side, and not two sides."""
    changes = draft.comparison is not None or draft.asked.measure is Measure.GROWTH or draft.expression is not None
    return len(periods) > 2 and not changes and two_runs(periods, draft.timeline) is None


def _listed(draft: Draft, periods: tuple[Period, ...]) -> QueryPlan:
    run = is_run(periods, draft.timeline.calendar)
    draft.intent = Intent.TREND_ANALYSIS if run else Intent.FACT_RETRIEVAL
    return plan_trend(draft) if run else plan_lookup(draft)


def two_runs(periods: tuple[Period, ...], timeline: Timeline) -> tuple[tuple[Period, ...], tuple[Period, ...]] | None:
    """Two runs of the same length with a gap between them, or the halves of a year: the sides of a comparison."""
    middle, odd = divmod(len(periods), 2)
    first, second = periods[:middle], periods[middle:]
    if odd or middle < 2 or not (is_run(first, timeline.calendar) and is_run(second, timeline.calendar)):
        return None
    whole_year = [period.number for period in periods] == [1, 2, 3, 4] and periods[0].granularity is Granularity.QUARTER
    return (second, first) if whole_year or not is_run(periods, timeline.calendar) else None


def sides(draft: Draft, periods: tuple[Period, ...]) -> tuple[tuple[Period, ...], tuple[Period, ...]]:
    """The periods in question and their base, like for like. Raises `CannotPlan` when the base can have no value."""
    current, base = _sides(draft, periods)
    current, base = like_for_like(draft, current, base)
    if not base or not any(map(draft.is_reachable, base)):
        raise _no_base(draft, current, base)
    return current, base


def _sides(draft: Draft, periods: tuple[Period, ...]) -> tuple[tuple[Period, ...], tuple[Period, ...]]:
    comparison = draft.comparison
    runs = two_runs(periods, draft.timeline) if draft.expression is None else None
    if runs and draft.asked.measure is not Measure.GROWTH and comparison is None:
        return runs
    if len(periods) > 1 and are_ends(periods, comparison, draft.expression, draft.timeline):
        return periods[-1:], periods[:1]
    if comparison is None and draft.expression in _TO_DATE:
        comparison = _TO_DATE[draft.expression]
    if comparison is None:
        base = base_of(periods, None, draft.timeline)
        draft.assume(f"Compared with {run_label(base, draft.timeline.calendar)}, directly before.")
        return periods, base
    return periods, base_of(periods, comparison, draft.timeline)


def are_ends(
    periods: tuple[Period, ...], comparison: Comparison | None, expression: str | None, timeline: Timeline
) -> bool:
    """Whether the periods named are themselves the two sides, "from Q3 to Q4", rather than one run."""
    if expression in RUNS:
        return False
    if comparison is None:
        return True
    return len(periods) == 2 and base_of(periods[-1:], comparison, timeline) == periods[:1]


def _no_base(draft: Draft, periods: tuple[Period, ...], base: tuple[Period, ...]) -> CannotPlan:
    calendar = draft.timeline.calendar
    label = run_label(base or periods, calendar)
    return CannotPlan(
        Outcome.NO_DATA,
        "no_base",
        metric_name(draft.entry),
        agreeing(draft.entry, " has", " have"),
        " no value for ",
        label,
        " to compare with. ",
        *draft.loaded(),
    )
