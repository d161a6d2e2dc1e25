"""Questions that can be asked next: each one is answerable with what the catalog holds."""

from collections.abc import Iterable, Sequence
from itertools import islice

from salestalk.calendar import Period
from salestalk.contracts.catalog import Catalog, CatalogEntry, Kind
from salestalk.contracts.classification import Intent
from salestalk.planning.filters import dimensions_of
from salestalk.planning.sources import Metrics, family, is_reachable, latest, quotient_of, reachable_grains
from salestalk.planning.timeline import Timeline
from salestalk.planning.wording import agreeing, clean, metric_inside, metric_name, period_label

MOST = 3


def next_questions(
    entry: CatalogEntry,
    intent: Intent,
    periods: Sequence[Period],
    catalog: Catalog,
    timeline: Timeline,
    group_by: Sequence[str] = (),
) -> tuple[str, ...]:
    """Two or three questions on the same metric and period, of other kinds than the one just answered."""
    metrics = family(entry, catalog)
    period = _latest_of(entry, metrics, periods, timeline)
    if period is None:
        return starters(catalog, timeline)
    name, when = _name(entry), spoken(period, timeline)
    offers: list[tuple[Intent, str]] = []
    lookup = f"What {agreeing(entry, 'was', 'were')} {name} in {when}?"
    if intent is Intent.UNKNOWN:
        offers.append((Intent.FACT_RETRIEVAL, lookup))
    before = timeline.calendar.shift(period, -1)
    dimension = next((one for one in dimensions_of(entry, metrics) if one not in group_by), None)
    if is_reachable(entry, metrics, before, timeline):
        offers.append((Intent.ROOT_CAUSE, f"Why did {name} change in {when}?"))
    if dimension and _is_split(entry, metrics, period):
        offers.append((Intent.BREAKDOWN, f"{metric_name(entry)} by {clean(dimension.replace('_', ' '))} in {when}"))
    target = target_of(entry, catalog)
    if target and is_reachable(target, metrics, period, timeline):
        offers.append((Intent.TARGET, f"Did we meet the {name} target in {when}?"))
    if is_reachable(entry, metrics, before, timeline):
        offers.append((Intent.COMPARISON, f"Compare {name} in {when} with {spoken(before, timeline)}"))
    if _has_series(entry, metrics, timeline):
        offers.append((Intent.TREND_ANALYSIS, f"How {agreeing(entry, 'has', 'have')} {name} developed over time?"))
    offers.append((Intent.FACT_RETRIEVAL, lookup))
    return tuple(islice((text for kind, text in offers if kind is not intent), MOST))


def starters(catalog: Catalog, timeline: Timeline, most: int = MOST) -> tuple[str, ...]:
    """Questions for somebody who does not know yet what there is to ask."""
    return tuple(islice(_starters(catalog, timeline), most))


def _starters(catalog: Catalog, timeline: Timeline) -> Iterable[str]:
    for place, entry in enumerate(one for one in _by_size(catalog) if one.target_of is None):
        metrics = family(entry, catalog)
        grains = reachable_grains(entry, metrics)
        period = latest(entry, metrics, grains[0], timeline, over=True) if grains else None
        if period is None:
            continue
        name, when, kind = _name(entry), spoken(period, timeline), place % 3
        if kind == 1 and _has_series(entry, metrics, timeline):
            yield f"How {agreeing(entry, 'has', 'have')} {name} developed over time?"
        elif kind == 2 and is_reachable(entry, metrics, timeline.calendar.shift(period, -1), timeline):
            yield f"Why did {name} change in {when}?"
        else:
            yield f"What {agreeing(entry, 'was', 'were')} {name} in {when}?"


def _has_series(entry: CatalogEntry, metrics: Metrics, timeline: Timeline) -> bool:
    """Whether two complete periods follow each other."""
    for grain in reachable_grains(entry, metrics):
        last = latest(entry, metrics, grain, timeline, over=True)
        if last and is_reachable(entry, metrics, timeline.calendar.shift(last, -1), timeline):
            return True
    return False


def _is_split(entry: CatalogEntry, metrics: Metrics, period: Period) -> bool:
    """Whether the parts of this period can be told: those of a ratio are not rolled up from finer periods."""
    parts = quotient_of(entry, metrics)
    is_rolled = entry.kind is not Kind.RATIO or (parts is not None and parts[0].kind is parts[1].kind)
    return is_rolled or period.granularity is reachable_grains(entry, metrics)[0]


def target_of(entry: CatalogEntry, catalog: Catalog) -> CatalogEntry | None:
    """The entry that holds the metric's targets."""
    return next((one for one in catalog if one.target_of == entry.subject), None)


def spoken(period: Period, timeline: Timeline) -> str:
    """A period as one would type it into a question."""
    return period_label(period, timeline.calendar).removeprefix("fiscal ")


def _by_size(catalog: Catalog) -> list[CatalogEntry]:
    """Entries with more to ask about first."""
    return sorted(catalog, key=lambda entry: (-len(entry.dimensions), -len(entry.periods), entry.subject))


def _name(entry: CatalogEntry) -> str:
    return str(metric_inside(entry))


def _latest_of(
    entry: CatalogEntry, metrics: dict[str, CatalogEntry], periods: Sequence[Period], timeline: Timeline
) -> Period | None:
    for period in reversed(periods):
        if timeline.has_begun(period) and is_reachable(entry, metrics, period, timeline):
            return period
    grain = next(iter(reachable_grains(entry, metrics)), None)
    return latest(entry, metrics, grain, timeline, over=False) if grain else None
