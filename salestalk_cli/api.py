"""The HTTP API as the command line sees it: the standard library's client, with exact numbers."""

import urllib.error
import urllib.request
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

from salestalk.contracts.jsontext import dumps, loads
from salestalk.errors import InvalidInput
from salestalk_cli.problems import NotRunning, NotServed, Problem

TIMEOUT_SECONDS: Final = 35
"""A little more than API Gateway waits for a function."""

NOT_SERVED: Final = "urn:salestalk:problem:tenant-not-active"
LOOPBACK: Final = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True, slots=True)
class Reply:
    """What the API answered, whatever the status; `body` is its JSON with exact numbers."""

    status: int
    headers: Mapping[str, str]
    text: str

    @property
    def body(self) -> Any:
        """The JSON body. Raises `Problem` when it is none."""
        try:
            return loads(self.text)
        except InvalidInput:
            raise Problem(f"The API answered {self.status} with something that is not JSON.") from None


@dataclass(frozen=True, slots=True)
class Api:
    """The API at an address, for the bearer of a token; without one only what is open answers."""

    url: str
    token: str | None = None

    def ask(self, question: str, *, session_id: str | None = None, as_of: str | None = None) -> Reply:
        """`POST /chat`; a retry on the way there is answered once. Raises `NotServed`, `Problem` without an answer."""
        body = {"message": question, "sessionId": session_id, "asOf": as_of}
        body = {name: value for name, value in body.items() if value is not None}
        reply = self.call("POST", "/chat", body, headers={"Idempotency-Key": str(uuid.uuid4())})
        if reply.status != 200:
            raise refusal_of(reply)
        return reply

    def call(self, method: str, path: str, body: Any = None, *, headers: Mapping[str, str] | None = None) -> Reply:
        """Any call; `body` is sent as JSON. Raises `NotRunning` or `Problem` when nothing answers."""
        data = None if body is None else dumps(body).encode()
        return self.send(method, path, data, {"content-type": "application/json", **(headers or {})})

    def send(self, method: str, path: str, data: bytes | None, headers: Mapping[str, str]) -> Reply:
        """Any call with a body as it is."""
        if urlsplit(self.url).scheme not in ("http", "https"):
            raise Problem(f"The API's address must start with http:// or https://, not {self.url!r}.")
        authorization = {} if self.token is None else {"authorization": f"Bearer {self.token}"}
        request = urllib.request.Request(  # noqa: S310 - the scheme was looked at
            self.url + path, data=data, method=method, headers={**authorization, **headers}
        )
        try:
            with self._opener().open(request, timeout=TIMEOUT_SECONDS) as response:
                return Reply(response.status, _lowered(response.headers.items()), response.read().decode())
        except urllib.error.HTTPError as refusal:
            with refusal:
                return Reply(refusal.code, _lowered(refusal.headers.items()), refusal.read().decode())
        except (urllib.error.URLError, ConnectionError, TimeoutError) as error:
            raise self._unreachable(error) from None

    @property
    def _is_local(self) -> bool:
        host = urlsplit(self.url).hostname or ""
        return host in LOOPBACK or host.endswith(".localhost")

    def _opener(self) -> urllib.request.OpenerDirector:
        """A proxy is for the world outside, not for this machine."""
        return urllib.request.build_opener(*([urllib.request.ProxyHandler({})] if self._is_local else []))

    def _unreachable(self, error: Exception) -> Problem:
        """Nobody listens, nobody answers in time, or the way there is broken: three things to do."""
        reason = getattr(error, "reason", error)
        if self._is_local and isinstance(reason, ConnectionRefusedError):
            return NotRunning()
        if isinstance(reason, TimeoutError):
            return Problem(f"{self.url} did not answer within {TIMEOUT_SECONDS} seconds; try again.")
        return Problem(f"{self.url} cannot be reached ({reason}); check the address.")


def _lowered(headers: Iterable[tuple[str, str]]) -> dict[str, str]:
    return {name.lower(): value for name, value in headers}


def refusal_of(reply: Reply) -> Problem:
    """What is raised of a reply that is no success: `NotServed` where the tenant is the reason."""
    problem = reply.body if reply.text.startswith("{") else {}
    return (NotServed if problem.get("type") == NOT_SERVED else Problem)(sentence_of(reply))


def sentence_of(reply: Reply) -> str:
    """A problem document as text: what is wrong, and each fault on a line of its own."""
    if reply.status == 401:
        return "The API does not know who is asking: the token is missing, foreign or no longer valid."
    problem = reply.body if reply.text.startswith("{") else {}
    detail = problem.get("detail") or problem.get("message") or "it gave no reason."
    faults = [f"\n  - {fault['message']}" for fault in problem.get("errors", ())]
    return f"The API answered {reply.status}: {detail}{''.join(faults)}"
