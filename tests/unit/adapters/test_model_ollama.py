"""Ollama over HTTP: exact figures out of it, and in time whatever its server does."""

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from decimal import Decimal

import pytest

from salestalk.adapters.model_ollama import NotAnEndpoint, OllamaModel
from salestalk.ai.ports import MAX_REPLY_BYTES, Failure, ModelFailed, ModelRequest, Spent, Task
from tests.hostile.server import ModelServer, Said

SCHEMA = {"type": "object", "properties": {"text": {"type": "string"}}}
WHOLE = {"model": "m", "message": {"content": '{"text":"fine"}'}, "prompt_eval_count": 1, "eval_count": 2}


@pytest.fixture
def server() -> Iterator[ModelServer]:
    with ModelServer(lambda _: Said(structure={"text": "fine"})) as made:
        yield made


def request(seconds: float = 5.0) -> ModelRequest:
    return ModelRequest(
        tenant_id="acme-corp-001",
        task=Task.PHRASING,
        system="Rewrite.",
        user='{"answer":"Revenue was $1."}',
        name="give_answer",
        schema=SCHEMA,
        max_tokens=50,
        deadline=time.monotonic() + seconds,
    )


def failed(url: str, seconds: float = 5.0) -> ModelFailed:
    with pytest.raises(ModelFailed) as caught:
        OllamaModel("llama3.2", time.monotonic, url).complete(request(seconds))
    return caught.value


def test_it_is_asked_for_the_form_at_temperature_zero_and_counts_what_it_took(server):
    reply = OllamaModel("llama3.2", time.monotonic, server.url).complete(request())
    assert (reply.structure, reply.spent, reply.model_id) == ({"text": "fine"}, Spent(100, 50), "llama3.2")
    (asked,) = server.asked
    assert (asked.path, asked.system, asked.user) == ("/api/chat", "Rewrite.", '{"answer":"Revenue was $1."}')
    assert asked.body["format"] == SCHEMA
    assert asked.body["options"] == {"temperature": 0, "seed": 0, "num_predict": 50}
    assert (asked.body["stream"], asked.body["model"]) == (False, "llama3.2")


def test_the_tenant_is_no_part_of_what_is_sent(server):
    OllamaModel("llama3.2", time.monotonic, server.url).complete(request())
    assert "acme" not in json.dumps(server.asked[0].body)


@pytest.mark.parametrize(
    "said",
    [
        Said(raw=b"not json"),
        Said(raw=b"[]"),
        Said(raw=json.dumps({**WHOLE, "message": {"content": "no json"}}).encode()),
        Said(raw=json.dumps({**WHOLE, "message": {"content": "[1]"}}).encode()),
        Said(raw=json.dumps({**WHOLE, "message": None}).encode()),
        Said(raw=json.dumps({**WHOLE, "eval_count": "many"}).encode()),
        Said(raw=json.dumps({**WHOLE, "eval_count": -1}).encode()),
        Said(raw=json.dumps({**WHOLE, "done_reason": "length"}).encode()),
        Said(arguments='{"text":"x","text":"y"}'),
        Said(arguments='{"text":NaN}'),
        Said(arguments='{"text":"\\ud800"}'),
        Said(arguments='{"text":' + "[" * 100 + "]" * 100 + "}"),
        Said(raw=json.dumps({**WHOLE, "eval_count": 10**30}).encode()),
        Said(structure={"text": "x" * 100_000}),
        Said(structure={"text": "fine"}, keep=20),
        Said(structure={"text": "fine"}, tokens=None),
    ],
)
def test_a_reply_without_the_form_is_malformed(server, said):
    server.behave = lambda _: said
    assert failed(server.url).failure is Failure.MALFORMED


def test_no_more_is_read_than_a_reply_may_be_long():
    read = _reading_server(b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 10_000_000)
    with read as (url, sent):
        assert failed(url).failure is Failure.MALFORMED
    assert sent() < 10_000_000
    assert sent() >= MAX_REPLY_BYTES


