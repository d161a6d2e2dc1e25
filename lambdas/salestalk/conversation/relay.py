"""Making good on a pledge: an exchange that is stored gets its events, whoever died before putting them."""

from collections.abc import Callable
from datetime import UTC, datetime
from enum import StrEnum

from salestalk.contracts.events import Event
from salestalk.contracts.outbox import ExchangePledge
from salestalk.conversation.events import exchange_events
from salestalk.conversation.exchange import stored_answer
from salestalk.events.publisher import EventPublisher
from salestalk.ingestion.history import MessageHistory
from salestalk.values import frozen


class Settled(StrEnum):
    """How a pledge was settled."""

    NOTHING_OWED = "nothing owed"
    """Nothing was stored: the question failed, and whoever asked was told so."""
    ARRIVED = "arrived"
    PUBLISHED = "published"


@frozen
class Relay:
    """Settles pledges. ``has_arrived`` says whether an event has reached the consumer that keeps a mark of each.

    To ask there is cheaper than a mark of ours for each answer, and tells more: not that the bus took an event, but
    that it came through.
    """

    history_of: Callable[[str, float], MessageHistory]
    """By tenant id and deadline."""
    has_arrived: Callable[[Event, float], bool]
    publisher: EventPublisher

    def settle(self, pledge: ExchangePledge, *, deadline: float) -> Settled:
        """Put the events of a stored exchange unless they arrived. Raises `Unavailable`."""
        history = self.history_of(pledge.tenant_id, deadline)
        stored = history.exchange(pledge.tenant_id, pledge.question_id, deadline=deadline)
        if stored is None:
            return Settled.NOTHING_OWED
        question, answer = stored
        events = exchange_events(
            question,
            stored_answer(answer),
            user_id=pledge.user_id,
            origin=pledge.origin,
            now=datetime.fromtimestamp(question.timestamp, UTC),
        )
        if self.has_arrived(events[-1], deadline):
            return Settled.ARRIVED
        self.publisher.publish(events, deadline=deadline)
        return Settled.PUBLISHED
