"""A batch of metrics over HTTP: loaded, counted, told to whoever listens."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID, uuid4, uuid5

from runtime.faults import MAX_FAULT_BYTES, fault_size, that_fit
from salestalk.contracts.batch import BatchResult, IngestStatus, MetricsBatch, RecordResult
from salestalk.contracts.events import EventMetadata, IngestedMetric, MetricsIngested, ValidationResults
from salestalk.contracts.problem import ProblemFault
from salestalk.errors import Fault, InvalidInput
from salestalk.events.envelope import envelope
from salestalk.events.publisher import EventPublisher
from salestalk.ingestion.agreement import Agreement
from salestalk.ingestion.batch import BatchOutcome, RecordOutcome
from salestalk.ingestion.metrics import MetricsIngestion
from salestalk.values import frozen

SAMPLE: Final = 10
SECONDS_TO_COMPARE: Final = 3
SECONDS_TO_TELL: Final = 2
MAX_DEFINITION_FAULT_BYTES: Final = 250_000
_NOT_LISTED: Final = Fault("", "not_listed", "Too many faults to list these too: mend the others and load again.")
_NAMESPACE: Final = UUID("ba7c4000-1d5e-5a1e-8a1c-0c0ffee00002")


@frozen
class Delivery:
    """A batch with who sent it and how it can be traced. ``deadline`` is on the `time.monotonic` scale."""

    tenant_id: str
    user_id: str
    batch: MetricsBatch
    origin: EventMetadata
    deadline: float
    idempotency_key: str | None = None
    lines: tuple[int, ...] = ()
    """Of records that were read from a file: the line of each."""
    refused: int = 0
    """How many rows of that file gave no record."""

    @property
    def batch_id(self) -> str:
        """As given, or following from the idempotency key, or new."""
        if self.batch.batch_id or not self.idempotency_key:
            return self.batch.batch_id or str(uuid4())
        return str(uuid5(_NAMESPACE, f"{self.tenant_id}|{self.idempotency_key}"))


@frozen
class BatchService:
    """Loads batches of any tenant. ``milliseconds`` is for measuring only."""

    ingestion_of: Callable[[str, float], MetricsIngestion]
    publisher: EventPublisher
    now: Callable[[], datetime]
    milliseconds: Callable[[], float]

    def load(self, delivery: Delivery) -> BatchResult:
        """Load what holds and hand back the rest; emits `metrics.ingested.v1` unless nothing held.

        Raises `InvalidInput` when no record holds or a definition does not, `TenantNotActive`, `Unavailable`.
        """
        started, batch_id = self.milliseconds(), delivery.batch_id
        ingestion = self.ingestion_of(delivery.tenant_id, delivery.deadline)
        outcome = ingestion.ingest_batch(
            delivery.tenant_id,
            delivery.batch.records,
            definitions=delivery.batch.definitions,
            deadline=delivery.deadline,
        )
        _refuse_if_nothing_held(outcome, delivery.lines)
        agreement = ingestion.compare_slices(
            delivery.tenant_id,
            outcome.to_compare,
            seconds=SECONDS_TO_COMPARE,
            deadline=delivery.deadline - SECONDS_TO_TELL,
        )
        event = envelope(
            _ingested(delivery, batch_id, outcome, agreement.count, self.milliseconds() - started),
            cause=batch_id,
            tenant_id=delivery.tenant_id,
            user_id=delivery.user_id,
            metadata=delivery.origin,
            now=self.now(),
        )
        self.publisher.publish([event], deadline=delivery.deadline)
        return _result(batch_id, outcome, agreement)


def _refuse_if_nothing_held(outcome: BatchOutcome, lines: Sequence[int]) -> None:
    if outcome.counts[IngestStatus.REJECTED] < len(outcome.results):
        return
    faults = [_at(result, fault, lines) for result in outcome.results for fault in result.faults]
    raise InvalidInput("No record of the batch is valid; nothing was stored.", faults)


def _at(result: RecordOutcome, fault: Fault, lines: Sequence[int]) -> Fault:
    """The fault with its place in the batch, or in the file that the batch was read from."""
    place = f"lines.{lines[result.index]}" if lines else f"records.{result.index}"
    return Fault(f"{place}.{fault.field}".rstrip("."), fault.rule, f"{place}: {fault.message}")


def _ingested(
    delivery: Delivery, batch_id: str, outcome: BatchOutcome, disagreeing: int, taken_ms: float
) -> MetricsIngested:
    counts: Mapping[IngestStatus, int] = outcome.counts
    held = [result.record for result in outcome.results if result.record and result.status != IngestStatus.REJECTED]
    sample = [
        IngestedMetric(subject=record.subject, period=record.period, value=record.value, unit=record.unit)
        for record in held[:SAMPLE]
    ]
    return MetricsIngested(
        batch_id=batch_id,
        source=delivery.batch.source,
        file_name=delivery.batch.file_name,
        record_count=len(outcome.results) + delivery.refused,
        metrics_ingested=tuple(sample),
        validation_results=ValidationResults(
            valid=len(held),
            invalid=counts[IngestStatus.REJECTED] + delivery.refused,
            warnings=len(outcome.definition_faults) + disagreeing,
        ),
        processing_time_ms=round(taken_ms),
    )


def _result(batch_id: str, outcome: BatchOutcome, agreement: Agreement) -> BatchResult:
    return BatchResult(
        batch_id=batch_id,
        counts=outcome.counts,
        results=tuple(_record_results(outcome.results)),
        definition_errors=_problem_faults(that_fit(outcome.definition_faults, MAX_DEFINITION_FAULT_BYTES)) or None,
        warnings=agreement.warnings or None,
        warning_count=agreement.count or None,
        not_all_checked=None if agreement.is_complete else True,
    )


def _record_results(results: Sequence[RecordOutcome]) -> Iterator[RecordResult]:
    """One for each record, with its faults as long as there is room for them."""
    room = MAX_FAULT_BYTES
    for result in results:
        room -= sum(map(fault_size, result.faults))
        faults = result.faults if room >= 0 or not result.faults else (_NOT_LISTED,)
        yield RecordResult(index=result.index, status=result.status, errors=_problem_faults(faults) or None)


def _problem_faults(faults: Sequence[Fault]) -> tuple[ProblemFault, ...]:
    return tuple(ProblemFault(field=fault.field, rule=fault.rule, message=fault.message) for fault in faults)
