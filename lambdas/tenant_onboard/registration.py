"""A custom resource's request in, its answer out."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Final, Self

from salestalk.names import TenantParameter
from salestalk.tenancy.onboarding import Onboarding
from salestalk.values import frozen
from tenant_onboard.properties import check_stack, touched_fields, wanted_tenant, wants_sample_data

MAX_REASON: Final = 1_500
"""Characters; CloudFormation takes an answer of at most 4,096 bytes."""


class RequestType(StrEnum):
    """What CloudFormation wants done."""

    CREATE = "Create"
    UPDATE = "Update"
    DELETE = "Delete"


@frozen
class StackRequest:
    """A request of CloudFormation's about the registration."""

    request_type: RequestType
    response_url: str
    stack_id: str
    request_id: str
    logical_id: str
    properties: Mapping[str, Any]
    old_properties: Mapping[str, Any]

    @classmethod
    def of(cls, event: Mapping[str, Any]) -> Self:
        """Read the function's event. Raises `KeyError` or `ValueError` for what is no such request."""
        return cls(
            request_type=RequestType(event["RequestType"]),
            response_url=event["ResponseURL"],
            stack_id=event["StackId"],
            request_id=event["RequestId"],
            logical_id=event["LogicalResourceId"],
            properties=event.get("ResourceProperties", {}),
            old_properties=event.get("OldResourceProperties", {}),
        )

    @property
    def tenant_id(self) -> str:
        """As given, perhaps not valid."""
        return str(self.properties.get(TenantParameter.TENANT_ID, ""))

    @property
    def physical_id(self) -> str:
        """The registration's name: the tenant and the stack that holds it. It never changes while the stack lives."""
        return f"{self.tenant_id[:64]}@{self.stack_id}"

    def answer(self, *, reason: str | None = None) -> dict[str, Any]:
        """A success or, with a reason, a failure."""
        answer: dict[str, Any] = {
            "Status": "SUCCESS" if reason is None else "FAILED",
            "PhysicalResourceId": self.physical_id,
            "StackId": self.stack_id,
            "RequestId": self.request_id,
            "LogicalResourceId": self.logical_id,
        }
        return answer if reason is None else {**answer, "Reason": reason[:MAX_REASON]}


def carry_out(request: StackRequest, onboarding: Onboarding, *, deadline: float) -> None:
    """Do what is asked. Raises `InvalidInput`, `Conflict` or `Unavailable`.

    A deletion is not checked: whatever never got registered, or is held by another stack, is simply not there.
    """
    if request.request_type is RequestType.DELETE:
        onboarding.remove(request.tenant_id, request.stack_id, deadline=deadline)
        return
    wanted = wanted_tenant(request.properties, int(onboarding.now().timestamp()))
    check_stack(wanted.tenant_id, request.stack_id)
    if request.request_type is RequestType.CREATE:
        sample_data = wants_sample_data(request.properties)
        onboarding.provision(wanted, request.stack_id, sample_data=sample_data, deadline=deadline)
    else:
        touched = touched_fields(request.old_properties, request.properties)
        onboarding.bring_up_to_date(wanted, request.stack_id, touched=touched, deadline=deadline)
