"""Which rows a plan needs: exact keys for single values, ranges for all values of a dimension."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from salestalk.calendar import Period
from salestalk.contracts.catalog import CatalogEntry
from salestalk.contracts.metric import metric_sk, slice_suffix
from salestalk.planning.keys import RowKey, SliceRange
from salestalk.planning.model import EVERYTHING, Term
from salestalk.planning.sources import Metrics, quotient_of, ways
from salestalk.planning.timeline import Timeline


@dataclass
class Reads:
    """Collects keys and ranges, each once, in the order in which they are first needed."""

    metrics: Metrics
    timeline: Timeline
    _keys: dict[RowKey, None] = field(default_factory=dict)
    _ranges: dict[SliceRange, None] = field(default_factory=dict)

    @property
    def keys(self) -> tuple[RowKey, ...]:
        """The exact keys."""
        return tuple(self._keys)

    @property
    def ranges(self) -> tuple[SliceRange, ...]:
        """The ranges; those that lie within another are left out."""
        return tuple(
            one
            for one in self._ranges
            if not any(
                other is not one and other.subject == one.subject and one.prefix.startswith(other.prefix)
                for other in self._ranges
            )
        )

    def values(self, entry: CatalogEntry, periods: Iterable[Period], terms: Sequence[Term] = EVERYTHING) -> None:
        """The rows behind one value per period: stored ones first, then what else they can be put together from."""
        for period in periods:
            for part in self._with_parts(entry):
                known = [term for term in terms if all(name in part.dimensions for name, _ in term.dimensions)]
                for way in ways(part, period, self.timeline):
                    self._add(part.subject, way, known)

    def groups(
        self,
        entry: CatalogEntry,
        periods: Iterable[Period],
        group_by: Sequence[str],
        terms: Sequence[Term] = EVERYTHING,
    ) -> None:
        """The rows of every value of the grouped dimensions; only the preferred way, as these are many."""
        for period in periods:
            for part in self._with_parts(entry):
                split = all(name in part.dimensions for name in group_by)
                for way in ways(part, period, self.timeline)[: int(split)]:
                    for one in way:
                        for term in terms:
                            self._range(part.subject, one, group_by, term)

    def _with_parts(self, entry: CatalogEntry) -> tuple[CatalogEntry, ...]:
        return (entry, *(quotient_of(entry, self.metrics) or ()))

    def _add(self, subject: str, periods: Iterable[Period], terms: Sequence[Term]) -> None:
        for period in periods:
            for term in terms:
                self._keys[RowKey(subject, metric_sk(period.key, dict(term.dimensions)))] = None

    def _range(self, subject: str, period: Period, group_by: Sequence[str], term: Term) -> None:
        fixed = dict(term.dimensions)
        prefix = f"{period.key}#"
        for name in sorted({*fixed, *group_by}):
            if name not in fixed:
                self._ranges[SliceRange(subject, prefix + name + "=")] = None
                return
            prefix += slice_suffix({name: fixed[name]}) + "&"
