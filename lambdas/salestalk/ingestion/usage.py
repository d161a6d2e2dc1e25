"""Counting what a tenant uses, once per event however often it is delivered."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final

from salestalk import names
from salestalk.ingestion.idempotency import IdempotencyStrategy
from salestalk.ingestion.retrying import RetryingStore
from salestalk.ingestion.store import Absent, Increment, ItemStore, Key, Put, Query, SortRange, Write, WritesRefused

EVENT_PREFIX: Final = "EVENT#"
USAGE_PK: Final = "USAGE"
MARKER_SECONDS: Final = 120 * 24 * 3600
"""Longer than an event can come back: 90 days in the bus's archive and 14 in a dead-letter queue."""


class Recorded(StrEnum):
    """What became of an event."""

    APPLIED = "applied"
    DUPLICATE = "duplicate"


@dataclass(frozen=True, slots=True)
class DayOfUse:
    """The counters of one day (UTC, ``YYYY-MM-DD``)."""

    day: str
    counters: Mapping[str, Decimal]


class UsageCounters:
    """Counters in each tenant's own messages table. ``clock`` gives Unix seconds."""

    def __init__(self, store: ItemStore, strategy: IdempotencyStrategy, clock: Callable[[], float]) -> None:
        self._store = store
        self._strategy = strategy
        self._clock = clock

    def record_usage(
        self,
        tenant_id: str,
        event_id: str,
        consumer: str,
        day: str,
        increments: Mapping[str, int | Decimal],
        *,
        deadline: float | None = None,
    ) -> Recorded:
        """Add to the day's counters in one transaction with a marker, unless this consumer has seen the event."""
        expires = int(self._clock()) + MARKER_SECONDS
        marker = {"pk": EVENT_PREFIX + event_id, "sk": consumer, "ttl": expires, "day": day}
        writes: list[Write] = [Put(marker, Absent())]
        if increments:
            writes.append(Increment(Key(USAGE_PK, day), increments))
        try:
            self._view(deadline).transact(names.messages_table(tenant_id), writes)
        except WritesRefused:
            return Recorded.DUPLICATE
        return Recorded.APPLIED

    def has_seen(self, tenant_id: str, event_id: str, consumer: str, *, deadline: float | None = None) -> bool:
        """Whether this consumer has handled the event."""
        marker = self._view(deadline).get(names.messages_table(tenant_id), Key(EVENT_PREFIX + event_id, consumer))
        return marker is not None

    def usage(self, tenant_id: str, first: str, last: str, *, deadline: float | None = None) -> list[DayOfUse]:
        """The days from ``first`` to ``last`` (both included) on which anything was counted."""
        query = Query(USAGE_PK, SortRange("between", (first, last)), consistent=True)
        found = self._view(deadline).query(names.messages_table(tenant_id), query)
        return [
            DayOfUse(item["sk"], {name: value for name, value in item.items() if name not in ("pk", "sk")})
            for item in found
        ]

    def _view(self, deadline: float | None) -> RetryingStore:
        return RetryingStore(self._store, self._strategy, deadline)
