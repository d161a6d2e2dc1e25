"""Batches of metrics, as the HTTP API takes them and says what became of them."""

from enum import StrEnum
from typing import Annotated, Any, Final, Literal

from pydantic import Field, StringConstraints

from salestalk.contracts.agreement import MAX_SLICE_WARNINGS, SliceWarning
from salestalk.contracts.base import Contract, Uuid
from salestalk.contracts.catalog import MetricDefinition
from salestalk.contracts.problem import ProblemFault

MAX_BATCH_RECORDS: Final = 5_000
MAX_BATCH_BYTES: Final = 5 * 1024 * 1024


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
