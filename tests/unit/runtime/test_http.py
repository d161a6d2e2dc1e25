"""The HTTP edge: what comes out for what goes in, and that each request is logged once."""

from base64 import b64encode
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest

from runtime.http import Request, Response, serve
from runtime.logs import structured_logger
from salestalk.contracts.jsontext import dumps, loads
from salestalk.errors import (
    AccessDenied,
    Conflict,
    Fault,
    InvalidInput,
    LimitReached,
    NotFound,
    RightMissing,
    TenantNotActive,
    Unavailable,
)

CONTEXT = SimpleNamespace(aws_request_id="lambda-1", get_remaining_time_in_millis=lambda: 20_000)


class Lines:
    """A logger that keeps its lines."""

    def __init__(self) -> None:
        self.lines: list[tuple[str, dict[str, Any]]] = []

    def info(self, msg: str, /, *, extra: Any) -> None:
        self.lines.append(("info", dict(extra)))

    def warning(self, message: str, *, extra: Any) -> None:
        self.lines.append(("warning", dict(extra)))

    def error(self, msg: str, /, *, extra: Any, exc_info: BaseException) -> None:
        self.lines.append(("error", {**extra, "exception": exc_info}))


def event(
    route: str = "GET /thing", body: str | None = None, claims: dict[str, Any] | None = None, **more: Any
) -> dict:
    return {
        "routeKey": route,
        "body": body,
        "requestContext": {"requestId": "r-1", "authorizer": {"jwt": {"claims": claims or {}}}},
        **more,
    }


def answer(route, given: dict[str, Any]) -> tuple[dict[str, Any], Any, list[tuple[str, dict[str, Any]]]]:
    log = Lines()
    response = serve({"GET /thing": route, "POST /thing": route}, log, given, CONTEXT)
    return response, loads(response["body"]), log.lines


def failing(error: Exception):
    def route(_: Request) -> Response:
        raise error

    return route


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (InvalidInput("No."), 400),
        (NotFound("No."), 404),
        (Conflict("No."), 409),
        (AccessDenied("No."), 403),
        (TenantNotActive("No."), 403),
        (LimitReached("No.", retry_after=7), 429),
        (Unavailable("The table did not answer."), 503),
        (RightMissing("PutItem: secret detail"), 500),
        (ZeroDivisionError("secret detail"), 500),
    ],
)
def test_every_error_is_a_problem_with_its_status_and_one_log_line(error, status):
    response, body, lines = answer(failing(error), event(claims={"custom:tenantId": "acme"}))

    assert response["statusCode"] == status == body["status"]
    assert response["headers"]["content-type"] == "application/problem+json"
    assert body["instance"] == "urn:salestalk:request:r-1"
    assert len(lines) == 1
    assert lines[0][0] == ("error" if status >= 500 else "warning")
    assert (lines[0][1]["tenantId"], lines[0][1]["requestId"]) == ("acme", "r-1")


@pytest.mark.parametrize(
    ("error", "seconds"),
    [(LimitReached("No.", retry_after=7), "7"), (Unavailable("No answer."), "1"), (Conflict("No."), None)],
)
def test_who_may_come_again_is_told_when(error, seconds):
    response, body, _ = answer(failing(error), event())
    assert response["headers"].get("retry-after") == seconds
    assert body["type"].startswith("urn:salestalk:problem:")


def test_a_failure_on_our_side_is_logged_with_its_traceback(capsys):
    serve({"GET /thing": failing(ZeroDivisionError("secret detail"))}, structured_logger("chat"), event(), CONTEXT)
    line = loads(capsys.readouterr().out)
    assert (line["level"], line["status"]) == ("ERROR", 500)
    assert "ZeroDivisionError: secret detail" in line["exception"]


def test_an_answer_that_cannot_be_written_is_a_problem_and_logged_as_one():
    response, body, lines = answer(lambda _: Response({"n": 0.5}), event())
    assert (response["statusCode"], body["status"]) == (500, 500)
    assert [line["status"] for _, line in lines] == [500]


@pytest.mark.parametrize("text", ["x" * 6_000_001, '"' * 3_000_001, "é" * 3_000_001], ids=("plain", "quotes", "wide"))
def test_an_answer_larger_than_a_function_may_give_is_a_problem(text):
    response, body, _ = answer(lambda _: Response({"text": text}), event())
    assert response["statusCode"] == 400
    assert body["errors"][0]["rule"] == "response_too_large"


