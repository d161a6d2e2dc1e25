"""A language model behind Ollama's HTTP API, on this machine or behind TLS.

The deadline holds for the whole exchange, whatever the server does: each wait for bytes is given no more than what is
left, so a server that trickles is given up in time, and no thread has to be.
https://github.com/ollama/ollama/blob/main/docs/api.md
"""

import io
import ssl
from collections.abc import Callable, Mapping
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from ipaddress import ip_address
from socket import socket
from typing import Any, Final, cast
from urllib.parse import urlsplit

from salestalk.adapters.model_reply import as_reply, exact_object, spent_of
from salestalk.ai.ports import MAX_REPLY_BYTES, Failure, ModelFailed, ModelRequest, Reply, Spent
from salestalk.contracts.jsontext import dumps, loads
from salestalk.errors import InvalidInput

DEFAULT_ENDPOINT: Final = "http://127.0.0.1:11434"
_NOTHING: Final = Spent()
_CUT: Final = "length"


class NotAnEndpoint(ValueError):
    """An address that questions and findings are not sent to."""


class OllamaModel:
    """``model_id`` as Ollama names it, ``seconds`` the clock of the deadlines (`time.monotonic`)."""

    provider = "ollama"

    def __init__(self, model_id: str, seconds: Callable[[], float], endpoint: str = DEFAULT_ENDPOINT) -> None:
        self.model_id = model_id
        self._seconds = seconds
        self._host, self._port, self._tls = _checked(endpoint)

    def complete(self, request: ModelRequest) -> Reply:
        """Ask once. Raises `ModelFailed` by the deadline."""
        began = self._seconds()
        status, body = self._exchange(dumps(self._body(request)).encode(), request.deadline)
        if status != 200:
            raise ModelFailed(Failure.UNAVAILABLE, f"The model's server answered {status}.", _NOTHING)
        said = _read(body)
        spent = _spent(said)
        if said.get("done_reason") == _CUT:
            raise ModelFailed(Failure.MALFORMED, "The reply was cut off.", spent)
        structure = exact_object(_content(said, spent), spent)
        return as_reply(structure, spent, self.model_id, (self._seconds() - began) * 1000)

    def _body(self, request: ModelRequest) -> Mapping[str, Any]:
        return {
            "model": self.model_id,
            "stream": False,
            "format": request.schema,
            "messages": [
                {"role": "system", "content": request.system},
                {"role": "user", "content": request.user},
            ],
            "options": {"temperature": 0, "seed": 0, "num_predict": request.max_tokens},
        }

    def _exchange(self, body: bytes, deadline: float) -> tuple[int, bytes]:
        """Status and body, by the deadline. Raises `ModelFailed`."""
        connection = self._connection(self._left(deadline, _NOTHING))
        sent = False
        try:
            connection.connect()
            connection.sock.settimeout(self._left(deadline, _NOTHING))
            sent = True
            connection.request("POST", "/api/chat", body=body, headers={"content-type": "application/json"})
            hurried = _Hurried(connection.sock, lambda: self._left(deadline, None))
            response = HTTPResponse(cast(socket, hurried), method="POST")
            response.begin()
            return response.status, _limited(response)
        except TimeoutError as error:
            raise ModelFailed(Failure.LATE, "The model did not answer in time.", None if sent else _NOTHING) from error
        except (OSError, HTTPException, ValueError) as error:
            said = f"The model's server did not answer: {type(error).__name__}."
            raise ModelFailed(Failure.UNAVAILABLE, said, None if sent else _NOTHING) from error
        finally:
            connection.close()

    def _connection(self, timeout: float) -> HTTPConnection:
        if self._tls:
            context = ssl.create_default_context()
            return HTTPSConnection(self._host, self._port, timeout=timeout, context=context)
        return HTTPConnection(self._host, self._port, timeout=timeout)

    def _left(self, deadline: float, spent: Spent | None) -> float:
        """Seconds until the deadline. Raises `ModelFailed` when there are none."""
        left = deadline - self._seconds()
        if left <= 0:
            raise ModelFailed(Failure.LATE, "There is no time left for the model.", spent)
        return left


class _Hurried:
    """What a response is read from: a connection each of whose reads has only what is left of the time."""

    def __init__(self, under: socket, left: Callable[[], float]) -> None:
        self._under = under
        self._left = left

    def makefile(self, _: str) -> io.BufferedReader:
        """All that a response asks of a socket."""
        return io.BufferedReader(_HurriedBytes(self._under, self._left))


class _HurriedBytes(io.RawIOBase):
    """Bytes as they come, each wait bounded anew."""

    def __init__(self, under: socket, left: Callable[[], float]) -> None:
        self._under = under
        self._left = left

    def readable(self) -> bool:
        """Yes."""
        return True

    def readinto(self, buffer: Any) -> int:
        """What there is, as soon as there is some."""
        self._under.settimeout(self._left())
        return self._under.recv_into(buffer)


def _limited(response: HTTPResponse) -> bytes:
    body = response.read(MAX_REPLY_BYTES + 1)
    if len(body) > MAX_REPLY_BYTES:
        raise ModelFailed(Failure.MALFORMED, f"The reply is longer than {MAX_REPLY_BYTES} bytes.")
    return body


def _read(body: bytes) -> Mapping[str, Any]:
    try:
        said = loads(body)
    except InvalidInput as error:
        raise ModelFailed(Failure.MALFORMED, "The reply is not JSON.") from error
    if not isinstance(said, Mapping):
        raise ModelFailed(Failure.MALFORMED, "The reply is no object.")
    return said


def _spent(said: Mapping[str, Any]) -> Spent:
    """What it took. A prompt that the server still remembers is told as none, so none is what it took."""
    return spent_of(said.get("prompt_eval_count", 0), said.get("eval_count"))


def _content(said: Mapping[str, Any], spent: Spent) -> str:
    message = said.get("message")
    content = message.get("content") if isinstance(message, Mapping) else None
    if not isinstance(content, str):
        raise ModelFailed(Failure.MALFORMED, "The reply has no content.", spent)
    return content


def _checked(endpoint: str) -> tuple[str, int, bool]:
    """Host, port and whether TLS is spoken. Raises `NotAnEndpoint`."""
    url = urlsplit(endpoint)
    if url.scheme not in ("http", "https") or not url.hostname or url.username or url.path not in ("", "/"):
        raise NotAnEndpoint(f"{endpoint!r} is no address such as {DEFAULT_ENDPOINT}")
    if url.scheme == "http" and not _is_this_machine(url.hostname):
        raise NotAnEndpoint(f"{endpoint!r}: only the machine itself is spoken to without TLS; use https")
    return url.hostname, url.port or (443 if url.scheme == "https" else 80), url.scheme == "https"


def _is_this_machine(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
