"""Plans, usage, feedback and the tenant's own names for its metrics, over HTTP."""

import csv
import io
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from typing import Any

import pytest

from salestalk import names
from salestalk_cli.api import Reply
from tests.e2e.conftest import NewTenant, record
from tests.e2e.patience import until, until_a_day_lasts

QUESTION = "What was revenue in Q3?"


@pytest.fixture(autouse=True)
def _within_a_day() -> None:
    """What is allowed and what is used is counted by the day."""
    until_a_day_lasts(30)


def ask(tenant: NewTenant, **headers: str) -> Reply:
    """A question whose answer may be a refusal."""
    return tenant.api.call("POST", "/chat", {"message": QUESTION}, headers=headers)


def counted(tenant: NewTenant, *, questions: int, rows: int) -> Any:
    """The usage of this month, once the events have arrived."""

    def look() -> Any:
        total = tenant.api.call("GET", "/usage").body["total"]
        return total if (total["questions"], total["rowsLoaded"]) == (questions, rows) else None

    return until(look)


def agree(tenant: NewTenant, **limits: int) -> None:
    """Write limits of its own into the tenant's registry entry, before it is first served."""
    tenant.platform.aws.client("dynamodb").update_item(
        TableName=names.REGISTRY_TABLE,
        Key={"tenantId": {"S": tenant.tenant_id}},
        UpdateExpression="SET metadata.limits = :limits",
        ExpressionAttributeValues={":limits": {"M": {name: {"N": str(value)} for name, value in limits.items()}}},
    )


def test_of_many_questions_at_once_as_many_are_answered_as_the_plan_allows(tenant: NewTenant) -> None:
    agree(tenant, questionsPerDay=5)
    tenant.load(record(1))
    with ThreadPoolExecutor(4) as pool:
        replies = list(pool.map(lambda _: ask(tenant), range(16)))

    assert sorted(reply.status for reply in replies) == [200] * 5 + [429] * 11
    refused = next(reply for reply in replies if reply.status == 429)
    assert refused.headers["content-type"] == "application/problem+json"
    assert refused.body["type"] == "urn:salestalk:problem:limit-reached"
    assert "allows 5 questions a day, and 5 are used" in refused.body["detail"]
    assert 0 < int(refused.headers["retry-after"]) <= 86_400
    assert len([row for row in tenant.messages if row["pk"].startswith("MSG#")]) == 10


def test_a_retry_is_answered_and_not_counted(tenant: NewTenant) -> None:
    agree(tenant, questionsPerDay=1)
    tenant.load(record(1))
    first, again = (ask(tenant, **{"Idempotency-Key": "k1"}) for _ in range(2))
    assert (first.status, again.status, again.body) == (200, 200, first.body)
    assert ask(tenant).status == 429


def test_what_is_stored_says_when_it_expires(tenant: NewTenant) -> None:
    tenant.load(record(1))
    tenant.api.ask(QUESTION)
    kinds = {"MSG", "IDEMPOTENCY", "SESSION"}
    kept = [row for row in tenant.messages if row["pk"].partition("#")[0] in kinds]
    assert len(kept) == 5
    (question,) = [row for row in kept if row.get("sender") == "user"]
    assert {row["ttl"] for row in kept} == {question["timestamp"] + 400 * 86_400}


def test_a_synonym_that_was_added_is_understood_in_the_next_question(tenant: NewTenant) -> None:
    tenant.load(record("2500000"), record(7, subject="espresso_cups", unit="count"))
    assert tenant.api.ask("How many wake-up calls in Q3 2025?").body["outcome"] != "answered"

    changed = tenant.api.call("PATCH", "/metrics/espresso_cups", {"synonyms": ["wake-up calls"]})
    assert (changed.status, changed.body["synonyms"]) == (200, ["wake-up calls"])

    answer = tenant.api.ask("How many wake-up calls in Q3 2025?").body
    assert (answer["outcome"], answer["classification"]["subject"]) == ("answered", "espresso_cups")
    taken = tenant.api.call("PATCH", "/metrics/espresso_cups", {"displayName": "Revenue"})
    assert (taken.status, taken.body["errors"][0]["rule"]) == (409, "name_taken")


def test_feedback_is_kept_with_the_answer(tenant: NewTenant) -> None:
    tenant.load(record(1))
    answer = tenant.api.ask(QUESTION).body
    kept = tenant.api.call("POST", f"/messages/{answer['messageId']}/feedback", {"rating": "wrong", "note": "Too low"})
    assert (kept.status, kept.body["rating"], kept.body["note"]) == (200, "wrong", "Too low")
    rows = {row["pk"].partition("#")[0]: row for row in tenant.messages}
    assert rows["FEEDBACK"]["sk"] == kept.body["userId"]
    assert rows["SESSION"]["actions"] == ["feedback"]


def test_another_tenants_answer_cannot_be_rated(tenant: NewTenant, make_tenant: Any) -> None:
    tenant.load(record(1))
    answer = tenant.api.ask(QUESTION).body
    reply = make_tenant().api.call("POST", f"/messages/{answer['messageId']}/feedback", {"rating": "wrong"})
    assert reply.status == 404


def test_usage_is_told_by_day_as_json_and_as_a_table(tenant: NewTenant) -> None:
    tenant.load(record(1), record(2, period="2025-Q2"))
    tenant.api.ask(QUESTION)
    assert counted(tenant, questions=1, rows=2)["costUSD"] == Decimal(0)
    reply = tenant.api.call("GET", "/usage", headers={"Accept": "text/csv"})
    assert reply.headers["content-type"].startswith("text/csv")
    rows = list(csv.DictReader(io.StringIO(reply.text)))
    assert {row["tenantId"] for row in rows} == {tenant.tenant_id}
    assert [sum(int(row[name]) for row in rows) for name in ("questions", "rowsLoaded")] == [1, 2]


@pytest.mark.parametrize("query", ["from=soon", "format=xml", "tenantId=acme-corp-001"])
def test_a_usage_call_that_is_not_understood_is_refused(tenant: NewTenant, query: str) -> None:
    assert tenant.api.call("GET", f"/usage?{query}").status == 400
