"""One tenant's trouble is not another's: loads share a retry policy and nothing that could make one wait."""

from datetime import UTC, datetime
from threading import Event, Thread
from typing import Any

import pytest

from salestalk.calendar import FiscalCalendar
from salestalk.ingestion.idempotency import IdempotencyStrategy, Throttled
from salestalk.ingestion.metrics import MetricsIngestion
from tests.unit.ingestion.fakes import DictStore

NOW = datetime(2026, 6, 1, tzinfo=UTC)


def records(number: int) -> list[dict[str, Any]]:
    return [{"subject": f"metric_{n}", "period": "2025-Q3", "value": n, "unit": "count"} for n in range(number)]


class ThrottledUntil(DictStore):
    """A table that throttles every write until somebody else is done."""

    def __init__(self, done: Event) -> None:
        super().__init__()
        self.done, self.refused = done, Event()

    def transact(self, table: str, writes: Any, *, token: str) -> None:
        if not self.done.is_set():
            self.refused.set()
            raise Throttled("ProvisionedThroughputExceededException")
        super().transact(table, writes, token=token)


@pytest.mark.parametrize("loads", [1, 8])
def test_a_throttled_tenant_does_not_slow_another(loads: int) -> None:
    """The throttled load sleeps its back-off until the other has landed whole; then it lands whole too."""
    done = Event()
    slow = ThrottledUntil(done)
    strategy = IdempotencyStrategy(clock=lambda: 0.0, sleep=lambda _: done.wait(30) and None, uniform=lambda _, b: b)

    def ingestion(store: DictStore) -> MetricsIngestion:
        return MetricsIngestion(store, strategy, calendar_of=lambda _: FiscalCalendar(), clock=lambda: NOW)

    outcomes: list[Any] = []
    throttled = [
        Thread(target=lambda: outcomes.append(ingestion(slow).ingest_batch("slow", records(50)))) for _ in range(loads)
    ]
    for thread in throttled:
        thread.start()
    assert slow.refused.wait(30)

    quick = ingestion(DictStore()).ingest_batch("quick", records(500))
    still_waiting = [thread.is_alive() for thread in throttled]
    done.set()
    for thread in throttled:
        thread.join(30)

    assert quick.counts["created"] == 500
    assert all(still_waiting)
    assert sum(outcome.counts["created"] for outcome in outcomes) == 50
    assert all(outcome.counts["rejected"] == 0 for outcome in outcomes)
