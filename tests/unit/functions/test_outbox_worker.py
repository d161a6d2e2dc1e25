from dataclasses import dataclass, field
from typing import Any

import pytest

from outbox_worker import handler as function
from outbox_worker.settling import MAX_TRIES, Settling
from salestalk.contracts.events import EventMetadata
from salestalk.contracts.outbox import ExchangePledge, HeldEvent, OutboxNote, read_note, write_note
from salestalk.conversation.relay import Settled
from salestalk.errors import TenantNotActive, Unavailable
from salestalk.events.outbox import Outbox
from tests.unit.events.samples import event
from tests.unit.events.test_outbox import Queue
from tests.unit.functions.fakes import Context, MemoryPublisher

PLEDGE = ExchangePledge(
    tenant_id="acme",
    question_id="6f1f64ab-3b0a-4d0e-9a53-0f3a4b7f1c12",
    user_id="u",
    origin=EventMetadata(correlation_id="c-1"),
)


@dataclass
class Bus(MemoryPublisher):
    broken: bool = False

    def publish(self, events: Any, *, deadline: float) -> None:
        if self.broken:
            raise Unavailable("no answer")
        super().publish(events, deadline=deadline)


@dataclass
class Worker:
    """The function over a bus, a queue and pledges in memory."""

    bus: Bus = field(default_factory=Bus)
    queue: Queue = field(default_factory=Queue)
    pledges: list[ExchangePledge] = field(default_factory=list)
    fault: Exception | None = None

    def settle(self, pledge: ExchangePledge, deadline: float) -> Settled:
        if self.fault:
            raise self.fault
        self.pledges.append(pledge)
        return Settled.PUBLISHED

    def deliver(self, *bodies: str) -> list[str]:
        records = [
            {"messageId": str(number), "body": body, "eventSource": "aws:sqs", "attributes": {}}
            for number, body in enumerate(bodies)
        ]
        answer = function.handler({"Records": records}, Context())
        return [failure["itemIdentifier"] for failure in answer["batchItemFailures"]]

    def put_back(self) -> list[tuple[OutboxNote, int]]:
        return [(read_note(body), delay) for body, delay in self.queue.sent]


@pytest.fixture
def worker(monkeypatch) -> Worker:
    made = Worker()
    settling = Settling(made.settle, made.bus, Outbox(made.queue), lambda: 0.0)
    monkeypatch.setattr(function, "settling", lambda: settling)
    return made


def held(tries: int = 0) -> str:
    return write_note(HeldEvent(event=event().as_item(), tries=tries))


def test_a_held_event_reaches_the_bus_as_it_was(worker):
    assert worker.deliver(held()) == []
    assert worker.bus.events == [event()]


def test_a_pledge_is_settled(worker):
    assert worker.deliver(write_note(PLEDGE)) == []
    assert worker.pledges == [PLEDGE]


def test_while_the_bus_does_not_answer_a_note_comes_back_ever_later_and_none_is_lost(worker):
    worker.bus.broken = True
    assert worker.deliver(held(), held(3), held(40)) == []
    assert [(note.tries, delay) for note, delay in worker.put_back()] == [(1, 30), (4, 240), (41, 900)]


def test_an_hour_without_the_bus_stays_far_from_the_dead_letters(worker):
    worker.bus.broken = True
    body, waited = held(), 0
    while waited < 20 * 3600:
        assert worker.deliver(body) == []
        body, delay = worker.queue.sent.pop()
        waited += delay
    worker.bus.broken = False
    assert worker.deliver(body) == []
    assert worker.bus.events == [event()]


def test_after_a_day_of_tries_somebody_has_to_look(worker):
    worker.bus.broken = True
    assert worker.deliver(held(MAX_TRIES)) == ["0"]
    assert worker.queue.sent == []


def test_a_note_that_can_neither_be_settled_nor_put_back_stays_in_the_queue(worker):
    worker.bus.broken = worker.queue.broken = True
    assert worker.deliver(held()) == ["0"]


def test_what_is_owed_to_a_tenant_that_is_gone_is_dropped_with_a_line_that_says_so(worker, caplog):
    worker.fault = TenantNotActive("This tenant is not known.")
    assert worker.deliver(write_note(PLEDGE)) == []
    (line,) = (record.__dict__ for record in caplog.records)
    assert (line["outcome"], line["tenantId"], line["correlationId"]) == ("tenant gone", "acme", "c-1")


def test_poison_fails_alone(worker):
    broken_event = write_note(HeldEvent(event={**event().as_item(), "eventId": "no id"}))
    assert worker.deliver("poison", held(), broken_event) == ["0", "2"]
    assert worker.bus.events == [event()]
