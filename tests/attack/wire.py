"""HTTP as it is typed: no client in between that tidies paths and headers up. And who it was that refused."""

import http.client
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

from tests.attack.model import Layer, Seen

Headers = Sequence[tuple[str, str]]
TIMEOUT_SECONDS: Final = 150
PROBLEM: Final = "urn:salestalk:problem:"
_OF_A_TENANT: Final = re.compile(r'"(?:table|key)":\s*"tenant-(.+?)(?:-messages|-metrics|/[^"]*)"')


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    text: str

    @property
    def body(self) -> Any:
        """As JSON."""
        return json.loads(self.text)

    @property
    def said(self) -> str:
        """All of it, as one text."""
        return f"{self.status} {dict(self.headers)} {self.text}"


@dataclass(frozen=True, slots=True)
class Wire:
    """The address of the API."""

    url: str

    def send(
        self, method: str, path: str, token: str | None = None, *, body: bytes | None = None, headers: Headers = ()
    ) -> Answer:
        """One call, byte for byte; a body is said to be JSON unless the headers say otherwise."""
        place = urlsplit(self.url)
        link = http.client.HTTPConnection(str(place.hostname), place.port, timeout=TIMEOUT_SECONDS)
        try:
            link.putrequest(method, place.path + path, skip_accept_encoding=True)
            for name, value in (*_usual(token, body, headers), *headers):
                link.putheader(name, value.encode())
            link.endheaders(body)
            reply = link.getresponse()
            named = {name.lower(): value for name, value in reply.getheaders()}
            return Answer(reply.status, named, reply.read().decode(errors="replace"))
        finally:
            link.close()


def _usual(token: str | None, body: bytes | None, headers: Headers) -> Headers:
    given = {name.lower() for name, _ in headers}
    usual = [("authorization", f"Bearer {token}")] if token is not None else []
    if body is not None:
        usual += [("content-type", "application/json"), ("content-length", str(len(body)))]
    return [(name, value) for name, value in usual if name not in given]


def judged(answer: Answer, tenant_id: str) -> Seen:
    """Who refused; with an answer, whether all it refers to is this tenant's own."""
    return Seen(_layer(answer, tenant_id), answer.said)


def _layer(answer: Answer, tenant_id: str) -> Layer | None:
    ours = answer.text.startswith("{") and str(answer.body.get("type", "")).startswith(PROBLEM)
    if ours:
        return Layer.CODE if 400 <= answer.status <= 429 else None
    if answer.status == 401:
        return Layer.AUTHORIZER
    if answer.status in (403, 404):
        return Layer.GATEWAY
    if answer.status < 300 and set(_OF_A_TENANT.findall(answer.text)) <= {tenant_id}:
        return Layer.OWN
    return None
