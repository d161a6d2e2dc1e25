"""Changing a tenant on an administrator's word."""

from typing import Any, Final

from pydantic_core import PydanticCustomError

from salestalk.contracts.administration import TenantPatch, check_own
from salestalk.contracts.tenant import Tenant, TenantStatus
from salestalk.errors import Conflict, Fault, InvalidInput, NotFound
from salestalk.tenancy.lifecycle import INTERNAL, changed

_CHANGEABLE: Final = (TenantStatus.ACTIVE, TenantStatus.SUSPENDED)


def amended(found: Tenant | None, patch: TenantPatch, now: int) -> Tenant:
    """The entry as it is wanted; the same object when it is so already, whatever was seen of it.

    Raises `NotFound`; `Conflict` when the tenant is neither active nor suspended, or was changed since it was seen;
    `InvalidInput` for metadata that cannot be.
    """
    if found is None:
        raise NotFound("There is no such tenant.")
    if found.status not in _CHANGEABLE:
        raise Conflict(f"A tenant that is {found.status} cannot be changed.", _refused_transition(found, patch))
    entry = changed(found, now, **_changes(found, patch))
    if entry is not found and patch.updated_at not in (None, found.updated_at):
        message = f"updatedAt: is {found.updated_at} by now; look at the tenant again"
        raise Conflict("The tenant was changed since it was seen.", [Fault("updatedAt", "stale", message)])
    return entry


def _changes(found: Tenant, patch: TenantPatch) -> dict[str, Any]:
    wanted = {"name": patch.name, "plan": patch.plan, "status": patch.status, "metadata": _merged(found, patch)}
    return {field: value for field, value in wanted.items() if value is not None}


def _merged(found: Tenant, patch: TenantPatch) -> dict[str, Any] | None:
    if patch.metadata is None:
        return None
    stored = found.metadata.as_item()
    own = {name: value for name, value in stored.items() if name not in INTERNAL} | patch.metadata
    own = {name: value for name, value in own.items() if value is not None}
    try:
        check_own(own)
    except PydanticCustomError as error:
        message = f"metadata: {error.message()}"
        raise InvalidInput("The change is not valid.", [Fault("metadata", error.type, message)]) from None
    # What an absent one means is part of an entry: a removed time zone is UTC again.
    defaults = type(found.metadata)().as_item()
    return {**defaults, **own, **{name: value for name, value in stored.items() if name in INTERNAL}}


def _refused_transition(found: Tenant, patch: TenantPatch) -> list[Fault]:
    if patch.status is None:
        return []
    message = f"status: cannot go from {found.status} to {patch.status}"
    return [Fault("status", "status_transition", message)]
