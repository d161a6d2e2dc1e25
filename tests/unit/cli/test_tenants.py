"""`salestalk tenants …` from outside: what is asked of the API, and what is said of its answers."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from salestalk.contracts.jsontext import dumps, loads
from salestalk_cli.local.emulator import HOST
from tests.unit.cli.test_main import exit_code_of

TENANT = {
    "tenantId": "acme-1",
    "name": "ACME",
    "ownerEmail": "me@acme.example",
    "plan": "standard",
    "status": "active",
    "createdAt": 1_760_000_000,
}
ROOM = {"tenants": 9, "quotas": [{"quota": "tables", "used": 5, "limit": 2500}]}


class Scripted:
    """An API that gives prepared answers, the last one again and again."""

    def __init__(self) -> None:
        self.url = ""
        self.answers: list[tuple[int, Any]] = []
        self.requests: list[dict[str, Any]] = []

    def next(self) -> tuple[int, Any]:
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


@pytest.fixture
def api() -> Iterator[Scripted]:
    scripted = Scripted()

    class Handler(BaseHTTPRequestHandler):
        def _answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            scripted.requests.append(
                {
                    "call": f"{self.command} {self.path}",
                    "key": self.headers.get("idempotency-key"),
                    "body": loads(body) if body else None,
                }
            )
            status, answer = scripted.next()
            self.send_response(status)
            self.end_headers()
            self.wfile.write(dumps(answer).encode())

        do_GET = do_POST = do_PATCH = _answer  # noqa: N815  # as the server looks for them

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer((HOST, 0), Handler)
    scripted.url = f"http://{HOST}:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield scripted
    server.shutdown()
    thread.join()
    server.server_close()


def tenants(api: Scripted, *arguments: str) -> int:
    return exit_code_of("tenants", *arguments, "--api-url", api.url, "--token", "t")


CREATE = ("create", "ACME", "--owner", "me@acme.example")


def test_creating_waits_until_the_tenant_is_active(api, capsys):
    being_made = {**TENANT, "status": "provisioning"}
    api.answers = [(202, being_made), (200, being_made), (200, TENANT)]

    assert tenants(api, *CREATE, "--sample-data", "--currency", "EUR") == 0

    first, *looks = api.requests
    assert first["body"] == {
        "name": "ACME",
        "ownerEmail": "me@acme.example",
        "plan": "standard",
        "metadata": {"currency": "EUR"},
        "sampleData": True,
    }
    assert [look["call"] for look in looks] == ["GET /tenants/acme-1"] * 2
    out, err = capsys.readouterr()
    assert "me@acme.example has been sent an invitation" in out
    assert "Tables, owner and registration ready" in err


def test_the_same_command_is_the_same_request_and_another_company_another(api):
    api.answers = [(202, TENANT)]
    respelled = (*CREATE[:3], "Me@ACME.example")
    for arguments in (CREATE, CREATE, respelled, ("create", "Other", *CREATE[2:]), (*CREATE, "--id", "acme-1")):
        tenants(api, *arguments)

    first, again, spelled, other, named = (request["key"] for request in api.requests)
    assert first == again == spelled != other
    assert named is None


def test_without_waiting_it_says_how_to_look(api, capsys):
    api.answers = [(202, {**TENANT, "status": "provisioning"})]

    assert tenants(api, *CREATE, "--no-wait") == 0

    assert len(api.requests) == 1
    assert "salestalk tenants show acme-1" in capsys.readouterr().out


def test_a_tenant_that_failed_is_told_with_its_reason(api, capsys):
    api.answers = [
        (202, {**TENANT, "status": "provisioning"}),
        (200, {**TENANT, "status": "failed", "reason": "No room."}),
    ]

    assert tenants(api, *CREATE) == 1
    assert "acme-1 could not be made: No room." in capsys.readouterr().err


def test_other_options_for_the_same_company_are_told_apart(api, capsys):
    fault = {"field": "Idempotency-Key", "rule": "idempotency_key_reused", "message": "Idempotency-Key: was used"}
    api.answers = [(409, {"detail": "The Idempotency-Key was used for another request.", "errors": [fault]})]

    assert tenants(api, *CREATE) == 1
    assert "asked for a tenant called ACME before, with other options" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "body"),
    [
        (("suspend", "acme-1"), {"status": "suspended"}),
        (("resume", "acme-1"), {"status": "active"}),
        (("plan", "acme-1", "enterprise"), {"plan": "enterprise"}),
    ],
)
def test_a_tenant_is_changed_by_one_call(api, arguments, body, capsys):
    api.answers = [(200, TENANT)]

    assert tenants(api, *arguments, "--json") == 0

    assert [(each["call"], each["body"]) for each in api.requests] == [("PATCH /tenants/acme-1", body)]
    assert json.loads(capsys.readouterr().out) == TENANT


def test_all_pages_are_one_list_with_the_room_that_is_left(api, capsys):
    api.answers = [
        (200, {"tenants": [TENANT], "nextCursor": "c/1", "headroom": ROOM}),
        (200, {"tenants": [{**TENANT, "tenantId": "b\x1b[31m", "status": "suspended"}]}),
    ]

    assert tenants(api, "list", "--status", "active") == 0

    assert [each["call"] for each in api.requests] == [
        "GET /tenants?status=active&limit=200",
        "GET /tenants?status=active&limit=200&cursor=c%2F1",
    ]
    out = capsys.readouterr().out
    assert "Room for 9 more: 5 of 2500 tables are used." in out
    assert "suspended" in out
    assert "\x1b" not in out


def test_an_id_cannot_lead_to_another_call(api):
    api.answers = [(404, {"detail": "There is no such tenant."})]

    assert tenants(api, "show", "../x?y") == 1
    assert api.requests[0]["call"] == "GET /tenants/..%2Fx%3Fy"


@pytest.mark.parametrize("arguments", [("show", ""), ("suspend", " "), ("plan", "", "free"), ("delete", "", "--yes")])
def test_without_an_id_nothing_is_asked(api, arguments, capsys):
    assert tenants(api, *arguments) == 2
    assert (api.requests, "salestalk tenants list" in capsys.readouterr().err) == ([], True)


@pytest.mark.parametrize("arguments", [("list",), ("show", "a"), CREATE, ("suspend", "a")])
def test_without_a_platform_or_an_administrator_the_exit_code_is_three(arguments, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("SALESTALK_STATE", str(tmp_path / "local"))
    assert exit_code_of("tenants", *arguments) == 3
    assert "make up" in capsys.readouterr().err
