"""Reads a plan's rows and lays them out by subject, period and dimensions."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from salestalk.contracts.metric import MetricValue, parse_sk
from salestalk.errors import InvariantBroken
from salestalk.planning.keys import SliceRange
from salestalk.planning.model import QueryPlan, Slice
from salestalk.retrieval.reader import MetricReader

Names = tuple[str, ...]
NO_ROWS: Mapping[Names, MetricValue] = {}


@dataclass(frozen=True, slots=True)
class Facts:
    """All rows read for a plan, by subject, period and the names of their dimensions, then by their values.

    A total has no dimensions. Nothing depends on the order in which rows were read: whoever goes through a split
    sorts it.
    """

    splits: dict[tuple[str, str, Names], dict[Names, MetricValue]] = field(default_factory=dict)

    @classmethod
    def of(cls, rows: Iterable[MetricValue]) -> "Facts":
        """The rows laid out; the same row twice counts once."""
        splits: dict[tuple[str, str, Names], dict[Names, MetricValue]] = {}
        for row in rows:
            dimensions = row.dimensions or {}
            place = (row.subject, row.period, tuple(dimensions))
            if place not in splits:
                splits[place] = {}
            splits[place][tuple(dimensions.values())] = row
        return cls(splits)

    def get(self, subject: str, period: str, dimensions: Slice = ()) -> MetricValue | None:
        """The row of exactly this subject, period and slice."""
        names, values = tuple(name for name, _ in dimensions), tuple(value for _, value in dimensions)
        return self.split(subject, period, names).get(values)

    def split(self, subject: str, period: str, names: Sequence[str]) -> Mapping[Names, MetricValue]:
        """All rows of a period split by exactly these dimensions (sorted), by their values in that order."""
        return self.splits.get((subject, period, tuple(names)), NO_ROWS)


def retrieve(plan: QueryPlan, reader: MetricReader) -> Facts:
    """All rows the plan names, in one read; in a second only where a period proves not to be split as it should.

    Raises `InvariantBroken` when the reader gives a row of another tenant, of a subject or period that was not asked
    for, or in another unit than the catalog's: an answer from such a row would not be true.
    """
    if not plan.keys and not plan.ranges:
        return Facts()
    rows = reader.fetch(plan.keys, plan.ranges)
    _check(rows, plan, plan.ranges)
    facts = Facts.of(rows)
    if spare := _spare_ranges(plan, facts):
        more = reader.fetch((), spare)
        _check(more, plan, spare)
        facts = Facts.of((*rows, *more))
    return facts


def _spare_ranges(plan: QueryPlan, facts: Facts) -> tuple[SliceRange, ...]:
    """What else to read, because a period has no rows split by the dimensions wanted."""
    missing = [one for one in plan.spares if not facts.split(one.subject, one.period, one.columns)]
    return tuple(dict.fromkeys(one for spare in missing for one in spare.ranges if one not in plan.ranges))


def _check(rows: Sequence[MetricValue], plan: QueryPlan, ranges: Sequence[SliceRange]) -> None:
    asked = {(one.subject, one.prefix.partition("#")[0]) for one in ranges}
    named = {(key.subject, parse_sk(key.sk)[0]) for key in plan.keys}
    units = {subject: entry.unit for subject, entry in plan.metrics.items()}
    for row in rows:
        if row.tenant_id != plan.tenant_id:
            raise InvariantBroken("the reader gave a row of another tenant")
        if (place := (row.subject, row.period)) not in asked and place not in named:
            raise InvariantBroken(f"the reader gave {place}, which was not asked for")
        if row.unit != units[row.subject]:
            raise InvariantBroken(f"{row.subject} {row.sk} is stored in {row.unit}, its catalog says otherwise")
