"""What operators' commands make of log lines and messages."""

from datetime import UTC, datetime
from typing import Any

import pytest

from salestalk_cli.operations.letters import Letter, looked_at, moved
from salestalk_cli.operations.logs import LogLine, checked_id
from salestalk_cli.problems import Problem
from salestalk_cli.trace.following import named_ids
from salestalk_cli.trace.steps import Kind, happened, of_line


class Queues:
    """SQS with two queues: ten messages at a time, and what was received is hidden until it is put back."""

    def __init__(self, *bodies: str) -> None:
        self.lying = {"dead": {f"m{number}": body for number, body in enumerate(bodies)}, "queue": {}}
        self.hidden: set[str] = set()
        self.broken = False

    def receive_message(self, **asked: Any) -> dict[str, Any]:
        lying = self.lying[asked["QueueUrl"]]
        free = [name for name in lying if name not in self.hidden][:10]
        self.hidden |= set(free)
        return {
            "Messages": [
                {"MessageId": name, "Body": lying[name], "ReceiptHandle": name, "Attributes": {}} for name in free
            ]
        }

    def change_message_visibility(self, **asked: Any) -> None:
        self.hidden.discard(asked["ReceiptHandle"])

    def send_message(self, **asked: Any) -> None:
        if self.broken:
            raise ConnectionError("no answer")
        lying = self.lying[asked["QueueUrl"]]
        lying[f"again-{len(lying)}"] = asked["MessageBody"]

    def delete_message(self, **asked: Any) -> None:
        del self.lying[asked["QueueUrl"]][asked["ReceiptHandle"]]
        self.hidden.discard(asked["ReceiptHandle"])


def everything(_: Letter) -> bool:
    return True


def test_a_look_takes_nothing_away_and_hides_nothing():
    queues = Queues(*"abcdefghijklmnop")
    assert [letter.body for letter in looked_at(queues, "dead", 3)] == ["a", "b", "c"]
    assert (len(queues.lying["dead"]), queues.hidden) == (16, set())


def test_only_what_is_chosen_is_moved_and_the_rest_is_free_again():
    queues = Queues(*"abcdefghijklmnop")
    assert [each.body for each in moved(queues, "dead", "queue", lambda letter: letter.body in "bop", None)] == [*"bop"]
    assert list(queues.lying["queue"].values()) == [*"bop"]
    assert (len(queues.lying["dead"]), queues.hidden) == (13, set())


def test_no_more_are_moved_than_asked_for():
    queues = Queues(*"abcdefghijklmnop")
    assert len(moved(queues, "dead", "queue", everything, 11)) == 11
    assert (len(queues.lying["dead"]), queues.hidden) == (5, set())


def test_what_cannot_be_sent_on_is_not_lost():
    queues = Queues("a", "b")
    queues.broken = True
    with pytest.raises(ConnectionError):
        moved(queues, "dead", "queue", everything, None)
    assert list(queues.lying["dead"].values()) == ["a", "b"]


def line(**fields: Any) -> LogLine:
    return LogLine("/aws/lambda/f", {"timestamp": "2026-11-21T09:30:01.500+00:00", "message": "usage", **fields})


def test_a_line_stands_where_its_work_began():
    step = of_line(line(route="POST /chat", status=200, outcome="answered", durationMs=250, service="f"))
    assert (step.kind, step.place, step.said) == (Kind.FUNCTION, "f", "POST /chat 200 answered in 250 ms")
    assert step.at == datetime(2026, 11, 21, 9, 30, 1, 250_000, UTC)


def test_the_gateway_s_line_is_a_step_too():
    access = LogLine(
        "/aws/apigateway/salestalk",
        {
            "requestId": "r-1",
            "time": "21/Nov/2026:09:30:01 +0000",
            "route": "POST /chat",
            "status": "200",
            "milliseconds": "12",
        },
    )
    step = of_line(access)
    assert (step.kind, step.said, step.at) == (
        Kind.GATEWAY,
        "POST /chat 200 in 12 ms",
        datetime(2026, 11, 21, 9, 30, 1, tzinfo=UTC),
    )


def test_a_worker_s_request_stands_for_a_whole_batch_and_is_not_followed():
    ids = {"requestId": "request-1", "messageId": "message-1", "eventId": "event-001", "correlationId": "correlation-1"}
    assert set(named_ids(line(**ids))) == {"event-001", "correlation-1"}
    assert set(named_ids(line(route="POST /chat", **ids))) == {"request-1", "message-1", "correlation-1"}


def test_an_event_that_many_tell_of_happened_once():
    told = {"eventId": "e", "eventType": "t", "eventTime": "2026-11-21T09:30:00.000Z"}
    (event,) = happened([line(**told), line(**told), line()])
    assert (event.place, event.at) == ("bus", datetime(2026, 11, 21, 9, 30, tzinfo=UTC))


@pytest.mark.parametrize("text", ["", "x", "a/ | fields @message", "é" * 10, "a" * 300])
def test_what_can_be_no_id_never_becomes_part_of_a_query(text):
    with pytest.raises(Problem):
        checked_id(text)


def test_ids_of_every_kind_can_be_followed():
    for text in (
        "6f1f64ab-3b0a-4d0e-9a53-0f3a4b7f1c11",
        "Root=1-6b012d20-b33ceda90dbca436aa250f86",
        "arn:aws:x:stack/T/1",
    ):
        assert checked_id(text) == text
