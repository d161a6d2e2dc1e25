from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

import pytest

from archive_worker import handler as function
from archive_worker.archiving import Archiving, Drawer
from salestalk.contracts.jsontext import loads
from salestalk.tenancy.registry import ActiveTenants
from tests.unit.conversation.test_completion import ACME, SESSION, Desk
from tests.unit.events.samples import delivery, event
from tests.unit.functions.fakes import Context
from tests.unit.tenancy.fakes import MemoryStore, tenant

KEY = f"tenant-{ACME}/conversations/2026/01/{SESSION}.jsonl"


@dataclass
class Files:
    """Files by key."""

    written: dict[str, bytes] = field(default_factory=dict)

    def write_all(self, key: str, parts: Iterable[bytes]) -> None:
        self.written[key] = b"".join(parts)


class Worker(Desk):
    """The function over one tenant's conversations in memory."""

    def __init__(self) -> None:
        super().__init__()
        self.files = Files()
        self.registry = MemoryStore(tenant(ACME))

    def drawer_of(self, tenant_id: str, moment: str, deadline: float) -> Drawer:
        ActiveTenants(self.registry, lambda: 0.0).tenant_at(tenant_id, moment, deadline=deadline)
        return Drawer(self.history, self.files)

    def deliver(self, *bodies: str) -> list[str]:
        records = [
            {"messageId": str(number), "body": body, "eventSource": "aws:sqs", "attributes": {}}
            for number, body in enumerate(bodies)
        ]
        answer = function.handler({"Records": records}, Context())
        return [failure["itemIdentifier"] for failure in answer["batchItemFailures"]]


@pytest.fixture
def worker(monkeypatch) -> Worker:
    made = Worker()
    archiving = Archiving(made.drawer_of)
    monkeypatch.setattr(function, "archiving", lambda: archiving)
    return made


def test_a_conversation_is_archived_whole_and_in_order(worker):
    for number in range(250):
        worker.say("user" if number % 2 == 0 else "assistant")
    worker.complete(rating=5)
    assert worker.deliver(delivery(worker.bus.events[0])) == []

    head, *messages = map(loads, worker.files.written[KEY].decode().splitlines())
    assert (head["kind"], head["messageCount"], head["satisfactionRating"]) == ("conversation", 250, 5)
    assert [message["messageId"][-12:] for message in messages] == [f"{number:012d}" for number in range(1, 251)]


def test_a_conversation_of_the_tenant_that_had_this_id_before_is_not_archived(worker):
    worker.say()
    worker.complete()
    ended = worker.bus.events[0]
    begun = int(datetime.fromisoformat(ended.timestamp).timestamp()) + 1
    worker.registry.entries[ACME] = tenant(ACME, created_at=begun, updated_at=begun)
    assert worker.deliver(delivery(ended)) == []
    assert worker.files.written == {}


def test_an_end_told_again_writes_the_same_file(worker):
    worker.say()
    worker.complete()
    body = delivery(worker.bus.events[0])
    worker.deliver(body)
    first = dict(worker.files.written)
    assert worker.deliver(body, body) == []
    assert worker.files.written == first


def test_a_conversation_that_went_on_replaces_its_shorter_file(worker):
    for _ in range(2):
        worker.say()
        worker.complete()
    worker.deliver(*(delivery(each) for each in worker.bus.events))
    assert list(worker.files.written) == [KEY]
    assert len(worker.files.written[KEY].splitlines()) == 3


def test_what_is_no_end_or_of_no_tenant_fails_alone(worker):
    worker.say()
    worker.complete()
    ended = worker.bus.events[0]
    assert worker.deliver(
        "poison", delivery(ended), delivery(event(tenant_id=ACME)), delivery(event(ended.data, tenant_id="nobody"))
    ) == ["0", "2", "3"]
