"""An example tenant's data as the checks look at it: values by subject, period and slice."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from salestalk.calendar import FiscalCalendar, Granularity, Period
from salestalk.contracts.catalog import Kind, MetricDefinition
from salestalk.contracts.metric import MetricRecord
from seed_data.loader import SeedTenant

Slice = tuple[tuple[str, str], ...]
"""Dimension names and values in the order of the names; empty for a total."""


@dataclass(frozen=True, slots=True, order=True)
class Slot:
    """What a row is about."""

    subject: str
    period: str
    slice: Slice = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The dimensions by which it is sliced."""
        return tuple(name for name, _ in self.slice)

    @property
    def granularity(self) -> Granularity:
        """How long its period is."""
        return Period.parse(self.period).granularity

    def without(self, name: str) -> "Slot":
        """The row this one is a slice of, along one dimension."""
        return Slot(self.subject, self.period, tuple(pair for pair in self.slice if pair[0] != name))

    def __str__(self) -> str:
        said = " ".join(f"{name}={value}" for name, value in self.slice)
        return f"{self.subject} {self.period}" + (f" ({said})" if said else "")


@dataclass(frozen=True)
class Book:
    """One tenant's example data, looked up."""

    seed: SeedTenant

    @cached_property
    def calendar(self) -> FiscalCalendar:
        """The tenant's fiscal calendar."""
        return self.seed.tenant.metadata.calendar

    @cached_property
    def records(self) -> Mapping[Slot, MetricRecord]:
        """The (last) record of each slot."""
        return {slot_of(record): record for record in self.seed.records}

    @cached_property
    def definitions(self) -> Mapping[str, MetricDefinition]:
        """By subject."""
        return {definition.subject: definition for definition in self.seed.definitions}

    def value(self, slot: Slot) -> Decimal | None:
        """The value there, if any."""
        record = self.records.get(slot)
        return record.value if record is not None else None

    def kind(self, subject: str) -> Kind | None:
        """How the subject's values may be put together."""
        definition = self.definitions.get(subject)
        return definition.kind if definition is not None else None

    def is_target(self, subject: str) -> bool:
        """Whether the subject holds targets of another."""
        definition = self.definitions.get(subject)
        return definition is not None and definition.target_of is not None

    def actuals(self, *kinds: Kind) -> Iterator[tuple[Slot, Decimal]]:
        """Slots and values that are no targets, of these kinds (all, if none is said)."""
        for slot, record in self.records.items():
            if not self.is_target(slot.subject) and (not kinds or self.kind(slot.subject) in kinds):
                yield slot, record.value

    @cached_property
    def slicings(self) -> Mapping[tuple[str, Granularity], set[tuple[str, ...]]]:
        """By subject and granularity: the sets of dimensions by which rows are sliced."""
        found: dict[tuple[str, Granularity], set[tuple[str, ...]]] = defaultdict(set)
        for slot in self.records:
            found[slot.subject, slot.granularity].add(slot.names)
        return found

    def parts(self, slot: Slot, granularity: Granularity) -> list[Slot]:
        """The same for each finer period within."""
        parts = self.calendar.parts(Period.parse(slot.period), granularity) or ()
        return [Slot(slot.subject, part.key, slot.slice) for part in parts]

    def previous(self, slot: Slot) -> Slot:
        """The same one period before."""
        return Slot(slot.subject, self.calendar.shift(Period.parse(slot.period), -1).key, slot.slice)


def slot_of(record: MetricRecord) -> Slot:
    """What a record is about."""
    return Slot(record.subject, record.period, tuple(sorted(record.dimensions.items())))
