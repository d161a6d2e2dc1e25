"""A registry in memory, and a tenant to put into it."""

from threading import Lock
from typing import Any

from salestalk.contracts.tenant import Plan, Tenant, TenantProfile, TenantStatus

NOW = 1_760_000_000
STACK = "arn:aws:cloudformation:eu-west-1:111122223333:stack/Tenant-acme/11111111-1111-1111-1111-111111111111"
OTHER_STACK = "arn:aws:cloudformation:eu-west-1:111122223333:stack/Tenant-acme/22222222-2222-2222-2222-222222222222"


def tenant(tenant_id: str = "acme", **fields: Any) -> Tenant:
    """An active tenant, unless told otherwise."""
    defaults: dict[str, Any] = {
        "name": "ACME Corporation",
        "owner_email": "owner@acme.example",
        "plan": Plan.STANDARD,
        "created_at": NOW,
        "updated_at": NOW,
        "status": TenantStatus.ACTIVE,
        "metadata": TenantProfile(industry="Manufacturing"),
    }
    return Tenant.named(tenant_id, **{**defaults, **fields})


class MemoryStore:
    """The registry's port over a dictionary; counts look-ups."""

    def __init__(self, *tenants: Tenant) -> None:
        self.entries = {each.tenant_id: each for each in tenants}
        self.looked_up = 0
        self._lock = Lock()

    def get(self, tenant_id: str, *, deadline: float | None = None) -> Tenant | None:
        self.looked_up += 1
        return self.entries.get(tenant_id)

    def put(self, tenant: Tenant, *, replacing: Tenant | None, deadline: float | None = None) -> bool:
        with self._lock:
            if self.entries.get(tenant.tenant_id) != replacing:
                return False
            self.entries[tenant.tenant_id] = tenant
            return True
