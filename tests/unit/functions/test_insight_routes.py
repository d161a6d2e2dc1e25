"""The calls about insights, over a tenant in memory."""

from types import SimpleNamespace
from typing import Any

import pytest

from chat_handler.insights import InsightRoutes
from runtime.http import serve
from salestalk import names
from salestalk.contracts.jsontext import dumps, loads
from salestalk.insights.board import InsightBoard
from tests.unit.insights.room import STEADY, TENANT, Room

CONTEXT = SimpleNamespace(aws_request_id="l", get_remaining_time_in_millis=lambda: 20_000)
SILENT = SimpleNamespace(info=lambda *_, **__: None, warning=lambda *_, **__: None, error=lambda *_, **__: None)
NOBODY = "6f1f64ab-3b0a-4d0e-9a53-0f3a4b7f1c11"


class Door:
    """The routes for one tenant with two metrics of which something was found."""

    def __init__(self) -> None:
        self.room = Room()
        self.routes = InsightRoutes(self.board_of, lambda: self.room.now)
        for subject in ("revenue", "orders"):
            self.room.load(subject, [*STEADY, 200])
        self.room.look()

    def board_of(self, tenant_id: str, _: float) -> InsightBoard:
        assert tenant_id == TENANT
        return self.room.board

    def call(self, route: str, body: Any = None, user: str = "ann", **event: Any) -> tuple[int, Any]:
        claims = {names.TENANT_CLAIM: TENANT, "sub": user}
        gateway = {"requestId": "r", "authorizer": {"jwt": {"claims": claims}}}
        given = {"routeKey": route, "body": body and dumps(body), "requestContext": gateway, **event}
        response = serve(self.routes.table, SILENT, given, CONTEXT)
        return response["statusCode"], loads(response["body"])

    def list(self, **query: str) -> tuple[int, Any]:
        return self.call("GET /insights", queryStringParameters=query)

    def judge(self, insight_id: str, **body: Any) -> tuple[int, Any]:
        return self.call("POST /insights/{id}/feedback", body, pathParameters={"id": insight_id})


@pytest.fixture
def door() -> Door:
    return Door()


def test_an_insight_is_listed_with_its_numbers_and_why_it_stands_there(door: Door) -> None:
    status, body = door.list()
    assert (status, {one["subject"] for one in body["insights"]}) == (200, {"revenue", "orders"})
    first = body["insights"][0]
    assert first["ranking"].keys() == {"weight", "asked", "judged", "score"}
    assert first["amount"]["id"] in {one["id"] for one in (*first["dataReferences"], *first["derived"])}
    assert not {"status", "revision", "tenantId"} & first.keys()


def test_they_are_filtered_by_metric_kind_and_day(door: Door) -> None:
    assert {one["subject"] for one in door.list(subject="orders")[1]["insights"]} == {"orders"}
    assert door.list(kind="recap")[1]["insights"] == []
    assert len(door.list(since="2025-11-17")[1]["insights"]) == 2
    assert door.list(since="2025-11-18")[1]["insights"] == []


@pytest.mark.parametrize(
    "query", [{"kind": "rumor"}, {"since": "yesterday"}, {"limit": "0"}, {"cursor": "x"}, {"topic": "revenue"}]
)
def test_a_filter_that_is_none_is_refused(door: Door, query: dict[str, str]) -> None:
    status, problem = door.list(**query)
    assert (status, problem["errors"][0]["field"]) == (400, next(iter(query)))


def test_a_dismissed_insight_is_gone_for_everybody(door: Door) -> None:
    (gone,) = door.list(subject="orders")[1]["insights"]
    assert door.judge(gone["insightId"].upper(), verdict="dismissed")[0] == 200
    assert {one["subject"] for one in door.list()[1]["insights"]} == {"revenue"}


def test_a_verdict_is_given_back_with_its_note(door: Door) -> None:
    (one,) = door.list(subject="orders")[1]["insights"]
    status, kept = door.judge(one["insightId"], verdict="useful", note="Good to know")
    assert (status, kept["userId"], kept["verdict"], kept["note"]) == (200, "ann", "useful", "Good to know")


@pytest.mark.parametrize("insight_id", [NOBODY, "x", "..", "\x00", "", "é" * 100])
def test_an_insight_that_is_none_is_not_found(door: Door, insight_id: str) -> None:
    assert door.judge(insight_id, verdict="useful")[0] == 404


@pytest.mark.parametrize(
    "body", [{}, {"verdict": "meh"}, {"verdict": "useful", "note": "x" * 1_001}, {"note": "x"}, []]
)
def test_a_verdict_that_is_none_is_refused(door: Door, body: Any) -> None:
    (one,) = door.list(subject="orders")[1]["insights"]
    path = {"id": one["insightId"]}
    assert door.call("POST /insights/{id}/feedback", pathParameters=path, body=dumps(body))[0] == 400


def test_loading_the_routes_loads_nothing_of_what_finds_insights() -> None:
    import subprocess  # noqa: PLC0415
    import sys  # noqa: PLC0415

    code = "import sys, chat_handler.insights; print([m for m in sys.modules if m.startswith('salestalk.insights')])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
