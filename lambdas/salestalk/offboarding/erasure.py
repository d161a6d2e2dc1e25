"""An erasure: everything of a tenant is removed, the entry becomes a tombstone, and a certificate says what was done.

The tenant is closed first. What it has is counted next, before anything is removed, and then removed from the outside
in: its users, its outlets, its tables, its files, the stack that holds it, what is noted of it. A piece that finds
nothing left to remove is done, so each can be done any number of times.

Forms to upload with live for an hour, and one that was given out just before the tenant was closed could still bring a
file. So the tenant's prefix is looked through once more when all of them have ended, and the certificate tells it.
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Final

from salestalk import names
from salestalk.contracts.offboarding import Certificate, Job
from salestalk.contracts.tenant import Tenant, TenantStatus
from salestalk.errors import Conflict
from salestalk.offboarding.certificate import (
    MESSAGES,
    METRICS,
    OBJECT_BYTES,
    OBJECTS,
    STRAYS,
    USERS,
    certificate_key,
    certificate_of,
    let_in_until,
)
from salestalk.offboarding.jobs import Piece, Step
from salestalk.offboarding.ports import (
    CountPage,
    JobBook,
    Resume,
    TenantObjects,
    TenantOutlets,
    TenantRequests,
    TenantStacks,
    TenantTables,
    TenantUsers,
)
from salestalk.offboarding.running import Work
from salestalk.tenancy.leaving import closed, erased, erasure_of
from salestalk.tenancy.lifecycle import holder
from salestalk.tenancy.registry import TenantStore, change
from salestalk.values import frozen

SECONDS_TO_SPARE: Final = 15
"""Of a piece's time: nothing new is begun with less."""
LOOKED_AT: Final = 2
"""Seconds between two looks at what AWS is removing."""
JSON: Final = "application/json"

Count = Callable[[Resume | None], CountPage]


