"""Usage is counted once per event and consumer."""

from decimal import Decimal

import pytest

from salestalk.errors import Unavailable
from salestalk.ingestion.idempotency import Contended, TransientNetwork
from salestalk.ingestion.usage import MARKER_SECONDS, UsageCounters
from tests.unit.ingestion.builders import MESSAGES, TENANT
from tests.unit.ingestion.fakes import DictStore, FakeTime

NOW = 1_760_000_000


@pytest.fixture
def store():
    return DictStore()


@pytest.fixture
def counters(store):
    return UsageCounters(store, FakeTime().strategy(), lambda: NOW)


def count(counters, event="e1", consumer="usage", day="2026-11-21", **increments):
    return counters.record_usage(TENANT, event, consumer, day, increments or {"questions": 1})


def test_an_event_delivered_five_times_counts_once(counters):
    assert [count(counters).value for _ in range(5)] == ["applied", *["duplicate"] * 4]
    (day,) = counters.usage(TENANT, "2026-11-01", "2026-11-30")
    assert (day.day, day.counters) == ("2026-11-21", {"questions": 1})


def test_counters_add_up_exactly_by_day(counters):
    count(counters, "e1", costUsd=Decimal("0.1"), questions=1)
    count(counters, "e2", costUsd=Decimal("0.2"), questions=1)
    count(counters, "e3", day="2026-11-22")
    first, second = counters.usage(TENANT, "2026-11-21", "2026-11-22")
    assert first.counters == {"costUsd": Decimal("0.3"), "questions": 2}
    assert second.counters == {"questions": 1}


def test_each_consumer_sees_an_event_once(counters):
    assert [count(counters, consumer=name).value for name in ("usage", "insights", "usage")] == [
        "applied",
        "applied",
        "duplicate",
    ]


def test_an_event_that_counts_nothing_is_still_remembered(counters):
    assert counters.record_usage(TENANT, "e1", "usage", "2026-11-21", {}) == "applied"
    assert counters.record_usage(TENANT, "e1", "usage", "2026-11-21", {}) == "duplicate"


def test_markers_expire_after_an_event_can_come_back(store, counters):
    count(counters)
    (marker,) = store.items(MESSAGES, "EVENT#")
    assert marker["ttl"] == NOW + MARKER_SECONDS > NOW + (90 + 14) * 86_400


def test_a_lost_answer_or_a_race_counts_once(store, counters):
    store.faults_after = [TransientNetwork("no answer")]
    store.faults_before = [None, Contended("TransactionConflict")]
    assert count(counters) == "applied"
    assert counters.usage(TENANT, "2026-11-21", "2026-11-21")[0].counters == {"questions": 1}


def test_nothing_is_tried_past_the_deadline(store, counters):
    with pytest.raises(Unavailable):
        counters.record_usage(TENANT, "e1", "usage", "2026-11-21", {"questions": 1}, deadline=0.0)
    assert store.calls == []
