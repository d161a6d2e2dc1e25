"""A small driver of load: clients on threads of their own, each with one kept connection, bounded in time and number.

Only this machine is called: load is for the emulator, never for a deployment.
"""

import json
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.client import HTTPConnection
from statistics import median
from types import MappingProxyType
from typing import Any, Final
from urllib.parse import urlsplit

from salestalk_cli.api import LOOPBACK
from tests.performance.timing import percentile

TIMEOUT_SECONDS: Final = 35
KEPT_SECONDS: Final = 2.0
"""A connection that was idle for longer is made anew: the emulator closes it soon."""

Ask = Callable[[], int]
"""One request: the status of its answer."""


class Visitor:
    """One connection to the API at an address, for the bearer of a token."""

    def __init__(self, url: str, token: str) -> None:
        place = urlsplit(url)
        if place.scheme != "http" or place.hostname not in LOOPBACK:
            raise ValueError(f"Load is for this machine alone, not for {url}.")
        self._connection = HTTPConnection(place.hostname, place.port, timeout=TIMEOUT_SECONDS)
        self._prefix = place.path
        self._used_at = 0.0
        self._headers = {"authorization": f"Bearer {token}", "content-type": "application/json"}

    def post(self, path: str, body: Any, headers: Mapping[str, str] = MappingProxyType({})) -> tuple[int, bytes]:
        """Status and body of the answer."""
        sent = json.dumps(body).encode()
        if time.monotonic() - self._used_at > KEPT_SECONDS:
            self._connection.close()  # the next request opens it
        self._connection.request("POST", self._prefix + path, sent, {**self._headers, **headers})
        answer = self._connection.getresponse()
        status, text = answer.status, answer.read()
        self._used_at = time.monotonic()
        return status, text

    def asking(self, path: str, body: Any) -> Ask:
        """The same request again and again."""
        return lambda: self.post(path, body)[0]


@dataclass(frozen=True, slots=True)
class Client:
    """Asks again as soon as it was answered, or every so many seconds, however long answers take; ``after`` some."""

    ask: Ask
    every: float = 0.0
    after: float = 0.0


@dataclass(frozen=True, slots=True)
class Answered:
    """One answer: its status, and the milliseconds from when it was due to be asked for."""

    ms: float
    status: int


@dataclass(frozen=True, slots=True)
class Taken:
    """The answers of some clients, and the seconds in which they were given."""

    answers: Sequence[Answered]
    seconds: float

    @property
    def ms(self) -> list[float]:
        """Of answers that went well."""
        return [each.ms for each in self.answers if each.status < 300]

    @property
    def p50(self) -> float:
        """Median of what went well, in milliseconds."""
        return median(self.ms)

    @property
    def p95(self) -> float:
        """The milliseconds within which 95 % of what went well was answered."""
        return percentile(self.ms, 0.95)

    @property
    def rate(self) -> float:
        """Answers a second, of whatever status."""
        return len(self.answers) / self.seconds

    def share(self, status: int) -> float:
        """Of all answers, the share with this status."""
        return sum(each.status == status for each in self.answers) / max(1, len(self.answers))


def joined(taken: Sequence[Taken]) -> Taken:
    """Several runs as one."""
    return Taken([each for one in taken for each in one.answers], sum(one.seconds for one in taken))


def drive(
    clients: Sequence[Client],
    *,
    seconds: float,
    most: int,
    clock: Callable[[], float] = time.perf_counter,
    sleep: Callable[[float], None] = time.sleep,
) -> list[Taken]:
    """Let all clients ask at once, each for so many seconds and at most ``most`` times: what each was answered.

    Raises what a client raises, and `RuntimeError` for an answer with a status of 500 or more.
    """
    start = threading.Barrier(len(clients))

    def one(client: Client) -> Taken:
        start.wait()
        return _asked(client, clock, sleep, seconds, most)

    with ThreadPoolExecutor(len(clients)) as pool:
        return [found.result() for found in [pool.submit(one, client) for client in clients]]


def _asked(
    client: Client, clock: Callable[[], float], sleep: Callable[[float], None], seconds: float, most: int
) -> Taken:
    """What is asked every so often is due at fixed times: a late answer makes the next one wait, which counts."""
    began = clock()
    answers: list[Answered] = []
    while len(answers) < most:
        due = began + client.after + len(answers) * client.every if client.every else clock()
        if max(due, clock()) - began >= seconds:
            break
        if due > clock():
            sleep(due - clock())
        status = client.ask()
        if status >= 500:
            raise RuntimeError(f"An answer had the status {status}.")
        answers.append(Answered((clock() - due) * 1000, status))
    return Taken(answers, clock() - began)
