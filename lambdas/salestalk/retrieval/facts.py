"""Reads a plan's rows and numbers them, so that every number can name the row it came from."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from salestalk.contracts.metric import MetricValue
from salestalk.errors import InvariantBroken
from salestalk.planning.model import QueryPlan, Slice
from salestalk.retrieval.reader import MetricReader, RowKey, SliceRange

NO_SLICES: Mapping[tuple[str, ...], "Fact"] = {}


@dataclass(frozen=True, slots=True)
class Fact:
    """A stored row with the id (``r1``, ``r2``, …) by which an answer cites it."""

    id: str
    row: MetricValue


@dataclass(frozen=True, slots=True)
class Facts:
    """All rows read for a plan, in the order of the plan's keys and ranges, whatever the order of storage."""

    rows: tuple[Fact, ...] = ()
    _by_key: dict[tuple[str, str, Slice], Fact] = field(default_factory=dict, repr=False)
    _by_split: dict[tuple[str, str, tuple[str, ...]], dict[tuple[str, ...], Fact]] = field(
        default_factory=dict, repr=False
    )

    @classmethod
    def of(cls, ordered: Iterable[MetricValue]) -> "Facts":
        """Numbered from ``r1`` on in the order given."""
        rows = tuple(Fact(f"r{number}", row) for number, row in enumerate(ordered, start=1))
        facts = cls(rows)
        for fact in rows:
            row = fact.row
            dimensions: Slice = tuple(row.dimensions.items()) if row.dimensions else ()
            facts._by_key[row.subject, row.period, dimensions] = fact
            if dimensions:
                names, values = zip(*dimensions, strict=True)
                facts._by_split.setdefault((row.subject, row.period, names), {})[values] = fact
        return facts

    def get(self, subject: str, period: str, dimensions: Slice = ()) -> Fact | None:
        """The row of exactly this subject, period and slice."""
        return self._by_key.get((subject, period, dimensions))

    def split(self, subject: str, period: str, names: Sequence[str]) -> Mapping[tuple[str, ...], Fact]:
        """All rows of a period split by exactly these dimensions (sorted), by their values in that order."""
        return self._by_split.get((subject, period, tuple(names)), NO_SLICES)


def retrieve(plan: QueryPlan, reader: MetricReader) -> Facts:
    """All rows the plan names, in one read; in a second only where a period proves not to be split as it should.

    Raises `InvariantBroken` when the reader gives a row of another tenant, one that was not asked for, or one in
    another unit than the catalog's: an answer from such a row would not be true.
    """
    if not plan.keys and not plan.ranges:
        return Facts()
    rows = list(reader.fetch(plan.keys, plan.ranges))
    spare = _spare_ranges(plan, rows)
    if spare:
        rows += reader.fetch((), spare)
    places = {key: place for place, key in enumerate(plan.keys)}
    ranges = (*plan.ranges, *spare)
    found: dict[RowKey, tuple[int, MetricValue]] = {}
    for row in rows:
        key = RowKey(row.subject, row.sk)
        place = places.get(key)
        found[key] = (_place_in_ranges(key, ranges, len(places)) if place is None else place, row)
        _check(row, plan)
    return Facts.of(row for _, (_, row) in sorted(found.items(), key=lambda item: (item[1][0], item[0])))


def _spare_ranges(plan: QueryPlan, rows: Sequence[MetricValue]) -> tuple[SliceRange, ...]:
    """What else to read, because a period has no rows split by the dimensions wanted."""
    if not plan.spares:
        return ()
    there = {(row.subject, row.period, tuple(row.dimensions or ())) for row in rows}
    return tuple(
        dict.fromkeys(
            one
            for spare in plan.spares
            if (spare.subject, spare.period, spare.columns) not in there
            for one in spare.ranges
            if one not in plan.ranges
        )
    )


def _place_in_ranges(key: RowKey, ranges: Sequence[SliceRange], offset: int) -> int:
    for place, one in enumerate(ranges):
        if one.subject == key.subject and key.sk.startswith(one.prefix):
            return offset + place
    raise InvariantBroken(f"the reader gave {key}, which was not asked for")


def _check(row: MetricValue, plan: QueryPlan) -> None:
    if row.tenant_id != plan.tenant_id:
        raise InvariantBroken("the reader gave a row of another tenant")
    if row.unit != plan.metrics[row.subject].unit:
        raise InvariantBroken(f"{row.subject} {row.sk} is stored in {row.unit}, its catalog says otherwise")
