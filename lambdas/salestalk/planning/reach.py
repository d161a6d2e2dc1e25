"""From when to when a metric is loaded, in words."""

from salestalk.calendar import Granularity
from salestalk.contracts.catalog import CatalogEntry
from salestalk.planning.sources import Metrics, currencies_of, known_spans, reachable_grains
from salestalk.planning.timeline import Timeline
from salestalk.planning.wording import agreeing, listed, metric_inside, metric_name, period_label, quoted


def loaded(
    entry: CatalogEntry, metrics: Metrics, timeline: Timeline, wanted: Granularity | None = None
) -> tuple[str, ...]:
    """A sentence on where the metric has values, by the granularity wanted if it has that."""
    known = known_spans(entry, metrics, timeline)
    grains = [grain for grain in reachable_grains(entry, metrics) if grain in known]
    if not grains and len(currencies := currencies_of(entry, metrics)) > 1:
        return (
            metric_name(entry),
            " is not computed from amounts in ",
            *listed([quoted(one) for one in currencies]),
            ".",
        )
    if not grains:
        return ("No values of ", metric_inside(entry), " are loaded yet.")
    grain = wanted if wanted in known else grains[0]
    first, last = (period_label(period, timeline.calendar) for period in known[grain])
    begin = (metric_name(entry), agreeing(entry, " is", " are"))
    if first == last:
        return (*begin, " loaded for ", first, " only.")
    return (*begin, f" loaded by {grain} from ", first, " to ", last, ".")