def test_what_a_cut_off_reply_took_is_known_where_it_says_so(server):
    server.behave = lambda _: Said(raw=json.dumps({**WHOLE, "done_reason": "length"}).encode())
    assert failed(server.url).spent == Spent(1, 2)


@pytest.mark.parametrize("status", [400, 404, 429, 500, 503, 302])
def test_any_other_status_is_an_unavailable_model_that_took_nothing(server, status):
    server.behave = lambda _: Said(status=status)
    error = failed(server.url)
    assert (error.failure, error.spent) == (Failure.UNAVAILABLE, Spent())


def test_nobody_there_is_an_unavailable_model_that_took_nothing():
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        error = failed(f"http://127.0.0.1:{unused.getsockname()[1]}")
    assert (error.failure, error.spent) == (Failure.UNAVAILABLE, Spent())


IN_TIME = 5.0
"""Seconds: far fewer than these servers take, and enough for a machine that has other things to do."""


def late(url: str) -> float:
    began = time.monotonic()
    error = failed(url, 0.3)
    assert (error.failure, error.spent) == (Failure.LATE, None)
    return time.monotonic() - began


def test_a_server_that_waits_is_given_up_in_time(server):
    server.behave = lambda _: Said(wait=20)
    assert late(server.url) < IN_TIME


def test_a_server_that_trickles_its_body_is_given_up_in_time(server):
    server.behave = lambda _: Said(structure={"text": "x" * 500}, trickle=0.25)
    assert late(server.url) < IN_TIME


@pytest.mark.parametrize("part", [b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 200 OK\r\nx-a: "])
def test_a_server_that_trickles_its_headers_is_given_up_in_time(part):
    with _reading_server(part, then=b"a" * 1000) as (url, _):
        assert late(url) < IN_TIME


def test_no_time_is_no_call(server):
    error = failed(server.url, 0.0)
    assert (error.failure, error.spent, server.asked) == (Failure.LATE, Spent(), [])


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://192.168.1.7:11434",
        "http://models.example.com",
        "http://169.254.169.254",
        "ftp://127.0.0.1",
        "127.0.0.1:11434",
        "http://user:word@127.0.0.1",
        "https://models.example.com/path",
        "",
    ],
)
def test_questions_leave_the_machine_behind_tls_alone(endpoint):
    with pytest.raises(NotAnEndpoint):
        OllamaModel("m", time.monotonic, endpoint)


@pytest.mark.parametrize(
    "endpoint", ["http://127.0.0.1:1", "http://localhost:1/", "http://[::1]:1", "https://models.example.com"]
)
def test_the_machine_itself_and_tls_are_endpoints(endpoint):
    assert OllamaModel("m", time.monotonic, endpoint).provider == "ollama"


class _reading_server:  # noqa: N801 - read as a function
    """Sends ``at_once``, then each byte of ``then`` after a while; says how much it could send."""

    def __init__(self, at_once: bytes, then: bytes = b"") -> None:
        self._at_once, self._then, self._sent = at_once, then, 0
        self._stop = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0))

    def __enter__(self) -> tuple[str, Callable[[], int]]:
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()
        return f"http://127.0.0.1:{self._listener.getsockname()[1]}", lambda: self._sent

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._listener.close()
        self._thread.join(5)

    def _serve(self) -> None:
        connection, _ = self._listener.accept()
        with connection:
            connection.recv(65536)
            try:
                for start in range(0, len(self._at_once), 65536):
                    self._sent += connection.send(self._at_once[start : start + 65536])
                for byte in self._then:
                    if self._stop.wait(0.02):
                        return
                    self._sent += connection.send(bytes([byte]))
            except OSError:
                return


def test_numbers_of_a_reply_are_exact(server):
    server.behave = lambda _: Said(structure={"n": 0.1})
    reply = OllamaModel("llama3.2", time.monotonic, server.url).complete(request())
    assert reply.structure == {"n": Decimal("0.1")}
