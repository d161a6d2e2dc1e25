"""Bringing a tenant in and letting it go, on behalf of the stack that holds its tables.

Every step can be repeated, and the whole may be interrupted anywhere: done again, it comes to the same end.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from salestalk import names
from salestalk.contracts.events import TenantProvisioned, TenantResources
from salestalk.contracts.tenant import Tenant
from salestalk.tenancy.lifecycle import activated, claimed, deleted, holder
from salestalk.tenancy.registry import TenantStore, change

_REGION_NOT_TOLD = "unspecified"


class Groups(Protocol):
    """Groups of users, by name; deadlines are on the `time.monotonic` scale, in seconds."""

    def ensure(self, group: str, *, deadline: float | None = None) -> None:
        """Make the group unless it is there. Raises `Unavailable`."""

    def remove(self, group: str, *, deadline: float | None = None) -> None:
        """Remove the group if it is there. Raises `Unavailable`."""


class Announce(Protocol):
    """Tells the world that a tenant is ready, once for each stack however often it is said."""

    def __call__(self, data: TenantProvisioned, *, stack_id: str, deadline: float) -> None:
        """Raises `Unavailable`."""


@dataclass(frozen=True, slots=True)
class Onboarding:
    """What happens to a tenant when its stack is created, updated and deleted. All of it raises `Unavailable`."""

    store: TenantStore
    groups: Groups
    announce: Announce
    now: Callable[[], datetime]

    def provision(self, wanted: Tenant, stack_id: str, *, deadline: float) -> Tenant:
        """Register the tenant, make its group, open it for use, and say so. Raises `Conflict` when the id is taken.

        It is registered first: whoever is refused has made nothing that would have to be taken back.
        """
        tenant = self.bring_up_to_date(wanted, stack_id, deadline=deadline)
        took = self.now().timestamp() - tenant.created_at
        self.announce(_provisioned(tenant, max(0, round(took * 1000))), stack_id=stack_id, deadline=deadline)
        return tenant

    def bring_up_to_date(self, wanted: Tenant, stack_id: str, *, deadline: float) -> Tenant:
        """Change name, owner, plan and metadata to what is wanted; what is missing is made. Raises `Conflict`."""
        tenant_id, now = wanted.tenant_id, int(self.now().timestamp())
        change(self.store, tenant_id, lambda found: claimed(found, wanted, stack_id, now), deadline=deadline)
        self.groups.ensure(names.user_group(tenant_id), deadline=deadline)
        return change(self.store, tenant_id, lambda found: activated(found, stack_id, now), deadline=deadline)

    def remove(self, tenant_id: str, stack_id: str, *, deadline: float) -> None:
        """Close the tenant and remove its group, if this stack holds it; otherwise nothing is there to remove."""
        now = int(self.now().timestamp())
        left = change(self.store, tenant_id, lambda found: deleted(found, stack_id, now), deadline=deadline)
        if left is not None and holder(left) == stack_id:
            self.groups.remove(names.user_group(tenant_id), deadline=deadline)


def _provisioned(tenant: Tenant, took_ms: int) -> TenantProvisioned:
    return TenantProvisioned(
        tenant_id=tenant.tenant_id,
        organization_name=tenant.name,
        owner_email=tenant.owner_email,
        plan=tenant.plan,
        region=tenant.metadata.region or _REGION_NOT_TOLD,
        resources=TenantResources(
            messages_table_name=tenant.messages_table_name,
            metrics_table_name=tenant.metrics_table_name,
            s3_prefix=tenant.s3_prefix,
        ),
        provisioning_time_ms=took_ms,
        sample_data_seeded=False,
    )
