"""Making good on a pledge, over conversations in memory."""

from dataclasses import dataclass, field
from typing import Any

import pytest

from salestalk.contracts.events import Event, EventMetadata
from salestalk.contracts.outbox import ExchangePledge
from salestalk.conversation.exchange import ExchangeIds
from salestalk.conversation.relay import Relay, Settled
from salestalk.errors import Unavailable
from tests.unit.conversation.test_service import ACME, Desk
from tests.unit.functions.fakes import MemoryPublisher


@dataclass
class Owed:
    """A desk whose bus is broken from the start, and the relay that comes later."""

    desk: Desk = field(default_factory=Desk)
    bus: MemoryPublisher = field(default_factory=MemoryPublisher)
    arrived: set[str] = field(default_factory=set)

    def settle(self, question_id: str) -> Settled:
        relay = Relay(lambda _, __: self.desk.history, self._has_arrived, self.bus)
        pledge = ExchangePledge(
            tenant_id=ACME, question_id=question_id, user_id="u", origin=EventMetadata(correlation_id="c")
        )
        return relay.settle(pledge, deadline=1e9)

    def _has_arrived(self, event: Event, _: float) -> bool:
        return event.event_id in self.arrived


def question_id(key: str) -> str:
    return ExchangeIds.of(ACME, "u", session_id=None, idempotency_key=key).question


@pytest.fixture
def owed() -> Owed:
    made = Owed()
    made.desk.bus.broken = True
    return made


def told(events: list[Event]) -> list[dict[str, Any]]:
    """What events say, but the moment: the one asked and the one stored differ by less than a second."""
    return [{**event.as_item(), "timestamp": None} for event in events]


def test_an_exchange_whose_events_were_never_put_gets_exactly_those(owed: Owed) -> None:
    with pytest.raises(Unavailable):
        owed.desk.ask("What was revenue in Q3?", key="k")
    assert owed.settle(question_id("k")) is Settled.PUBLISHED

    owed.desk.bus.broken = False
    owed.desk.ask("What was revenue in Q3?", key="k")
    assert told(owed.bus.events) == told(owed.desk.bus.events)


def test_events_that_arrived_are_not_put_again(owed: Owed) -> None:
    owed.desk.bus.broken = False
    owed.desk.ask("What was revenue in Q3?", key="k")
    owed.arrived = {event.event_id for event in owed.desk.bus.events}
    assert owed.settle(question_id("k")) is Settled.ARRIVED
    assert owed.bus.events == []


def test_nothing_is_owed_for_a_question_that_was_not_stored(owed: Owed) -> None:
    assert owed.settle(question_id("never")) is Settled.NOTHING_OWED


def test_the_pledge_is_left_before_anything_is_stored() -> None:
    desk, stored_then = Desk(), []

    def prepare(_: Any, ids: ExchangeIds) -> None:
        stored_then.append(desk.history.message(ACME, ids.question))

    object.__setattr__(desk.service, "prepare", prepare)
    desk.ask("What was revenue in Q3?", key="k")
    assert stored_then == [None]


def test_without_its_pledge_nothing_is_stored() -> None:
    desk = Desk()

    def refuse(_: Any, __: ExchangeIds) -> None:
        raise Unavailable("the outbox does not answer")

    object.__setattr__(desk.service, "prepare", refuse)
    with pytest.raises(Unavailable):
        desk.ask("What was revenue in Q3?", key="k")
    assert desk.history.message(ACME, question_id("k")) is None
    assert desk.bus.events == []
