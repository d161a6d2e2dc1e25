"""One value of one metric: for a period, or for a run of periods put together by the metric's kind."""

from salestalk.calendar import Period
from salestalk.contracts.answer import Outcome
from salestalk.contracts.catalog import CatalogEntry, Kind
from salestalk.contracts.classification import Measure
from salestalk.planning.draft import Draft
from salestalk.planning.filters import dimensions_of
from salestalk.planning.model import CannotPlan, QueryPlan
from salestalk.planning.periods import as_far_as_loaded, finer_parts, named_or_latest
from salestalk.planning.wording import metric_name, subject_name

MAX_CHECKED = 40
"""More slices than these are not read for a remark."""


def plan_lookup(draft: Draft) -> QueryPlan:
    """Read the value; beside a stored total, one dimension's slices, to say so when they disagree."""
    periods = as_far_as_loaded(draft, named_or_latest(draft, over=False))
    if draft.asked.measure is Measure.AVERAGE and draft.entry.kind is not Kind.RATIO:
        periods = _parts_to_average(draft, periods[0]) if len(periods) == 1 else periods
        periods = _without_unfinished(draft, as_far_as_loaded(draft, periods))
    draft.reads.values(draft.entry, periods, draft.selection.terms)
    related = related_entry(draft)
    if related:
        draft.add_metric(related)
        draft.reads.values(related, periods, draft.selection.terms)
    return draft.finish(
        periods=periods,
        dimensions=check_dimension(draft, periods),
        related=(related.subject,) if related else (),
    )


def check_dimension(draft: Draft, periods: tuple[Period, ...]) -> tuple[str, ...]:
    """The dimension with the fewest values, its slices being read too, where a total of few periods is wanted."""
    if len(periods) > 2 or not draft.selection.is_everything or draft.entry.kind is Kind.RATIO:
        return ()
    sizes = sorted((len(values), name) for name, values in dimensions_of(draft.entry, draft.metrics).items())
    if not sizes or sizes[0][0] > MAX_CHECKED:
        return ()
    draft.reads.check(draft.entry, periods, sizes[0][1])
    return (sizes[0][1],)


def related_entry(draft: Draft) -> CatalogEntry | None:
    """The other metric of the question. Raises `CannotPlan` when nothing of it is loaded."""
    subject = draft.asked.related_subject
    if subject is None:
        return None
    if entry := draft.catalog.get(subject):
        return entry
    raise CannotPlan(Outcome.NO_DATA, "no_data", "No values of ", subject_name(subject), " are loaded.")


def _without_unfinished(draft: Draft, periods: tuple[Period, ...]) -> tuple[Period, ...]:
    """The periods without one in progress, which would pull the average of a flow down."""
    if len(periods) < 2 or draft.entry.kind is Kind.STOCK or not draft.timeline.in_progress(periods[-1]):
        return periods
    draft.caution(draft.label(periods[-1]), " is still in progress and left out of the average.")
    return periods[:-1]


def _parts_to_average(draft: Draft, period: Period) -> tuple[Period, ...]:
    parts = finer_parts(draft, period)
    if not parts:
        raise CannotPlan(
            Outcome.NO_DATA,
            "no_parts",
            metric_name(draft.entry),
            " has nothing finer within ",
            draft.label(period),
            " to take an average of.",
        )
    draft.assume(f"The average is taken over the {parts[0].granularity}s of {draft.label(period)}.")
    return parts
