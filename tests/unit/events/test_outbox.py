"""What the bus does not take is kept, and notes of the outbox are read back as they were written."""

from dataclasses import dataclass, field
from typing import Any

import pytest

from salestalk.contracts.events import EventMetadata
from salestalk.contracts.outbox import ExchangePledge, HeldEvent, read_note, write_note
from salestalk.errors import InvalidInput, Unavailable
from salestalk.events.envelope import read_event
from salestalk.events.outbox import DurablePublisher, Outbox
from salestalk.events.publisher import EventsNotPut
from tests.unit.events.samples import event, ingested, narrated

QUESTION_ID = "6f1f64ab-3b0a-4d0e-9a53-0f3a4b7f1c12"


@dataclass
class Queue:
    """Messages with their delays; refuses while broken."""

    sent: list[tuple[str, int]] = field(default_factory=list)
    broken: bool = False

    def send(self, body: str, *, delay: int, deadline: float) -> None:
        if self.broken:
            raise Unavailable("no answer")
        self.sent.append((body, delay))


@dataclass
class Bus:
    """Takes events but those of the causes it refuses."""

    refused: frozenset[str] = frozenset()
    put: list[Any] = field(default_factory=list)
    deadlines: list[float] = field(default_factory=list)

    def publish(self, events: Any, *, deadline: float) -> None:
        self.deadlines.append(deadline)
        left = [each for each in events if each.event_id in self.refused]
        self.put += [each for each in events if each not in left]
        if left:
            raise EventsNotPut("refused", left)


EVENTS = [event(ingested(valid=number), cause=str(number)) for number in range(3)]


def test_what_the_bus_takes_is_not_kept() -> None:
    bus, queue = Bus(), Queue()
    DurablePublisher(bus, Outbox(queue), lambda: 0.0).publish(EVENTS, deadline=10)
    assert (bus.put, queue.sent) == (EVENTS, [])


def test_only_what_the_bus_refused_is_kept_and_comes_out_as_the_same_event() -> None:
    bus, queue = Bus(refused=frozenset({EVENTS[1].event_id})), Queue()
    DurablePublisher(bus, Outbox(queue), lambda: 0.0).publish(EVENTS, deadline=10)
    ((body, _),) = queue.sent
    note = read_note(body)
    assert isinstance(note, HeldEvent)
    assert read_event(note.event) == EVENTS[1]


def test_an_answers_event_with_exact_decimals_survives_the_outbox() -> None:
    told = event(narrated(cost="0.000012345678901234567890"), tenant_id="acme-corp-001")
    note = read_note(write_note(HeldEvent(event=told.as_item())))
    assert isinstance(note, HeldEvent)
    assert read_event(note.event) == told


def test_nobody_waits_for_the_bus_longer_than_its_patience_or_their_own_deadline() -> None:
    bus = Bus()
    publisher = DurablePublisher(bus, Outbox(Queue()), lambda: 100.0, patience=1.5)
    publisher.publish(EVENTS, deadline=120)
    publisher.publish(EVENTS, deadline=100.5)
    assert bus.deadlines == [101.5, 100.5]


def test_when_the_outbox_fails_as_well_it_is_said() -> None:
    bus = Bus(refused=frozenset(each.event_id for each in EVENTS))
    with pytest.raises(Unavailable):
        DurablePublisher(bus, Outbox(Queue(broken=True)), lambda: 0.0).publish(EVENTS, deadline=10)


def test_a_pledge_is_read_back_as_it_was_written() -> None:
    pledge = ExchangePledge(
        tenant_id="acme", question_id=QUESTION_ID, user_id="u", origin=EventMetadata(correlation_id="c"), tries=3
    )
    assert read_note(write_note(pledge)) == pledge


@pytest.mark.parametrize("body", ["poison", "[]", "{}", '{"kind": "other"}', '{"kind": "exchange"}', '{"kind": []}'])
def test_what_is_no_note_is_refused(body: str) -> None:
    with pytest.raises(InvalidInput):
        read_note(body)
