"""A metric split by dimensions, or the largest and smallest of its parts."""

from salestalk.calendar import Granularity, Period
from salestalk.contracts.answer import Outcome
from salestalk.contracts.classification import Intent, Measure, Rank
from salestalk.planning.draft import Draft
from salestalk.planning.filters import dimensions_of
from salestalk.planning.intents.comparison import sides
from salestalk.planning.intents.lookup import related_entry
from salestalk.planning.model import CannotPlan, QueryPlan
from salestalk.planning.periods import as_far_as_loaded, named_or_latest, series_grain, window
from salestalk.planning.wording import metric_name, subject_name

DEFAULT_RANK = Rank(direction="top", limit=5)
HISTORY = {
    Granularity.QUARTER: 12,
    Granularity.MONTH: 24,
    Granularity.YEAR: 10,
    Granularity.WEEK: 53,
    Granularity.DAY: 92,
}


def plan_breakdown(draft: Draft) -> QueryPlan:
    """Read the total and every part of it."""
    if not draft.group_by:
        draft.apply(draft.asked.filters, (_main_dimension(draft),))
    periods = as_far_as_loaded(draft, named_or_latest(draft, over=True))
    draft.reads.values(draft.entry, periods, draft.selection.terms)
    draft.reads.groups(draft.entry, periods, draft.group_by, draft.selection.terms)
    return draft.finish(periods=periods)


def plan_ranking(draft: Draft) -> QueryPlan:
    """Read every part and order them by value, by growth or by another metric; without a dimension, order periods."""
    if not draft.group_by:
        return _ranked_periods(draft)
    periods = as_far_as_loaded(draft, named_or_latest(draft, over=True))
    by = _ranked_by(draft)
    base: tuple[Period, ...] = ()
    if by == "growth" or draft.comparison:
        periods, base = sides(draft, periods)
    both, terms = (*periods, *base), draft.selection.terms
    draft.reads.values(draft.entry, both, terms)
    draft.reads.groups(draft.entry, both, draft.group_by, terms)
    related = draft.catalog.get(by) if by and by != "growth" else related_entry(draft)
    if related:
        draft.add_metric(related)
        draft.reads.groups(related, both, draft.group_by, terms)
    return draft.finish(
        periods=periods,
        base=base,
        rank=draft.asked.rank or (None if draft.asked.intent is Intent.LIST else DEFAULT_RANK),
        related=(related.subject,) if related else (),
        measure=Measure.GROWTH if by == "growth" else draft.asked.measure,
    )


def _ranked_periods(draft: Draft) -> QueryPlan:
    """Which month or quarter was best: the periods themselves are ordered."""
    named = tuple(period for period in draft.periods_named if draft.timeline.has_begun(period))
    if len(named) < 2:
        grain = series_grain(draft)
        periods = window(draft, grain, HISTORY[grain])
        draft.assume(f"The {grain}s with data are ranked.")
    else:
        periods = named
    if len(periods) < 2:
        raise draft.nothing_for(named) if named else _cannot_rank(draft)
    draft.reads.values(draft.entry, periods, draft.selection.terms)
    return draft.finish(periods=periods, rank=draft.asked.rank or DEFAULT_RANK)


def _ranked_by(draft: Draft) -> str | None:
    """Growth, another subject, or nothing for the value itself. Raises `CannotPlan` for what is not loaded."""
    by = draft.asked.rank.by if draft.asked.rank else None
    if draft.asked.measure is Measure.GROWTH or by in ("growth", Measure.GROWTH.value):
        return "growth"
    if by is None or by in (draft.entry.subject, *(measure.value for measure in Measure)):
        return None
    if draft.catalog.get(by) is None:
        raise CannotPlan(Outcome.NO_DATA, "no_data", "No values of ", subject_name(by), " are loaded to rank by.")
    return by


def _main_dimension(draft: Draft) -> str:
    """The dimension to split by when none was named: the one with the fewest values, two at least."""
    filtered = {one.key for one in draft.asked.filters}
    known = dimensions_of(draft.entry, draft.metrics)
    sizes = sorted((len(values), name) for name, values in known.items() if name not in filtered)
    if not sizes:
        raise CannotPlan(
            Outcome.NO_DATA,
            "unknown_dimension",
            metric_name(draft.entry),
            " is loaded as totals only: nothing to split by.",
        )
    chosen = next((name for size, name in sizes if size > 1), sizes[0][1])
    draft.assume(f"No dimension was named; split by {chosen.replace('_', ' ')}.")
    return chosen


def _cannot_rank(draft: Draft) -> CannotPlan:
    return CannotPlan(
        Outcome.NO_DATA, "too_few_values", metric_name(draft.entry), " has too few values to rank. ", *draft.loaded()
    )
