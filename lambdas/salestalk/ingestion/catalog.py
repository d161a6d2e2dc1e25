"""How the catalog follows from what is defined and loaded: pure, and the same in any order of loading."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from salestalk.calendar import Granularity, Period
from salestalk.contracts.catalog import CatalogEntry, MetricDefinition, Span
from salestalk.contracts.metric import MetricRecord
from salestalk.ingestion import inference

MAX_DIMENSIONS: Final = 100
MAX_DIMENSION_VALUES: Final = 1_000
MAX_DIMENSION_BYTES: Final = 200_000
"""Of all values of an entry together: an item holds 400 KB."""


def defined(
    subject: str,
    entry: CatalogEntry | None,
    definition: MetricDefinition | None,
    *,
    unit: str | None = None,
    base: CatalogEntry | None = None,
) -> CatalogEntry | None:
    """The entry of a subject once a definition is applied, and inferred where there was none.

    ``unit`` is that of the first value of a new subject, ``base`` the entry whose targets it holds. None when nothing
    says what the unit is. A definition in another unit than that of values already loaded changes nothing.
    """
    if definition is None or (entry is not None and contradicts(entry, definition)):
        definition = MetricDefinition(subject=subject)
    if entry is None:
        known_unit = definition.unit or unit or (base.unit if base else None)
        if known_unit is None:
            return None
        entry = inferred(subject, known_unit, base)
    synonyms = tuple(dict.fromkeys((*entry.synonyms, *definition.synonyms)))[:50]
    return entry.model_copy(update={**_given(definition), "synonyms": synonyms})


def edited(entry: CatalogEntry, change: MetricDefinition) -> CatalogEntry:
    """The entry with everything that the change names replaced, synonyms included."""
    synonyms = change.synonyms if "synonyms" in change.model_fields_set else entry.synonyms
    return entry.model_copy(update={**_given(change), "synonyms": synonyms})


def contradicts(entry: CatalogEntry, definition: MetricDefinition) -> bool:
    """Whether a definition names another unit although values in the entry's unit are loaded."""
    return definition.unit is not None and definition.unit != entry.unit and bool(entry.periods)


def inferred(subject: str, unit: str, base: CatalogEntry | None = None) -> CatalogEntry:
    """An entry that goes by the subject's name and unit; a target's goes by the entry of what it is the target of."""
    if base is not None:
        update = {"subject": subject, "unit": unit, "target_of": base.subject, "synonyms": (), "revision": 1}
        named = {"display_name": f"{base.display_name} target", "dimensions": {}, "periods": {}}
        return base.model_copy(update={**update, **named, "numerator": None, "denominator": None})
    return CatalogEntry(
        subject=subject,
        display_name=inference.display_name(subject),
        unit=unit,
        kind=inference.guess_kind(subject, unit).kind,
        good_direction=inference.guess_good_direction(subject),
        domain=inference.guess_domain(subject),
        target_of=inference.target_of(subject),
    )


def extended(entry: CatalogEntry, records: Iterable[MetricRecord]) -> CatalogEntry:
    """The entry with the dimension values and periods of loaded records, all of its subject."""
    values: dict[str, set[str]] = {}
    periods: dict[Granularity, set[Period]] = {}
    for record in records:
        period = Period.parse(record.period)
        periods.setdefault(period.granularity, set()).add(period)
        for name, value in record.dimensions.items():
            values.setdefault(name, set()).add(value)
    dimensions = _more_values(entry.dimensions, values)
    spans = {granularity: _span(entry.periods.get(granularity), seen) for granularity, seen in periods.items()}
    merged = {**entry.periods, **spans}
    ordered = {granularity: merged[granularity] for granularity in Granularity if granularity in merged}
    return entry.model_copy(update={"dimensions": dimensions, "periods": ordered})


def _given(definition: MetricDefinition) -> dict[str, Any]:
    """What a definition says, apart from the subject and its synonyms."""
    fields = definition.model_fields_set - {"subject", "synonyms"}
    return {name: value for name in sorted(fields) if (value := getattr(definition, name)) is not None}


def _span(span: Span | None, seen: Iterable[Period]) -> Span:
    known = [Period.parse(span.first), Period.parse(span.last)] if span else []
    everything = [*known, *seen]
    return Span(first=min(everything).key, last=max(everything).key)


def _more_values(known: Mapping[str, tuple[str, ...]], seen: Mapping[str, Iterable[str]]) -> dict[str, tuple[str, ...]]:
    """Known and new values, sorted; new ones only as far as the entry has room for them."""
    merged = {name: set(values) for name, values in known.items()}
    size = sum(len(value.encode()) for values in merged.values() for value in values)
    new_names = sorted(seen.keys() - merged.keys())[: max(0, MAX_DIMENSIONS - len(merged))]
    for name in sorted((seen.keys() & merged.keys()).union(new_names)):
        kept = merged.setdefault(name, set())
        for value in sorted(set(seen[name]) - kept):
            size += len(value.encode())
            if len(kept) >= MAX_DIMENSION_VALUES or size > MAX_DIMENSION_BYTES:
                break
            kept.add(value)
    return {name: tuple(sorted(values)) for name, values in sorted(merged.items())}
