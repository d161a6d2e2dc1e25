"""The names of a tenant's catalog as a model may see them: metrics, dimensions and values, and not one number."""

from collections.abc import Iterator, Mapping
from typing import Any

from salestalk.ai.policy import ReadingPolicy
from salestalk.contracts.catalog import Catalog, CatalogEntry
from salestalk.planning.wording import clean
from salestalk.values import frozen


@frozen
class Vocabulary:
    """The names that are sent. ``values`` gives, by dimension, the stored value behind each name as it is shown."""

    metrics: tuple[CatalogEntry, ...]
    values: Mapping[str, Mapping[str, str]]
    max_synonyms: int

    @property
    def subjects(self) -> list[str]:
        """The ids of the metrics."""
        return [entry.subject for entry in self.metrics]

    def as_data(self) -> dict[str, Any]:
        """As it is sent: plain text on one line each, without control or invisible characters."""
        return {
            "metrics": [self._metric(entry) for entry in self.metrics],
            "dimensions": {name: list(values) for name, values in self.values.items()},
        }

    def _metric(self, entry: CatalogEntry) -> dict[str, Any]:
        synonyms = [clean(name) for name in entry.synonyms[: self.max_synonyms]]
        called = {"id": entry.subject, "name": clean(entry.display_name)}
        return {**called, "synonyms": synonyms} if synonyms else called


def vocabulary_of(catalog: Catalog, bounds: ReadingPolicy) -> Vocabulary:
    """The first names of the catalog, as many as the policy lets out; targets are not metrics of their own here."""
    metrics = tuple(entry for entry in catalog if entry.target_of is None)[: bounds.max_metrics]
    found: dict[str, dict[str, str]] = {}
    for name, value in _slices(metrics):
        if name in found or len(found) < bounds.max_dimensions:
            values = found.setdefault(name, {})
            if len(values) < bounds.max_values:
                values.setdefault(clean(value), value)
    return Vocabulary(metrics, found, bounds.max_synonyms)


def _slices(metrics: tuple[CatalogEntry, ...]) -> Iterator[tuple[str, str]]:
    for entry in metrics:
        for name, values in entry.dimensions.items():
            for value in values:
                yield name, value
