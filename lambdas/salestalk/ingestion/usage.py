"""Counting what a tenant uses, once per event however often it is delivered."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from enum import StrEnum
from typing import Final

from salestalk import names
from salestalk.ingestion.idempotency import IdempotencyStrategy
from salestalk.ingestion.retrying import RetryingStore
from salestalk.ingestion.store import (
    MAX_WRITES,
    Absent,
    Increment,
    ItemStore,
    Key,
    Put,
    Query,
    SortRange,
    Write,
    WritesRefused,
)
from salestalk.values import frozen

EVENT_PREFIX: Final = "EVENT#"
USAGE_PK: Final = "USAGE"
MAX_USES: Final = MAX_WRITES // 2
"""Each may fall on a day of its own."""
MARKER_SECONDS: Final = 120 * 24 * 3600
"""Longer than an event can come back: 90 days in the bus's archive and 14 in a dead-letter queue."""


class Recorded(StrEnum):
    """What became of an event."""

    APPLIED = "applied"
    DUPLICATE = "duplicate"


@frozen
class DayOfUse:
    """The counters of one day (UTC, ``YYYY-MM-DD``)."""

    day: str
    counters: Mapping[str, Decimal]


@frozen
class Use:
    """What an event adds to the counters of its day (UTC, ``YYYY-MM-DD``)."""

    event_id: str
    """Or of whatever else is counted once, however many events tell of it."""
    day: str
    increments: Mapping[str, int | Decimal]


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
        use = Use(event_id, day, increments)
        return self.record_all(tenant_id, consumer, [use], deadline=deadline)[event_id]

    def record_all(
        self, tenant_id: str, consumer: str, uses: Sequence[Use], *, deadline: float | None = None
    ) -> Mapping[str, Recorded]:
        """The same for up to `MAX_USES` events, in one transaction unless some were seen: what became of each id.

        Of several uses with one id the first counts. All of them are recorded, or none where it raises `Unavailable`.
        """
        pending = {use.event_id: use for use in reversed(uses)}
        seen: dict[str, Recorded] = {}
        while pending:
            left = list(pending.values())
            try:
                self._view(deadline).transact(names.messages_table(tenant_id), self._writes(consumer, left))
            except WritesRefused as refused:
                seen |= {left[position].event_id: Recorded.DUPLICATE for position in refused.positions}
                pending = {name: use for name, use in pending.items() if name not in seen}
            else:
                return {**seen, **dict.fromkeys(pending, Recorded.APPLIED)}
        return seen

    def _writes(self, consumer: str, uses: Sequence[Use]) -> list[Write]:
        """A marker for each event, in their order, and one increment for each day."""
        expires = int(self._clock()) + MARKER_SECONDS
        days: dict[str, Counter[str]] = {}
        for use in uses:
            days.setdefault(use.day, Counter()).update(use.increments)
        markers = [
            Put({"pk": EVENT_PREFIX + use.event_id, "sk": consumer, "ttl": expires, "day": use.day}, Absent())
            for use in uses
        ]
        return [*markers, *(Increment(Key(USAGE_PK, day), total) for day, total in days.items() if total)]

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
