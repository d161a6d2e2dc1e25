from concurrent.futures import ThreadPoolExecutor

import pytest

from salestalk.contracts.tenant import TenantStatus
from salestalk.errors import Conflict, TenantNotActive
from salestalk.tenancy.lifecycle import claimed
from salestalk.tenancy.registry import SERVED_FROM_CACHE_SECONDS, ActiveTenants, change
from tests.unit.tenancy.fakes import NOW, STACK, MemoryStore, tenant


class Clock:
    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


def test_an_active_tenant_is_looked_up_once_for_a_while():
    store, clock = MemoryStore(tenant()), Clock()
    tenants = ActiveTenants(store, clock)

    found = [tenants.active_tenant("acme") for _ in range(3)]
    clock.seconds += SERVED_FROM_CACHE_SECONDS - 1
    found.append(tenants.active_tenant("acme"))

    assert (found, store.looked_up) == ([tenant()] * 4, 1)


def test_a_suspended_tenant_is_refused_once_the_short_memory_is_over():
    store, clock = MemoryStore(tenant()), Clock()
    tenants = ActiveTenants(store, clock)
    tenants.active_tenant("acme")
    store.entries["acme"] = tenant(status=TenantStatus.SUSPENDED)

    clock.seconds += SERVED_FROM_CACHE_SECONDS

    with pytest.raises(TenantNotActive, match="status is suspended"):
        tenants.active_tenant("acme")


def test_a_resumed_tenant_is_served_at_once():
    store = MemoryStore(tenant(status=TenantStatus.SUSPENDED))
    tenants = ActiveTenants(store, Clock())
    with pytest.raises(TenantNotActive):
        tenants.active_tenant("acme")

    store.entries["acme"] = tenant()

    assert tenants.active_tenant("acme") == tenant()


@pytest.mark.parametrize("status", [status for status in TenantStatus if status is not TenantStatus.ACTIVE])
def test_only_an_active_tenant_is_served(status):
    with pytest.raises(TenantNotActive):
        ActiveTenants(MemoryStore(tenant(status=status)), Clock()).active_tenant("acme")


@pytest.mark.parametrize("tenant_id", ["nobody", "", "acme*", "../acme", "ACME"])
def test_an_unknown_tenant_is_refused(tenant_id):
    with pytest.raises(TenantNotActive, match="not known"):
        ActiveTenants(MemoryStore(tenant()), Clock()).active_tenant(tenant_id)


def test_each_tenant_gets_its_own_entry_under_many_threads():
    ids = [f"tenant-{number}" for number in range(20)]
    tenants = ActiveTenants(MemoryStore(*map(tenant, ids)), Clock())

    with ThreadPoolExecutor(32) as pool:
        found = list(pool.map(tenants.active_tenant, ids * 50))

    assert [each.tenant_id for each in found] == ids * 50


class BusyStore(MemoryStore):
    """Somebody else writes between each look-up and its put, ``times`` times."""

    def __init__(self, times: int) -> None:
        super().__init__(tenant(metadata={"stackId": STACK}))
        self.left = times

    def put(self, tenant_, *, replacing, deadline=None):
        if self.left:
            self.left -= 1
            current = self.entries["acme"]
            self.entries["acme"] = tenant(
                metadata={"stackId": STACK, "seen": self.left}, updated_at=current.updated_at + 1
            )
        return super().put(tenant_, replacing=replacing)


def test_a_change_by_somebody_else_is_never_overwritten():
    store = BusyStore(times=2)

    changed = change(store, "acme", lambda found: claimed(found, tenant(name="Renamed"), STACK, NOW + 9))

    assert changed is not None
    assert (changed.name, changed.metadata.model_extra) == ("Renamed", {"stackId": STACK, "seen": 0})


def test_a_change_gives_up_when_others_never_stop():
    with pytest.raises(Conflict, match="somebody else"):
        change(BusyStore(times=99), "acme", lambda found: claimed(found, tenant(name="Renamed"), STACK, NOW))
