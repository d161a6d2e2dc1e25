"""What the platform's administrators send and get: tenants as they are onboarded, shown and changed."""

from typing import Any

from salestalk.contracts.api import Cursor
from salestalk.contracts.base import Contract
from salestalk.contracts.tenant import Tenant, TenantProfile

INTERNAL = frozenset({"stackId", "failure"})
"""What the platform notes in a tenant's `metadata` for itself: nobody sets it, and it is shown beside the metadata."""


class TenantView(Tenant):
    """A tenant as administrators see it."""

    stack_id: str | None = None
    """The CloudFormation stack that holds it; none while it was only asked for."""
    reason: str | None = None
    """Of a failed one: why."""

    @classmethod
    def of(cls, tenant: Tenant) -> "TenantView":
        """What is noted in the metadata for the platform stands beside it."""
        item = tenant.as_item()
        metadata: dict[str, Any] = item.pop("metadata")
        shown = {name: value for name, value in metadata.items() if name not in INTERNAL}
        return cls.model_construct(
            **{field: getattr(tenant, field) for field in Tenant.model_fields if field != "metadata"},
            metadata=TenantProfile.model_validate(shown),
            stack_id=metadata.get("stackId"),
            reason=metadata.get("failure"),
        )


class TenantList(Contract):
    """`GET /tenants`: a page of tenants, in no particular order."""

    tenants: tuple[TenantView, ...]
    next_cursor: Cursor | None = None
