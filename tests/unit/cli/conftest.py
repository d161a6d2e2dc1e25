"""A small HTTP server that stands where the API is, and answers what a test tells it."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from salestalk.contracts.jsontext import dumps, loads
from salestalk_cli.local.emulator import HOST


@dataclass
class ApiDouble:
    """Remembers requests; answers with `status` and `body`."""

    url: str = ""
    status: int = 200
    body: str = "{}"
    requests: list[dict[str, Any]] = field(default_factory=list)

    def answers(self, body: Any, status: int = 200) -> None:
        self.status, self.body = status, body if isinstance(body, str) else dumps(body)

    @property
    def last(self) -> dict[str, Any]:
        return self.requests[-1]


@pytest.fixture
def api_double() -> Iterator[ApiDouble]:
    double = ApiDouble()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            headers = {name.lower(): value for name, value in self.headers.items()}
            double.requests.append({"path": self.path, "headers": headers, "body": loads(body) if body else None})
            self.send_response(double.status)
            self.send_header("content-type", "application/json")
            self.end_headers()
            self.wfile.write(double.body.encode())

        def do_GET(self) -> None:
            self.do_POST()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer((HOST, 0), Handler)
    double.url = f"http://{HOST}:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield double
    server.shutdown()
    thread.join()
    server.server_close()
