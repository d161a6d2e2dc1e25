"""The chat handler by its calls, over the example tenant's totals in a dictionary."""

import json
from types import SimpleNamespace
from typing import Any

import pytest

from chat_handler.colleagues import ColleagueRoutes
from chat_handler.history import HistoryRoutes
from chat_handler.insights import InsightRoutes
from chat_handler.routes import ChatRoutes
from runtime.http import serve
from salestalk import names
from salestalk.contracts.jsontext import dumps, loads
from salestalk.conversation.colleagues import Colleagues
from salestalk.conversation.completion import Completion
from salestalk.ingestion.comments import CommentBook
from salestalk.ingestion.pins import PinBoard
from salestalk.ingestion.sessions import SessionKeeper
from salestalk.ingestion.shares import ShareBook
from salestalk.insights.board import InsightBoard
from salestalk.names import EventType
from tests.unit.conversation.test_service import ACME, NOW, Desk
from tests.unit.ingestion.fakes import FakeTime

CONTEXT = SimpleNamespace(aws_request_id="l", get_remaining_time_in_millis=lambda: 20_000)
SILENT = SimpleNamespace(info=lambda *_, **__: None, warning=lambda *_, **__: None, error=lambda *_, **__: None)
SESSION = "6f1f64ab-3b0a-4d0e-9a53-0f3a4b7f1c11"


class Door:
    """The handler's routes for the example tenant."""

    def __init__(self) -> None:
        self.desk, self.user, self.claims, self.now = Desk(), "u", dict[str, Any](), NOW
        insights = InsightRoutes(self.board_of, lambda: NOW)
        open_workspace = self.desk.service.open_workspace
        history = HistoryRoutes(open_workspace, self.keeper_of)
        colleagues = ColleagueRoutes(self.colleagues)
        self.routes = ChatRoutes(self.desk.service, open_workspace, self.completion_of, insights, history, colleagues)

    def colleagues(self, tenant_id: str, deadline: float) -> Colleagues:
        assert tenant_id == ACME
        store, strategy = self.desk.store, FakeTime().strategy()
        return Colleagues(
            tenant=self.desk.tenant,
            history=self.desk.history,
            board=PinBoard(store, strategy),
            shares=ShareBook(store, strategy),
            said=CommentBook(store, strategy),
            now=int(self.now.timestamp()),
            deadline=deadline,
        )

    def keeper_of(self, tenant_id: str, _: float) -> SessionKeeper:
        assert tenant_id == ACME
        return SessionKeeper(self.desk.store, FakeTime().strategy())

    def completion_of(self, tenant_id: str, deadline: float) -> Completion:
        return Completion(tenant_id, self.keeper_of(tenant_id, deadline), self.desk.bus, lambda: NOW)

    def board_of(self, tenant_id: str, _: float) -> InsightBoard:
        assert tenant_id == ACME
        return InsightBoard(self.desk.store, FakeTime().strategy())

    def call(self, route: str, body: Any = None, **event: Any) -> tuple[int, Any]:
        claims = {names.TENANT_CLAIM: ACME, "sub": self.user, **self.claims}
        gateway = {"requestId": "r", "authorizer": {"jwt": {"claims": claims}}}
        given = {"routeKey": route, "body": body and dumps(body), "requestContext": gateway, **event}
        response = serve(self.routes.table, SILENT, given, CONTEXT)
        return response["statusCode"], loads(response["body"])

    def ask(self, **body: Any) -> Any:
        status, answer = self.call("POST /chat", {"message": "What was revenue in Q3?", **body})
        assert status == 200
        return answer


@pytest.fixture
def door() -> Door:
    return Door()


def test_a_conversation_is_read_back_under_its_id_in_either_case(door):
    assert door.ask(sessionId=SESSION.upper())["sessionId"] == SESSION
    for name in (SESSION, SESSION.upper()):
        status, body = door.call("GET /sessions/{id}/messages", pathParameters={"id": name})
        assert (status, body["sessionId"], len(body["messages"])) == (200, SESSION, 2)


def test_an_answer_is_verified_under_its_id_in_either_case(door):
    answer = door.ask()
    for name in (answer["messageId"], answer["messageId"].upper()):
        status, body = door.call("GET /messages/{id}/verify", pathParameters={"id": name})
        assert (status, body["holds"], body["checked"]) == (200, True, 1)


def test_a_conversation_ends_with_its_rating_and_stays_ended(door):
    path = {"id": door.ask()["sessionId"]}
    status, ended = door.call("POST /sessions/{id}/complete", {"rating": 5}, pathParameters=path)
    assert (status, ended["satisfactionRating"], ended["completedAt"]) == (200, 5, int(NOW.timestamp()))

    assert door.call("POST /sessions/{id}/complete", pathParameters=path) == (200, ended)
    told = [event.event_type for event in door.desk.bus.events]
    assert told.count(EventType.CONVERSATION_COMPLETED) == 1
    assert door.call("GET /sessions")[1]["sessions"] == [ended]


@pytest.mark.parametrize("body", [{"rating": 0}, {"rating": 6}, {"rating": 4.5}, {"rating": True}, {"stars": 5}, []])
def test_a_rating_that_is_none_is_refused_and_ends_nothing(door, body):
    path = {"id": door.ask()["sessionId"]}
    status, problem = door.call("POST /sessions/{id}/complete", pathParameters=path, body=json.dumps(body))
    assert (status, problem["title"]) == (400, "Invalid input")
    assert "completedAt" not in door.call("GET /sessions")[1]["sessions"][0]


@pytest.mark.parametrize(
    "route", ["GET /sessions/{id}/messages", "POST /sessions/{id}/complete", "GET /messages/{id}/verify"]
)
@pytest.mark.parametrize("name", ["x", "..", "METADATA", "\x00", "\ud800", "é" * 3_000, f"{SESSION}\n", ""])
def test_what_cannot_be_an_id_is_not_found_and_not_looked_up(door, route, name):
    door.desk.store.calls.clear()
    status, problem = door.call(route, pathParameters={"id": name})
    assert status == 404
    assert name == "" or name not in problem["detail"]
    # What would write is counted first, whatever becomes of it.
    assert door.desk.store.calls == ([] if route.startswith("GET ") else ["transact"])


@pytest.mark.parametrize(
    ("route", "body"),
    [
        ("POST /chat", {"message": "What was revenue in Q3?"}),
        ("GET /messages/{id}/verify", None),
        ("GET /sessions", None),
    ],
)
def test_a_parameter_that_a_call_does_not_have_is_refused(door, route, body):
    query = {"tenantId": "techstart-inc-002"}
    status, problem = door.call(route, body, pathParameters={"id": SESSION}, queryStringParameters=query)
    assert (status, problem["errors"][0]["field"]) == (400, "tenantId")
    assert door.desk.bus.events == []


def test_a_key_that_was_used_for_another_question_is_a_conflict(door):
    headers = {"idempotency-key": "k1"}
    door.call("POST /chat", {"message": "What was revenue in Q3?"}, headers=headers)
    status, problem = door.call("POST /chat", {"message": "What was revenue in Q2?"}, headers=headers)
    assert (status, problem["errors"][0]["field"]) == (409, "Idempotency-Key")
