"""Making a tenant through the API: note the request, register, begin its stack; and see what became of that.

Each step can be repeated, so a request that was cut short anywhere is completed when it is sent again.
"""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Final, Protocol

from salestalk.contracts.tenant import Tenant, TenantStatus
from salestalk.errors import Conflict, Fault
from salestalk.tenancy.admission import Asked, admitted
from salestalk.tenancy.lifecycle import failed, failure, holder
from salestalk.tenancy.registry import TenantStore, change
from salestalk.tenancy.stacks import Course, Stack, TenantStacks
from salestalk.values import frozen

BEGINS_WITHIN: Final = 60
"""Seconds after which a tenant that was registered has a stack, or its request was cut short."""
CLEARED_WITHIN: Final = 10.0
CLEARING_LOOKED_AT: Final = 0.5
"""Seconds: how long the empty shell of a failed stack is waited for, and how often it is looked at."""

_NEVER_BEGUN: Final = "Its stack was never begun, or is gone; send the request again."
_NOT_ITS_OWN: Final = (
    "A stack of its name stands that does not hold it; delete that stack, then send the request again."
)


@frozen
class Noted:
    """What is kept of a request with an `Idempotency-Key`."""

    tenant_id: str
    fingerprint: str | None
    """None once the tenant was erased: what was said of it is forgotten, that it was asked for is not."""
    noted_at: int


class RequestBook(Protocol):
    """Requests by their key."""

    def note(self, key: str, noted: Noted, *, deadline: float) -> Noted:
        """Keep it unless something is kept under the key, and give what is. Raises `Unavailable`."""


@frozen
class Creation:
    """Deadlines are on the scale of ``clock``, in seconds. All of it raises `Unavailable`."""

    store: TenantStore
    book: RequestBook
    stacks: TenantStacks
    now: Callable[[], datetime]
    clock: Callable[[], float]
    sleep: Callable[[float], None]

    def request(self, request: Asked, *, deadline: float) -> Tenant:
        """Begin a tenant, or go on with it; gives its entry as it is now.

        Raises `Conflict`: the key was used for another request, the id is another tenant's, or what is left of a
        failed stack is still being cleared away.
        """
        now = self._now()
        noted = self._note(request, now, deadline)
        found = self.store.get(request.tenant_id, deadline=deadline)
        if noted is not None and _is_over(found, noted):
            assert found is not None  # noqa: S101 - what is over is there
            return found
        if found is not None and found.status is TenantStatus.FAILED:
            self._clear(found.tenant_id, deadline)
        wanted = request.tenant(now)
        entry = change(self.store, wanted.tenant_id, lambda there: admitted(there, wanted, now), deadline=deadline)
        if entry.status is TenantStatus.PROVISIONING and holder(entry) is None:
            self._begin(entry, request, deadline)
        return entry

    def settled(self, tenant: Tenant, *, deadline: float) -> Tenant:
        """The entry once it is known what became of its stack: a failure is noted, and the empty shell removed."""
        if not _is_open(tenant):
            return tenant
        stack = self.stacks.look(tenant.tenant_id, stack_id=holder(tenant), deadline=deadline)
        reason = self._failure(tenant, stack, deadline)
        if reason is None:
            return tenant
        note = partial(_fail, reason=reason, now=self._now())
        settled = change(self.store, tenant.tenant_id, note, deadline=deadline)
        if settled is not None and settled.status is TenantStatus.FAILED and _is_shell(stack):
            assert stack is not None  # noqa: S101 - a shell is one
            self.stacks.remove(stack, deadline=deadline)
        return settled or tenant

    def _note(self, request: Asked, now: int, deadline: float) -> Noted | None:
        if request.key is None:
            return None
        own = Noted(request.tenant_id, request.fingerprint, now)
        kept = self.book.note(request.key, own, deadline=deadline)
        if kept.tenant_id != own.tenant_id or kept.fingerprint not in (None, own.fingerprint):
            message = "Idempotency-Key: was used for another request"
            raise Conflict(
                "The Idempotency-Key was used for another request.",
                [Fault("Idempotency-Key", "idempotency_key_reused", message)],
            )
        return kept

    def _begin(self, entry: Tenant, request: Asked, deadline: float) -> None:
        create = partial(self.stacks.create, entry, sample_data=request.wanted.sample_data, deadline=deadline)
        try:
            if create():
                return
            self._clear(entry.tenant_id, deadline)
            create()
        except Conflict as refusal:
            note = partial(_fail, reason=str(refusal), now=self._now())
            change(self.store, entry.tenant_id, note, deadline=deadline)
            raise

    def _clear(self, tenant_id: str, deadline: float) -> None:
        """Remove what is left of a failed stack. Raises `Conflict` while that takes longer than is waited for."""
        end = min(deadline, self.clock() + CLEARED_WITHIN)
        stack = self.stacks.look(tenant_id, deadline=deadline)
        if _is_shell(stack):
            assert stack is not None  # noqa: S101 - a shell is one
            self.stacks.remove(stack, deadline=deadline)
        while stack is not None and stack.course in (Course.CLEARING, Course.FAILED) and not stack.is_gone:
            if self.clock() + CLEARING_LOOKED_AT >= end:
                raise Conflict(f"What is left of {tenant_id}'s failed stack is being cleared; ask again in a minute.")
            self.sleep(CLEARING_LOOKED_AT)
            stack = self.stacks.look(tenant_id, deadline=deadline)

    def _failure(self, tenant: Tenant, stack: Stack | None, deadline: float) -> str | None:
        """Why the tenant has failed; None while that is open."""
        if stack is None:
            is_late = self._now() - tenant.updated_at > BEGINS_WITHIN or tenant.status is TenantStatus.FAILED
            return _NEVER_BEGUN if is_late else None
        match stack.course:
            case Course.FAILED:
                return self.stacks.reason(stack, deadline=deadline)
            case Course.STANDS:
                return self._of_standing(tenant, stack, deadline)
        return None

    def _of_standing(self, tenant: Tenant, stack: Stack, deadline: float) -> str | None:
        """A stack stands only after its registration: if the entry, read after that, is still open, it is not its."""
        fresh = self.store.get(tenant.tenant_id, deadline=deadline)
        return _NOT_ITS_OWN if fresh is not None and _is_open(fresh) and holder(fresh) != stack.stack_id else None

    def _now(self) -> int:
        return int(self.now().timestamp())


def _is_open(tenant: Tenant) -> bool:
    return tenant.status is TenantStatus.PROVISIONING or (
        tenant.status is TenantStatus.FAILED and failure(tenant) is None
    )


def _is_over(found: Tenant | None, noted: Noted) -> bool:
    """Whether the tenant that was asked for has come and gone since: the same request does not bring it back."""
    gone = (TenantStatus.DELETING, TenantStatus.DELETED)
    return found is not None and found.status in gone and found.updated_at > noted.noted_at


def _is_shell(stack: Stack | None) -> bool:
    return stack is not None and stack.course is Course.FAILED and not stack.is_gone


def _fail(found: Tenant | None, *, reason: str, now: int) -> Tenant | None:
    return None if found is None else failed(found, reason, now)
