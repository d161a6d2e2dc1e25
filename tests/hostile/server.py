"""A model's HTTP server on loopback that says whatever a test wants, in two shapes.

`POST /v1/chat/completions` is OpenAI's shape, which the emulator's Bedrock forwards to
(``MINISTACK_BEDROCK_PROXY_URL=server.url``); `POST /api/chat` is Ollama's. What it says is decided by a function that
takes what was asked and gives what is to be said; it may be replaced between two requests.
"""

import json
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Final

OPENAI, OLLAMA = "/v1/chat/completions", "/api/chat"
HOST: Final = "127.0.0.1"
PARTS: Final = 64
"""In how many a body trickles: each comes soon, and the last one long after anybody should have waited."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One request: its path, what its messages said, and which tool it forces (None: none, or a format)."""

    path: str
    system: str
    user: str
    tool: str | None
    body: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Said:
    """One reply. ``structure`` is what the tool is called with, or what is said in the format asked for.

    ``tool`` is another tool's name; ``arguments`` replaces the structure by any text, JSON or not. ``raw`` replaces the
    whole body. ``wait`` seconds pass before the first byte, ``trickle`` before each further part. ``keep`` of the
    body's bytes are sent and then the connection is closed.
    """

    structure: Mapping[str, Any] = field(default_factory=dict)
    content: str = ""
    tool: str | None = None
    arguments: str | None = None
    raw: bytes | None = None
    status: int = 200
    wait: float = 0.0
    trickle: float = 0.0
    keep: int | None = None
    tokens: tuple[int, int] | None = (100, 50)


Behavior = Callable[[Asked], Said]


def silent(_: Asked) -> Said:
    """Nothing at all."""
    return Said(structure={})


def saying(text: str) -> Behavior:
    """The same text every time."""
    return lambda _: Said(structure={"text": text})


class ModelServer:
    """The server, within a ``with``; ``asked`` is everything it was asked, in order."""

    def __init__(self, behave: Behavior = silent) -> None:
        self.behave = behave
        self.asked: list[Asked] = []
        self.stopping = threading.Event()
        self._http = _Http((HOST, 0), _Handler)
        self._http.model = self
        self._thread = threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)

    @property
    def url(self) -> str:
        """Where it is, without a path: ``http://127.0.0.1:40123``."""
        return f"http://{HOST}:{self._http.server_address[1]}"

    def __enter__(self) -> "ModelServer":
        self._thread.start()
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self.stopping.set()  # whoever waits before a reply stops waiting
        self._http.shutdown()
        self._http.server_close()


class _Http(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    model: ModelServer

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Clients that hang up are what these tests are about."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Http

    def do_GET(self) -> None:
        """Some clients look whether somebody is there."""
        self._send(200, b"{}", Said())

    def do_POST(self) -> None:
        """Ask the behavior and say what it says."""
        model = self.server.model
        body = json.loads(self.rfile.read(int(self.headers.get("Content-Length", 0))) or b"{}")
        asked = _asked(self.path, body)
        model.asked.append(asked)
        said = model.behave(asked)
        model.stopping.wait(said.wait)
        envelope = _openai(asked, said) if self.path == OPENAI else _ollama(asked, said)
        self._send(said.status, json.dumps(envelope).encode() if said.raw is None else said.raw, said)

    def _send(self, status: int, body: bytes, said: Said) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        for part in _parts(body[: said.keep], PARTS if said.trickle else 1):
            self.server.model.stopping.wait(said.trickle)
            self.wfile.write(part)
            self.wfile.flush()
        if said.keep is not None:
            self.close_connection = True

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name is the base class's
        """Say nothing."""


def _parts(body: bytes, number: int) -> list[bytes]:
    size = max(1, -(-len(body) // number))
    return [body[at : at + size] for at in range(0, len(body), size)]


def _asked(path: str, body: Mapping[str, Any]) -> Asked:
    messages = body.get("messages") or []

    def of(role: str) -> str:
        return "\n".join(str(one.get("content") or "") for one in messages if one.get("role") == role)

    names = [one.get("function", {}).get("name") for one in body.get("tools") or []]
    return Asked(path, of("system"), of("user"), names[0] if names else None, body)


def _call(asked: Asked, said: Said) -> dict[str, Any] | None:
    name = said.tool or asked.tool
    return None if name is None else {"name": name, "arguments": said.structure}


def _content(asked: Asked, said: Said) -> str:
    if said.content or asked.tool or said.tool:
        return said.content
    return json.dumps(said.structure) if said.arguments is None else said.arguments


def _openai(asked: Asked, said: Said) -> dict[str, Any]:
    message: dict[str, Any] = {"role": "assistant", "content": _content(asked, said)}
    if call := _call(asked, said):
        arguments = json.dumps(call["arguments"]) if said.arguments is None else said.arguments
        function = {"name": call["name"], "arguments": arguments}
        message["tool_calls"] = [{"id": "call_1", "type": "function", "function": function}]
    reply: dict[str, Any] = {"id": "1", "object": "chat.completion", "model": asked.body.get("model", "")}
    reply["choices"] = [{"index": 0, "message": message, "finish_reason": "tool_calls" if call else "stop"}]
    if said.tokens:
        reply["usage"] = {"prompt_tokens": said.tokens[0], "completion_tokens": said.tokens[1]}
    return reply


def _ollama(asked: Asked, said: Said) -> dict[str, Any]:
    message: dict[str, Any] = {"role": "assistant", "content": _content(asked, said)}
    if call := _call(asked, said):
        message["tool_calls"] = [
            {"function": call if said.arguments is None else {**call, "arguments": said.arguments}}
        ]
    reply: dict[str, Any] = {"model": asked.body.get("model", ""), "message": message, "done": True}
    reply["done_reason"] = "stop"
    if said.tokens:
        reply |= {"prompt_eval_count": said.tokens[0], "eval_count": said.tokens[1]}
    return reply
