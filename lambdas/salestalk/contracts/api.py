"""What the HTTP API takes and gives besides the chat: batches of metrics, the catalog, series, history."""

from enum import StrEnum
from typing import Annotated, Any, Final, Literal

from pydantic import Field, StringConstraints

from salestalk.contracts.agreement import MAX_SLICE_WARNINGS, SliceWarning
from salestalk.contracts.answer import Outcome
from salestalk.contracts.base import WHOLE_NUMBER, Contract, ExactDecimal, Uuid
from salestalk.contracts.catalog import CatalogEntry, MetricDefinition
from salestalk.contracts.classification import Classification, Intent
from salestalk.contracts.message import Sender, SessionId
from salestalk.contracts.metric import Dimensions, Metadata, PeriodKey, Unit
from salestalk.contracts.reference import DataReference

MAX_BATCH_RECORDS: Final = 5_000
MAX_BATCH_BYTES: Final = 5 * 1024 * 1024
MAX_PAGE: Final = 200
DEFAULT_PAGE: Final = 50

Cursor = Annotated[str, StringConstraints(max_length=4096)]


class IngestStatus(StrEnum):
    """What became of a record. `stale`: a newer `recordedAt` is stored already; `rejected`: it breaks a rule."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    STALE = "stale"
    REJECTED = "rejected"


class MetricsBatch(Contract):
    """`POST /metrics`: records are checked one by one, so they are plain objects here (see `MetricRecord`)."""

    batch_id: Uuid | None = None
    source: Literal["api", "csv_upload", "integration"] = "api"
    file_name: Annotated[str, StringConstraints(max_length=256)] | None = None
    definitions: Annotated[tuple[MetricDefinition, ...], Field(max_length=500)] = ()
    records: Annotated[tuple[dict[str, Any], ...], Field(min_length=1, max_length=MAX_BATCH_RECORDS)]


class ProblemFault(Contract):
    """One fault of an input."""

    field: str
    rule: str
    message: str


class RecordResult(Contract):
    """What became of the record at `index` of the batch."""

    index: Annotated[int, Field(ge=0)]
    line: Annotated[int, Field(ge=1)] | None = None
    """Of a batch that came as a file's text: the line."""
    status: IngestStatus
    errors: tuple[ProblemFault, ...] | None = None


class BatchResult(Contract):
    """The answer to a batch: counts by status, and each record's result in order."""

    batch_id: Uuid
    counts: dict[IngestStatus, int]
    results: tuple[RecordResult, ...]
    definition_errors: tuple[ProblemFault, ...] | None = None
    """Definitions that were not applied; their metrics' records stand on their own."""
    warnings: Annotated[tuple[SliceWarning, ...], Field(max_length=MAX_SLICE_WARNINGS)] | None = None
    """Totals that their slices do not add up to, the first hundred. All of it is stored."""
    warning_count: Annotated[int, Field(ge=1)] | None = None
    """How many there are of these in all."""
    not_all_checked: Literal[True] | None = None
    """Not all totals were compared with their slices: there were too many, or no time was left."""


class MetricsList(Contract):
    """`GET /metrics`: the tenant's catalog."""

    metrics: tuple[CatalogEntry, ...]


class SeriesPoint(Contract):
    """One stored value of a series."""

    period: PeriodKey
    value: ExactDecimal
    unit: Unit
    dimensions: Dimensions | None = None
    version: int
    recorded_at: int | None = None
    """With `metadata`, only where all rows were asked for."""
    metadata: Metadata | None = None


class Series(Contract):
    """`GET /metrics/{subject}`: its catalog entry and a page of stored values in key order."""

    metric: CatalogEntry
    points: tuple[SeriesPoint, ...]
    next_cursor: Cursor | None = None


class SessionSummary(Contract):
    """One conversation."""

    session_id: SessionId
    title: str | None = None
    started_at: int
    last_activity_at: int
    message_count: int
    subjects: tuple[str, ...]
    intents: tuple[Intent, ...]
    completed_at: int | None = None
    """When it ended; absent while it goes on."""
    satisfaction_rating: int | None = None


class CompletionRequest(Contract):
    """`POST /sessions/{id}/complete`: how it was, if the user says."""

    rating: Annotated[int, Field(ge=1, le=5), WHOLE_NUMBER] | None = None


class SessionList(Contract):
    """`GET /sessions`: the tenant's conversations, the latest first."""

    sessions: tuple[SessionSummary, ...]
    next_cursor: Cursor | None = None


class HistoryMessage(Contract):
    """A stored message as history gives it back."""

    message_id: Uuid
    sender: Sender
    text: str
    timestamp: int
    outcome: Outcome | None = None
    classification: Classification | None = None
    data_references: tuple[DataReference, ...] | None = None


class History(Contract):
    """`GET /sessions/{id}/messages`: in the order they were written."""

    session_id: SessionId
    messages: tuple[HistoryMessage, ...]
    next_cursor: Cursor | None = None


class ChangedReference(Contract):
    """A cited row that no longer holds what the answer said; `now` is absent where the row is gone."""

    reference: DataReference
    now: ExactDecimal | None = None
    version: int | None = None


class Verification(Contract):
    """`GET /messages/{id}/verify`: whether every cited row still holds the cited value."""

    message_id: Uuid
    holds: bool
    checked: int
    changed: tuple[ChangedReference, ...] = ()


class Problem(Contract):
    """RFC 9457: an error's answer, with every fault in the request listed at once."""

    type: str
    title: str
    status: int
    detail: str
    instance: str | None = None
    errors: tuple[ProblemFault, ...] | None = None


class Health(Contract):
    """`GET /healthz`."""

    status: Literal["ok"] = "ok"
