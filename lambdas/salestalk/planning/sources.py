"""Where a value can come from, as far as the catalog knows: stored as such, or put together from finer periods.

How finer periods make up a coarser one is decided by the metric's kind alone: flows are summed, a stock is its last
value, a ratio is computed from numerator and denominator or not at all.
"""

from collections.abc import Iterator, Mapping
from functools import lru_cache

from salestalk.calendar import Granularity, Period
from salestalk.contracts.catalog import Catalog, CatalogEntry, Kind
from salestalk.planning.timeline import FINEST_FIRST, Timeline, is_finer
from salestalk.planning.units import is_currency

MAX_WAYS = 2
PREFERRED = (Granularity.QUARTER, Granularity.MONTH, Granularity.YEAR, Granularity.WEEK, Granularity.DAY)
Spans = Mapping[Granularity, tuple[Period, Period]]
Metrics = Mapping[str, CatalogEntry]

_parse = lru_cache(maxsize=4096)(Period.parse)


def own_spans(entry: CatalogEntry) -> dict[Granularity, tuple[Period, Period]]:
    """First and last period with stored values, per granularity."""
    return {grain: (_parse(span.first), _parse(span.last)) for grain, span in entry.periods.items()}


def spans(entry: CatalogEntry, metrics: Metrics) -> dict[Granularity, tuple[Period, Period]]:
    """The same, and for a ratio also where both its numerator and its denominator are stored."""
    found = own_spans(entry)
    if parts := quotient_of(entry, metrics):
        above, below = own_spans(parts[0]), own_spans(parts[1])
        for grain in above.keys() & below.keys() - found.keys():
            first, last = max(above[grain][0], below[grain][0]), min(above[grain][1], below[grain][1])
            if first <= last:
                found[grain] = (first, last)
    return {grain: found[grain] for grain in FINEST_FIRST if grain in found}


def known_spans(entry: CatalogEntry, metrics: Metrics, timeline: Timeline) -> dict[Granularity, tuple[Period, Period]]:
    """The same as far as they have begun as of the day of the question; targets may lie ahead of it."""
    if entry.target_of is not None:
        return spans(entry, metrics)
    return {
        grain: (first, min(last, timeline.current(grain)))
        for grain, (first, last) in spans(entry, metrics).items()
        if timeline.has_begun(first)
    }


def quotient_of(entry: CatalogEntry, metrics: Metrics) -> tuple[CatalogEntry, CatalogEntry] | None:
    """Numerator and denominator of a ratio, where both are named and loaded, and in one currency as far as in any."""
    if entry.kind is not Kind.RATIO or not entry.numerator or not entry.denominator:
        return None
    above, below = metrics.get(entry.numerator), metrics.get(entry.denominator)
    if above is None or below is None or Kind.RATIO in (above.kind, below.kind):
        return None
    return (above, below) if len(currencies_of(entry, metrics)) <= 1 else None


def currencies_of(entry: CatalogEntry, metrics: Metrics) -> list[str]:
    """The currencies of a ratio, its numerator and its denominator, in the order of their codes."""
    parts = [metrics[one] for one in (entry.numerator, entry.denominator) if one and one in metrics]
    return sorted({one.unit for one in (entry, *parts) if is_currency(one.unit)})


def family(entry: CatalogEntry, catalog: Catalog) -> dict[str, CatalogEntry]:
    """The entry with its numerator and denominator, by subject."""
    subjects = (entry.subject, entry.numerator, entry.denominator)
    return {subject: found for subject in subjects if subject and (found := catalog.get(subject))}


def ways(entry: CatalogEntry, period: Period, timeline: Timeline) -> tuple[tuple[Period, ...], ...]:
    """The stored periods that make up this one, in order of preference: itself, then the coarsest finer ones.

    A flow needs every part, a stock only the last; of a period in progress, the parts that have begun. At most two
    ways are named, so that what is read stays in proportion.
    """
    return _ways(entry.kind, tuple(own_spans(entry).items()), period, timeline)


@lru_cache(maxsize=4096)
def _ways(
    kind: Kind, known: tuple[tuple[Granularity, tuple[Period, Period]], ...], period: Period, timeline: Timeline
) -> tuple[tuple[Period, ...], ...]:
    return tuple(_candidates(kind, dict(known), period, timeline))[:MAX_WAYS]


def _candidates(kind: Kind, known: Spans, period: Period, timeline: Timeline) -> Iterator[tuple[Period, ...]]:
    for grain in reversed(FINEST_FIRST):
        if grain not in known or is_finer(period.granularity, grain):
            continue
        first, last = known[grain]
        if grain is period.granularity:
            if first <= period <= last:
                yield (period,)
        elif kind is not Kind.RATIO:
            yield from _parts(kind, (first, last), period, timeline)


def _parts(kind: Kind, span: tuple[Period, Period], period: Period, timeline: Timeline) -> Iterator[tuple[Period, ...]]:
    parts = timeline.calendar.parts(period, span[0].granularity)
    if parts is None:
        return
    if timeline.in_progress(period):
        parts = tuple(part for part in parts if timeline.has_begun(part) and part <= span[1])
    needed = parts[-1:] if kind is Kind.STOCK else parts
    if needed and span[0] <= needed[0] and needed[-1] <= span[1]:
        yield needed


def is_reachable(entry: CatalogEntry, metrics: Metrics, period: Period, timeline: Timeline) -> bool:
    """Whether the catalog promises a value for the period, one way or another."""
    if ways(entry, period, timeline):
        return True
    parts = quotient_of(entry, metrics)
    return parts is not None and all(quotient_ways(part, parts, period, timeline) for part in parts)


def quotient_ways(
    part: CatalogEntry, parts: tuple[CatalogEntry, CatalogEntry], period: Period, timeline: Timeline
) -> tuple[tuple[Period, ...], ...]:
    """The ways of a numerator or denominator. A flow over a stock (churned over opening customers) is not rolled up.

    Which of the stock's values would go with the sum of the flow is not for us to guess.
    """
    found = ways(part, period, timeline)
    return found if parts[0].kind is parts[1].kind else tuple(way for way in found if way == (period,))


def reachable_grains(entry: CatalogEntry, metrics: Metrics) -> tuple[Granularity, ...]:
    """The granularities in which there are values, the preferred one for "no time said" first."""
    known = spans(entry, metrics)
    return tuple(grain for grain in PREFERRED if grain in known)


def latest(
    entry: CatalogEntry, metrics: Metrics, grain: Granularity, timeline: Timeline, *, over: bool
) -> Period | None:
    """The latest period of the granularity with a value as of today; with ``over``, the latest that is past."""
    found = [
        period
        for known, (_, last) in spans(entry, metrics).items()
        if not is_finer(grain, known)
        for period in _near(min(last, timeline.current(known)), grain, timeline, over=over)
        if is_reachable(entry, metrics, period, timeline)
    ]
    return max(found, default=None)


def _near(last: Period, grain: Granularity, timeline: Timeline, *, over: bool) -> tuple[Period, ...]:
    """The period of the granularity that holds ``last``, and the one before."""
    period = timeline.calendar.containing(timeline.calendar.interval(last).start, grain)
    near = (period, timeline.calendar.shift(period, -1), timeline.calendar.shift(period, -2))
    return tuple(one for one in near if not over or timeline.is_over(one))
