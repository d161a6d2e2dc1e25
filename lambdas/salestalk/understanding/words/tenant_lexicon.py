"""A tenant's catalog over the built-in vocabulary: what it calls its metrics, dimensions and values comes first."""

from typing import Final

from salestalk.contracts.catalog import Catalog, CatalogEntry, Kind
from salestalk.contracts.classification import Domain, Measure
from salestalk.understanding.words.lexicon import Entry, Index, Lexicon, MetricFacts
from salestalk.understanding.words.text import key_of
from salestalk.understanding.words.vocabulary_files import load


def with_catalog(base: Lexicon, catalog: Catalog) -> Lexicon:
    """The tenant's names, synonyms, dimensions and values over the built-in vocabulary; hers come first."""
    index = Index(base)
    metrics = dict(base.metrics)
    dimensions = dict(base.dimensions)
    _rename(index, catalog)
    for entry in catalog:
        metrics[entry.subject] = _facts_of(entry, base)
        _index_entry(index, entry)
        for name, values in entry.dimensions.items():
            dimensions.setdefault(name, name.replace("_", " "))
            index.add(key_of(name.replace("_", " ")), Entry(dimension=name, own=True))
            for value in values:
                index.add(key_of(value), Entry(values=((name, value),), own=True), override=True)
    return Lexicon(
        index.phrases,
        index.longest,
        index.seconds,
        frozenset(index.words),
        metrics,
        dimensions,
        dict(catalog.entries),
        catalog.tenant_id,
    )


def _rename(index: Index, catalog: Catalog) -> None:
    """Where the tenant loaded a built-in metric under another usual id, the built-in names mean that one."""
    renamed = {}
    for item in load("metrics")["metrics"]:
        if catalog.get(item["id"]) is None:
            loaded = next((alias for alias in item.get("aliases", ()) if catalog.get(alias)), None)
            if loaded:
                renamed[item["id"]] = loaded
    if not renamed:
        return
    for key, entry in index.phrases.items():
        if any(metric in renamed for metric in entry.metrics) or entry.verb in renamed:
            metrics = tuple(renamed.get(metric, metric) for metric in entry.metrics)
            verb = renamed.get(entry.verb, entry.verb) if entry.verb else None
            index.phrases[key] = entry._replace(metrics=metrics, verb=verb)


def _index_entry(index: Index, entry: CatalogEntry) -> None:
    names = (entry.display_name, entry.subject.replace("_", " "), *entry.synonyms)
    if entry.target_of:
        meaning = Entry(metrics=(entry.target_of,), cues=frozenset(("target",)), own=True)
    else:
        meaning = Entry(metrics=(entry.subject,), own=True)
    for name in names:
        index.add(key_of(name), meaning, override=True)


def _facts_of(entry: CatalogEntry, base: Lexicon) -> MetricFacts:
    known = base.metrics.get(entry.subject)
    domain = entry.domain if entry.domain is not Domain.UNKNOWN or not known else known.domain
    measure = known.measure if known else _MEASURE_OF_KIND[entry.kind] if entry.unit != "count" else Measure.COUNT
    return MetricFacts(
        entry.display_name, measure, entry.kind, domain, entry.good_direction, bool(known and known.duration)
    )


_MEASURE_OF_KIND: Final = {Kind.FLOW: Measure.TOTAL, Kind.STOCK: Measure.TOTAL, Kind.RATIO: Measure.RATIO}
