"""The driver of load keeps its bounds, and tells what it was answered."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.performance import driver
from tests.performance.driver import Answered, Client, Taken, Visitor, drive, joined


class World:
    """Time that passes only while somebody is answered or sleeps."""

    def __init__(self, *takes: float) -> None:
        self.now = 100.0
        self.takes = list(takes)
        self.asked_at: list[float] = []

    def clock(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        assert seconds > 0
        self.now += seconds

    def ask(self) -> int:
        self.asked_at.append(round(self.now - 100, 6))
        self.now += self.takes.pop(0) if len(self.takes) > 1 else self.takes[0]
        return 200

    def drive(self, *, every: float = 0.0, after: float = 0.0, seconds: float = 1.0, most: int = 100) -> Taken:
        [taken] = drive(
            [Client(self.ask, every, after)], seconds=seconds, most=most, clock=self.clock, sleep=self.sleep
        )
        return taken


def ms(taken: Taken) -> list[int]:
    return [round(each) for each in taken.ms]


def test_who_does_not_wait_asks_again_at_once_until_the_time_is_over() -> None:
    world = World(0.25)
    assert ms(world.drive()) == [250] * 4
    assert world.asked_at == [0, 0.25, 0.5, 0.75]


def test_nobody_asks_more_often_than_allowed() -> None:
    assert ms(World(0.25).drive(most=3)) == [250] * 3


def test_who_asks_every_so_often_waits_between() -> None:
    world = World(0.1)
    assert ms(world.drive(every=0.4)) == [100] * 3
    assert world.asked_at == [0, 0.4, 0.8]


def test_who_asks_every_so_often_may_begin_later() -> None:
    world = World(0.1)
    assert ms(world.drive(every=0.4, after=0.3)) == [100] * 2
    assert world.asked_at == [0.3, 0.7]


def test_a_late_answer_counts_for_whom_it_made_wait() -> None:
    world = World(0.5, 0.1)
    assert ms(world.drive(every=0.2, seconds=0.75)) == [500, 400, 300, 200]
    assert world.asked_at == [0, 0.5, 0.6, 0.7]


def test_a_late_answer_makes_nobody_ask_after_the_end() -> None:
    assert ms(World(2.0).drive(every=0.2)) == [2000]


def test_all_clients_ask_at_once() -> None:
    together = threading.Barrier(3, timeout=10)

    def ask() -> int:
        together.wait()
        return 200

    assert [len(taken.answers) for taken in drive([Client(ask)] * 3, seconds=10, most=2)] == [2, 2, 2]


def test_a_failure_of_the_platform_is_no_figure() -> None:
    with pytest.raises(RuntimeError, match="503"):
        drive([Client(lambda: 503)], seconds=1, most=1)


def test_refusals_are_told_and_do_not_flatter_the_times() -> None:
    taken = Taken([Answered(10, 200), Answered(1, 429), Answered(1, 429), Answered(30, 200)], 2.0)
    assert (taken.p50, taken.p95, taken.rate, taken.share(429)) == (20, 30, 2.0, 0.5)


def test_runs_are_joined_with_their_times() -> None:
    one = Taken([Answered(10, 200)], 2.0)
    assert joined([one, one]) == Taken([Answered(10, 200)] * 2, 4.0)


@pytest.mark.parametrize("url", ["https://localhost:1/x", "http://example.com/x", "http://127.0.0.1.example.com"])
def test_load_goes_nowhere_but_to_this_machine(url: str) -> None:
    with pytest.raises(ValueError, match="this machine alone"):
        Visitor(url, "token")


class Impatient(BaseHTTPRequestHandler):
    """Answers, and closes the connection, without saying so before."""

    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["content-length"]))
        self.send_response(200)
        self.send_header("content-length", "2")
        self.end_headers()
        self.wfile.write(b"{}")
        self.close_connection = True

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def test_a_connection_that_was_idle_is_made_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    with ThreadingHTTPServer(("127.0.0.1", 0), Impatient) as server:
        serving = threading.Thread(target=server.serve_forever)
        serving.start()
        try:
            visitor = Visitor(f"http://127.0.0.1:{server.server_port}/api", "token")
            monkeypatch.setattr(driver, "KEPT_SECONDS", -1.0)
            assert [visitor.post("/chat", {})[0] for _ in range(3)] == [200] * 3
        finally:
            server.shutdown()
            serving.join()
