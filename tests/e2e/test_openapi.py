"""The OpenAPI document against the service that runs: every call answers, and what it answers is as described."""

import json
import time
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from salestalk_cli.api import Api, Reply
from tests.e2e.conftest import NewTenant, Platform, record
from tests.e2e.unasked import an_insight


@pytest.fixture(scope="module")
def described(platform: Platform) -> Any:
    """The document as it is served."""
    return json.loads(platform.anonymous().call("GET", "/openapi.json").text)


def faults(described: Any, route: str, reply: Reply) -> list[str]:
    """What in an answer is not as the document says; plain JSON numbers do for that."""
    method, path = route.split(" ")
    responses = described["paths"][path][method.lower()]["responses"]
    content = responses.get(str(reply.status), responses["default"])["content"]
    schema = {**content[reply.headers["content-type"]]["schema"], "components": described["components"]}
    return [error.message for error in Draft202012Validator(schema).iter_errors(json.loads(reply.text))]


def of_administrators(tenant: NewTenant) -> dict[str, Reply]:
    """The calls that administrators make, about a tenant that is there."""
    admin, place = tenant.platform.admin(), f"/tenants/{tenant.tenant_id}"
    found = admin.call("GET", place)
    same = {name: found.body[name] for name in ("name", "ownerEmail", "plan", "tenantId")}
    return {
        "GET /tenants/{id}": found,
        "GET /tenants/{id}/usage": admin.call("GET", f"{place}/usage"),
        "GET /tenants": admin.call("GET", "/tenants?limit=5"),
        "POST /tenants": admin.call("POST", "/tenants", same),
        "PATCH /tenants/{id}": admin.call("PATCH", place, {"plan": "free"}),
    }


def of_colleagues(tenant: NewTenant, message_id: str) -> dict[str, Reply]:
    """What users of a tenant do with each other's answers."""
    pin = f"/messages/{message_id}/pin"
    shared = tenant.api.call("POST", f"/messages/{message_id}/share")
    share, comments = f"/shares/{shared.body['shareId']}", f"/messages/{message_id}/comments"
    said = tenant.api.call("POST", comments, {"text": "Looks low to me"})
    return {
        "PUT /messages/{id}/pin": tenant.api.call("PUT", pin, {"note": "For Monday"}),
        "GET /pins": tenant.api.call("GET", "/pins"),
        "POST /messages/{id}/share": shared,
        "POST /messages/{id}/comments": said,
        "GET /messages/{id}/comments": tenant.api.call("GET", comments),
        "DELETE /messages/{id}/comments/{commentId}": tenant.api.call("DELETE", f"{comments}/{said.body['commentId']}"),
        "GET /shares/{id}": tenant.api.call("GET", share),
        "DELETE /shares/{id}": tenant.api.call("DELETE", share),
        "DELETE /messages/{id}/pin": tenant.api.call("DELETE", pin),
    }


def of_leaving(tenant: NewTenant) -> dict[str, Reply]:
    """The calls by which a tenant is exported and erased, in the end."""
    admin, place = tenant.platform.admin(), f"/tenants/{tenant.tenant_id}"
    asked = admin.call("POST", f"{place}/export")
    exported = until_done(admin, asked.headers["location"])
    erasing = admin.call("DELETE", f"{place}?export=skip")
    return {
        "POST /tenants/{id}/export": asked,
        "GET /tenants/{id}/export/{exportId}": exported,
        "DELETE /tenants/{id}": erasing,
        "GET /tenants/{id}/erasure": until_done(admin, erasing.headers["location"]),
    }


def until_done(admin: Api, place: str) -> Reply:
    end = time.monotonic() + 60
    while (reply := admin.call("GET", place)).body["state"] != "done" and time.monotonic() < end:
        time.sleep(0.1)
    return reply


