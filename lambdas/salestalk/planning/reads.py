"""Which rows a plan needs: exact keys for single values, ranges for all values of a dimension."""

from collections.abc import Iterable, Sequence
from dataclasses import field

from salestalk.calendar import Period
from salestalk.contracts.catalog import CatalogEntry, Kind
from salestalk.contracts.metric import metric_sk, slice_suffix
from salestalk.planning.bounds import MAX_KEYS, bounded, outermost
from salestalk.planning.keys import Fill, RowKey, SliceRange, Spare
from salestalk.planning.model import EVERYTHING, Slice, Term
from salestalk.planning.sources import Metrics, quotient_of, ways
from salestalk.planning.timeline import Timeline
from salestalk.values import mutable

Way = tuple[Period, ...]


@mutable
class Reads:
    """Collects keys and ranges, each once, in the order in which they are first needed."""

    metrics: Metrics
    timeline: Timeline
    _keys: dict[RowKey, None] = field(default_factory=dict)
    _ranges: dict[SliceRange, None] = field(default_factory=dict)
    _spares: dict[Spare, None] = field(default_factory=dict)
    _fills: dict[Fill, None] = field(default_factory=dict)

    @property
    def is_bounded(self) -> bool:
        """Whether all of it can be read at once."""
        return len(self._keys) <= MAX_KEYS and bounded(self._ranges, self.metrics) is not None

    @property
    def keys(self) -> tuple[RowKey, ...]:
        """The exact keys."""
        return tuple(self._keys)

    @property
    def ranges(self) -> tuple[SliceRange, ...]:
        """The ranges; those that lie within another are left out, and many are joined to few."""
        return bounded(self._ranges, self.metrics) or outermost(self._ranges)

    @property
    def spares(self) -> tuple[Spare, ...]:
        """What to read where there is nothing in the ranges."""
        return tuple(self._spares)

    @property
    def fills(self) -> tuple[Fill, ...]:
        """What to look for elsewhere where it is not stored under the keys and in the ranges."""
        return tuple(self._fills)

    def values(self, entry: CatalogEntry, periods: Iterable[Period], terms: Sequence[Term] = EVERYTHING) -> None:
        """The rows behind one value per period; what else it can be put together from only where one is missing."""
        for period in periods:
            for part in self._with_parts(entry):
                known = [term for term in terms if all(name in part.dimensions for name, _ in term.dimensions)]
                found = ways(part, period, self.timeline)
                for way in found[:1]:
                    self._add(part.subject, way, known)
                self._fill(part, found, [term.dimensions for term in known])

    def check(self, entry: CatalogEntry, periods: Iterable[Period], dimension: str) -> None:
        """The slices of a dimension of stored periods, to hold them against their totals."""
        for period in periods:
            if ways(entry, period, self.timeline)[:1] == ((period,),):
                self._ranges[_range(entry.subject, period, (dimension,), Term())] = None

    def groups(
        self,
        entry: CatalogEntry,
        periods: Iterable[Period],
        group_by: Sequence[str],
        terms: Sequence[Term] = EVERYTHING,
    ) -> None:
        """The rows of every value of the grouped dimensions; as these are many, other ways only where one has none."""
        for period in periods:
            for part in self._with_parts(entry):
                if all(name in part.dimensions for name in group_by):
                    for term in terms:
                        self._split(part, period, group_by, term)

    def _split(self, entry: CatalogEntry, period: Period, group_by: Sequence[str], term: Term) -> None:
        found = ways(entry, period, self.timeline)
        for way in found[:1]:
            self._ranges |= dict.fromkeys(_range(entry.subject, one, group_by, term) for one in way)
        for way in found[1:]:
            columns = tuple(sorted({*group_by, *(name for name, _ in term.dimensions)}))
            ranges = tuple(_range(entry.subject, one, group_by, term) for one in way)
            self._spares[Spare(entry.subject, found[0][0].key, columns, ranges)] = None
        self._fill(entry, found[:1], [()], tuple(sorted({*group_by, *(name for name, _ in term.dimensions)})))

    def _fill(
        self, entry: CatalogEntry, found: Sequence[Way], slices: Iterable[Slice], columns: tuple[str, ...] = ()
    ) -> None:
        keys = tuple(tuple(part.key for part in way) for way in found)
        for dimensions in slices if keys and entry.kind is not Kind.RATIO else ():
            finer = len(entry.dimensions) > len(columns or dimensions)
            if finer or len(keys) > 1:
                self._fills[Fill(entry.subject, keys, dimensions, columns, finer)] = None

    def _with_parts(self, entry: CatalogEntry) -> tuple[CatalogEntry, ...]:
        return (entry, *(quotient_of(entry, self.metrics) or ()))

    def _add(self, subject: str, periods: Iterable[Period], terms: Sequence[Term]) -> None:
        for period in periods:
            for term in terms:
                self._keys[RowKey(subject, metric_sk(period.key, dict(term.dimensions)))] = None


def _range(subject: str, period: Period, group_by: Sequence[str], term: Term) -> SliceRange:
    """All rows that may be split by the grouped dimensions within a slice; the sort key names dimensions in order."""
    fixed = dict(term.dimensions)
    prefix = f"{period.key}#"
    for name in sorted({*fixed, *group_by}):
        if name not in fixed:
            return SliceRange(subject, prefix + name + "=")
        prefix += slice_suffix({name: fixed[name]}) + "&"
    return SliceRange(subject, prefix)
