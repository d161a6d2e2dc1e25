"""What grows, and the work whose growth is measured: one axis at a time, everything else as it was.

As a process of its own (``python -m tests.performance.growing count AXIS SIZE …``) it does each work once between two
calls of `os.getppid`, which no work makes: so a profiler can tell what lies between them.
"""

import gc
import json
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial
from time import perf_counter
from typing import Final

from salestalk import names
from salestalk.adapters.dynamodb.codec import encode_item
from salestalk.conversation.knowledge import Lexicons
from salestalk.ingestion.messageitems import session_item, session_key
from tests.performance.desk import MONTHS, NOW, Desk
from tests.performance.shelves import Shelves
from tests.performance.tenant import TENANT

LOOKUP: Final = "What was revenue in November 2025?"
TREND: Final = "Revenue trend by month in 2025"
BREAKDOWN: Final = "Break down revenue in November 2025 by product"
OVER_THE_YEAR: Final = "Top 5 products by revenue in 2025"
EACH_SLICE: Final = "Revenue trend by product in 2025"
CAUSE: Final = "Why did revenue change in November 2025?"
SESSION: Final = "6f1f64ab-3b0a-4d0e-9a53-0f3a4b7f1c11"
PRODUCTS: Final = 10
ROUNDS: Final = 5
CHAT: Final = " as a chat"
LAST_DAY: Final = date(2025, 12, 31)

Work = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Axis:
    """Something that grows, in its unit; ``at`` fills a desk of one size and gives
    the works there by the name of their line."""

    name: str
    title: str
    unit: str
    sizes: tuple[int, ...]
    lines: tuple[str, ...]
    at: Callable[[Desk, int], Mapping[str, Work]]

    def smaller(self) -> "Axis":
        """The two smallest sizes alone."""
        return replace(self, sizes=self.sizes[:2])


def _asked(desk: Desk, *questions: tuple[str, str]) -> dict[str, Work]:
    return {line: partial(desk.reply, question) for line, question in questions}


def _rows(desk: Desk, size: int) -> dict[str, Work]:
    """Of one metric: a year of months and as many days before 2026 as there is room for, all by ten products."""
    days = max(0, size // (1 + PRODUCTS) - len(MONTHS))
    desk.stock("revenue", periods=[*MONTHS, *_days(days)], products=PRODUCTS)
    works = _asked(desk, ("lookup", LOOKUP), ("trend", TREND), ("breakdown", BREAKDOWN), ("root cause", CAUSE))
    return {**works, "lookup as a chat": lambda: desk.ask(LOOKUP), "root cause as a chat": lambda: desk.ask(CAUSE)}


def _days(number: int) -> Iterator[str]:
    return ((LAST_DAY - timedelta(days=back)).isoformat() for back in range(number))


def _slices(desk: Desk, size: int) -> dict[str, Work]:
    """Of a year of months: the number of products."""
    desk.stock("revenue", products=size)
    works = _asked(
        desk,
        ("breakdown", BREAKDOWN),
        ("ranking over the year", OVER_THE_YEAR),
        ("trend of each slice", EACH_SLICE),
        ("root cause", CAUSE),
    )
    return {**works, "breakdown as a chat": lambda: desk.ask(BREAKDOWN)}


def _catalog(desk: Desk, size: int) -> dict[str, Work]:
    """The number of metrics, of which one is asked about."""
    desk.stock("revenue", more=size - 1)
    return {
        "lookup": lambda: desk.reply(LOOKUP),
        "lookup as a chat": lambda: desk.ask(LOOKUP),
        "the lexicon, made anew": lambda: Lexicons().of(desk.knowledge.catalog),
    }


def _session(desk: Desk, size: int) -> dict[str, Work]:
    """The turns of the conversation that a question belongs to. All that a chat reads of it is its roll-up."""
    desk.stock("revenue")
    desk.ask(LOOKUP, SESSION)
    rollup = desk.rollup(SESSION)
    said = {"message_count": 2 * size, "user_message_count": size, "assistant_message_count": size}
    grown = rollup.model_copy(update={**said, "started_at": int(NOW.timestamp()) - 60 * size})
    key = session_key(SESSION)
    desk.shelves.fill(names.messages_table(TENANT), key.pk, {key.sk: encode_item(session_item(grown))})
    return {
        "lookup as a chat": lambda: desk.ask(LOOKUP, SESSION),
        "follow-up as a chat": lambda: desk.ask("And in October 2025?", SESSION),
    }


AXES: Final = (
    Axis(
        "rows",
        "Rows stored of the metric asked about",
        "rows",
        (300, 3_000, 30_000),
        ("lookup", "trend", "breakdown", "root cause", "lookup as a chat", "root cause as a chat"),
        _rows,
    ),
    Axis(
        "slices",
        "Slices of the metric asked about",
        "slices",
        (10, 30, 100, 300),
        ("breakdown", "ranking over the year", "trend of each slice", "root cause", "breakdown as a chat"),
        _slices,
    ),
    Axis(
        "catalog",
        "Metrics in the catalog",
        "metrics",
        (10, 100, 1_000),
        ("lookup", "lookup as a chat", "the lexicon, made anew"),
        _catalog,
    ),
    Axis(
        "session",
        "Turns of the conversation so far",
        "turns",
        (1, 10, 100, 1_000),
        ("lookup as a chat", "follow-up as a chat"),
        _session,
    ),
)


def axis(name: str) -> Axis:
    """The axis of this name. Raises `KeyError`."""
    return {each.name: each for each in AXES}[name]


def works(grown: Axis) -> Iterator[tuple[int, str, Work]]:
    """All works of an axis, each done once before, so that nothing is made at its first use."""
    for size in grown.sizes:
        made = grown.at(Desk(), size)
        for line in grown.lines:
            work = made[line]
            work()
            yield size, line, work


def units(grown: Axis) -> Iterator[tuple[int, str, float, int]]:
    """Of every chat of an axis: its size, its line, and the read and write units that it consumes."""
    for size in grown.sizes:
        desk = Desk(Shelves(billed=True))
        made = grown.at(desk, size)
        for line in grown.lines:
            if line.endswith(CHAT):
                made[line]()
                before = desk.shelves.read_units, desk.shelves.write_units
                made[line]()
                yield size, line, desk.shelves.read_units - before[0], desk.shelves.write_units - before[1]


def times(grown: Axis) -> Iterator[tuple[int, str, float]]:
    """Of every work of an axis: its size, its line, and wall-clock milliseconds, the best of some rounds."""
    for size, line, work in works(grown):
        taken = []
        for _ in range(ROUNDS):
            began = perf_counter()
            work()
            taken.append((perf_counter() - began) * 1_000)
        yield size, line, min(taken)


def main(what: str, name: str, *sizes: str) -> None:
    """``count``: do each work of the axis, at these sizes, between two marks. ``tell``: say times and units as JSON."""
    grown = replace(axis(name), sizes=tuple(map(int, sizes)))
    if what == "tell":
        sys.stdout.write(json.dumps({"times": list(times(grown)), "units": list(units(grown))}) + "\n")
        return
    for _, _, work in works(grown):
        gc.collect()
        gc.freeze()
        os.getppid()
        work()
        os.getppid()


if __name__ == "__main__":
    main(*sys.argv[1:])
