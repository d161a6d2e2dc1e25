"""What a tenant asks about: counts of subjects and dimensions by ISO week, in its own messages table."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final

from salestalk import names
from salestalk.contracts.classification import Classification
from salestalk.contracts.events import Event
from salestalk.ingestion.idempotency import IdempotencyStrategy
from salestalk.ingestion.retrying import RetryingStore
from salestalk.ingestion.store import Absent, Increment, ItemStore, Key, Put, Query, Write, WritesRefused
from salestalk.insights.ratios import ONE, share
from salestalk.values import frozen

ASKED_PK: Final = "ASKED"
WEEKS: Final = 8
"""So many weeks back it counts what was asked."""
SUBJECT: Final = "subject#"
DIMENSION: Final = "dimension#"
EVENT_PREFIX: Final = "EVENT#"
MARKER_SECONDS: Final = 120 * 24 * 3600
"""Longer than an event can come back: 90 days in the bus's archive and 14 in a dead-letter queue."""
UNKNOWN: Final = "unknown"


class Learned(StrEnum):
    """What became of an event."""

    COUNTED = "counted"
    DUPLICATE = "duplicate"
    NOTHING = "nothing to learn"


@frozen
class Demand:
    """How often each subject and each dimension was asked about of late."""

    subjects: Mapping[str, int] = field(default_factory=dict)
    dimensions: Mapping[str, int] = field(default_factory=dict)

    def of_dimension(self, name: str) -> int:
        """How often the dimension was asked about."""
        return self.dimensions.get(name, 0)

    def factor(self, subject: str | None, dimensions: Mapping[str, str]) -> Decimal:
        """1 for what nobody asks about, up to 2; a slice counts half unless its dimensions are asked about."""
        by_subject = ONE + share(self.subjects.get(subject or "", 0), sum(self.subjects.values()))
        if not dimensions:
            return by_subject
        asked = max(map(self.of_dimension, dimensions))
        return by_subject * (ONE + share(asked, sum(self.dimensions.values()))) / 2


NO_DEMAND: Final = Demand()


def asked_about(classification: Classification) -> dict[str, int]:
    """The counters that a question raises, each by one."""
    if classification.subject == UNKNOWN:
        return {}
    subjects = {classification.subject, *filter(None, [classification.related_subject])}
    dimensions = {*classification.group_by, *(one.key for one in classification.filters)}
    return {SUBJECT + name: 1 for name in sorted(subjects)} | {DIMENSION + name: 1 for name in sorted(dimensions)}


def marker(event_id: str, now: int) -> Put:
    """The note that this consumer has seen an event; refused where it is there."""
    item = {"pk": EVENT_PREFIX + event_id, "sk": names.INSIGHTS_WORKER, "ttl": now + MARKER_SECONDS}
    return Put(item, Absent())


class Questions:
    """The counters of any tenant whose tables the store may reach."""

    def __init__(self, store: ItemStore, strategy: IdempotencyStrategy) -> None:
        self._store = store
        self._strategy = strategy

    def learn(self, event: Event, classification: Classification, *, now: int, deadline: float) -> Learned:
        """Count what was asked about, once per event. Raises `RightMissing`, `Unavailable`."""
        amounts = asked_about(classification)
        if not amounts:
            return Learned.NOTHING
        year, week, _ = date.fromisoformat(event.timestamp[:10]).isocalendar()
        writes: list[Write] = [
            marker(event.event_id, now),
            Increment(Key(ASKED_PK, f"{year:04d}-W{week:02d}"), amounts),
        ]
        view = RetryingStore(self._store, self._strategy, deadline)
        try:
            view.transact(names.messages_table(event.tenant_id), writes)
        except WritesRefused:
            return Learned.DUPLICATE
        return Learned.COUNTED

    def demand(self, tenant_id: str, *, deadline: float) -> Demand:
        """What was asked about in the last `WEEKS` weeks in which anything was asked."""
        view = RetryingStore(self._store, self._strategy, deadline)
        query = Query(ASKED_PK, descending=True, limit=WEEKS)
        return _summed(view.query(names.messages_table(tenant_id), query))


def _summed(items: list[Any]) -> Demand:
    subjects, dimensions = Counter[str](), Counter[str]()
    for item in items:
        for name, count in item.items():
            if name.startswith(SUBJECT):
                subjects[name.removeprefix(SUBJECT)] += int(count)
            elif name.startswith(DIMENSION):
                dimensions[name.removeprefix(DIMENSION)] += int(count)
    return Demand(subjects, dimensions)
