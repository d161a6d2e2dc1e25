"""The registration's properties, read as a tenant; faults are told in the names that the stack's author wrote."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from salestalk import names
from salestalk.contracts.base import parse
from salestalk.contracts.tenant import Tenant, TenantStatus
from salestalk.errors import Fault, InvalidInput
from salestalk.names import RegistrationProperty, TenantParameter

_FIELDS: Final[Mapping[str, str]] = {
    TenantParameter.TENANT_ID: "tenantId",
    TenantParameter.TENANT_NAME: "name",
    TenantParameter.OWNER_EMAIL: "ownerEmail",
    TenantParameter.PLAN: "plan",
    RegistrationProperty.MESSAGES_TABLE_NAME: "messagesTableName",
    RegistrationProperty.METRICS_TABLE_NAME: "metricsTableName",
    RegistrationProperty.S3_PREFIX: "s3Prefix",
}
_METADATA: Final[Mapping[str, str]] = {
    TenantParameter.INDUSTRY: "industry",
    TenantParameter.REGION: "region",
    TenantParameter.CURRENCY: "currency",
    TenantParameter.FISCAL_YEAR_START: "fiscalYearStart",
    TenantParameter.TIME_ZONE: "timeZone",
}
_PROPERTY_OF: Final = {field: name for name, field in _FIELDS.items()} | {
    f"metadata.{field}": name for name, field in _METADATA.items()
}
_NOT_OF_THE_TENANT: Final = frozenset({"ServiceToken", "ServiceTimeout", TenantParameter.SAMPLE_DATA})
_YES_OR_NO: Final[Mapping[str, bool]] = {"": False, "false": False, "true": True}


def wanted_tenant(properties: Mapping[str, Any], now: int) -> Tenant:
    """The tenant that the properties describe, not yet provisioned. An empty one counts as absent.

    Raises `InvalidInput` with every fault.
    """
    given = {name: value for name, value in properties.items() if value != "" and name not in _NOT_OF_THE_TENANT}
    unknown = [
        Fault(name, "unknown_property", f"{name}: is not a property of a tenant")
        for name in sorted(given.keys() - _FIELDS.keys() - _METADATA.keys())
    ]
    candidate = {
        **{field: given[name] for name, field in _FIELDS.items() if name in given},
        "metadata": {field: given[name] for name, field in _METADATA.items() if name in given},
        "status": TenantStatus.PROVISIONING,
        "createdAt": now,
        "updatedAt": now,
    }
    try:
        tenant = parse(Tenant, candidate, now=now)
    except InvalidInput as error:
        raise _refused([*map(_as_property, error.faults), *unknown]) from None
    if unknown:
        raise _refused(unknown)
    return tenant


def touched_fields(old: Mapping[str, Any], new: Mapping[str, Any]) -> frozenset[str]:
    """The tenant's fields, by their JSON names, that an update of the stack gives another value."""
    return frozenset(field for field, name in _PROPERTY_OF.items() if old.get(name, "") != new.get(name, ""))


def wants_sample_data(properties: Mapping[str, Any]) -> bool:
    """Whether the stack asks for the example data. Raises `InvalidInput` unless it says true or false."""
    name = TenantParameter.SAMPLE_DATA
    said = str(properties.get(name, ""))
    if said not in _YES_OR_NO:
        raise _refused([Fault(name, "yes_or_no", f"{name}: must be true or false")])
    return _YES_OR_NO[said]


def check_stack(tenant_id: str, stack_id: str) -> None:
    """Raise `InvalidInput` unless the stack is the one named after the tenant, the only one that may register it."""
    found, due = stack_name(stack_id), names.tenant_stack(tenant_id)
    if found != due:
        raise InvalidInput(f"Stack {found} cannot register tenant {tenant_id}: the stack must be called {due}.")


def stack_name(stack_id: str) -> str:
    """The name in a stack's ARN, ``arn:aws:cloudformation:{region}:{account}:stack/{name}/{uuid}``."""
    return stack_id.split("/")[1] if stack_id.count("/") >= 2 else stack_id


def _refused(faults: list[Fault]) -> InvalidInput:
    return InvalidInput("The tenant cannot be registered: " + "; ".join(_sentences(faults)) + ".", faults)


def _sentences(faults: list[Fault]) -> Iterator[str]:
    return (fault.message.removesuffix(".") for fault in faults)


def _as_property(fault: Fault) -> Fault:
    name = _PROPERTY_OF.get(fault.field, fault.field)
    return Fault(
        name, fault.rule, fault.message.replace(f"{fault.field}: ", f"{name}: ", 1) if fault.field else fault.message
    )
