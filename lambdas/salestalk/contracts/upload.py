"""An upload: a large file on its way into the metrics table, as it is asked for, stored and reported."""

from enum import StrEnum
from typing import Annotated, Any, Final, Literal

from pydantic import Field, StringConstraints

from salestalk.contracts.agreement import MAX_SLICE_WARNINGS, SliceWarning
from salestalk.contracts.base import WHOLE_NUMBER, Contract, Count, Uuid
from salestalk.contracts.batch import IngestStatus
from salestalk.contracts.events import IngestedMetric
from salestalk.contracts.metric import Unit

UPLOAD_PREFIX: Final = "UPLOAD#"
STATE_SK: Final = "STATE"
PLAN_SK: Final = "PLAN"
FILE_PREFIX: Final = "FILE#"
FILE_SK: Final = "UPLOAD"
MAX_UPLOAD_BYTES: Final = 5 * 1024**3
"""What S3 takes in one piece."""

FileName = Annotated[str, StringConstraints(min_length=1, max_length=256, pattern=r"^[^\x00-\x1f\x7f/\\]+$")]


class UploadState(StrEnum):
    """Where an upload stands. `duplicate`: the very same file came in by another upload, so it was not loaded again."""

    WAITING = "waiting"
    LOADING = "loading"
    LOADED = "loaded"
    FAILED = "failed"
    DUPLICATE = "duplicate"

    @property
    def is_final(self) -> bool:
        """Whether nothing more will happen."""
        return self not in (UploadState.WAITING, UploadState.LOADING)


class UploadOptions(Contract):
    """What is forced about reading a file; whatever is absent is settled from the file itself."""

    layout: Literal["long", "wide"] | None = None
    decimal: Literal["point", "comma"] | None = None
    dates: Literal["dmy", "mdy"] | None = None
    unit: Unit | None = None
    """The unit of values that name none."""


class UploadRequest(Contract):
    """`POST /metrics/uploads`."""

    batch_id: Uuid | None = None
    """Makes the whole load idempotent: one batch id is one file, loaded once."""
    file_name: FileName
    content_type: Annotated[str, StringConstraints(max_length=128, pattern=r"^[\w.+-]+/[\w.+-]+$")] = "text/csv"
    options: UploadOptions = UploadOptions()
    force: bool = False
    """Load the file although another upload brought the very same one."""


class UploadPlace(Contract):
    """Where reading goes on: a byte, the number of the line that begins there, and its values already read."""

    offset: Count = 0
    line: Count = 1
    item: Count = 0


class UploadLease(Contract):
    """Who loads at the moment, and until when (Unix seconds) nobody else may."""

    owner: str
    until: Count


class Upload(Contract):
    """The state of an upload as stored: pk ``UPLOAD#{batchId}``, sk ``STATE``."""

    batch_id: Uuid
    file_name: FileName
    object_key: str
    options: UploadOptions = UploadOptions()
    force: bool = False
    requested_by: str = ""
    requested_at: Count
    state: UploadState = UploadState.WAITING
    reason: str | None = None
    """Why it failed, or what it duplicates, in a sentence."""
    duplicate_of: Uuid | None = None
    etag: str | None = None
    """S3's checksum of the file: with its size it says which file this is."""
    object_version: str | None = None
    size: Count = 0
    started_at: Count | None = None
    """When loading began; values that do not say when they were recorded are as old as this."""
    updated_at: Count
    """When it last came a step further."""
    finished_at: Count | None = None
    place: UploadPlace | None = None
    """How far the file is loaded; what lies before is stored or among the rejects."""
    records: Count = 0
    counts: dict[IngestStatus, Count] = {}
    reject_parts: Count = 0
    subjects: tuple[str, ...] = ()
    """Metrics that were new with this upload, the first hundred."""
    sample: tuple[IngestedMetric, ...] = ()
    """The first values that were stored, as the event tells them."""
    report: dict[str, Any] = {}
    """What reading met so far: missing cells, totals rows, …"""
    notes: tuple[str, ...] = ()
    to_compare: tuple[str, ...] = ()
    """Totals to be compared with their slices at the end, as ``subject#period#dimension``, up to a bound."""
    warnings: Annotated[tuple[SliceWarning, ...], Field(max_length=MAX_SLICE_WARNINGS)] = ()
    """Totals that their slices do not add up to, the first hundred."""
    warning_count: Count = 0
    not_all_checked: bool = False
    """Not all totals were compared with their slices."""
    active_ms: Count = 0
    """Time spent loading, in milliseconds."""
    lease: UploadLease | None = None
    revision: Annotated[int, Field(ge=1), WHOLE_NUMBER] = 1
    """Raised by every change: the optimistic lock."""

    @property
    def rejected(self) -> int:
        """Rows, or values of rows, that were handed back."""
        return self.counts.get(IngestStatus.REJECTED, 0)


class UploadForm(Contract):
    """A form to post the file with: every field as given, then the file as the field ``file``, last."""

    url: str
    method: Literal["POST"] = "POST"
    fields: dict[str, str]
    max_bytes: int = MAX_UPLOAD_BYTES
    expires_at: Count


class Download(Contract):
    """A file to fetch with a GET, for a while."""

    url: str
    expires_at: Count


class UploadTicket(Contract):
    """The answer to `POST /metrics/uploads`: where to send the file, unless the batch has its file already."""

    batch_id: Uuid
    state: UploadState
    upload: UploadForm | None = None


class UploadProgress(Contract):
    """How far a load is. Bytes and lines are those of the file; the rate is records per second of loading."""

    bytes_read: Count
    bytes_total: Count
    lines_read: Count
    records: Count
    rate: Count
    seconds_left: Count | None = None


class UploadRejects(Contract):
    """What was handed back: a CSV file of line, field, rule, message and original line, once the load has ended."""

    count: Count
    file: Download | None = None


class UploadStatus(Contract):
    """`GET /metrics/uploads/{batchId}`."""

    batch_id: Uuid
    file_name: FileName
    state: UploadState
    reason: str | None = None
    duplicate_of: Uuid | None = None
    requested_at: Count
    started_at: Count | None = None
    updated_at: Count
    finished_at: Count | None = None
    counts: dict[IngestStatus, Count]
    progress: UploadProgress
    rejects: UploadRejects
    new_metrics: tuple[str, ...] = ()
    report: dict[str, Any] = {}
    notes: tuple[str, ...] = ()
    warnings: Annotated[tuple[SliceWarning, ...], Field(max_length=MAX_SLICE_WARNINGS)] = ()
    """Totals that their slices do not add up to, the first hundred. All of it is stored."""
    warning_count: Count = 0
    """How many there are of these in all."""
    not_all_checked: bool = False
    """Not all totals were compared with their slices: there were too many, or no time was left."""
