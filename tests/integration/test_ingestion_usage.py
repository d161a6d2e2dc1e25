"""Usage on the real engine: an event counts once, whoever brings it how often."""

import random
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from uuid import uuid4

import pytest

from salestalk.ingestion.usage import Recorded, Use
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


@pytest.mark.parametrize("seed", range(4))
def test_batches_that_overlap_and_race_count_each_event_once(tenant, seed):
    rng = random.Random(seed)
    uses = [Use(str(uuid4()), rng.choice([DAY, "2026-11-22"]), {"rows": number}) for number in range(30)]
    batches = [[*rng.sample(uses, 10), rng.choice(uses)] for _ in range(20)] + [uses]

    def record(batch):
        return tenant.usage.record_all(tenant.tenant_id, "usage", batch)

    with ThreadPoolExecutor(8) as pool:
        recorded = list(pool.map(record, batches))
    assert all(said.keys() == {use.event_id for use in batch} for said, batch in zip(recorded, batches, strict=True))
    assert sum(list(said.values()).count(Recorded.APPLIED) for said in recorded) == 30
    days = tenant.usage.usage(tenant.tenant_id, DAY, "2026-11-22")
    assert {day.day: day.counters["rows"] for day in days} == {
        day: sum(use.increments["rows"] for use in uses if use.day == day) for day in (DAY, "2026-11-22")
    }


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
