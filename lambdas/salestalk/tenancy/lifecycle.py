"""How a tenant's entry may change: pure steps, each safe to repeat, for the stack that holds the tenant.

The stack that registers a tenant holds it until it marks it deleted. Another stack of the same name, or the rollback of
one that was refused, changes nothing.
"""

from collections.abc import Mapping
from typing import Any, Final

from salestalk.contracts.base import parse
from salestalk.contracts.tenant import Tenant, TenantStatus
from salestalk.errors import Conflict

STACK_ID: Final = "stackId"
"""In `metadata`: the ARN of the CloudFormation stack that holds the tenant."""

_UP_FOR_CLAIM: Final = frozenset({TenantStatus.PROVISIONING, TenantStatus.FAILED, TenantStatus.DELETED})
_LEAVING: Final = frozenset({TenantStatus.DELETING, TenantStatus.DELETED})


def holder(tenant: Tenant) -> str | None:
    """The ARN of the stack that holds the tenant; none while it was only asked for."""
    extra: dict[str, Any] = tenant.metadata.model_extra or {}
    return extra.get(STACK_ID)


def claimed(found: Tenant | None, wanted: Tenant, stack_id: str, now: int) -> Tenant:
    """The entry under which a stack provisions ``wanted``, or brings what it holds up to date.

    A new entry is `provisioning`; one the stack holds already keeps its status, its `createdAt` and whatever else
    the platform noted in its metadata. Raises `Conflict` when another stack holds the id, or this one has given it up.
    """
    if found is None or (found.status is TenantStatus.DELETED and holder(found) != stack_id):
        return _new(wanted, stack_id, now if found is None else _later(found, now))
    _check_claim(found, stack_id)
    held = holder(found) == stack_id and found.status is not TenantStatus.FAILED
    return _changed(
        found,
        now,
        name=wanted.name,
        ownerEmail=wanted.owner_email,
        plan=wanted.plan,
        status=found.status if held else TenantStatus.PROVISIONING,
        metadata=_metadata(wanted, stack_id, kept=_noted(found)),
    )


def activated(found: Tenant | None, stack_id: str, now: int) -> Tenant:
    """The entry once everything is made; a tenant that was suspended meanwhile stays so. Raises `Conflict`."""
    if found is None or holder(found) != stack_id or found.status in _LEAVING:
        raise Conflict(f"The tenant is no longer held by {stack_id}.")
    return _changed(found, now, status=TenantStatus.ACTIVE) if found.status in _UP_FOR_CLAIM else found


def deleted(found: Tenant | None, stack_id: str, now: int) -> Tenant | None:
    """The entry after its stack went; whatever another stack holds stays as it is."""
    if found is None or holder(found) != stack_id:
        return found
    return _changed(found, now, status=TenantStatus.DELETED)


def _check_claim(found: Tenant, stack_id: str) -> None:
    if holder(found) == stack_id:
        if found.status in _LEAVING:
            raise Conflict(f"Tenant {found.tenant_id} was deleted with this stack; deploy it as a new stack.")
    elif found.status not in _UP_FOR_CLAIM:
        raise Conflict(
            f"Tenant {found.tenant_id} is registered already ({found.status}) and held by {holder(found)}; "
            "delete that stack first, or choose another tenant id."
        )


def _new(wanted: Tenant, stack_id: str, moment: int) -> Tenant:
    fields = {
        "status": TenantStatus.PROVISIONING,
        "metadata": _metadata(wanted, stack_id, kept=None),
        "createdAt": moment,
        "updatedAt": moment,
    }
    return parse(Tenant, {**wanted.as_item(), **fields}, now=moment)


def _changed(tenant: Tenant, now: int, **changes: Any) -> Tenant:
    """The same object when nothing changes. `updatedAt` rises with every change, so it tells versions apart."""
    current = tenant.as_item()
    if all(current[field] == value for field, value in changes.items()):
        return tenant
    return parse(Tenant, {**current, **changes, "updatedAt": _later(tenant, now)}, now=now)


def _later(tenant: Tenant, now: int) -> int:
    return max(now, tenant.updated_at + 1)


def _noted(tenant: Tenant) -> dict[str, Any]:
    """What the platform noted about a tenant, which no stack knows of."""
    limits = tenant.metadata.limits
    return {**(tenant.metadata.model_extra or {}), **({"limits": limits.as_item()} if limits else {})}


def _metadata(wanted: Tenant, stack_id: str, *, kept: Mapping[str, Any] | None) -> dict[str, Any]:
    return {**(kept or {}), **wanted.metadata.as_item(), STACK_ID: stack_id}
