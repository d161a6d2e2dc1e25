"""What administrators ask for: exports, erasures, and how they go.

Asking again is safe. An erasure's id follows from the tenant's life, an export's from the `Idempotency-Key` if there is
one; whoever asks for what is there gets it as it is, and one that failed is taken up where it stopped. A job is
entered, then put into the queue, then, for an erasure, the tenant is closed; whoever dies in between is made good for
by the worker, or by whoever asks again.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Final
from uuid import NAMESPACE_URL, uuid5

from salestalk.contracts.offboarding import Job, JobKind, JobNote, JobState
from salestalk.contracts.tenant import Tenant, TenantStatus
from salestalk.errors import Conflict, Fault, NotFound
from salestalk.offboarding import jobs
from salestalk.offboarding.export import EXPORTABLE
from salestalk.offboarding.ports import JobBook, JobQueue, Overtaken
from salestalk.offboarding.retention import EXPORTS_DAYS, SECONDS_A_DAY
from salestalk.offboarding.running import is_over
from salestalk.tenancy.leaving import closed, erasure_id
from salestalk.tenancy.registry import TenantStore, change
from salestalk.values import frozen

NO_TENANT: Final = "There is no such tenant."
NO_EXPORT: Final = "There is no such export of this tenant."
NO_ERASURE: Final = "This tenant has not been erased."


@frozen
class OffboardingDesk:
    """Deadlines are on the `time.monotonic` scale, in seconds. All of it raises `Unavailable` and `NotFound`."""

    store: TenantStore
    book: JobBook
    queue: JobQueue
    now: Callable[[], datetime]
    new_id: Callable[[], str]

    def ask_for_export(self, tenant_id: str, *, by: str, key: str | None, deadline: float) -> Job:
        """Begin an export, or give the one of this key, or one that has not ended yet.

        Raises `Conflict` for a tenant that is neither active nor suspended.
        """
        tenant = self._tenant(tenant_id, deadline)
        if tenant.status not in EXPORTABLE:
            raise Conflict(f"A tenant that is {tenant.status} cannot be exported.")
        job_id = self._export_id(tenant, key, deadline)
        return self._asked(jobs.new_job(JobKind.EXPORT, tenant_id, job_id, by, self._moment()), deadline)

    def ask_for_erasure(self, tenant_id: str, *, by: str, without_export: bool, deadline: float) -> Job:
        """Close the tenant and have it erased, or go on with that.

        Raises `Conflict` while it is being set up, and for a tenant with data unless everything it has was exported or
        the caller wants no export.
        """
        tenant = self._tenant(tenant_id, deadline)
        job_id = erasure_id(tenant)
        if self.book.get(tenant_id, job_id, deadline=deadline) is None:
            self._check_may_leave(tenant, without_export, deadline)
        job = self._asked(jobs.new_job(JobKind.ERASE, tenant_id, job_id, by, self._moment()), deadline)
        if not is_over(job):
            change(self.store, tenant_id, lambda found: closed(found, job_id, self._moment()), deadline=deadline)
        return job

    def export(self, tenant_id: str, export_id: str, *, deadline: float) -> Job:
        """How an export goes."""
        job = self.book.get(tenant_id, export_id, deadline=deadline)
        if job is None or job.kind is not JobKind.EXPORT:
            raise NotFound(NO_EXPORT)
        return job

    def erasure(self, tenant_id: str, *, deadline: float) -> Job:
        """How the erasure of the tenant goes, or the last one of an earlier life of it."""
        tenant = self._tenant(tenant_id, deadline)
        job = self.book.get(tenant_id, erasure_id(tenant), deadline=deadline)
        if job is not None:
            return job
        earlier = [each for each in self.book.of_tenant(tenant_id, deadline=deadline) if each.kind is JobKind.ERASE]
        if not earlier:
            raise NotFound(NO_ERASURE)
        return max(earlier, key=lambda each: each.requested_at)

    def _asked(self, wanted: Job, deadline: float) -> Job:
        """The job as it is now in the book and, unless it is over, in the queue."""
        job = wanted
        if not self.book.add(wanted, deadline=deadline):
            job = self.book.get(wanted.tenant_id, wanted.job_id, deadline=deadline) or wanted
            job = self._taken_up(job, deadline)
        if not is_over(job):
            # Perhaps once too often: of two runs, one does nothing.
            note = JobNote(tenant_id=job.tenant_id, job_id=job.job_id, kind=job.kind)
            self.queue.put(note, delay=0, deadline=deadline)
        return job

    def _taken_up(self, job: Job, deadline: float) -> Job:
        again = jobs.taken_up(job, self._moment())
        if again is job:
            return job
        try:
            return self.book.replace(job, again, deadline=deadline)
        except Overtaken:
            return self.book.get(job.tenant_id, job.job_id, deadline=deadline) or job

    def _export_id(self, tenant: Tenant, key: str | None, deadline: float) -> str:
        if key is not None:
            life = f"{tenant.tenant_id}:{tenant.created_at}"
            return str(uuid5(NAMESPACE_URL, f"urn:salestalk:export:{life}:{key}"))
        under_way = [each.job_id for each in self._exports(tenant, deadline) if not is_over(each)]
        return under_way[0] if under_way else self.new_id()

    def _check_may_leave(self, tenant: Tenant, without_export: bool, deadline: float) -> None:
        if tenant.status is TenantStatus.PROVISIONING:
            raise Conflict("The tenant is being set up; wait until that has come to an end.")
        if tenant.status not in EXPORTABLE or without_export:
            return
        if any(self._holds_all(each, tenant) for each in self._exports(tenant, deadline)):
            return
        message = "export: suspend the tenant, export it, fetch the files, then ask again; or say export=skip"
        raise Conflict(
            "There is no export with everything this tenant has.", [Fault("export", "export_first", message)]
        )

    def _holds_all(self, job: Job, tenant: Tenant) -> bool:
        """Whether nothing was written since: suspended before the export began, and its entry unchanged to this day."""
        fresh = job.finished_at is not None and job.finished_at + EXPORTS_DAYS * SECONDS_A_DAY > self._moment()
        unchanged = tenant.status is TenantStatus.SUSPENDED and job.entry_of == tenant.updated_at
        return job.state is JobState.DONE and job.is_final and unchanged and fresh

    def _exports(self, tenant: Tenant, deadline: float) -> list[Job]:
        found = self.book.of_tenant(tenant.tenant_id, deadline=deadline)
        return [each for each in found if each.kind is JobKind.EXPORT]

    def _tenant(self, tenant_id: str, deadline: float) -> Tenant:
        tenant = self.store.get(tenant_id, deadline=deadline)
        if tenant is None:
            raise NotFound(NO_TENANT)
        return tenant

    def _moment(self) -> int:
        return int(self.now().timestamp())
