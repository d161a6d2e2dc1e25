"""What each log line tells, and the metrics that CloudWatch reads out of it."""

import time
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from io import StringIO
from types import SimpleNamespace
from typing import Any

import pytest

from runtime.http import Request, Response, serve
from runtime.logs import structured_logger
from runtime.measures import KINDS, note
from runtime.observing import OTHER
from runtime.queue import Delivery, Together, serve_batch, serve_together
from salestalk.contracts.jsontext import dumps, loads
from salestalk.errors import InvalidInput, NotFound, Unavailable
from salestalk.names import Dimension, Metric

CONTEXT = SimpleNamespace(aws_request_id="run-1", get_remaining_time_in_millis=lambda: 20_000)


def metrics_of(line: dict[str, Any]) -> dict[str, tuple[dict[str, str], Any]]:
    """Each metric of a line with its dimensions and value, read as CloudWatch reads it."""
    told: dict[str, tuple[dict[str, str], Any]] = {}
    assert abs(line["_aws"]["Timestamp"] / 1000 - time.time()) < 60
    for directive in line["_aws"]["CloudWatchMetrics"]:
        (names,) = directive["Dimensions"]
        dimensions = {name: line[name] for name in names}
        assert all(isinstance(value, str) and value for value in dimensions.values())
        for metric in directive["Metrics"]:
            assert isinstance(line[metric["Name"]], int | float | Decimal)
            told[metric["Name"]] = (dimensions, line[metric["Name"]])
    return told


class Written:
    """The logger of a function, and the lines that it wrote since it was last asked."""

    def __init__(self) -> None:
        self.log = structured_logger("some-function")
        self._start()

    def lines(self) -> list[dict[str, Any]]:
        text = self._written.getvalue()
        self._start()
        return [loads(line) for line in text.splitlines()]

    def _start(self) -> None:
        self._written = StringIO()
        self.log.handlers[0].setStream(self._written)


@pytest.fixture
def written() -> Written:
    return Written()


def ask(written, route, key: str = "GET /thing") -> dict[str, Any]:
    gateway = {"requestId": "r-1", "authorizer": {"jwt": {"claims": {"custom:tenantId": "acme"}}}}
    event = {
        "routeKey": key,
        "requestContext": gateway,
        "headers": {"x-amzn-trace-id": "Root=1-2", "x-correlation-id": "c-9"},
    }
    serve({"GET /thing": route}, written.log, event, CONTEXT)
    (line,) = written.lines()
    return line


def failing(error: Exception):
    def route(_: Request) -> Response:
        raise error

    return route


def test_a_request_s_line_says_whose_it_was_what_became_of_it_and_what_it_took(written):
    line = ask(written, lambda _: Response({}, log={"outcome": "answered"}))
    assert (line["tenantId"], line["requestId"], line["correlationId"], line["traceId"]) == (
        "acme",
        "r-1",
        "c-9",
        "Root=1-2",
    )
    assert (line["outcome"], line["operation"]) == ("answered", "GET /thing")
    assert line["aws"]["calls"] == {}
    assert line["aws"]["roundTrips"] == 0
    assert metrics_of(line) == {
        "Latency": ({"service": "some-function", "operation": "GET /thing"}, line["durationMs"]),
        "Errors": ({"service": "some-function", "operation": "GET /thing"}, 0),
        "Outcomes": ({"service": "some-function", "outcome": "answered"}, 1),
    }


@pytest.mark.parametrize(
    ("error", "outcome", "errors"),
    [(NotFound("No."), "rejected", 0), (Unavailable("No."), "failed", 1), (ZeroDivisionError("No."), "failed", 1)],
)
def test_only_what_fails_on_our_side_is_an_error(written, error, outcome, errors):
    line = ask(written, failing(error))
    assert (line["outcome"], metrics_of(line)["Errors"][1]) == (outcome, errors)


