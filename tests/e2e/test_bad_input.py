"""Bad input over HTTP: a problem that names the field and the rule, logged once, and nothing stored."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from salestalk import names
from salestalk.contracts.jsontext import loads
from salestalk.contracts.message import GUARD_PREFIX, MESSAGE_PREFIX, SESSION_PREFIX
from salestalk_cli.api import Reply
from tests.e2e.conftest import ACME, NewTenant, Platform, record
from tests.e2e.patience import until

JSON = {"content-type": "application/json"}


@pytest.fixture(scope="module")
def empty(make_tenant: Callable[[], NewTenant]) -> NewTenant:
    """A tenant whose tables must stay empty."""
    return make_tenant()


def faults(reply: Reply) -> dict[str, str]:
    """Rule by field of a problem document."""
    assert reply.headers["content-type"] == "application/problem+json"
    problem = reply.body
    assert problem["status"] == reply.status
    assert problem["type"].startswith("urn:salestalk:problem:")
    return {fault["field"]: fault["rule"] for fault in problem["errors"]}


def nothing_stored(tenant: NewTenant) -> bool:
    """No message, session or metric; what was counted beside them, such as the calls themselves, may be there."""
    said = (MESSAGE_PREFIX, SESSION_PREFIX, GUARD_PREFIX)
    return not tenant.metrics and not any(row["pk"].startswith(said) for row in tenant.messages)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        (b"", ""),
        (b"not json", ""),
        (b'{"message": NaN}', ""),
        (b"[]", ""),
        (b"{}", "message"),
        (b'{"message": ""}', "message"),
        (b'{"message": "   "}', "message"),
        (b'{"message": "' + b"x" * 10_001 + b'"}', "message"),
        (b'{"message": 7}', "message"),
        (b'{"message": null}', "message"),
        (b'{"message": true}', "message"),
        (b'{"message": "Revenue?", "tenantId": "acme-corp-001"}', "tenantId"),
        (b'{"message": "Revenue?", "surprise": 1}', "surprise"),
        (b'{"message": "Revenue?", "sessionId": "not-a-uuid"}', "sessionId"),
        (b'{"message": "Revenue?", "asOf": "yesterday"}', "asOf"),
        (b'{"message": "Revenue?", "asOf": "1900-01-01"}', "asOf"),
        (b'{"message": "Revenue?", "message": "Margin?"}', ""),
        (b'{"message": "Revenue \\ud800?"}', "message"),
        (b'{"message": ' + b"[" * 100_000, ""),
        (b'{"message": "Revenue?", "asOf": ' + b"9" * 5_000 + b"}", ""),
    ],
    ids=lambda value: str(value)[:30],
)
def test_a_bad_question_is_refused_by_field_and_rule(empty: NewTenant, body: bytes, field: str) -> None:
    reply = empty.api.send("POST", "/chat", body, JSON)
    assert reply.status == 400
    assert faults(reply)[field]
    assert nothing_stored(empty)


def test_every_fault_is_listed_at_once(empty: NewTenant) -> None:
    body = {"message": "", "asOf": "yesterday", "surprise": 1}
    assert set(faults(empty.api.call("POST", "/chat", body))) == {"message", "asOf", "surprise"}
    assert nothing_stored(empty)


@pytest.mark.parametrize(
    ("bad", "field"),
    [
        (record(True), "value"),
        (record(1) | {"value": "12"}, "value"),
        (record(int("9" * 39)), "value"),
        (record("1." + "1" * 38), "value"),
        (record(1, period="2025-Q5"), "period"),
        (record(1, period="2025-13"), "period"),
        (record(1, period=""), "period"),
        (record(1, tenantId="techstart-inc-002"), "tenantId"),
        (record(1) | {"unit": ""}, "unit"),
        (record(1) | {"subject": "Revenue!"}, "subject"),
    ],
    ids=lambda value: str(value)[:60],
)
def test_a_bad_record_is_rejected_by_field_and_rule(empty: NewTenant, bad: dict[str, Any], field: str) -> None:
    reply = empty.load(bad)
    assert reply.status == 400
    assert faults(reply)[f"records.0.{field}"]
    assert nothing_stored(empty)


@pytest.mark.parametrize("word", ["NaN", "Infinity", "-Infinity", "1e999999"])
def test_what_is_no_number_is_refused(empty: NewTenant, word: str) -> None:
    body = f'{{"records": [{{"subject": "revenue", "period": "2025-Q3", "value": {word}, "unit": "USD"}}]}}'
    reply = empty.api.send("POST", "/metrics", body.encode(), JSON)
    assert reply.status == 400
    assert faults(reply)
    assert nothing_stored(empty)


def test_good_records_land_beside_bad_ones(tenant: NewTenant) -> None:
    reply = tenant.load(record(1, period="2025-Q1"), record(1, period="2025-Q5"), record(2, period="2025-Q2"))
    assert [result["status"] for result in reply.body["results"]] == ["created", "rejected", "created"]
    stored = {row["sk"]: row["value"] for row in tenant.metrics if row["pk"] == "METRIC#revenue"}
    assert stored == {"2025-Q1": Decimal(1), "2025-Q2": Decimal(2)}


def test_metadata_that_cannot_be_stored_is_its_own_record_s_fault(tenant: NewTenant) -> None:
    deep: dict[str, Any] = {}
    for _ in range(300):
        deep = {"a": deep}
    reply = tenant.load(record(1), record(2, period="2025-Q2", metadata=deep), record(3, period="2025-Q1"))
    assert [result["status"] for result in reply.body["results"]] == ["created", "rejected", "created"]


def test_an_answer_from_a_year_of_days_is_given_and_kept(tenant: NewTenant) -> None:
    days = [(date(2024, 1, 1) + timedelta(days=number)).isoformat() for number in range(366)]
    tenant.load(*[record(1, period=day, subject="visits", unit="count") for day in days])
    key = {"Idempotency-Key": "year"}
    first, again = (
        tenant.api.call("POST", "/chat", {"message": "How many visits in 2024?"}, headers=key) for _ in "12"
    )
    assert (first.status, len(first.body["dataReferences"])) == (200, 366)
    assert again.text == first.text
    other = tenant.api.call("POST", "/chat", {"message": "How many visits in May 2024?"}, headers=key)
    assert (other.status, faults(other)) == (409, {"Idempotency-Key": "idempotency_key_reused"})


def test_an_unknown_route_is_not_found(platform: Platform) -> None:
    assert platform.api(ACME).call("GET", "/no-such-thing").status == 404


def test_a_refused_request_is_logged_once_with_tenant_and_request(empty: NewTenant) -> None:
    reply = empty.api.call("POST", "/chat", {"message": ""})
    request_id = reply.body["instance"].removeprefix("urn:salestalk:request:")
    lines = _log_lines(empty.platform, names.CHAT_HANDLER, request_id)
    (line,) = [line for line in lines if line.get("message") == "request"]
    assert (line["tenantId"], line["requestId"], line["status"]) == (empty.tenant_id, request_id, 400)


def _log_lines(platform: Platform, function: str, request_id: str) -> list[dict[str, Any]]:
    """The function's log lines about a request; they arrive a little after the answer."""
    logs = platform.aws.client("logs")

    def look() -> list[dict[str, Any]]:
        pages = logs.get_paginator("filter_log_events").paginate(logGroupName=f"/aws/lambda/{function}")
        texts = [line for page in pages for event in page["events"] for line in event["message"].splitlines()]
        return [loads(text) for text in texts if request_id in text and text.startswith("{")]

    found: list[dict[str, Any]] = until(look)
    return found
