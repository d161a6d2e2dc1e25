"""All benches: ``python -m tests.performance`` runs them, in this order.

To join: write ``def bench(given: Given) -> Outcome`` (see `figures`), name its sections here, put their marks into
`docs/performance.md`, and give it a time limit that is twice what it takes on a quiet machine. Each runs in a process
of its own, which is ended (SIGTERM, so that `finally` still runs) when its time is up; what it finds is lost then,
and nothing of the others.
"""

import importlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from tests.performance.figures import Outcome


@dataclass(frozen=True, slots=True)
class Given:
    """What a bench is told. ``quick``: the smallest sizes that still show that it works; nothing is kept of it."""

    quick: bool = False

    def some(self, usual: int, quick: int) -> int:
        """How many, of whatever it is."""
        return quick if self.quick else usual


@dataclass(frozen=True, slots=True)
class Bench:
    """A bench by name; ``function`` is ``module:function`` within this package, imported only when it runs."""

    name: str
    measures: str
    sections: tuple[str, ...]
    function: str
    limit_seconds: int

    def load(self) -> Callable[[Given], Outcome]:
        """Its function. Raises `ImportError` or `AttributeError` when there is none."""
        module, _, name = self.function.partition(":")
        found: Callable[[Given], Outcome] = getattr(importlib.import_module(f"tests.performance.{module}"), name)
        return found


BENCHES: Final = (
    Bench("understanding", "a question read, by vocabulary", ("understanding",), "bench:bench_understanding", 120),
    Bench("stages", "from a question to its narrative, without AWS", ("stages",), "bench:bench_stages", 60),
    Bench("growth", "a question's cost by rows, slices, metrics, turns", ("growth",), "bench_growth:bench", 300),
    Bench("imports", "importing each function, against boto3", ("imports",), "bench:bench_imports", 180),
    Bench("instructions", "instructions of fixed work", ("instructions",), "bench:bench_instructions", 240),
    Bench("loading", "rows loaded, against plain puts", ("loading",), "bench_ingest:bench", 150),
    Bench("load", "chat against an echo, and a quiet tenant beside others", ("load",), "bench_load:bench", 300),
    Bench("rows", "answers beside rows they do not need", ("rows",), "bench_rows:bench", 240),
    Bench("consumer", "what validation and idempotency add", ("consumer",), "bench_consumer:bench", 180),
    Bench("insights", "from a load's event to the insight", ("insights",), "bench_insights:bench", 90),
    Bench("tenants", "onboarding and chat of many tenants", ("tenants",), "bench_tenants:bench", 240),
    Bench("page", "the chat page over a slow line", ("page",), "bench_page:bench", 90),
)


def named(name: str) -> Bench:
    """The bench of this name. Raises `KeyError` when there is none."""
    return {bench.name: bench for bench in BENCHES}[name]