def test_what_others_send_never_becomes_a_dimension(written):
    line = ask(written, lambda _: Response({}), key="GET /thing-of-mine-17")
    assert metrics_of(line)["Latency"][0]["operation"] == OTHER
    line = ask(written, lambda _: Response({}, log={"outcome": "it's $4.20 at acme"}))
    assert metrics_of(line)["Outcomes"][0]["outcome"] == OTHER


def test_no_metric_is_told_apart_by_tenant():
    assert {dimension for kind in KINDS.values() for dimension in kind.by} <= {
        Dimension.SERVICE,
        Dimension.OPERATION,
        Dimension.OUTCOME,
    }
    assert set(KINDS) == set(Metric)


def test_what_is_noted_on_the_way_is_a_metric_of_the_request_at_hand_alone(written):
    def route(_: Request) -> Response:
        note(Metric.UNDERSTANDING_TIME, 0.125)
        return Response({})

    note(Metric.CONFIDENCE, 1)
    assert metrics_of(ask(written, route))["UnderstandingTime"] == ({"service": "some-function"}, Decimal("0.125"))
    assert "UnderstandingTime" not in metrics_of(ask(written, lambda _: Response({})))


def message(tenant: str = "acme", *, age: float = 1.0, **more: Any) -> str:
    happened = (datetime.now(UTC) - timedelta(seconds=age)).isoformat(timespec="milliseconds")
    detail = {
        "tenantId": tenant,
        "eventId": "e-1",
        "timestamp": happened,
        "metadata": {"correlationId": "c-1", "traceId": "t"},
    }
    return dumps({"detail": detail, **more})


def batch(*bodies: str) -> dict[str, Any]:
    attributes = {"ApproximateReceiveCount": "2"}
    return {
        "Records": [{"messageId": f"m{n}", "body": body, "attributes": attributes} for n, body in enumerate(bodies)]
    }


def test_a_message_s_line_says_whose_it_was_and_how_old_its_event_was_when_done(written):
    began = time.time()
    serve_batch(lambda _: {"outcome": "applied"}, written.log, batch(message(age=3)), CONTEXT, title="usage")
    took = (time.time() - began) * 1_000
    (line,) = written.lines()
    assert (line["tenantId"], line["correlationId"], line["traceId"], line["delivery"]) == ("acme", "c-1", "t", 2)
    dimensions, age = metrics_of(line)["EventAge"]
    assert dimensions == {"service": "some-function"}
    assert 3_000 <= age <= 3_001 + took


@pytest.mark.parametrize(
    "body", [message(**{"replay-name": "again"}), "{}", dumps({"detail": {"eventId": "e", "timestamp": "soon"}})]
)
def test_the_age_of_a_replayed_or_unreadable_event_says_nothing(written, body):
    serve_batch(lambda _: {}, written.log, batch(body), CONTEXT, title="usage")
    assert "EventAge" not in metrics_of(written.lines()[0])


def test_a_failed_message_is_an_error_under_its_tenant(written):
    def refuse(_: Delivery) -> dict[str, Any]:
        raise InvalidInput("No.")

    serve_batch(refuse, written.log, batch(message("acme")), CONTEXT, title="usage")
    (line,) = written.lines()
    assert (line["tenantId"], line["outcome"], metrics_of(line)["Errors"][1]) == ("acme", "failed", 1)
    assert "EventAge" not in metrics_of(line)


def test_what_messages_took_together_is_told_once(written):
    together = Together(
        lambda delivery: delivery.message_id, lambda _: "all", lambda works, _: [{"outcome": each} for each in works]
    )
    serve_together(
        together,
        written.log,
        batch(message(), message(), message()),
        CONTEXT,
        title="usage",
        identify=lambda _: {},
    )
    lines = written.lines()
    assert ["aws" in line for line in lines] == [True, False, False]
    assert ["Latency" in metrics_of(line) for line in lines] == [True, False, False]
    assert [metrics_of(line)["Outcomes"][0]["outcome"] for line in lines] == ["m0", "m1", "m2"]