def test_every_call_answers_as_described(described: Any, tenant: NewTenant) -> None:
    load = {"records": [record(1), record(2, dimensions={"region": "EMEA"}), record(3, period="2025-Q5")]}
    replies = {"POST /metrics": tenant.api.call("POST", "/metrics", load)}
    replies["POST /chat"] = tenant.api.ask("What was revenue in Q3?")
    answer = replies["POST /chat"].body
    replies["POST /metrics/uploads"] = tenant.api.call("POST", "/metrics/uploads", {"fileName": "orders.csv"})
    batch = replies["POST /metrics/uploads"].body["batchId"]
    for route, path in {
        "GET /sessions": "/sessions",
        "GET /sessions/{id}/messages": f"/sessions/{answer['sessionId']}/messages?answers=full",
        "POST /sessions/{id}/complete": f"/sessions/{answer['sessionId']}/complete",
        "GET /messages/{id}": f"/messages/{answer['messageId']}",
        "GET /messages/{id}/verify": f"/messages/{answer['messageId']}/verify",
        "GET /metrics": "/metrics",
        "GET /metrics/{subject}": "/metrics/revenue",
        "GET /usage": "/usage",
        "GET /metrics/uploads/{batchId}": f"/metrics/uploads/{batch}",
        "GET /me": "/me",
        "GET /healthz": "/healthz",
        "GET /openapi.json": "/openapi.json",
    }.items():
        replies[route] = tenant.api.call(route.split(" ")[0], path)
    replies |= of_colleagues(tenant, answer["messageId"])
    session = f"/sessions/{answer['sessionId']}"
    replies["PATCH /sessions/{id}"] = tenant.api.call("PATCH", session, {"title": "Quarters"})
    replies["PATCH /metrics/{subject}"] = tenant.api.call("PATCH", "/metrics/revenue", {"synonyms": ["takings"]})
    feedback = f"/messages/{answer['messageId']}/feedback"
    replies["POST /messages/{id}/feedback"] = tenant.api.call("POST", feedback, {"rating": "helpful"})
    judged = f"/insights/{an_insight(tenant)['insightId']}/feedback"
    replies["POST /insights/{id}/feedback"] = tenant.api.call("POST", judged, {"verdict": "useful"})
    replies["GET /insights"] = tenant.api.call("GET", "/insights")
    replies |= of_administrators(tenant)
    replies |= of_leaving(tenant)
    paths = described["paths"]
    assert replies.keys() == {f"{method.upper()} {path}" for path, item in paths.items() for method in item}
    assert {route: reply.status for route, reply in replies.items() if reply.status not in (200, 201, 202, 207)} == {}
    assert {route: found for route, reply in replies.items() if (found := faults(described, route, reply))} == {}


@pytest.mark.parametrize(
    "question",
    ["How are we doing?", "Why did our CFO quit?", "What was revenue in Q1 2019?", "Why did margin fall in Q4?"],
)
def test_every_kind_of_answer_is_as_described(described: Any, acme: Api, question: str) -> None:
    assert faults(described, "POST /chat", acme.ask(question)) == []


@pytest.mark.parametrize(
    ("route", "path", "body"),
    [
        ("POST /chat", "/chat", {"message": ""}),
        ("POST /metrics", "/metrics", {"records": [1]}),
        ("GET /metrics/{subject}", "/metrics/" + "x" * 3_000, None),
        ("GET /sessions/{id}/messages", "/sessions/%00/messages", None),
        ("GET /messages/{id}/verify", "/messages/%F0%9F%98%80/verify", None),
    ],
)
def test_every_problem_is_as_described(described: Any, acme: Api, route: str, path: str, body: Any) -> None:
    reply = acme.call(route.split(" ", maxsplit=1)[0], path, body)
    assert reply.status in (400, 404)
    assert reply.headers["content-type"] == "application/problem+json"
    assert faults(described, route, reply) == []


def test_without_a_token_the_gateway_answers_as_described(described: Any, platform: Platform) -> None:
    reply = platform.anonymous().call("GET", "/metrics")
    assert reply.status == 401
    assert faults(described, "GET /metrics", reply) == []
