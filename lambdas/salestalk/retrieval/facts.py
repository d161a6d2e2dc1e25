"""Reads a plan's rows and lays them out by subject, period and dimensions."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field

from salestalk.contracts.metric import MetricValue, metric_sk, parse_sk
from salestalk.errors import InvariantBroken
from salestalk.planning.bounds import MAX_KEYS, bounded
from salestalk.planning.keys import Fill, RowKey, SliceRange
from salestalk.planning.model import QueryPlan, Slice
from salestalk.retrieval.reader import MetricReader
from salestalk.values import frozen

Names = tuple[str, ...]
NO_ROWS: Mapping[Names, MetricValue] = {}
_TOTAL: Mapping[str, str] = {}


@frozen
class Facts:
    """All rows read for a plan, by subject, period and the names of their dimensions, then by their values.

    A total has no dimensions. Nothing depends on the order in which rows were read: whoever goes through a split
    sorts it.
    """

    splits: dict[tuple[str, str, Names], dict[Names, MetricValue]] = field(default_factory=dict)
    whole: Mapping[tuple[str, str], tuple[Names, ...]] = field(default_factory=dict)
    """Of periods of which every row was read: by which dimensions their slices are split."""

    @classmethod
    def of(cls, rows: Iterable[MetricValue], ranges: Sequence[SliceRange] = ()) -> "Facts":
        """The rows laid out; the same row twice counts once. ``ranges`` are those read in full."""
        return cls._of_kinds(_kinds(rows), ranges)

    @classmethod
    def _of_kinds(cls, kinds: "Mapping[_Kind, dict[Names, MetricValue]]", ranges: Sequence[SliceRange]) -> "Facts":
        splits: dict[tuple[str, str, Names], dict[Names, MetricValue]] = {}
        for (_, subject, period, _, names), found in kinds.items():
            splits.setdefault((subject, period, names), {}).update(found)
        return cls(splits, _whole(splits, ranges))

    def finer(self, subject: str, period: str, names: Iterable[str]) -> Names | None:
        """The fewest dimensions, beyond these, by which all slices of a period were read; None where there are none."""
        wanted = set(names)
        found = [one for one in self.whole.get((subject, period), ()) if wanted < set(one)]
        return min(found, key=lambda one: (len(one), one), default=None)

    def get(self, subject: str, period: str, dimensions: Slice = ()) -> MetricValue | None:
        """The row of exactly this subject, period and slice."""
        names, values = tuple(name for name, _ in dimensions), tuple(value for _, value in dimensions)
        return self.split(subject, period, names).get(values)

    def split(self, subject: str, period: str, names: Sequence[str]) -> Mapping[Names, MetricValue]:
        """All rows of a period split by exactly these dimensions (sorted), by their values in that order."""
        return self.splits.get((subject, period, tuple(names)), NO_ROWS)


_Kind = tuple[str, str, str, str, Names]
"""What thousands of rows have in common: tenant, subject, period, unit and the names of the dimensions."""


def _kinds(rows: Iterable[MetricValue]) -> dict[_Kind, dict[Names, MetricValue]]:
    """The rows by their kind, then by the values of their dimensions; mostly those of a kind follow each other."""
    kinds: dict[_Kind, dict[Names, MetricValue]] = {}
    last: _Kind | None = None
    found: dict[Names, MetricValue] = {}
    for row in rows:
        dimensions = row.dimensions or _TOTAL
        kind = (row.tenant_id, row.subject, row.period, row.unit, tuple(dimensions))
        if kind != last:
            last, found = kind, kinds.setdefault(kind, {})
        found[tuple(dimensions.values())] = row
    return kinds


def _whole(
    splits: Iterable[tuple[str, str, Names]], ranges: Sequence[SliceRange]
) -> dict[tuple[str, str], tuple[Names, ...]]:
    prefixes: dict[str, tuple[str, ...]] = {}
    for one in ranges:
        if one.prefix.endswith(("#", "-")):
            prefixes[one.subject] = (*prefixes.get(one.subject, ()), one.prefix)
    found: dict[tuple[str, str], tuple[Names, ...]] = {}
    for subject, period, names in splits if prefixes else ():
        if names and f"{period}#".startswith(prefixes.get(subject, ("\0",))):
            found[subject, period] = (*found.get((subject, period), ()), names)
    return found


def retrieve(plan: QueryPlan, reader: MetricReader) -> Facts:
    """All rows the plan names, in one read; in a second only for what proves not to be stored as it should.

    Raises `InvariantBroken` when the reader gives a row of another tenant, of a subject or period that was not asked
    for, or in another unit than the catalog's: an answer from such a row would not be true.
    """
    if not plan.keys and not plan.ranges:
        return Facts()
    kinds = _kinds(reader.fetch(plan.keys, plan.ranges))
    _check(kinds, plan, plan.keys, plan.ranges)
    facts = Facts._of_kinds(kinds, plan.ranges)
    keys, ranges = _second_read(plan, facts)
    if keys or ranges:
        more = _kinds(reader.fetch(keys, ranges))
        _check(more, plan, keys, ranges)
        for kind, found in more.items():
            kinds.setdefault(kind, {}).update(found)
        facts = Facts._of_kinds(kinds, (*plan.ranges, *ranges))
    return facts


def _second_read(plan: QueryPlan, facts: Facts) -> tuple[tuple[RowKey, ...], tuple[SliceRange, ...]]:
    """What else to read where something is missing, as far as it stays within the bounds of one read."""
    fills = [fill for fill in plan.fills if not _is_there(fill, facts)]
    known = set(plan.keys)
    keys = dict.fromkeys(key for fill in fills for key in _other_keys(fill) if key not in known)
    ranges = _spare_ranges(plan, facts)
    for way in range(max((len(fill.ways) for fill in fills), default=0)):
        wanted = [one for fill in fills if fill.from_slices for one in _slices(fill, way, known, facts)]
        together = bounded((*ranges, *wanted), plan.metrics)
        if together is not None:
            ranges = together
    return (tuple(keys) if len(keys) <= MAX_KEYS else ()), ranges


def _is_there(fill: Fill, facts: Facts) -> bool:
    if fill.columns:
        return any(facts.split(fill.subject, period, fill.columns) for way in fill.ways for period in way)
    return any(all(facts.get(fill.subject, period, fill.dimensions) for period in way) for way in fill.ways)


def _other_keys(fill: Fill) -> Iterable[RowKey]:
    if not fill.columns:
        for way in fill.ways[1:]:
            for period in way:
                yield RowKey(fill.subject, metric_sk(period, dict(fill.dimensions)))


def _slices(fill: Fill, way: int, known: set[RowKey], facts: Facts) -> Iterable[SliceRange]:
    """All slices of the periods of a way that are known to lack a row."""
    for period in fill.ways[way] if way < len(fill.ways) else ():
        was_read = RowKey(fill.subject, metric_sk(period, dict(fill.dimensions))) in known
        if fill.columns or (was_read and not facts.get(fill.subject, period, fill.dimensions)):
            yield SliceRange(fill.subject, f"{period}#")


def _spare_ranges(plan: QueryPlan, facts: Facts) -> tuple[SliceRange, ...]:
    """What else to read, because a period has no rows split by the dimensions wanted."""
    missing = [one for one in plan.spares if not facts.split(one.subject, one.period, one.columns)]
    ranges = dict.fromkeys(one for spare in missing for one in spare.ranges if one not in plan.ranges)
    return bounded(ranges, plan.metrics) or ()


def _check(kinds: Iterable[_Kind], plan: QueryPlan, keys: Sequence[RowKey], ranges: Sequence[SliceRange]) -> None:
    prefixes: dict[str, tuple[str, ...]] = {}
    for one in dict.fromkeys((one.subject, _of_period(one.prefix)) for one in ranges):
        prefixes[one[0]] = (*prefixes.get(one[0], ()), one[1])
    named = {(key.subject, parse_sk(key.sk)[0]) for key in keys}
    units = {subject: entry.unit for subject, entry in plan.metrics.items()}
    for tenant_id, subject, period, unit, _ in kinds:
        if tenant_id != plan.tenant_id:
            raise InvariantBroken("the reader gave a row of another tenant")
        place = (subject, period)
        if place not in named and not f"{period}#".startswith(prefixes.get(subject, ("\0",))):
            raise InvariantBroken(f"the reader gave {place}, which was not asked for")
        if unit != units[subject]:
            raise InvariantBroken(f"{subject} {period} is stored in {unit}, its catalog says otherwise")


def _of_period(prefix: str) -> str:
    period, mark, _ = prefix.partition("#")
    return period + mark
