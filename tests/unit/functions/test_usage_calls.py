"""`GET /usage`: every day of a range, exact sums, and the same as a table."""

import csv
import io
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest

from runtime.http import serve
from salestalk import names
from tests.unit.functions.test_metrics_handler import CONTEXT, SILENT, Door


@pytest.fixture
def door() -> Door:
    door = Door()
    shelf = door.routes.open_shelf("acme", 1e9)
    used = {
        "2026-05-31": {"questions": 3},
        "2026-06-01": {"questions": 2, "costUSD": Decimal("0.0000001"), "rowsLoaded": 5, "provisioned": 1},
    }
    for day, counters in used.items():
        shelf.usage.record_usage("acme", day, "usage", day, counters)
    return door


def usage(door: Door, **query: str) -> tuple[int, Any]:
    return door.call("GET /usage", queryStringParameters=query)


def raw(door: Door, accept: str | None = None, **query: str) -> Any:
    gateway = {"requestId": "r", "authorizer": {"jwt": {"claims": {names.TENANT_CLAIM: "acme", "sub": "u"}}}}
    event = {"routeKey": "GET /usage", "queryStringParameters": query, "requestContext": gateway}
    event["headers"] = {"Accept": accept} if accept else {}
    return SimpleNamespace(**serve(door.routes.table, SILENT, event, CONTEXT))


def test_without_a_range_it_is_this_month_so_far(door):
    status, report = usage(door)
    assert (status, report["from"], report["to"], report["plan"]) == (200, "2026-06-01", "2026-06-01", "free")
    assert report["total"]["questions"] == 2


def test_the_limits_that_hold_are_told_with_it(door):
    door.agreed["questionsPerDay"] = 7
    limits = usage(door)[1]["limits"]
    assert (limits["questionsPerDay"], limits["questionsPerMinute"], limits["languageModel"]) == (7, 20, False)


def test_days_without_use_are_there_too_and_all_add_up_exactly(door):
    report = usage(door, **{"from": "2026-05-30"})[1]
    assert [(day["day"], day["questions"]) for day in report["days"]] == [
        ("2026-05-30", 0),
        ("2026-05-31", 3),
        ("2026-06-01", 2),
    ]
    assert report["total"] == {
        "questions": 5,
        "inputTokens": 0,
        "outputTokens": 0,
        "costUSD": Decimal("0.0000001"),
        "rowsLoaded": 5,
        "conversations": 0,
    }


@pytest.mark.parametrize(
    ("accept", "query", "is_csv"),
    [
        (None, {}, False),
        ("*/*", {}, False),
        ("application/json, text/csv", {}, False),
        ("text/csv", {}, True),
        ("Text/CSV; q=0.9, */*", {}, True),
        ("text/csv", {"format": "json"}, False),
        (None, {"format": "csv"}, True),
    ],
)
def test_the_table_is_given_to_whom_asks_for_it(door, accept, query, is_csv):
    response = raw(door, accept, **query)
    kind = "text/csv; charset=utf-8" if is_csv else "application/json"
    assert (response.statusCode, response.headers["content-type"]) == (200, kind)


def test_the_table_holds_each_day_in_plain_exact_numbers(door):
    response = raw(door, "text/csv", **{"from": "2026-05-31"})
    head, *rows = csv.reader(io.StringIO(response.body))
    assert ",".join(head) == "tenantId,day,questions,inputTokens,outputTokens,costUSD,rowsLoaded,conversations"
    assert rows == [
        ["acme", "2026-05-31", "3", "0", "0", "0", "0", "0"],
        ["acme", "2026-06-01", "2", "0", "0", "0.0000001", "5", "0"],
    ]
    assert 'filename="usage-acme-2026-05-31-2026-06-01.csv"' in response.headers["content-disposition"]


@pytest.mark.parametrize(
    ("query", "rule"),
    [
        ({"from": "2026-06-02"}, "order"),
        ({"from": "2026-06-01", "to": "2026-05-01"}, "order"),
        ({"from": "2025-01-01"}, "too_many_days"),
        ({"from": "yesterday"}, "day"),
        ({"to": "2026-W01-1"}, "day"),
        ({"to": "20260601"}, "day"),
        ({"to": "1999-12-31"}, "day"),
        ({"format": "xml"}, "format"),
        ({"tenantId": "other"}, "unknown_parameter"),
    ],
)
def test_a_range_that_is_not_understood_is_refused(door, query, rule):
    status, problem = usage(door, **query)
    assert (status, problem["errors"][0]["rule"]) == (400, rule)


def test_another_tenants_use_is_not_told(door):
    status, report = door.call("GET /usage", tenant="acme-corp")
    assert (status, report["tenantId"], report["total"]["questions"]) == (200, "acme-corp", 0)


def as_somebody(door: Door, about: str, **claims: Any) -> tuple[int, Any]:
    gateway = {"requestId": "r", "authorizer": {"jwt": {"claims": {"sub": "u", **claims}}}}
    return door.call("GET /tenants/{id}/usage", pathParameters={"id": about}, requestContext=gateway)


def test_administrators_are_told_what_any_tenant_used(door):
    group = {names.GROUPS_CLAIM: f"[{names.ADMIN_GROUP}]", "token_use": "id"}
    assert as_somebody(door, "acme", **group) == usage(door)
    assert as_somebody(door, "acme-corp", **group)[1]["total"]["questions"] == 0
    assert as_somebody(door, "../acme", **group)[0] == 404


@pytest.mark.parametrize(
    "claims",
    [
        {names.TENANT_CLAIM: "acme", "token_use": "id"},
        {names.TENANT_CLAIM: "acme", names.GROUPS_CLAIM: "[tenant-acme]", "token_use": "id"},
        {names.GROUPS_CLAIM: f"[{names.ADMIN_GROUP}]", "token_use": "access"},
        {},
    ],
)
def test_nobody_else_asks_by_a_tenants_name_not_even_its_own(door, claims):
    assert as_somebody(door, "acme", **claims)[0] == 403
