"""Whether the number of tenants slows anything down: onboarding one after another, and chat of the first and the last.

``python -m tests.performance.bench_tenants [TENANTS]`` (default 200) deploys the platform to an emulator of its own and
onboards that many through `POST /tenants`, 16 at a time. Then the first and the last tenant, with the same rows loaded,
are asked the same questions in turn, and after them crowds of 1, 10 and 100. ``--write`` puts the figures into
`docs/performance.md`.
"""

import argparse
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles
from typing import Final

from salestalk_cli.api import Api
from salestalk_cli.local.aws import LocalAws
from salestalk_cli.local.emulator import Emulator
from salestalk_cli.local.installation import Connection, Installation, User
from salestalk_cli.local.platform import bring_up
from salestalk_cli.local.users import make_user, new_password, sign_in
from salestalk_cli.progress import Progress
from tests.conftest import free_port
from tests.performance import crowd, document
from tests.performance.driver import Ask, Visitor
from tests.performance.figures import Outcome, ratio, reported
from tests.performance.registry import Given
from tools.sections import table

TENANTS: Final = 200
AT_ONCE: Final = 16
PATIENCE_SECONDS: Final = 120
POLL_SECONDS: Final = 0.25
PAIRS: Final = 150
WARM_UP: Final = 10
CHAT_LIMIT: Final = 1.1
GROWTH_LIMIT: Final = 1.2
"""Of the time per tenant; what is above one of it is the machine's noise."""
QUESTION: Final = "Compare revenue in Q4 2025 with Q3"
ROWS: Final = [
    {"subject": "revenue", "period": period, "value": value, "unit": "USD"}
    for period, value in (("2025-Q3", 2_500_000), ("2025-Q4", 2_750_000))
]


@dataclass(frozen=True, slots=True)
class Onboarded:
    """One tenant: when it was asked for and how long it took until it was active, in seconds from the beginning."""

    tenant_id: str
    asked_at: float
    seconds: float


