"""How a tenant's entry may change: pure steps, each safe to repeat, for the stack that holds the tenant.

The stack that registers a tenant holds it until it marks it deleted, or failed when it is taken back before the tenant
was ever active. Another stack of the same name, or the rollback of one that was refused, changes nothing.
"""

from collections.abc import Container, Mapping
from typing import Any, Final

from salestalk.contracts.base import parse
from salestalk.contracts.tenant import Tenant, TenantStatus
from salestalk.errors import Conflict

STACK_ID: Final = "stackId"
"""In `metadata`: the ARN of the CloudFormation stack that holds the tenant."""

FAILURE: Final = "failure"
"""In `metadata` of a failed tenant: why."""
MAX_FAILURE: Final = 1_000
ERASURE_ID: Final = "erasureId"
"""In `metadata` of a tenant that is being erased, or was: the erasure."""
CERTIFICATE: Final = "certificate"
"""In `metadata` of a tenant that was erased: the key of its certificate in the artifacts bucket."""
INTERNAL: Final = frozenset({STACK_ID, FAILURE, ERASURE_ID, CERTIFICATE})
"""What the platform notes in the metadata for itself."""

_OF_THE_STACK: Final = frozenset({"industry", "region", "currency", "fiscalYearStart", "timeZone"})
"""In `metadata`: what the stack's parameters decide."""

_UP_FOR_CLAIM: Final = frozenset({TenantStatus.PROVISIONING, TenantStatus.FAILED, TenantStatus.DELETED})
_GIVEN_UP: Final = frozenset({TenantStatus.DELETING, TenantStatus.DELETED, TenantStatus.FAILED})


def holder(tenant: Tenant) -> str | None:
    """The ARN of the stack that holds the tenant; none while it was only asked for."""
    extra: dict[str, Any] = tenant.metadata.model_extra or {}
    return extra.get(STACK_ID)


def claimed(found: Tenant | None, wanted: Tenant, stack_id: str, now: int) -> Tenant:
    """The entry under which a stack provisions ``wanted``, or brings what it holds up to date.

    A new entry is `provisioning`; one the stack holds already keeps its status, its `createdAt` and whatever else
    the platform noted in its metadata. Raises `Conflict` when another stack holds the id, or this one gave it up.
    """
    if found is None or (found.status is TenantStatus.DELETED and holder(found) != stack_id):
        return new_life(wanted, now if found is None else later(found, now), stackId=stack_id)
    _check_claim(found, stack_id)
    held = holder(found) == stack_id
    return changed(
        found,
        now,
        name=wanted.name,
        ownerEmail=wanted.owner_email,
        plan=wanted.plan,
        status=found.status if held else TenantStatus.PROVISIONING,
        metadata=_metadata(wanted, stack_id, kept=found.metadata.as_item()),
    )


def as_updated(found: Tenant | None, wanted: Tenant, touched: Container[str]) -> Tenant:
    """What an update of the tenant's stack wants: the stack's word where it ``touched`` it, else the entry's.

    So an update says again neither the plan nor the name that administrators have changed since. ``touched`` are JSON
    names of fields, those of `metadata` with that before them.
    """
    if found is None:
        return wanted
    item, there = wanted.as_item(), found.as_item()
    kept = {field: there[field] for field in ("name", "ownerEmail", "plan") if field not in touched}
    metadata = {
        field: source[field]
        for field in _OF_THE_STACK
        if field in (source := (item if f"metadata.{field}" in touched else there)["metadata"])
    }
    return parse(Tenant, {**item, **kept, "metadata": metadata})


def activated(found: Tenant | None, stack_id: str, now: int) -> Tenant:
    """The entry once everything is made; a tenant that was suspended meanwhile stays so. Raises `Conflict`."""
    if found is None or holder(found) != stack_id or found.status in _GIVEN_UP:
        raise Conflict(f"The tenant is no longer held by {stack_id}.")
    return changed(found, now, status=TenantStatus.ACTIVE) if found.status is TenantStatus.PROVISIONING else found


def deleted(found: Tenant | None, stack_id: str, now: int) -> Tenant | None:
    """The entry after its stack went, failed if it never was active; whatever another stack holds stays as it is.

    So does a tenant that is being erased: its stack is one thing among others, and the erasure says when it is gone.
    """
    if found is None or holder(found) != stack_id or found.status in (TenantStatus.FAILED, TenantStatus.DELETING):
        return found
    never_active = found.status is TenantStatus.PROVISIONING
    return changed(found, now, status=TenantStatus.FAILED if never_active else TenantStatus.DELETED)


def failed(found: Tenant, reason: str, now: int) -> Tenant:
    """The entry of a tenant whose stack came to nothing; one that is past that stays as it is."""
    if found.status is not TenantStatus.PROVISIONING and (found.status, failure(found)) != (TenantStatus.FAILED, None):
        return found
    noted = {**found.metadata.as_item(), FAILURE: reason[:MAX_FAILURE]}
    return changed(found, now, status=TenantStatus.FAILED, metadata=noted)


def failure(tenant: Tenant) -> str | None:
    """Why a failed tenant failed, as far as that is known yet."""
    extra: dict[str, Any] = tenant.metadata.model_extra or {}
    return extra.get(FAILURE)


def _check_claim(found: Tenant, stack_id: str) -> None:
    if holder(found) == stack_id:
        if found.status in _GIVEN_UP:
            raise Conflict(f"Tenant {found.tenant_id} was given up with this stack; deploy it as a new stack.")
    elif found.status not in _UP_FOR_CLAIM:
        raise Conflict(
            f"Tenant {found.tenant_id} is registered already ({found.status}) and held by {holder(found)}; "
            "delete that stack first, or choose another tenant id."
        )


def new_life(wanted: Tenant, moment: int, **noted: str) -> Tenant:
    """The first entry of a tenant, or the first after it was gone."""
    fields = {
        "status": TenantStatus.PROVISIONING,
        "metadata": {**wanted.metadata.as_item(), **noted},
        "createdAt": moment,
        "updatedAt": moment,
    }
    return parse(Tenant, {**wanted.as_item(), **fields}, now=moment)


def changed(tenant: Tenant, now: int, **changes: Any) -> Tenant:
    """The same object when nothing changes. `updatedAt` rises with every change, so it tells versions apart."""
    current = tenant.as_item()
    if all(current[field] == value for field, value in changes.items()):
        return tenant
    return parse(Tenant, {**current, **changes, "updatedAt": later(tenant, now)}, now=now)


def later(tenant: Tenant, now: int) -> int:
    """The moment of the tenant's next change."""
    return max(now, tenant.updated_at + 1)


def _metadata(wanted: Tenant, stack_id: str, *, kept: Mapping[str, Any]) -> dict[str, Any]:
    noted = {name: value for name, value in kept.items() if name not in _OF_THE_STACK and name != FAILURE}
    return {**noted, **wanted.metadata.as_item(), STACK_ID: stack_id}
