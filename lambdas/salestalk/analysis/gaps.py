"""What keeps a value from being put together: some of its parts are stored, and others are not."""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final

from salestalk.analysis.notes import Gap
from salestalk.calendar import Period
from salestalk.contracts.catalog import CatalogEntry
from salestalk.planning.model import QueryPlan
from salestalk.planning.sources import quotient_of, ways
from salestalk.retrieval.facts import Facts

MAX_TOLD: Final = 4
"""One more than is written out, so that there being others can be said."""


def gaps(plan: QueryPlan, facts: Facts, entry: CatalogEntry, periods: Sequence[Period]) -> tuple[Gap, ...]:
    """The first of the periods of which some finer parts were found, but not all of them."""
    found = (gap for period in periods for gap in islice(_of_period(plan, facts, entry, period), 1))
    return tuple(islice(found, MAX_TOLD))


def _of_period(plan: QueryPlan, facts: Facts, entry: CatalogEntry, period: Period) -> Iterator[Gap]:
    for part in (entry, *(quotient_of(entry, plan.metrics) or ())):
        for way in ways(part, period, plan.timeline):
            stored = sum(
                all(facts.get(part.subject, one.key, term.dimensions) for term in plan.selection.terms) for one in way
            )
            if 0 < stored < len(way):
                yield Gap(period, way[0].granularity, stored, len(way))
