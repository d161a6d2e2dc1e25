"""A function's routes behind a small HTTP server on this machine, as API Gateway puts them there."""

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from runtime.http import Route, serve
from salestalk import names
from salestalk_cli.local.emulator import HOST

CONTEXT = SimpleNamespace(aws_request_id="l", get_remaining_time_in_millis=lambda: 60_000)
Fault = Callable[[int], int | None]
"""A status in place of the answer to the call of this number, if any."""


@contextmanager
def served(
    table: Mapping[str, Route], log: Any, *, tenant: str = "acme", fault: Fault = lambda _: None
) -> Iterator[tuple[str, list[str]]]:
    """Its address, and the calls as they come; whoever calls is signed in as a user of the tenant."""
    calls: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def _answer(self) -> None:
            calls.append(f"{self.command} {self.path}")
            body = self.rfile.read(int(self.headers.get("content-length", 0))).decode()
            answer = serve(
                table, log, _event(self.command, self.path, dict(self.headers.items()), body, tenant), CONTEXT
            )
            self.send_response(fault(len(calls)) or answer["statusCode"])
            self.end_headers()
            self.wfile.write(answer["body"].encode())

        def do_GET(self) -> None:
            self._answer()

        def do_POST(self) -> None:
            self._answer()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer((HOST, 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://{HOST}:{server.server_port}", calls
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _event(method: str, address: str, headers: dict[str, str], body: str, tenant: str) -> dict[str, Any]:
    parts = urlsplit(address)
    path = unquote(parts.path)
    subject = path.removeprefix("/metrics/") if path.startswith("/metrics/") else None
    return {
        "routeKey": f"{method} /metrics/{{subject}}" if subject else f"{method} {path}",
        "pathParameters": {"subject": subject} if subject else {},
        "queryStringParameters": dict(parse_qsl(parts.query, keep_blank_values=True)),
        "headers": headers,
        "body": body,
        "requestContext": {
            "requestId": "r",
            "authorizer": {"jwt": {"claims": {names.TENANT_CLAIM: tenant, "sub": "u"}}},
        },
    }
