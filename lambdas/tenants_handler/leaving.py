"""The calls by which a tenant is exported and erased; each is for administrators alone."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Protocol

from runtime.http import Request, Response, Route, idempotency_key
from runtime.parameters import known_id, only_known, page_limit
from salestalk import names
from salestalk.contracts.base import TenantId, Uuid
from salestalk.contracts.jsontext import loads
from salestalk.contracts.offboarding import (
    ErasureStatus,
    ExportManifest,
    ExportStatus,
    FileLink,
    Job,
    JobState,
)
from salestalk.contracts.upload import Download
from salestalk.errors import Fault, InvalidInput
from salestalk.offboarding.desk import NO_EXPORT, NO_TENANT, OffboardingDesk
from salestalk.offboarding.export import MANIFEST, export_folder
from salestalk.offboarding.retention import EXPORTS_DAYS, SECONDS_A_DAY

SKIP: Final = "skip"


class Files(Protocol):
    """The files of one tenant, to be handed over."""

    def read(self, key: str) -> bytes:
        """A file whole. Raises `NotFound`, `Unavailable`."""
        ...

    def download(self, key: str) -> Download:
        """An address from which anybody may fetch the file for a while."""
        ...


FilesOf = Callable[[str, float], Files]


@dataclass(frozen=True)
class LeavingRoutes:
    """The routes over the desk; ``files_of`` gives one tenant's files, by a deadline."""

    desk: OffboardingDesk
    files_of: FilesOf

    @cached_property
    def table(self) -> Mapping[str, Route]:
        """Each route by its key, as the HTTP API names it."""
        return {
            "POST /tenants/{id}/export": self.export,
            "GET /tenants/{id}/export/{exportId}": self.show_export,
            "DELETE /tenants/{id}": self.erase,
            "GET /tenants/{id}/erasure": self.show_erasure,
        }

    def export(self, request: Request) -> Response:
        """`POST /tenants/{id}/export`: begun, not done."""
        admin = request.admin()
        only_known(request)
        key = idempotency_key(request)
        job = self.desk.ask_for_export(
            _tenant_id(request),
            by=admin.user_id,
            key=None if key is None else f"{admin.user_id}|{key}",
            deadline=request.deadline,
        )
        location = f"/tenants/{job.tenant_id}/export/{job.job_id}"
        return _response(job, export_status(job).as_item(), 202, location)

    def show_export(self, request: Request) -> Response:
        """`GET /tenants/{id}/export/{exportId}`."""
        request.admin()
        only_known(request, "limit", "cursor")
        first, limit = _first(request), page_limit(request)
        export_id = known_id(Uuid, request.path["exportId"], NO_EXPORT)
        job = self.desk.export(_tenant_id(request), export_id, deadline=request.deadline)
        status = export_status(job)
        if job.state is JobState.DONE:
            status = self._with_files(job, status, first, limit, request.deadline)
        return _response(job, status.as_item(), 200)

    def erase(self, request: Request) -> Response:
        """`DELETE /tenants/{id}`: begun, or done already."""
        admin = request.admin()
        only_known(request, "export")
        job = self.desk.ask_for_erasure(
            _tenant_id(request),
            by=admin.user_id,
            without_export=_wants_no_export(request),
            deadline=request.deadline,
        )
        is_done = job.state is JobState.DONE
        return _response(
            job, erasure_status(job).as_item(), 200 if is_done else 202, f"/tenants/{job.tenant_id}/erasure"
        )

    def show_erasure(self, request: Request) -> Response:
        """`GET /tenants/{id}/erasure`."""
        request.admin()
        only_known(request)
        job = self.desk.erasure(_tenant_id(request), deadline=request.deadline)
        return _response(job, erasure_status(job).as_item(), 200)

    def _with_files(self, job: Job, status: ExportStatus, first: int, limit: int, deadline: float) -> ExportStatus:
        """A page of the files, each with an address to fetch it from."""
        files = self.files_of(job.tenant_id, deadline)
        prefix, manifest = names.s3_prefix(job.tenant_id), export_folder(job.tenant_id, job.job_id) + MANIFEST
        listed = ExportManifest.model_validate(loads(files.read(manifest))).files
        page = listed[first : first + limit]
        links = [
            FileLink.model_validate({**file.as_item(), "download": files.download(prefix + file.name)}) for file in page
        ]
        following = first + len(page)
        found = {
            "manifest": files.download(manifest),
            "files": tuple(links),
            "next_cursor": str(following) if following < len(listed) else None,
        }
        return status.model_copy(update=found)


def export_status(job: Job) -> ExportStatus:
    """An export as administrators see it, without its files."""
    finished_at = job.finished_at
    return ExportStatus(
        export_id=job.job_id,
        tenant_id=job.tenant_id,
        state=job.state,
        step=job.step,
        counts=job.counts,
        requested_at=job.requested_at,
        started_at=job.started_at,
        updated_at=job.updated_at,
        finished_at=finished_at,
        expires_at=None if finished_at is None else finished_at + EXPORTS_DAYS * SECONDS_A_DAY,
        is_final=job.is_final,
        reason=job.reason,
    )


def erasure_status(job: Job) -> ErasureStatus:
    """An erasure as administrators see it."""
    return ErasureStatus(
        erasure_id=job.job_id,
        tenant_id=job.tenant_id,
        state=job.state,
        step=job.step,
        counts=job.counts,
        requested_at=job.requested_at,
        started_at=job.started_at,
        updated_at=job.updated_at,
        finished_at=job.finished_at,
        reason=job.reason,
        certificate=job.certificate,
    )


def _response(job: Job, body: object, status: int, location: str | None = None) -> Response:
    log = {"about": job.tenant_id, "jobId": job.job_id, "jobState": job.state}
    return Response(body, status, {} if location is None else {"location": location}, log)


def _tenant_id(request: Request) -> str:
    return known_id(TenantId, request.path["id"], NO_TENANT)


def _wants_no_export(request: Request) -> bool:
    """``?export=skip``. Raises `InvalidInput` for anything else there."""
    said = request.query.get("export")
    if said not in (None, SKIP):
        raise InvalidInput("A query parameter is not valid.", [Fault("export", "export", f"export: must be {SKIP}")])
    return said == SKIP


def _first(request: Request) -> int:
    """The place of the page's first file. Raises `InvalidInput` for a cursor that is none."""
    cursor = request.query.get("cursor", "0")
    if not (cursor.isascii() and cursor.isdigit() and len(cursor) <= 9):
        raise InvalidInput("A query parameter is not valid.", [Fault("cursor", "cursor", "cursor: is none of ours")])
    return int(cursor)
