"""Usage on the real engine: an event counts once, whoever brings it how often."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from uuid import uuid4

import pytest

from tests.integration.ingestion_support import new_tenant

DAY = "2026-11-21"


@pytest.fixture
def tenant(emulator):
    return new_tenant(emulator, f"usage-{uuid4().hex[:8]}")


def test_a_duplicate_event_counts_once_though_deliveries_race(tenant):
    events = [str(uuid4()) for _ in range(5)]
    deliveries = events * 4

    def deliver(event):
        return tenant.usage.record_usage(tenant.tenant_id, event, "usage", DAY, {"questions": 1, "usd": Decimal("0.1")})

    with ThreadPoolExecutor(10) as pool:
        done = [result.value for result in pool.map(deliver, deliveries)]
    assert (done.count("applied"), done.count("duplicate")) == (5, 15)
    (day,) = tenant.usage.usage(tenant.tenant_id, DAY, DAY)
    assert day.counters == {"questions": 5, "usd": Decimal("0.5")}


def test_days_and_consumers_are_counted_apart(tenant):
    event = str(uuid4())
    for consumer, day in (("usage", DAY), ("insights", DAY), ("usage", "2026-11-22")):
        tenant.usage.record_usage(tenant.tenant_id, event, consumer, day, {"rows": 2})
    assert [(day.day, day.counters["rows"]) for day in tenant.usage.usage(tenant.tenant_id, DAY, "2026-12-31")] == [
        (DAY, 4)
    ]


def test_the_marker_expires_by_itself(tenant):
    tenant.usage.record_usage(tenant.tenant_id, "e1", "usage", DAY, {"rows": 1})
    (marker,) = tenant.scan(tenant.messages_table, "EVENT#e1")
    assert int(marker["ttl"]["N"]) > 0
    assert "timestamp" not in marker
