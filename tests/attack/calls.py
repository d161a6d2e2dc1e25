"""Every call of the HTTP API as somebody entitled to it makes it: attacks are changes of these.

The routes are those that are deployed. One without an entry here fails a test, so none is left unattacked.
"""

import json
import re
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final
from urllib.parse import quote

from tests.attack.scene import Party, Route, Scene
from tests.attack.wire import Answer, Headers, Wire

ADMINISTRATION: Final = "/tenants"

OF_NOTHING: Final = frozenset({"POST /insights/{id}/feedback"})
"""Calls about what the scene has none of: to its owner too the answer is that it is not there."""


@dataclass(frozen=True, slots=True)
class Call:
    """One call: what it says, but for who says it."""

    method: str
    path: str
    body: Any = None
    query: Mapping[str, str] = field(default_factory=dict)

    def send(self, wire: Wire, token: str | None, headers: Headers = ()) -> Answer:
        """Make it with this token."""
        parameters = "&".join(f"{quote(name, safe='')}={quote(value, safe='')}" for name, value in self.query.items())
        body = None if self.body is None else json.dumps(self.body).encode()
        path = self.path + (f"?{parameters}" if parameters else "")
        return wire.send(self.method, path, token, body=body, headers=headers)

    def asking(self, **query: str) -> "Call":
        """With other query parameters too."""
        return replace(self, query={**self.query, **query})

    def saying(self, **fields: Any) -> "Call":
        """With other fields of the body too."""
        return replace(self, body={**self.body, **fields})


def guarded(scene: Scene) -> list[Route]:
    """Those that want a token, as they are deployed."""
    return [route for route in scene.routes if not route.is_open]


def for_users(scene: Scene) -> list[Route]:
    """Those that users of tenants may call."""
    return [route for route in guarded(scene) if not route.path.startswith(ADMINISTRATION)]


def for_administrators(scene: Scene) -> list[Route]:
    """Those that only administrators may call."""
    return [route for route in guarded(scene) if route.path.startswith(ADMINISTRATION)]


def call_of(route: Route, party: Party) -> Call:
    """The call with this party's own ids. One that nobody has described yet is attacked as far as it can be guessed."""
    if route.key in CALLS:
        return CALLS[route.key](party)
    body = None if route.method in ("GET", "DELETE") else {}
    return Call(route.method, re.sub(r"\{\w+\}", party.session_id, route.path), body)


def _chat(party: Party) -> Call:
    return Call("POST", "/chat", {"message": f"What was {party.subject} in Q1 2025?", "sessionId": party.session_id})


def _load(party: Party) -> Call:
    unit = f"U{party.mark}"
    return Call(
        "POST", "/metrics", {"records": [{"subject": party.subject, "period": "2023-Q4", "value": 1, "unit": unit}]}
    )


def _ask_for_upload(_: Party) -> Call:
    return Call("POST", "/metrics/uploads", {"fileName": "q4.csv", "batchId": str(uuid.uuid4())})


def _onboard(_: Party) -> Call:
    body = {"name": "Stolen", "ownerEmail": "m@mallory.example", "plan": "enterprise", "tenantId": "stolen"}
    return Call("POST", "/tenants", body)


CALLS: Final[Mapping[str, Callable[[Party], Call]]] = {
    "POST /chat": _chat,
    "GET /sessions": lambda _: Call("GET", "/sessions"),
    "PATCH /sessions/{id}": lambda party: Call("PATCH", f"/sessions/{party.session_id}", {"title": "Renamed"}),
    "GET /sessions/{id}/messages": lambda party: Call("GET", f"/sessions/{party.session_id}/messages"),
    "GET /messages/{id}": lambda party: Call("GET", f"/messages/{party.message_ids[1]}"),
    "GET /messages/{id}/verify": lambda party: Call("GET", f"/messages/{party.message_ids[1]}/verify"),
    "POST /sessions/{id}/complete": lambda party: Call("POST", f"/sessions/{party.session_id}/complete", {"rating": 1}),
    "POST /messages/{id}/feedback": lambda party: Call(
        "POST", f"/messages/{party.message_ids[1]}/feedback", {"rating": "wrong"}
    ),
    "PUT /messages/{id}/pin": lambda party: Call("PUT", f"/messages/{party.message_ids[1]}/pin", {"note": "mine"}),
    "DELETE /messages/{id}/pin": lambda party: Call("DELETE", f"/messages/{party.message_ids[3]}/pin"),
    "POST /messages/{id}/share": lambda party: Call("POST", f"/messages/{party.message_ids[1]}/share", {}),
    "GET /shares/{id}": lambda party: Call("GET", f"/shares/{party.share_ids[0]}"),
    "DELETE /shares/{id}": lambda party: Call("DELETE", f"/shares/{party.share_ids[1]}"),
    "POST /messages/{id}/comments": lambda party: Call(
        "POST", f"/messages/{party.message_ids[1]}/comments", {"text": "Looks low to me"}
    ),
    "GET /messages/{id}/comments": lambda party: Call("GET", f"/messages/{party.message_ids[1]}/comments"),
    "DELETE /messages/{id}/comments/{commentId}": lambda party: Call(
        "DELETE", f"/messages/{party.message_ids[3]}/comments/{party.comment_ids[1]}"
    ),
    "GET /pins": lambda _: Call("GET", "/pins"),
    "PATCH /metrics/{subject}": lambda party: Call("PATCH", f"/metrics/{party.subject}", {"displayName": "Renamed"}),
    "GET /me": lambda _: Call("GET", "/me"),
    "GET /usage": lambda _: Call("GET", "/usage"),
    "GET /insights": lambda _: Call("GET", "/insights"),
    "POST /insights/{id}/feedback": lambda party: Call(
        "POST", f"/insights/{party.batch_id}/feedback", {"verdict": "useful"}
    ),
    "POST /metrics": _load,
    "GET /metrics": lambda _: Call("GET", "/metrics"),
    "GET /metrics/{subject}": lambda party: Call("GET", f"/metrics/{party.subject}"),
    "POST /metrics/uploads": _ask_for_upload,
    "GET /metrics/uploads/{batchId}": lambda party: Call("GET", f"/metrics/uploads/{party.batch_id}"),
    "GET /tenants": lambda _: Call("GET", "/tenants"),
    "POST /tenants": _onboard,
    "GET /tenants/{id}": lambda party: Call("GET", f"/tenants/{party.tenant_id}"),
    "PATCH /tenants/{id}": lambda party: Call("PATCH", f"/tenants/{party.tenant_id}", {"plan": "enterprise"}),
    "DELETE /tenants/{id}": lambda party: Call("DELETE", f"/tenants/{party.tenant_id}"),
    "GET /tenants/{id}/usage": lambda party: Call("GET", f"/tenants/{party.tenant_id}/usage"),
    "GET /tenants/{id}/erasure": lambda party: Call("GET", f"/tenants/{party.tenant_id}/erasure"),
    "GET /tenants/{id}/export/{exportId}": lambda party: Call(
        "GET", f"/tenants/{party.tenant_id}/export/{party.batch_id}"
    ),
    "POST /tenants/{id}/export": lambda party: Call("POST", f"/tenants/{party.tenant_id}/export", {}),
}