@dataclass(frozen=True, slots=True)
class Figures:
    """What was measured: onboarding in the order in which it was asked for, chat in milliseconds, pair by pair.

    ``crowds``: chat of so many tenants that ask in turn, the smallest first.
    """

    onboarded: Sequence[Onboarded]
    first: Sequence[float]
    last: Sequence[float]
    crowds: Sequence[crowd.Crowd] = ()

    @property
    def quarters(self) -> tuple[Sequence[Onboarded], Sequence[Onboarded]]:
        """The first and the last quarter of the tenants."""
        size = max(1, len(self.onboarded) // 4)
        return self.onboarded[:size], self.onboarded[-size:]

    @property
    def growth(self) -> float:
        """Seconds per tenant of the last quarter through those of the first, medians."""
        early, late = (median(each.seconds for each in quarter) for quarter in self.quarters)
        return late / early

    @property
    def chat_ratio(self) -> float:
        """Milliseconds of the last tenant's answers through those of the first one's, medians."""
        return median(self.last) / median(self.first)

    @property
    def promised(self) -> tuple[tuple[str, float, float], ...]:
        """What it is held to: name, value, limit."""
        return ("the last tenant's chat", self.chat_ratio, CHAT_LIMIT), ("onboarding", self.growth, GROWTH_LIMIT)


class Bench:
    """A platform of its own, and its administrator."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.aws = LocalAws(connection.endpoint_url)
        self.admin = Api(connection.api_url, sign_in(connection, connection.administrator()))

    def onboard(self, number: int) -> list[Onboarded]:
        """So many tenants, 16 at a time. Raises `RuntimeError` when one of them does not become active."""
        began = time.perf_counter()
        with ThreadPoolExecutor(AT_ONCE) as pool:
            return list(pool.map(lambda place: self._onboard(f"bench-{place:04}", began), range(number)))

    def _onboard(self, tenant_id: str, began: float) -> Onboarded:
        asked_at = time.perf_counter()
        body = {"name": tenant_id, "ownerEmail": f"owner@{tenant_id}.example", "plan": "enterprise"}
        reply = self.admin.call("POST", "/tenants", {**body, "tenantId": tenant_id})
        while reply.status in (200, 202) and reply.body["status"] == "provisioning":
            if time.perf_counter() - asked_at > PATIENCE_SECONDS:
                break
            time.sleep(POLL_SECONDS)
            reply = self.admin.call("GET", f"/tenants/{tenant_id}")
        if reply.status not in (200, 202) or reply.body["status"] != "active":
            raise RuntimeError(f"{tenant_id} did not become active: {reply.status} {reply.text[:500]}")
        return Onboarded(tenant_id, asked_at - began, time.perf_counter() - asked_at)

    def chat(self, first: str, last: str, pairs: int = PAIRS) -> tuple[list[float], list[float]]:
        """Milliseconds of each answer of two tenants, asked in turn, each as often first as second."""
        seats = [self.seat(first), self.seat(last)]
        for _ in range(WARM_UP):
            for seat in seats:
                seat.ask(QUESTION)
        taken: tuple[list[float], list[float]] = ([], [])
        for pair in range(pairs):
            for place in (0, 1) if pair % 2 else (1, 0):
                began = time.perf_counter()
                seats[place].ask(QUESTION)
                taken[place].append((time.perf_counter() - began) * 1000)
        return taken

    def asking(self, tenant_id: str) -> Ask:
        """The question, asked by a user of the tenant on a connection of its own."""
        seat = self.seat(tenant_id)
        return Visitor(seat.url, str(seat.token)).asking("/chat", {"message": QUESTION})

    def seat(self, tenant_id: str) -> Api:
        """The API, signed in as a user of the tenant, whose rows are loaded."""
        user = User(tenant_id, f"bench@{tenant_id}.example", new_password())
        make_user(self.aws, self.connection.user_pool_id, user)
        api = Api(self.connection.api_url, sign_in(self.connection, user))
        loaded = api.call("POST", "/metrics", {"records": ROWS})
        if loaded.status != 200:
            raise RuntimeError(f"The rows of {tenant_id} were not loaded: {loaded.status} {loaded.text[:500]}")
        return api


def measure(bench: Bench, tenants: int, pairs: int = PAIRS) -> Figures:
    """Onboard, ask the first and the last, then crowds of tenants."""
    onboarded = bench.onboard(tenants)
    first, last = bench.chat(onboarded[0].tenant_id, onboarded[-1].tenant_id, pairs)
    crowds = crowd.measure([bench.asking(each.tenant_id) for each in onboarded[: max(crowd.CROWDS)]])
    return Figures(onboarded, first, last, crowds)


def section(found: Figures) -> str:
    """The figures as Markdown."""
    early, late = found.quarters
    rows = [
        (f"{title} quarter", str(len(each)), f"{median(one.seconds for one in each):.2f}", f"{_p95(each):.2f}")
        for title, each in (("first", early), ("last", late))
    ]
    took = max(each.asked_at + each.seconds for each in found.onboarded)
    chats = [
        (title, f"{median(times):.1f}", f"{quantiles(times, n=20)[-1]:.1f}")
        for title, times in (("tenant 1", found.first), (f"tenant {len(found.onboarded)}", found.last))
    ]
    return "\n\n".join(
        (
            document.conditions(),
            "Promised: all become active, the time of each does not grow with their number, and chat of the last takes "
            f"≤ {CHAT_LIMIT} times that of the first.",
            f"All {len(found.onboarded)} became active, within {took:.0f} s.",
            table(("from the request until active", "tenants", "median, s", "P95, s"), rows),
            f"The last quarter through the first: {found.growth:.2f}.",
            table((f"a warm chat over HTTP, {len(found.first)} pairs in turn", "median, ms", "P95, ms"), chats),
            f"The last tenant through the first: {found.chat_ratio:.3f}.",
            *([crowd.rows(found.crowds)] if found.crowds else []),
        )
    )


def _p95(quarter: Sequence[Onboarded]) -> float:
    seconds = [each.seconds for each in quarter]
    return quantiles(seconds, n=20)[-1] if len(seconds) > 1 else seconds[0]


@contextmanager
def platform(port: int) -> Iterator[Bench]:
    """The platform, with no tenant yet; it and its data are gone afterwards."""
    installation = Installation(state=Path(tempfile.mkdtemp(prefix="salestalk-bench-")))
    try:
        yield Bench(bring_up(installation, port, (), Progress()))
    finally:
        Emulator(installation).stop()
        shutil.rmtree(installation.state, ignore_errors=True)


def bench(given: Given) -> Outcome:
    """The bench as one of all: half as many tenants."""
    with platform(free_port()) as bench:
        found = measure(bench, given.some(TENANTS // 2, 4), given.some(PAIRS, 5))
    figures = (
        ratio("tenants.chat_last_through_first", list(zip(found.first, found.last, strict=True))),
        reported("tenants.onboarding_growth", found.growth, "ratio"),
        reported("tenants.onboarding_last_quarter", median(each.seconds for each in found.quarters[1]), "s"),
        reported("tenants.chat_p50", median(found.last), "ms"),
        *(reported(f"tenants.crowd.{each.tenants}.p50", median(each.ms), "ms") for each in found.crowds),
    )
    missed = [f"{name}: {value:.2f}, promised {limit}" for name, value, limit in found.promised if value > limit]
    return Outcome({"tenants": section(found)}, figures, missed=missed)


def main(arguments: Sequence[str]) -> int:
    """Measure and print; 1 when a promise is not kept."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("tenants", type=int, nargs="?", default=TENANTS)
    parser.add_argument("--port", type=int, default=None)
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args(arguments)
    with platform(given.port or free_port()) as bench:
        found = measure(bench, given.tenants)
    text = section(found)
    sys.stdout.write(text + "\n")
    if given.write:
        document.write({"tenants": text})
    return int(any(value > limit for _, value, limit in found.promised))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