@pytest.mark.parametrize("text", ["no", '"' * 600, "é" * 300, "\ud800"], ids=("plain", "quotes", "wide", "surrogate"))
def test_of_very_many_faults_the_first_are_listed_and_the_rest_counted(text):
    faults = [Fault(f"f{number}", "no", text) for number in range(50_000)]
    response, body, lines = answer(failing(InvalidInput("Many things.", faults)), event())
    assert response["statusCode"] == 400
    *listed, last = body["errors"]
    assert len(listed) > 1_500
    assert last["message"] == f"{50_000 - len(listed)} more faults are not listed."
    assert len(dumps(response).encode(errors="replace")) < 6_291_556
    assert lines[0][1]["faults"] == ["no"]


def test_what_failed_on_our_side_is_not_told_to_the_caller():
    response, _, _ = answer(failing(ZeroDivisionError("secret detail")), event())
    assert "secret" not in response["body"]
    response, _, _ = answer(failing(Unavailable("secret table")), event())
    assert "secret" not in response["body"]
    assert response["headers"]["retry-after"] == "1"


def test_every_fault_is_listed_with_its_field_and_rule():
    faults = [Fault("value", "exact_number", "value: no"), Fault("unit", "too_short", "unit: no")]
    _, body, _ = answer(failing(InvalidInput("Two things.", faults)), event())
    assert [(e["field"], e["rule"]) for e in body["errors"]] == [("value", "exact_number"), ("unit", "too_short")]


@pytest.mark.parametrize(
    "body", [None, "", "  ", "{", "NaN", '{"a": Infinity}', "[" * 100_000, '{"a":1e999999999999999999}']
)
def test_a_body_that_is_not_json_is_the_callers_fault(body):
    response, problem, _ = answer(lambda r: Response(r.json()), event("POST /thing", body))
    assert response["statusCode"] == 400
    assert problem["errors"]


@pytest.mark.parametrize("body", [b"\xff", b'"\xed\xa0\x80"', '{"a": 1}'.encode("utf-16")])
def test_a_body_that_is_not_utf_8_is_the_callers_fault(body):
    sent = b64encode(body).decode()
    response, _, _ = answer(lambda r: Response(r.json()), event("POST /thing", sent, isBase64Encoded=True))
    assert response["statusCode"] == 400


def test_a_body_may_begin_with_a_byte_order_mark():
    sent = b64encode(b'\xef\xbb\xbf{"a": 1}').decode()
    _, body, _ = answer(lambda r: Response(r.json()), event("POST /thing", sent, isBase64Encoded=True))
    assert body == {"a": 1}


def test_numbers_pass_exactly():
    number = "12345678901234567890123456789012345.678"
    response, body, _ = answer(lambda r: Response(r.json()), event("POST /thing", f'{{"n":{number}}}'))
    assert body == {"n": Decimal(number)}
    assert number in response["body"]


def test_the_tenant_comes_from_the_claim_and_from_nowhere_else():
    given = event(claims={"custom:tenantId": "acme", "sub": "u1", "cognito:groups": "[platform-admin tenant-acme]"})
    given |= {"headers": {"custom:tenantId": "evil"}, "queryStringParameters": {"tenantId": "evil"}}
    _, body, _ = answer(lambda r: Response({"t": r.caller().tenant_id, "g": sorted(r.caller().groups)}), given)
    assert body == {"t": "acme", "g": ["platform-admin", "tenant-acme"]}


def test_a_token_without_a_tenant_is_refused():
    response, body, _ = answer(lambda r: Response(r.caller().tenant_id), event(claims={"sub": "u1"}))
    assert response["statusCode"] == 403
    assert "ID token" in body["detail"]


def test_an_unknown_route_is_not_found():
    response, _, _ = answer(lambda _: Response({}), event("GET /elsewhere"))
    assert response["statusCode"] == 404


@pytest.mark.parametrize(("sent", "kept"), [("abc-123", "abc-123"), ("x\ny", "r-1"), ("a" * 65, "r-1"), ("é", "r-1")])
def test_a_callers_correlation_id_is_kept_only_when_it_is_harmless(sent, kept):
    response, _, lines = answer(lambda _: Response({}), event(headers={"X-Correlation-Id": sent}))
    assert response["headers"]["x-correlation-id"] == kept
    assert lines[0][1]["correlationId"] == kept
