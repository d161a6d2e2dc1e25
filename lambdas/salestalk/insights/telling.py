"""Handing insights over for delivery, each at least once.

An insight is listed as not told until it was handed over, and only then is the event that brought it marked as done: so
a function that dies in between leaves it to the next delivery of that event, which finds it and hands it over.
"""

from collections.abc import Sequence
from typing import Final, Protocol

from salestalk import names
from salestalk.contracts.delivery import Channel, DeliveryNote
from salestalk.contracts.insight import Insight, InsightStatus, Roster
from salestalk.contracts.tenant import Delivery, Tenant
from salestalk.ingestion.idempotency import Contended, IdempotencyStrategy
from salestalk.ingestion.retrying import RetryingStore
from salestalk.ingestion.store import ItemStore, Write, WritesRefused
from salestalk.insights import items
from salestalk.insights.demand import marker
from salestalk.values import frozen

WEEKS: Final = 2


class DeliveryQueue(Protocol):
    """The queue of what is to be delivered."""

    def send(self, body: str, *, delay: int, deadline: float) -> None:
        """Put a message, to be seen after ``delay`` (0 to 900) seconds. Raises `Unavailable`."""


@frozen
class Telling:
    """Hands over what one tenant's lists say is not told yet."""

    tenant: Tenant
    store: ItemStore
    strategy: IdempotencyStrategy
    queue: DeliveryQueue
    deadline: float

    def tell(self, *, event_id: str | None, now: int) -> int:
        """How many were handed over; the event is done then. Raises `RightMissing`, `Unavailable`."""
        channels = _channels(self.tenant.metadata.delivery)
        waiting = [entry.insight_id for roster in self._rosters() for entry in roster.entries if not entry.is_told]
        for insight in self._insights(waiting):
            for channel in channels:
                note = DeliveryNote(tenant_id=self.tenant.tenant_id, channel=channel, insight=insight)
                self.queue.send(note.as_json(), delay=0, deadline=self.deadline)
        self.strategy.call(lambda: self._done(frozenset(waiting), event_id, now), deadline=self.deadline)
        return len(waiting)

    def _insights(self, ids: Sequence[str]) -> list[Insight]:
        keys = [items.insight_key(one) for one in ids]
        found = map(items.insight_of, self._view.get_many(self._table, keys) if keys else ())
        return [one for one in found if one.status is InsightStatus.SHOWN]

    def _done(self, told: frozenset[str], event_id: str | None, now: int) -> None:
        writes: list[Write] = [
            items.put_roster(_told(roster, told))
            for roster in self._rosters()
            if any(entry.insight_id in told and not entry.is_told for entry in roster.entries)
        ]
        done = marker(event_id, now) if event_id else None
        if done and not self._view.get(self._table, items.key_of(done)):
            writes.append(done)
        try:
            if writes:
                self._view.transact(self._table, writes)
        except WritesRefused:
            raise Contended("the list of the week was being written by somebody else") from None

    def _rosters(self) -> list[Roster]:
        return [items.roster_of(one) for one in self._view.query(self._table, items.weeks_before(None, WEEKS))]

    @property
    def _view(self) -> RetryingStore:
        return RetryingStore(self.store, self.strategy, self.deadline)

    @property
    def _table(self) -> str:
        return names.messages_table(self.tenant.tenant_id)


def _told(roster: Roster, told: frozenset[str]) -> Roster:
    entries = tuple(
        entry.model_copy(update={"is_told": True}) if entry.insight_id in told else entry for entry in roster.entries
    )
    return roster.model_copy(update={"entries": entries})


def _channels(delivery: Delivery | None) -> tuple[Channel, ...]:
    wanted = (
        (Channel.WEBHOOK, bool(delivery and delivery.webhook_url)),
        (Channel.EMAIL, bool(delivery and delivery.email)),
    )
    return tuple(channel for channel, is_wanted in wanted if is_wanted)
