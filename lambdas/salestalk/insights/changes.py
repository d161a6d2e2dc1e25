"""What a load changed, seen from what is stored.

The event of a load carries a sample of it, so it says where to look first and not where to look at all. Which metrics
changed is found by comparing what is stored with what was seen when they were last looked at: the periods that the
catalog knows, and the versions of each metric's latest rows, which every update raises. So an event that is lost, late
or twice there does no harm: whoever comes next finds what is left to look at. It costs one query and reads by key of a
bounded number of rows, however large the load was. A correction of an old row alone that is not in the sample is not
noticed; it is when its metric is looked at next, for then whatever was found of it before is looked at again.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from typing import Final

from salestalk.calendar import FiscalCalendar
from salestalk.contracts.catalog import Catalog, CatalogEntry
from salestalk.contracts.metric import MetricValue
from salestalk.planning.sources import own_spans
from salestalk.retrieval import RowKey

LATEST: Final = 3
"""So many of the latest periods of each granularity are watched, as far as `MAX_WATCHED` allows."""
MAX_WATCHED: Final = 1_000


def watched(catalog: Catalog, calendar: FiscalCalendar) -> dict[str, tuple[RowKey, ...]]:
    """The totals that are watched, by subject: the latest of every granularity, of very many metrics only the last."""
    spans = {entry.subject: own_spans(entry) for entry in catalog}
    number = sum(map(len, spans.values()))
    depth = max(1, min(LATEST, MAX_WATCHED // number)) if number else 0
    keys: dict[str, tuple[RowKey, ...]] = {}
    left = MAX_WATCHED
    for subject, known in spans.items():
        periods = [
            calendar.shift(last, -back) for first, last in known.values() for back in range(depth) if first <= last
        ]
        chosen = periods[:left]
        left -= len(chosen)
        keys[subject] = tuple(RowKey(subject, period.key) for period in chosen)
    return keys


def digests(catalog: Catalog, rows: Iterable[MetricValue]) -> dict[str, str]:
    """What there is of each metric to look at, its targets included, in a few characters."""
    versions: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        versions[row.subject].append(f"{row.sk}:{row.version}")
    parts: dict[str, list[str]] = defaultdict(list)
    for entry in catalog:
        parts[entry.target_of or entry.subject].append(_told(entry, versions[entry.subject]))
    return {subject: _digest(parts[subject]) for subject in parts if subject in catalog.entries}


def changed(now: Mapping[str, str], seen: Mapping[str, str], first: Sequence[str]) -> tuple[str, ...]:
    """The metrics to look at, those of the sample first."""
    others = sorted(subject for subject, digest in now.items() if seen.get(subject) != digest)
    return tuple(dict.fromkeys((*(subject for subject in first if subject in now), *others)))


def _told(entry: CatalogEntry, versions: Sequence[str]) -> str:
    spans = [f"{span.first}-{span.last}" for span in entry.periods.values()]
    # A metric without a good direction tells other news than one with it, and a renamed one tells it in other words.
    said = (entry.subject, entry.kind, entry.good_direction, entry.display_name, entry.unit)
    return "|".join((*said, *spans, *sorted(versions)))


def _digest(parts: Sequence[str]) -> str:
    return sha256("\n".join(sorted(parts)).encode()).hexdigest()[:16]
