"""Chat of a tenant while 1, 10 or 100 of them ask in turn: what a function keeps by tenant is kept for as many."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Final

from tests.performance.driver import Ask
from tests.performance.timing import percentile
from tools.sections import table

CROWDS: Final = (1, 10, 100)
BLOCKS: Final = 10
BLOCK: Final = 20


@dataclass(frozen=True, slots=True)
class Crowd:
    """So many tenants, and the milliseconds of each of their answers."""

    tenants: int
    ms: Sequence[float]

    def row(self, first: "Crowd") -> tuple[str, ...]:
        """A line of the table."""
        p50, p95 = median(self.ms), percentile(self.ms, 0.95)
        through = f"{p50 / median(first.ms):.2f}"
        return str(self.tenants), str(len(self.ms)), f"{p50:.1f}", f"{p95:.1f}", through


def measure(
    asks: Sequence[Ask], crowds: Sequence[int] = CROWDS, blocks: int = BLOCKS, block: int = BLOCK
) -> list[Crowd]:
    """Each tenant was asked once before; blocks of all crowds take turns, and each goes on with whose turn it is."""
    for ask in asks:
        ask()
    sizes = [size for size in crowds if size <= len(asks)]
    taken: dict[int, list[float]] = {size: [] for size in sizes}
    for turn in range(blocks):
        for size in sizes if turn % 2 else reversed(sizes):
            for _ in range(block):
                # From the back, so that nobody of a small crowd was asked just now by a large one.
                began = time.perf_counter()
                asks[-1 - len(taken[size]) % size]()
                taken[size].append((time.perf_counter() - began) * 1000)
    return [Crowd(size, ms) for size, ms in taken.items()]


def rows(found: Sequence[Crowd]) -> str:
    """The table."""
    head = ("tenants that ask in turn", "answers", "P50, ms", "P95, ms", "P50 through one tenant")
    return table(head, [each.row(found[0]) for each in found])
