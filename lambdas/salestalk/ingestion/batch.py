"""A batch on its way: which records still stand, which were rejected and why, and what became of them."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from salestalk.contracts.batch import IngestStatus
from salestalk.contracts.catalog import Kind
from salestalk.contracts.metric import MetricRecord, MetricValue
from salestalk.errors import Fault
from salestalk.ingestion.agreement import Comparison
from salestalk.ingestion.checks import checked_record
from salestalk.ingestion.store import Key
from salestalk.values import frozen


@frozen
class RecordOutcome:
    """What became of the record at ``index``; ``record`` is absent where it breaks the contract."""

    index: int
    status: IngestStatus
    faults: tuple[Fault, ...] = ()
    record: MetricRecord | None = None


@frozen
class NewSubject:
    """A metric that nobody had loaded before: how its values may be put together, and what speaks for that."""

    subject: str
    kind: Kind
    reason: str


@frozen
class BatchOutcome:
    """What became of each record, in their order; definitions that were not applied; metrics that are new."""

    results: tuple[RecordOutcome, ...]
    definition_faults: tuple[Fault, ...] = ()
    new_subjects: tuple[NewSubject, ...] = ()
    to_compare: tuple[Comparison, ...] = ()
    """Totals that may no longer agree with their slices."""

    @property
    def counts(self) -> dict[IngestStatus, int]:
        """How many records have each status; every status is there."""
        counted = Counter(result.status for result in self.results)
        return {status: counted[status] for status in IngestStatus}


class Batch:
    """Records by their place in the batch; rejecting one leaves the others alone."""

    def __init__(self, metrics: Sequence[MetricRecord | Mapping[str, Any]], now: int) -> None:
        self.standing: dict[int, MetricRecord] = {}
        self._records: dict[int, MetricRecord] = {}
        self._faults: dict[int, tuple[Fault, ...]] = {}
        self._statuses: dict[int, IngestStatus] = {}
        for index, data in enumerate(metrics):
            checked = checked_record(data, now)
            if isinstance(checked, MetricRecord):
                self.standing[index] = self._records[index] = checked
            else:
                self._faults[index] = checked

    def subjects(self) -> list[str]:
        """The subjects of standing records, each once, in the order of their first record."""
        return list(dict.fromkeys(record.subject for record in self.standing.values()))

    def units(self) -> dict[str, str]:
        """The unit of each subject's first standing record."""
        units: dict[str, str] = {}
        for record in self.standing.values():
            units.setdefault(record.subject, record.unit)
        return units

    def reject(self, rule: Callable[[MetricRecord], tuple[Fault, ...]]) -> None:
        """Let only those records stand in which the rule finds no fault."""
        for index, record in list(self.standing.items()):
            if faults := rule(record):
                self._faults[index] = (*self._faults.get(index, ()), *faults)
                del self.standing[index]

    def by_key(self, value_of: Callable[[int, MetricRecord], MetricValue]) -> "ValuesByKey":
        """Standing records as values, by row, in the order in which they were recorded."""
        return ValuesByKey({index: value_of(index, record) for index, record in self.standing.items()})

    def settle(self, statuses: Mapping[int, IngestStatus]) -> None:
        """Note what became of standing records."""
        self._statuses.update(statuses)

    def results(self) -> tuple[RecordOutcome, ...]:
        """Every record's outcome, in order."""
        return tuple(self._results())

    def _results(self) -> Iterator[RecordOutcome]:
        for index in sorted({*self._records, *self._faults}):
            status = self._statuses.get(index, IngestStatus.REJECTED)
            yield RecordOutcome(index, status, self._faults.get(index, ()), self._records.get(index))


class ValuesByKey:
    """Values grouped by their row, remembering which record each came from."""

    def __init__(self, values: Mapping[int, MetricValue]) -> None:
        self._places: dict[Key, list[int]] = {}
        self.values: dict[Key, list[MetricValue]] = {}
        for index, value in sorted(values.items(), key=lambda pair: (pair[1].recorded_at, pair[0])):
            key = Key(value.pk, value.sk)
            self._places.setdefault(key, []).append(index)
            self.values.setdefault(key, []).append(value)

    def by_index(self, statuses: Mapping[Key, Sequence[IngestStatus]]) -> dict[int, IngestStatus]:
        """Statuses by row as statuses by record."""
        return {
            index: status
            for key, places in self._places.items()
            for index, status in zip(places, statuses[key], strict=True)
        }
