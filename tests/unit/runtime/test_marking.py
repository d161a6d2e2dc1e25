"""Whose events are marked: those of the tenant that was there when they happened."""

from types import SimpleNamespace

import pytest

from runtime import marking
from salestalk.errors import TenantNotActive
from salestalk.tenancy.registry import ActiveTenants
from tests.unit.events.samples import NOW, event
from tests.unit.tenancy.fakes import MemoryStore, tenant


@pytest.mark.parametrize(("since", "is_served"), [(-1, True), (0, True), (1, False)])
def test_an_event_is_of_the_tenant_that_was_there_then(monkeypatch, since, is_served):
    created = int(NOW.timestamp()) + since
    registry = MemoryStore(tenant("acme", created_at=created, updated_at=created))
    tenants = ActiveTenants(registry, lambda: 0.0, served=marking.MARKED_FOR)
    data = SimpleNamespace(tenants=tenants, store=lambda *_, **__: object(), strategy=object())
    monkeypatch.setattr(marking.TenantData, "connect", lambda *_, **__: data)

    marks_of = marking.marks_of(object(), object(), "worker")  # type: ignore[arg-type]  # not looked at
    if is_served:
        assert marks_of(event(tenant_id="acme"), 1.0)
    else:
        with pytest.raises(TenantNotActive, match="earlier tenant"):
            marks_of(event(tenant_id="acme"), 1.0)
