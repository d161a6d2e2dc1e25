"""A metric against its target."""

from salestalk.calendar import Period
from salestalk.contracts.answer import Outcome
from salestalk.contracts.catalog import CatalogEntry
from salestalk.planning.draft import Draft
from salestalk.planning.model import CannotPlan, QueryPlan
from salestalk.planning.periods import latest_with_data
from salestalk.planning.sources import is_reachable
from salestalk.planning.suggestions import target_of
from salestalk.planning.wording import agreeing, metric_inside, metric_name, quoted, run_label


def plan_target(draft: Draft) -> QueryPlan:
    """Read actuals and targets of the same periods; targets may lie in the future, actuals may not."""
    target = _target(draft)
    draft.add_metric(target)
    periods = draft.periods_named or (_latest_of_both(draft, target),)
    if not any(_has_target(draft, target, period) for period in periods):
        raise CannotPlan(
            Outcome.NO_DATA, "no_target", metric_name(target), " has no value for ",
            run_label(periods, draft.timeline.calendar), ". ", *draft.loaded(),
        )  # fmt: skip
    terms = draft.selection.terms
    begun = tuple(period for period in periods if draft.timeline.has_begun(period))
    for entry, read in ((draft.entry, begun), (target, periods)):
        draft.reads.values(entry, read, terms)
        if draft.group_by:
            draft.reads.groups(entry, read, draft.group_by, terms)
    return draft.finish(periods=periods, related=(target.subject,))


def _target(draft: Draft) -> CatalogEntry:
    """The entry of the targets; asked about the targets' own metric, the plan turns to the actuals."""
    actual = draft.catalog.get(draft.entry.target_of) if draft.entry.target_of else None
    if actual:
        target, draft.entry = draft.entry, actual
        _check_units(actual, target)
        draft.add_metric(actual)
        draft.apply(draft.asked.filters, draft.group_by)
        return target
    if found := target_of(draft.entry, draft.catalog):
        _check_units(draft.entry, found)
        return found
    raise CannotPlan(Outcome.NO_DATA, "no_target", "No target is loaded for ", metric_name(draft.entry), ".")


def _check_units(actual: CatalogEntry, target: CatalogEntry) -> None:
    """Raise `CannotPlan` (``no_target``) where one is in dollars, say, and the other in euros or percent."""
    if actual.unit != target.unit:
        raise CannotPlan(
            Outcome.NO_DATA, "no_target", metric_name(actual), agreeing(actual, " is", " are"), " stored in ",
            quoted(actual.unit), ", and ", metric_inside(target), " in ", quoted(target.unit),
            ", so they cannot be held against each other.",
        )  # fmt: skip


def _latest_of_both(draft: Draft, target: CatalogEntry) -> Period:
    """The latest period that has an actual value and a target."""
    period = latest_with_data(draft, over=False)
    for step in range(8):
        candidate = draft.timeline.calendar.shift(period, -step)
        if _has_target(draft, target, candidate) and draft.is_reachable(candidate):
            return candidate
    return period


def _has_target(draft: Draft, target: CatalogEntry, period: Period) -> bool:
    return is_reachable(target, draft.metrics, period, draft.timeline)