@frozen
class Erasure:
    """The steps of an erasure of one tenant. ``seconds`` is the scale of deadlines, ``moment`` gives Unix seconds."""

    tenant_id: str
    store: TenantStore
    book: JobBook
    tables: TenantTables
    objects: TenantObjects
    users: TenantUsers
    outlets: TenantOutlets
    stacks: TenantStacks
    requests: TenantRequests
    seconds: Callable[[], float]
    moment: Callable[[], int]

    @property
    def work(self) -> Mapping[Step, Work]:
        """What is done in each step."""
        metrics, messages = names.metrics_table(self.tenant_id), names.messages_table(self.tenant_id)
        return {
            Step.CLOSE: self._close,
            Step.COUNT_USERS: lambda *_: Piece(counts={USERS: self.users.count()}),
            Step.COUNT_METRICS: self._counting(lambda start: self.tables.count(metrics, start), METRICS),
            Step.COUNT_MESSAGES: self._counting(lambda start: self.tables.count(messages, start), MESSAGES),
            Step.COUNT_OBJECTS: self._counting(
                lambda start: self.objects.count(self._prefix, start), OBJECTS, OBJECT_BYTES
            ),
            Step.USERS: self._remove_users,
            Step.OUTLETS: self._remove_outlets,
            Step.TABLES: self._remove_tables,
            Step.OBJECTS: self._remove_objects,
            Step.STACK: self._remove_stack,
            Step.JOBS: self._forget_jobs,
            Step.REQUESTS: self._forget_requests,
            Step.ENTRY: self._erase_entry,
            Step.CERTIFICATE: self._certify,
            Step.WAIT: self._wait,
            Step.COUNT_STRAYS: lambda job, until: self._counting(lambda start: self._stray(job, until, start), STRAYS)(
                job, until
            ),
            Step.SWEEP: self._sweep,
        }

    def _close(self, job: Job, until: float) -> Piece:
        """Usually done by whoever was asked; the entry says since when."""
        close = partial(closed, job_id=job.job_id, now=self.moment())
        entry = change(self.store, self.tenant_id, close, deadline=until)
        return Piece(noted={"closed_at": entry.updated_at})

    def _counting(self, count: Count, counted: str, sized: str | None = None) -> Work:
        """Count page by page; a checkpoint says how far, so no page is counted twice."""

        def work(job: Job, until: float) -> Piece:
            start, total, size = job.cursor.get("start"), 0, 0
            while True:
                page = count(start)
                total, size, start = total + page.count, size + page.bytes, page.resume
                if start is None or self._is_late(until):
                    break
            counts = {counted: total} if sized is None else {counted: total, sized: size}
            return Piece(start is None, {} if start is None else {"start": start}, counts)

        return work

    def _remove_users(self, _: Job, until: float) -> Piece:
        while self.users.remove_some():
            if self._is_late(until):
                return Piece(is_done=False)
        return Piece()

    def _remove_outlets(self, _: Job, __: float) -> Piece:
        self.outlets.remove()
        return Piece()

    def _remove_tables(self, _: Job, __: float) -> Piece:
        tables = (names.messages_table(self.tenant_id), names.metrics_table(self.tenant_id))
        # Both are asked for before either is waited for.
        are_gone = [self.tables.remove(table) for table in tables]
        return Piece() if all(are_gone) else Piece(is_done=False, wait=LOOKED_AT)

    def _remove_objects(self, _: Job, until: float) -> Piece:
        while self.objects.remove_some(self._prefix):
            if self._is_late(until):
                return Piece(is_done=False)
        return Piece()

    def _remove_stack(self, job: Job, until: float) -> Piece:
        """Ask for its deletion, once; a failed one is asked for again only when the job is taken up again."""
        stack = self._stack(self._entry(job, until))
        seen = self.stacks.look(stack)
        if seen.is_gone:
            return Piece()
        if seen.fault is not None and job.cursor.get("asked") == job.tries:
            raise Conflict(f"Stack {stack} could not be deleted: {seen.fault}")
        if not seen.is_busy:
            self.stacks.delete(stack)
        return Piece(is_done=False, cursor={"asked": job.tries}, wait=LOOKED_AT)

    def _forget_jobs(self, job: Job, until: float) -> Piece:
        """What was exported, and when: gone as the exports are. Certificates of earlier lives of the tenant stay."""
        for each in self.book.of_tenant(self.tenant_id, deadline=until):
            if each.kind is not job.kind:
                self.book.remove(each, deadline=until)
        return Piece()

    def _forget_requests(self, _: Job, __: float) -> Piece:
        self.requests.forget()
        return Piece()

    def _erase_entry(self, job: Job, until: float) -> Piece:
        key, moment = certificate_key(self.tenant_id, job.job_id), self.moment()
        change(self.store, self.tenant_id, lambda found: erased(found, job.job_id, key, moment), deadline=until)
        return Piece()

    def _certify(self, job: Job, until: float) -> Piece:
        """Issue the certificate. Done again, it says the same but for the time of issue."""
        entry = self.store.get(self.tenant_id, deadline=until)
        stack = holder(entry) if entry is not None and erasure_of(entry) == job.job_id else None
        return self._issue(certificate_of(job, stack, self.moment()))

    def _wait(self, job: Job, _: float) -> Piece:
        """Until nobody can add anything any more."""
        left = let_in_until(job.closed_at or 0) - self.moment()
        return Piece(is_done=False, wait=left) if left > 0 else Piece()

    def _sweep(self, job: Job, until: float) -> Piece:
        """Empty the tenant's prefix once more, but never that of a new life of the tenant."""
        while self._is_still_gone(job, until) and self.objects.remove_some(self._prefix):
            if self._is_late(until):
                return Piece(is_done=False)
        if job.certificate is None or not self._is_still_gone(job, until):
            return Piece()
        told = {"swept_at": self.moment(), "swept_objects": job.counts.get(STRAYS, 0)}
        return self._issue(job.certificate.model_copy(update=told))

    def _issue(self, certificate: Certificate) -> Piece:
        key = certificate_key(self.tenant_id, certificate.certificate_id)
        self.objects.write(key, certificate.as_json().encode(), JSON, expires=False)
        return Piece(noted={"certificate": certificate})

    def _stray(self, job: Job, until: float, start: Resume | None) -> CountPage:
        """What came in after all; what belongs to a new life of the tenant is none of it."""
        return self.objects.count(self._prefix, start) if self._is_still_gone(job, until) else CountPage(0, None)

    def _entry(self, job: Job, until: float) -> Tenant:
        entry = self.store.get(self.tenant_id, deadline=until)
        if entry is None or erasure_of(entry) != job.job_id:
            raise Conflict("The tenant is not the one any more that was to be erased.")
        return entry

    def _is_still_gone(self, job: Job, until: float) -> bool:
        entry = self.store.get(self.tenant_id, deadline=until)
        return entry is not None and entry.status is TenantStatus.DELETED and erasure_of(entry) == job.job_id

    def _stack(self, entry: Tenant) -> str:
        """Exactly the one that holds the tenant; where none got so far, whichever has its name."""
        return holder(entry) or names.tenant_stack(self.tenant_id)

    @property
    def _prefix(self) -> str:
        return names.s3_prefix(self.tenant_id)

    def _is_late(self, until: float) -> bool:
        return self.seconds() + SECONDS_TO_SPARE >= until
