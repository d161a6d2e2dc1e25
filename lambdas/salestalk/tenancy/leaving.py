"""How a tenant's entry changes while the tenant is erased: pure steps, each safe to repeat.

An erasure belongs to one life of a tenant: its id follows from when that began, so whoever asks again asks for the same
one, and a tenant that came anew under the same id has nothing to do with it.
"""

from typing import Any, Final
from uuid import NAMESPACE_URL, uuid5

from salestalk.contracts.tenant import Tenant, TenantStatus
from salestalk.errors import Conflict
from salestalk.tenancy.lifecycle import CERTIFICATE, ERASURE_ID, STACK_ID, changed, holder

ERASED_NAME: Final = "(erased)"
ERASED_EMAIL: Final = "erased@tenant.invalid"
"""An entry needs an address; nothing is ever delivered to this one (RFC 2606)."""

_LEAVING: Final = (TenantStatus.DELETING, TenantStatus.DELETED)


def erasure_id(tenant: Tenant) -> str:
    """The id of the erasure of this life of the tenant."""
    return str(uuid5(NAMESPACE_URL, f"urn:salestalk:erasure:{tenant.tenant_id}:{tenant.created_at}"))


def erasure_of(tenant: Tenant) -> str | None:
    """The erasure that the tenant is in, or was."""
    extra: dict[str, Any] = tenant.metadata.model_extra or {}
    return extra.get(ERASURE_ID)


def closed(found: Tenant | None, job_id: str, now: int) -> Tenant:
    """The entry of a tenant that is served no more, to be erased; one that is past that stays as it is.

    Raises `Conflict` while the tenant is being set up, or when another life of the tenant has begun.
    """
    if found is None or erasure_id(found) != job_id:
        raise Conflict("The tenant is not the one any more that was to be erased.")
    if erasure_of(found) == job_id:
        return found
    if found.status is TenantStatus.PROVISIONING:
        raise Conflict("The tenant is being set up; wait until that has come to an end.")
    noted = {**found.metadata.as_item(), ERASURE_ID: job_id}
    return changed(found, now, status=TenantStatus.DELETING, metadata=noted)


def erased(found: Tenant | None, job_id: str, certificate: str, now: int) -> Tenant:
    """The entry that is left: that there was a tenant of this id, its plan and times, and where its certificate is.

    Raises `Conflict` when another life of the tenant has begun.
    """
    if found is None or found.status not in _LEAVING or erasure_of(found) != job_id:
        raise Conflict("The tenant is not the one any more that was to be erased.")
    stack = holder(found)
    kept = {ERASURE_ID: job_id, CERTIFICATE: certificate, **({STACK_ID: stack} if stack else {})}
    return changed(
        found,
        now,
        name=ERASED_NAME,
        ownerEmail=ERASED_EMAIL,
        status=TenantStatus.DELETED,
        metadata={**type(found.metadata)().as_item(), **kept},
    )
