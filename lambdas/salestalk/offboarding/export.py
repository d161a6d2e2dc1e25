"""An export: all that a tenant owns, as files under ``tenant-{id}/exports/{exportId}/``.

Every item is read by itself, strongly consistent, at some moment between the beginning and the end: one that is there
all the while is exported exactly once, one that is added, changed or removed meanwhile is in or out, old or new. Only
of a tenant that is suspended all the while is it the state of one moment; such an export says that it is final.

A part of a table is written as files whose names follow from its number, then told in a note beside them, and then
comes the checkpoint; what is done twice gives the same files twice. The manifest is put together from the notes.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from salestalk import names
from salestalk.contracts.jsontext import dumps, loads
from salestalk.contracts.offboarding import ExportedFile, ExportManifest, Job
from salestalk.contracts.tenant import Tenant, TenantStatus
from salestalk.errors import Conflict
from salestalk.offboarding.jobs import Piece, Step
from salestalk.offboarding.parts import MESSAGES, METRICS, Form, Part, PartFile, lines_file
from salestalk.offboarding.ports import Resume, TenantObjects, TenantTables
from salestalk.offboarding.retention import QUIET_SECONDS
from salestalk.offboarding.running import Work
from salestalk.tenancy.registry import TenantStore
from salestalk.values import frozen

PART_BYTES: Final = 16 * 1024 * 1024
"""Of JSON lines; what a part holds in memory is a few times as much, whatever the tenant's size."""
SECONDS_TO_WRITE: Final = 45
"""Kept back from a piece's time for the files of its part."""
FILES_PER_PART: Final = 10_000
MANIFEST: Final = "manifest.json"
JSON: Final = "application/json"
_NOTES: Final = "notes"
_READING: Final = (Step.EXPORT_METRICS, Step.EXPORT_MESSAGES, Step.LIST_FILES)
EXPORTABLE: Final = frozenset({TenantStatus.ACTIVE, TenantStatus.SUSPENDED})


def export_folder(tenant_id: str, export_id: str) -> str:
    """Where an export's files are."""
    return f"{names.s3_prefix(tenant_id)}{names.EXPORTS_FOLDER}/{export_id}/"


