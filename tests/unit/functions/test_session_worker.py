from datetime import timedelta

import pytest

from salestalk.contracts.events import EventMetadata
from salestalk.contracts.jsontext import loads
from salestalk.events.envelope import envelope
from session_worker import handler as function
from session_worker.watching import Watching
from tests.unit.conversation.test_completion import ACME, IDLE, SESSION, Desk
from tests.unit.events.samples import delivery, narrated
from tests.unit.events.test_outbox import Queue
from tests.unit.functions.fakes import Context


class Worker(Desk):
    """The function over one tenant's sessions in memory."""

    def __init__(self) -> None:
        super().__init__()
        self.queue = Queue()
        self.watching = Watching(lambda _, __: self.completion, self.queue, IDLE, lambda: self.now)

    def answered(self) -> str:
        """An answer is given now: the message its event becomes."""
        self.say("assistant")
        event = envelope(
            narrated().model_copy(update={"conversation_id": SESSION}),
            cause=str(self.said),
            tenant_id=ACME,
            session_id=SESSION,
            metadata=EventMetadata(correlation_id="c-1"),
            now=self.now,
        )
        return delivery(event)

    def deliver(self, body: str) -> list[str]:
        record = {"messageId": "0", "body": body, "eventSource": "aws:sqs", "attributes": {}}
        answer = function.handler({"Records": [record]}, Context())
        return [failure["itemIdentifier"] for failure in answer["batchItemFailures"]]


@pytest.fixture
def worker(monkeypatch) -> Worker:
    made = Worker()
    monkeypatch.setattr(function, "watching", lambda: made.watching)
    return made


def test_a_watch_is_passed_on_until_the_silence_has_lasted(worker):
    body = worker.answered()
    for delay in (900, 300):
        worker.now += timedelta(seconds=600 if delay == 300 else 900)
        assert worker.deliver(body) == []
        ((body, waiting),) = worker.queue.sent
        assert waiting == (900 if delay == 900 else 300)
        worker.queue.sent.clear()
    worker.now += timedelta(seconds=300)
    assert worker.deliver(body) == []
    assert worker.queue.sent == []
    assert [end.message_count for end in worker.told()] == [1]


def test_only_the_latest_answers_watch_lasts(worker):
    first = worker.answered()
    worker.now += timedelta(seconds=60)
    latest = worker.answered()
    worker.now += timedelta(seconds=900)
    worker.deliver(first)
    assert worker.queue.sent == []
    worker.deliver(latest)
    ((passed_on, _),) = worker.queue.sent
    assert loads(passed_on)["answeredAt"] == worker.now.timestamp() - 900


def test_an_answer_delivered_three_times_ends_its_session_once(worker):
    body = worker.answered()
    worker.now += timedelta(seconds=IDLE)
    for _ in range(3):
        assert worker.deliver(body) == []
    assert len(worker.bus.events) == 1


def test_a_session_that_is_gone_is_no_fault(worker, caplog):
    other = worker.answered().replace(SESSION, "6f1f64ab-3b0a-4d0e-9a53-0f3a4b7f1c99")
    assert worker.deliver(other) == []
    assert caplog.records[-1].__dict__["outcome"] == "gone"


def test_poison_fails(worker):
    assert worker.deliver("poison") == ["0"]
    assert worker.deliver('{"kind": "watch"}') == ["0"]
