"""Bringing a tenant in and letting it go, on behalf of the stack that holds its tables.

Every step can be repeated, and the whole may be interrupted anywhere: done again, it comes to the same end.
"""

from collections.abc import Callable, Container
from datetime import datetime
from typing import Protocol

from salestalk import names
from salestalk.contracts.events import TenantProvisioned, TenantResources
from salestalk.contracts.tenant import Tenant, TenantStatus
from salestalk.tenancy.lifecycle import activated, as_updated, claimed, deleted, holder
from salestalk.tenancy.registry import TenantStore, change
from salestalk.values import frozen

_REGION_NOT_TOLD = "unspecified"


class Groups(Protocol):
    """Groups of users, by name; deadlines are on the `time.monotonic` scale, in seconds."""

    def ensure(self, group: str, *, deadline: float | None = None) -> None:
        """Make the group unless it is there. Raises `Unavailable`."""

    def remove(self, group: str, *, deadline: float | None = None) -> None:
        """Remove the group if it is there. Raises `Unavailable`."""


class Users(Protocol):
    """Users, each of one tenant; deadlines are on the `time.monotonic` scale, in seconds."""

    def ensure(self, email: str, tenant_id: str, *, deadline: float) -> None:
        """Make and invite the tenant's user unless there is one. Raises `Conflict` for another's, `Unavailable`."""

    def remove(self, email: str, tenant_id: str, *, deadline: float) -> None:
        """Remove the user if there is one and it is this tenant's. Raises `Unavailable`."""


class LoadSample(Protocol):
    """Loads a small example into a tenant's tables; the same again changes nothing."""

    def __call__(self, tenant: Tenant, *, deadline: float) -> None:
        """Raises `Unavailable`, and `InvariantBroken` when not all of it landed."""


class Announce(Protocol):
    """Tells the world that a tenant is ready, once for each stack however often it is said."""

    def __call__(self, data: TenantProvisioned, *, stack_id: str, deadline: float) -> None:
        """Raises `Unavailable`."""


@frozen
class Onboarding:
    """What happens to a tenant when its stack is created, updated and deleted. All of it raises `Unavailable`."""

    store: TenantStore
    groups: Groups
    users: Users
    load_sample: LoadSample
    announce: Announce
    now: Callable[[], datetime]

    def provision(self, wanted: Tenant, stack_id: str, *, sample_data: bool = False, deadline: float) -> Tenant:
        """Register the tenant, make its group and owner, open it for use, and say so.

        It is registered first: whoever is refused has made nothing that would have to be taken back. Raises `Conflict`
        when the id is taken, or the owner is a user of another tenant.
        """
        tenant = self._prepare(wanted, stack_id, deadline)
        if sample_data:
            self.load_sample(tenant, deadline=deadline)
        tenant = self._open(tenant, stack_id, deadline)
        took = max(0, round((self.now().timestamp() - tenant.created_at) * 1000))
        said = _provisioned(tenant, took, sample_data=sample_data)
        self.announce(said, stack_id=stack_id, deadline=deadline)
        return tenant

    def bring_up_to_date(self, wanted: Tenant, stack_id: str, *, touched: Container[str], deadline: float) -> Tenant:
        """Change what the stack's update ``touched`` (see `as_updated`); what is missing is made. Raises `Conflict`."""
        return self._open(self._prepare(wanted, stack_id, deadline, touched), stack_id, deadline)

    def _prepare(self, wanted: Tenant, stack_id: str, deadline: float, touched: Container[str] | None = None) -> Tenant:
        tenant_id, now = wanted.tenant_id, int(self.now().timestamp())

        def claim(found: Tenant | None) -> Tenant:
            asked = wanted if touched is None else as_updated(found, wanted, touched)
            return claimed(found, asked, stack_id, now)

        entry = change(self.store, tenant_id, claim, deadline=deadline)
        self.groups.ensure(names.user_group(tenant_id), deadline=deadline)
        self.users.ensure(entry.owner_email, tenant_id, deadline=deadline)
        return entry

    def _open(self, tenant: Tenant, stack_id: str, deadline: float) -> Tenant:
        now = int(self.now().timestamp())
        return change(self.store, tenant.tenant_id, lambda found: activated(found, stack_id, now), deadline=deadline)

    def remove(self, tenant_id: str, stack_id: str, *, deadline: float) -> None:
        """Close the tenant and remove its group, if this stack holds it; otherwise nothing is there to remove.

        The owner of a tenant that never was active goes too: nothing is left of an onboarding that failed.
        """
        now = int(self.now().timestamp())
        left = change(self.store, tenant_id, lambda found: deleted(found, stack_id, now), deadline=deadline)
        if left is None or holder(left) != stack_id:
            return
        if left.status is TenantStatus.FAILED:
            self.users.remove(left.owner_email, tenant_id, deadline=deadline)
        if left.status in (TenantStatus.FAILED, TenantStatus.DELETED):
            self.groups.remove(names.user_group(tenant_id), deadline=deadline)


def _provisioned(tenant: Tenant, took_ms: int, *, sample_data: bool) -> TenantProvisioned:
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
        sample_data_seeded=sample_data,
    )