@frozen
class Export:
    """The steps of an export of one tenant. ``seconds`` is the scale of deadlines, ``moment`` gives Unix seconds."""

    tenant_id: str
    store: TenantStore
    tables: TenantTables
    objects: TenantObjects
    seconds: Callable[[], float]
    moment: Callable[[], int]
    part_bytes: int = PART_BYTES

    @property
    def work(self) -> Mapping[Step, Work]:
        """What is done in each step."""
        return {
            Step.BEGIN: self._begin,
            Step.EXPORT_METRICS: lambda job, until: self._part(
                job, until, names.metrics_table(self.tenant_id), METRICS
            ),
            Step.EXPORT_MESSAGES: lambda job, until: self._part(
                job, until, names.messages_table(self.tenant_id), MESSAGES
            ),
            Step.LIST_FILES: self._list_files,
            Step.MANIFEST: self._manifest,
            Step.TIDY: self._tidy,
        }

    def _begin(self, _: Job, until: float) -> Piece:
        """Note how the tenant stands; of one that was just suspended, wait until whoever was let in has ended."""
        tenant = self._tenant(until)
        quiet_at = tenant.updated_at + QUIET_SECONDS
        if tenant.status is TenantStatus.SUSPENDED and self.moment() < quiet_at:
            return Piece(is_done=False, wait=quiet_at - self.moment())
        return Piece(noted={"entry_of": tenant.updated_at})

    def _part(self, job: Job, until: float, table: str, form: Form) -> Piece:
        """One part of a table: its items, what of them is tabular, and the note of both."""
        self._tenant(until)
        part, start = Part(form), job.cursor.get("start")
        while True:
            page = self.tables.items(table, start)
            part.take(page.items)
            start = page.resume
            if start is None or part.size >= self.part_bytes or self.seconds() + SECONDS_TO_WRITE >= until:
                break
        self._write(job, part.files(_number(job)))
        return _piece(job, start, {form.items: part.records, form.csv: len(part.rows)})

    def _list_files(self, job: Job, until: float) -> Piece:
        """One part of the files that lie under the tenant's prefix already: they need no copy, only an address."""
        self._tenant(until)
        prefix = names.s3_prefix(self.tenant_id)
        found: list[ExportedFile] = []
        start = job.cursor.get("start")
        while len(found) < FILES_PER_PART:
            page = self.objects.list(prefix, start)
            found += [
                ExportedFile(name=each.key.removeprefix(prefix), bytes=each.size, etag=each.etag)
                for each in page.objects
                if not each.key.startswith(f"{prefix}{names.EXPORTS_FOLDER}/")
            ]
            start = page.resume
            if start is None:
                break
        listing = [lines_file("files", _number(job), [each.as_item() for each in found])] if found else []
        self._write(job, listing, found)
        return _piece(job, start, {"files": len(found), "fileBytes": sum(each.bytes for each in found)})

    def _write(self, job: Job, files: Sequence[PartFile], beside: Sequence[ExportedFile] = ()) -> None:
        """Write a part's files and then its note."""
        folder = export_folder(self.tenant_id, job.job_id)
        for file in files:
            self.objects.write(folder + file.name, file.body, file.content_type, expires=True)
        place = folder.removeprefix(names.s3_prefix(self.tenant_id))
        listed = [*(file.listed(place) for file in files), *beside]
        note = dumps([each.as_item() for each in listed]).encode()
        self.objects.write(folder + _note(job.step, _number(job)), note, JSON, expires=True)

    def _manifest(self, job: Job, until: float) -> Piece:
        """All notes as one list; whether the export is final is decided now that all of it was read."""
        tenant = self._tenant(until)
        is_final = tenant.status is TenantStatus.SUSPENDED and tenant.updated_at == job.entry_of
        manifest = ExportManifest(
            export_id=job.job_id,
            tenant_id=self.tenant_id,
            started_at=job.started_at or job.requested_at,
            finished_at=self.moment(),
            is_final=is_final,
            counts=job.counts,
            files=tuple(file for step in _READING for file in self._noted(job, step)),
        )
        folder = export_folder(self.tenant_id, job.job_id)
        self.objects.write(folder + MANIFEST, manifest.as_json().encode(), JSON, expires=True)
        return Piece(noted={"is_final": is_final})

    def _tidy(self, job: Job, _: float) -> Piece:
        """Remove notes, and files of a part that was shorter when it was done again: what is not in the manifest."""
        prefix, folder = names.s3_prefix(self.tenant_id), export_folder(self.tenant_id, job.job_id)
        manifest = ExportManifest.model_validate(loads(self.objects.read(folder + MANIFEST)))
        kept = {folder + MANIFEST, *(prefix + file.name for file in manifest.files)}
        start = None
        while True:
            page = self.objects.list(folder, start)
            stray = [each.key for each in page.objects if each.key not in kept]
            if stray:
                self.objects.forget(stray)
            start = page.resume
            if start is None:
                return Piece()

    def _noted(self, job: Job, step: Step) -> list[ExportedFile]:
        """What the parts of a step wrote."""
        folder = export_folder(self.tenant_id, job.job_id)
        notes = [self.objects.read(folder + _note(step, number)) for number in range(1, job.parts.get(step, 0) + 1)]
        return [ExportedFile.model_validate(listed) for note in notes for listed in loads(note)]

    def _tenant(self, until: float) -> Tenant:
        tenant = self.store.get(self.tenant_id, deadline=until)
        if tenant is None or tenant.status not in EXPORTABLE:
            raise Conflict("The tenant is not in use any more: there is nothing to export, or it is being erased.")
        return tenant


def _piece(job: Job, resume: Resume | None, counts: Mapping[str, int]) -> Piece:
    """A part is done; where there is more, the next one begins there."""
    step, number = str(job.step), _number(job)
    noted = {"parts": {**job.parts, step: number}}
    if resume is None:
        return Piece(counts=counts, noted=noted)
    return Piece(is_done=False, cursor={"start": resume, "number": number + 1}, counts=counts, noted=noted)


def _number(job: Job) -> int:
    """Of the part that is to be done."""
    return int(job.cursor.get("number", 1))


def _note(step: str | None, number: int) -> str:
    return f"{_NOTES}/{step}-{number:06d}.json"
