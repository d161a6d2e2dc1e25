"""Why a metric changed: both periods over every dimension, and what else moved at the same time."""

from collections.abc import Iterator
from itertools import islice

from salestalk.calendar import Period
from salestalk.contracts.catalog import CatalogEntry
from salestalk.contracts.classification import FilterOp
from salestalk.planning.draft import Draft
from salestalk.planning.filters import dimensions_of
from salestalk.planning.intents.comparison import RUNS, sides
from salestalk.planning.model import QueryPlan
from salestalk.planning.periods import as_far_as_loaded, named_or_latest
from salestalk.planning.sources import is_reachable

MAX_OTHERS = 8


def plan_root_cause(draft: Draft) -> QueryPlan:
    """Read totals and all slices of both sides, numerators and denominators included, and other metrics' totals."""
    periods = named_or_latest(draft, over=True)
    if draft.expression in RUNS:
        periods = as_far_as_loaded(draft, periods)
    periods, base = sides(draft, periods)
    both = (*periods, *base)
    terms = draft.selection.terms
    draft.reads.values(draft.entry, both, terms)
    fixed = {one.key for one in draft.selection.filters if one.op in (FilterOp.EQ, FilterOp.NOT)}
    dimensions = draft.group_by or tuple(
        name for name in dimensions_of(draft.entry, draft.metrics) if name not in fixed
    )
    for name in dimensions:
        draft.reads.groups(draft.entry, both, (name,), terms)
    others = tuple(islice(_others(draft, both), MAX_OTHERS)) if draft.selection.is_everything else ()
    for other in others:
        draft.add_metric(other)
        draft.reads.values(other, both)
    return draft.finish(
        periods=periods,
        base=base,
        dimensions=dimensions,
        rank=draft.asked.rank,
        related=tuple(other.subject for other in others),
    )


def _others(draft: Draft, both: tuple[Period, ...]) -> Iterator[CatalogEntry]:
    """Metrics of the same part of the business first, then the rest; no targets and no part of a ratio itself."""
    own = {draft.entry.subject, draft.entry.numerator, draft.entry.denominator}
    ordered = sorted(draft.catalog, key=lambda entry: (entry.domain is not draft.entry.domain, entry.subject))
    for entry in ordered:
        if entry.target_of is None and entry.subject not in own:
            metrics = {**draft.metrics, entry.subject: entry}
            if all(is_reachable(entry, metrics, period, draft.timeline) for period in both):
                yield entry
