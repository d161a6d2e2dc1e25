"""Asking for an upload, and asking how it goes."""

from collections.abc import Callable
from datetime import datetime
from uuid import uuid4

from salestalk.contracts.batch import IngestStatus
from salestalk.contracts.upload import (
    Download,
    Upload,
    UploadProgress,
    UploadRejects,
    UploadRequest,
    UploadState,
    UploadStatus,
    UploadTicket,
)
from salestalk.errors import Conflict, Fault, NotFound
from salestalk.ingestion.uploads.book import UploadBook
from salestalk.ingestion.uploads.objects import FileStore, object_key, rejects_key
from salestalk.values import frozen


@frozen
class UploadDesk:
    """Takes requests for one tenant's uploads. ``now`` is aware."""

    tenant_id: str
    book: UploadBook
    files: FileStore
    now: Callable[[], datetime]

    def ask(self, request: UploadRequest, *, user_id: str, deadline: float) -> tuple[UploadTicket, bool]:
        """A place for the file, and whether the batch is new. A batch that has its file gets no other place.

        Raises `Conflict` when the batch id stands for another file, or for the same read in another way.
        """
        batch_id = request.batch_id or str(uuid4())
        new = self._new(batch_id, request, user_id)
        is_new = self.book.add(self.tenant_id, new, deadline=deadline)
        upload = new if is_new else self._known(new, deadline)
        has_its_file = upload.etag is not None or upload.state is not UploadState.WAITING
        form = None if has_its_file else self.files.form(upload.object_key, request.content_type)
        return UploadTicket(batch_id=batch_id, state=upload.state, upload=form), is_new

    def status(self, batch_id: str, *, deadline: float) -> UploadStatus:
        """How an upload goes. Raises `NotFound`."""
        upload = self.book.get(self.tenant_id, batch_id, deadline=deadline)
        if upload is None:
            raise NotFound(f"There is no upload {batch_id[:64]!r}.")
        return status_of(upload, self._rejects(upload))

    def _new(self, batch_id: str, request: UploadRequest, user_id: str) -> Upload:
        now = int(self.now().timestamp())
        return Upload(
            batch_id=batch_id,
            file_name=request.file_name,
            object_key=object_key(self.tenant_id, batch_id, request.file_name),
            options=request.options,
            force=request.force,
            requested_by=user_id,
            requested_at=now,
            updated_at=now,
        )

    def _known(self, asked: Upload, deadline: float) -> Upload:
        known = self.book.get(self.tenant_id, asked.batch_id, deadline=deadline) or asked
        faults = [
            Fault(field, "batch_id_used", f"{field}: differs from what this batch id was first used with")
            for field, before, now in (
                ("fileName", known.file_name, asked.file_name),
                ("options", known.options, asked.options),
                ("force", known.force, asked.force),
            )
            if before != now
        ]
        if faults:
            raise Conflict("The batch id stands for another upload; use a new one.", faults)
        return known

    def _rejects(self, upload: Upload) -> Download | None:
        if not (upload.reject_parts and upload.state.is_final):
            return None
        return self.files.download(rejects_key(self.tenant_id, upload.batch_id), f"rejects-{upload.batch_id}.csv")


def status_of(upload: Upload, rejects: Download | None) -> UploadStatus:
    """An upload as it is reported."""
    return UploadStatus(
        batch_id=upload.batch_id,
        file_name=upload.file_name,
        state=upload.state,
        reason=upload.reason,
        duplicate_of=upload.duplicate_of,
        requested_at=upload.requested_at,
        started_at=upload.started_at,
        updated_at=upload.updated_at,
        finished_at=upload.finished_at,
        counts={status: upload.counts.get(status, 0) for status in IngestStatus},
        progress=_progress(upload),
        rejects=UploadRejects(count=upload.rejected, file=rejects),
        new_metrics=upload.subjects,
        report=upload.report,
        notes=upload.notes,
        warnings=upload.warnings,
        warning_count=upload.warning_count,
        not_all_checked=upload.not_all_checked,
    )


def _progress(upload: Upload) -> UploadProgress:
    place, taken = upload.place, upload.active_ms
    done = place.offset if place else 0
    is_loading = upload.state is UploadState.LOADING and done > 0
    return UploadProgress(
        bytes_read=done,
        bytes_total=upload.size,
        lines_read=place.line - 1 if place else 0,
        records=upload.records,
        rate=upload.records * 1000 // taken if taken else 0,
        seconds_left=taken * max(0, upload.size - done) // done // 1000 if is_loading else None,
    )
