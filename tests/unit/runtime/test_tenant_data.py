"""A tenant's store is opened for nobody whom the registry does not serve, and nothing is asked for twice."""

import time
from threading import Barrier
from typing import Any

import pytest

from runtime.tenant_data import TenantData
from salestalk.contracts.tenant import Tenant, TenantStatus
from salestalk.errors import TenantNotActive, Unavailable
from salestalk.tenancy.registry import ActiveTenants
from tests.unit.ingestion.fakes import FakeTime
from tests.unit.tenancy.fakes import MemoryStore, tenant


class Sessions:
    """Gives credentials, or fails to; ``meeting`` is waited at by whoever asks."""

    def __init__(self, meeting: Barrier | None = None) -> None:
        self.known: set[str] = set()
        self.asked: list[str] = []
        self.meeting = meeting
        self.broken = False

    def has(self, tenant_id: str) -> bool:
        return tenant_id in self.known

    def dynamodb(self, tenant_id: str, *, deadline: float | None = None) -> Any:
        self.asked.append(tenant_id)
        if self.meeting:
            self.meeting.wait()
        if self.broken:
            raise Unavailable("Gave up after 6 attempts: AssumeRole: no answer")
        self.known.add(tenant_id)
        return f"client of {tenant_id}"


class Registry(MemoryStore):
    """A registry whose look-ups meet somebody."""

    def __init__(self, *tenants: Tenant, meeting: Barrier | None = None) -> None:
        super().__init__(*tenants)
        self.meeting = meeting

    def get(self, tenant_id: str, *, deadline: float | None = None) -> Tenant | None:
        if self.meeting:
            self.meeting.wait()
        return super().get(tenant_id, deadline=deadline)


def data(sessions: Any, registry: MemoryStore) -> TenantData:
    return TenantData(ActiveTenants(registry, time.monotonic), sessions, FakeTime().strategy())


def test_a_new_tenants_entry_and_credentials_are_asked_for_at_the_same_time():
    meeting = Barrier(2, timeout=5)
    opened, store = data(Sessions(meeting), Registry(tenant(), meeting=meeting)).open("acme", deadline=1e9)
    assert opened == tenant()
    assert store._client == "client of acme"


def test_a_known_tenant_is_opened_with_what_is_at_hand():
    sessions, registry = Sessions(), MemoryStore(tenant())
    door = data(sessions, registry)
    for _ in range(3):
        door.open("acme", deadline=1e9)
    assert registry.looked_up == 1
    assert sessions.known == {"acme"}


@pytest.mark.parametrize("status", [each for each in TenantStatus if each is not TenantStatus.ACTIVE])
@pytest.mark.parametrize("is_known", [True, False])
def test_nobody_gets_the_store_of_a_tenant_that_is_not_served(status, is_known):
    sessions = Sessions()
    sessions.known = {"acme"} if is_known else set()
    with pytest.raises(TenantNotActive):
        data(sessions, MemoryStore(tenant(status=status))).open("acme", deadline=1e9)


def test_who_is_not_known_is_told_so_even_where_credentials_are_not_to_be_had():
    sessions = Sessions()
    sessions.broken = True
    with pytest.raises(TenantNotActive):
        data(sessions, MemoryStore()).open("acme", deadline=1e9)


def test_without_credentials_a_tenant_cannot_be_opened():
    sessions = Sessions()
    sessions.broken = True
    with pytest.raises(Unavailable):
        data(sessions, MemoryStore(tenant())).open("acme", deadline=1e9)
