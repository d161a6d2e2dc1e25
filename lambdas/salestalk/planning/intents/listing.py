"""What there is: metrics, or the values of a dimension. Read from the catalog alone."""

from collections.abc import Iterator

from salestalk.contracts.answer import Interpretation, Outcome
from salestalk.contracts.catalog import Catalog
from salestalk.contracts.classification import Classification, Intent
from salestalk.planning.draft import calendar_text
from salestalk.planning.filters import dimensions_of, is_cut, unsupported_filter
from salestalk.planning.model import CannotPlan, QueryPlan
from salestalk.planning.sources import family
from salestalk.planning.suggestions import starters
from salestalk.planning.timeline import Timeline
from salestalk.planning.wording import listed, subject_name
from salestalk.understanding.result import Understanding

Listing = tuple[tuple[str, tuple[str, ...]], ...]


def plan_list(understanding: Understanding, catalog: Catalog, timeline: Timeline) -> QueryPlan:
    """The values of the dimensions named, or else the metrics. Filters on them cannot be applied and are refused."""
    asked = understanding.classification
    entry = catalog.get(asked.subject)
    if asked.filters and entry:
        raise unsupported_filter(asked.filters[0], entry)
    if asked.filters:
        raise CannotPlan(
            Outcome.REFUSED, "unsupported_filter", "A list cannot be limited by ", subject_name(asked.filters[0].key),
            ", and that is not left out silently.",
        )  # fmt: skip
    return QueryPlan(
        tenant_id=catalog.tenant_id,
        intent=Intent.LIST,
        measure=asked.measure,
        subject=asked.subject,
        metrics={entry.subject: entry} if entry else {},
        timeline=timeline,
        group_by=asked.group_by,
        rank=asked.rank,
        listing=_dimension_values(asked, catalog) if asked.group_by else _metrics(catalog),
        caveats=tuple(_cut(asked, catalog)),
        interpretation=Interpretation(
            metric=asked.subject if entry else None,
            group_by=asked.group_by,
            calendar=calendar_text(timeline),
            assumptions=(*understanding.assumptions, *understanding.inherited),
            as_of=timeline.as_of.isoformat(),
        ),
        suggestions=starters(catalog, timeline),
    )


def _cut(asked: Classification, catalog: Catalog) -> Iterator[tuple[str, ...]]:
    """A sentence for each dimension of which the catalog has no room to name every value."""
    for name in asked.group_by:
        if any(is_cut(entry, name) for entry in catalog):
            yield ("There may be more by ", subject_name(name), ": the catalog has no room to name them all.")


def _metrics(catalog: Catalog) -> Listing:
    return (
        ("", tuple(sorted((entry.display_name for entry in catalog if entry.target_of is None), key=str.casefold))),
    )


def _dimension_values(asked: Classification, catalog: Catalog) -> Listing:
    found = []
    for name in asked.group_by:
        values = {
            value
            for entry in catalog
            if asked.subject in (entry.subject, "unknown") or catalog.get(asked.subject) is None
            for value in dimensions_of(entry, family(entry, catalog)).get(name, ())
        }
        if not values:
            known = sorted({one for entry in catalog for one in entry.dimensions})
            raise CannotPlan(
                Outcome.NO_DATA, "unknown_dimension", "Nothing is loaded by ", subject_name(name), ". ",
                *(("There is ", *listed([subject_name(one) for one in known]), ".") if known else ()),
            )  # fmt: skip
        found.append((name, tuple(sorted(values))))
    return tuple(found)
