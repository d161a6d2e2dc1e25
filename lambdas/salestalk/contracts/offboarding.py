"""Jobs over all that a tenant owns, an export or an erasure: as they are stored, and as administrators see them."""

from enum import StrEnum
from typing import Annotated, Any, Final

from pydantic import Field

from salestalk.contracts.base import WHOLE_NUMBER, Contract, Count, TenantId, Uuid
from salestalk.contracts.paging import Cursor
from salestalk.contracts.upload import Download

MAX_REASON: Final = 1_000


class JobKind(StrEnum):
    """What is done with all that a tenant owns."""

    EXPORT = "export"
    ERASE = "erase"


class JobState(StrEnum):
    """Where a job stands. A failed one stays where it stopped; asked for again, it goes on from there."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class JobLease(Contract):
    """Who works at the moment, and until when (Unix seconds) nobody else may."""

    owner: str
    until: Count


class Erased(Contract):
    """One kind of thing that an erasure found and removed; the count is as of the tenant's closing."""

    what: str
    where: str
    count: Count | None = None
    """Of versions, where what is erased has versions."""
    bytes: Count | None = None


class Remainder(Contract):
    """What an erasure does not reach, why, and until when (Unix seconds) at the longest; without an end, it is kept."""

    what: str
    where: str
    why: str
    until: Count | None = None


class Certificate(Contract):
    """What was erased of a tenant, when and by whose request, and what remains. Times are Unix seconds."""

    certificate_id: Uuid
    """The erasure's id."""
    tenant_id: TenantId
    requested_by: str
    """The user id of the administrator."""
    requested_at: Count
    closed_at: Count
    """From here on nobody was let in, but for `letInUntil`."""
    let_in_until: Count
    """Requests under way and forms to upload with, both from before, could add something until then."""
    issued_at: Count
    erased: tuple[Erased, ...]
    remains: tuple[Remainder, ...]
    swept_at: Count | None = None
    """When, after `letInUntil`, the tenant's prefix was looked through once more and emptied."""
    swept_objects: Count | None = None


class Job(Contract):
    """A job as stored: table `tenants-jobs`, key ``tenantId``, ``jobId``."""

    tenant_id: TenantId
    job_id: Uuid
    kind: JobKind
    state: JobState = JobState.WAITING
    requested_by: str
    requested_at: Count
    started_at: Count | None = None
    updated_at: Count
    finished_at: Count | None = None
    step: str | None = None
    """What is to be done next; None when nothing is left."""
    cursor: dict[str, Any] = {}
    """Where within the step."""
    tries: Count = 1
    """How often it was asked for, not counting what needed no new try."""
    counts: dict[str, Count] = {}
    parts: dict[str, Count] = {}
    """Of an export: in how many parts each step wrote what it read."""
    closed_at: Count | None = None
    """Of an erasure: since when the tenant is closed."""
    entry_of: Count | None = None
    """Of an export: `updatedAt` of the tenant's entry when reading began."""
    is_final: bool = False
    """Of an export: the tenant was suspended all the while, so nothing was written since."""
    certificate: Certificate | None = None
    reason: str | None = None
    """Why it failed, or what last kept it from going on."""
    lease: JobLease | None = None
    revision: Annotated[int, Field(ge=1), WHOLE_NUMBER] = 1
    """Raised by every change: the optimistic lock."""


class JobNote(Contract):
    """A message of the worker's queue: which job to go on with, and how many runs in sequence came to nothing."""

    tenant_id: TenantId
    job_id: Uuid
    kind: JobKind
    idle_runs: Count = 0


class ExportedFile(Contract):
    """A file of an export as the manifest lists it; ``name`` is its place within the tenant's prefix."""

    name: str
    bytes: Count
    records: Count | None = None
    """Of a file made by the export: its lines, a heading left aside."""
    sha256: str | None = None
    """Of a file made by the export."""
    etag: str | None = None
    """Of a file that was there before: S3's checksum, which is its MD5 where it came in one piece."""


class ExportManifest(Contract):
    """``manifest.json``: all files of an export, and how many of what they hold."""

    export_id: Uuid
    tenant_id: TenantId
    started_at: Count
    finished_at: Count
    is_final: bool
    counts: dict[str, Count]
    files: tuple[ExportedFile, ...]


class FileLink(ExportedFile):
    """A file with the address to fetch it from."""

    download: Download


class ExportStatus(Contract):
    """`POST /tenants/{id}/export`, `GET /tenants/{id}/export/{exportId}`: how an export goes; done, a page of files."""

    export_id: Uuid
    tenant_id: TenantId
    state: JobState
    step: str | None = None
    counts: dict[str, Count]
    requested_at: Count
    started_at: Count | None = None
    updated_at: Count
    finished_at: Count | None = None
    expires_at: Count | None = None
    """When the files it made are removed."""
    is_final: bool
    """Nothing was written since, as the tenant was suspended all the while: it may be erased now."""
    reason: str | None = None
    manifest: Download | None = None
    files: tuple[FileLink, ...] | None = None
    next_cursor: Cursor | None = None


class ErasureStatus(Contract):
    """`DELETE /tenants/{id}`, `GET /tenants/{id}/erasure`: how an erasure goes; done, with its certificate."""

    erasure_id: Uuid
    tenant_id: TenantId
    state: JobState
    step: str | None = None
    counts: dict[str, Count]
    requested_at: Count
    started_at: Count | None = None
    updated_at: Count
    finished_at: Count | None = None
    reason: str | None = None
    certificate: Certificate | None = None
