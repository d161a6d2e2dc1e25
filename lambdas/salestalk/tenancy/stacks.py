"""The CloudFormation stack of a tenant, as onboarding sees it: whether it stands, is on its way, or came to nothing."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Final, Protocol

from salestalk.contracts.tenant import Tenant
from salestalk.names import TenantParameter
from salestalk.values import frozen


class Course(StrEnum):
    """How a stack's creation goes."""

    UNDER_WAY = "under_way"
    STANDS = "stands"
    CLEARING = "clearing"
    """It failed, or is deleted: what it made is being taken back."""
    FAILED = "failed"
    """It failed and is at its end; an empty shell of it may be left."""


_COURSES: Final[Mapping[str, Course]] = {
    "CREATE_IN_PROGRESS": Course.UNDER_WAY,
    "REVIEW_IN_PROGRESS": Course.UNDER_WAY,
    "CREATE_FAILED": Course.FAILED,
    "ROLLBACK_IN_PROGRESS": Course.CLEARING,
    "ROLLBACK_COMPLETE": Course.FAILED,
    "ROLLBACK_FAILED": Course.FAILED,
    "DELETE_IN_PROGRESS": Course.CLEARING,
    "DELETE_COMPLETE": Course.FAILED,
    "DELETE_FAILED": Course.FAILED,
}


def course_of(status: str) -> Course:
    """What a stack's status says; a stack that was ever complete stands, however its updates went."""
    return _COURSES.get(status, Course.STANDS)


@frozen
class Stack:
    """A stack that is there, or of which there is still a record."""

    stack_id: str
    status: str

    @property
    def course(self) -> Course:
        """How its creation goes."""
        return course_of(self.status)

    @property
    def is_gone(self) -> bool:
        """Nothing is left of it but the record."""
        return self.status == "DELETE_COMPLETE"


class TenantStacks(Protocol):
    """Tenants' stacks, by tenant. All raise `Unavailable`; deadlines are on the `time.monotonic` scale, in seconds."""

    def create(self, tenant: Tenant, *, sample_data: bool, deadline: float) -> bool:
        """Begin the tenant's stack; False when one of its name is there. Raises `Conflict` when AWS takes no more."""

    def look(self, tenant_id: str, *, stack_id: str | None = None, deadline: float) -> Stack | None:
        """The tenant's stack, or exactly the one named by its id."""

    def reason(self, stack: Stack, *, deadline: float) -> str:
        """What failed first in a stack, in CloudFormation's words."""

    def remove(self, stack: Stack, *, deadline: float) -> None:
        """Begin to delete the stack; one that is gone is a success."""


def parameters_of(tenant: Tenant, *, sample_data: bool = False) -> dict[str, str]:
    """The parameters of the tenant's stack; what the tenant's entry leaves open, the template's defaults decide."""
    profile = tenant.metadata
    given: dict[str, Any] = {
        TenantParameter.TENANT_ID: tenant.tenant_id,
        TenantParameter.TENANT_NAME: tenant.name,
        TenantParameter.OWNER_EMAIL: tenant.owner_email,
        TenantParameter.PLAN: tenant.plan.value,
        TenantParameter.INDUSTRY: profile.industry,
        TenantParameter.REGION: profile.region,
        TenantParameter.CURRENCY: profile.currency,
        TenantParameter.FISCAL_YEAR_START: profile.fiscal_year_start,
        TenantParameter.TIME_ZONE: profile.time_zone,
        TenantParameter.SAMPLE_DATA: "true" if sample_data else None,
    }
    return {name: value for name, value in given.items() if value}
