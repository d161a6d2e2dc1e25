"""The queue edge: each message by itself, one log line for each."""

import json
from collections.abc import Mapping, Sequence
from types import SimpleNamespace
from typing import Any

from runtime.queue import Delivery, Together, serve_batch, serve_together
from salestalk.errors import Fault, InvalidInput, TenantGone

CONTEXT = SimpleNamespace(aws_request_id="run-1", get_remaining_time_in_millis=lambda: 30_000)


class Lines:
    """Keeps what is logged: level, title, fields."""

    def __init__(self) -> None:
        self.written: list[tuple[str, str, Mapping[str, Any]]] = []

    def info(self, msg: str, /, *, extra: Mapping[str, Any]) -> None:
        self.written.append(("info", msg, extra))

    def warning(self, msg: str, /, *, extra: Mapping[str, Any]) -> None:
        self.written.append(("warning", msg, extra))

    def exception(self, msg: str, /, *, extra: Mapping[str, Any]) -> None:
        self.written.append(("exception", msg, extra))


def batch(*bodies: str) -> dict[str, Any]:
    return {
        "Records": [
            {"messageId": f"m{number}", "body": body, "eventSource": "aws:sqs", "receiptHandle": "r", "attributes": {}}
            for number, body in enumerate(bodies)
        ]
    }


def serve(delivery: Delivery) -> Mapping[str, Any]:
    match delivery.body:
        case "refused":
            raise InvalidInput("It is not valid.", [Fault("x", "required", "x: is missing")])
        case "broken":
            raise RuntimeError("nobody foresaw this")
    return {"outcome": "done", "tenantId": delivery.body}


def test_only_the_messages_that_failed_come_again() -> None:
    lines = Lines()
    result = serve_batch(serve, lines, batch("a", "refused", "b", "broken"), CONTEXT, title="work")
    assert result == {"batchItemFailures": [{"itemIdentifier": "m1"}, {"itemIdentifier": "m3"}]}


def test_each_message_has_one_line_that_says_what_became_of_it() -> None:
    lines = Lines()
    serve_batch(serve, lines, batch("a", "refused", "broken"), CONTEXT, title="work")
    assert [(level, title, fields["outcome"]) for level, title, fields in lines.written] == [
        ("info", "work", "done"),
        ("warning", "work", "failed"),
        ("exception", "work", "failed"),
    ]
    assert lines.written[1][2]["faults"] == ["x: is missing"]
    assert all(fields["requestId"] == "run-1" for _, _, fields in lines.written)


def test_what_is_about_a_tenant_that_is_gone_is_dropped_and_counted_message_by_message() -> None:
    def gone(*_: Any) -> Sequence[Mapping[str, Any]]:
        raise TenantGone("Tenant a is not active: its status is deleted.")

    lines, together = Lines(), Together(lambda found: found.body, lambda body: body, gone)
    result = serve_together(together, lines, batch("a", "a"), CONTEXT, title="work", identify=lambda _: {})

    assert result == {"batchItemFailures": []}
    told = [(level, fields["outcome"], fields["Outcomes"], fields["Errors"]) for level, _, fields in lines.written]
    assert told == [("info", "tenant gone", 1, 0)] * 2


def test_what_served_it_knows_better_than_the_message() -> None:
    def verified(_: Delivery) -> Mapping[str, Any]:
        return {"tenantId": "verified"}

    lines = Lines()
    serve_batch(verified, lines, batch('{"tenantId": "claimed"}'), CONTEXT, title="work", identify=json.loads)
    assert lines.written[0][2]["tenantId"] == "verified"


def test_a_try_is_named_and_ends_before_the_function_does() -> None:
    seen: list[Delivery] = []

    def remember(delivery: Delivery) -> Mapping[str, Any]:
        seen.append(delivery)
        return {}

    serve_batch(remember, Lines(), batch("a"), CONTEXT, title="work", seconds_to_report=5)
    assert seen[0].run == "run-1/m0"
    serve_batch(remember, Lines(), batch("a"), CONTEXT, title="work", seconds_to_report=1)
    assert 3 < seen[1].deadline - seen[0].deadline < 5


def test_work_is_served_by_groups_and_a_group_fails_as_a_whole() -> None:
    groups: list[list[str]] = []

    def serve_group(works: Sequence[str], _: float) -> Sequence[Mapping[str, Any]]:
        groups.append(list(works))
        if works[0].startswith("b"):
            raise InvalidInput("This group is not valid.")
        return [{"outcome": f"done {work}"} for work in works]

    def read(delivery: Delivery) -> str:
        return str(serve(delivery)["tenantId"])

    lines = Lines()
    together = Together(read, lambda work: work[0], serve_group)
    bodies = batch("a1", "b1", "refused", "a2", "broken", "b2", "c1")
    result = serve_together(together, lines, bodies, CONTEXT, title="work", identify=lambda _: {})

    assert groups == [["a1", "a2"], ["b1", "b2"], ["c1"]]
    failed = {failure["itemIdentifier"] for failure in result["batchItemFailures"]}
    assert failed == {"m1", "m2", "m4", "m5"}
    outcomes = {fields["messageId"]: fields["outcome"] for _, _, fields in lines.written}
    assert outcomes == {"m0": "done a1", "m3": "done a2", "m6": "done c1", **dict.fromkeys(failed, "failed")}
