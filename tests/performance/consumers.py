"""What takes turns: a consumer that only reads, one that counts without a look, and ours; and what that comes to."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Final

from tests.performance.timing import percentile

AIM: Final = 0.30
"""What validation and idempotency may add, as a share of what reading and deleting takes."""
KINDS: Final = (
    "reads and deletes",
    "counts each event, unchecked and as often as it comes",
    "usage-worker: validates, counts each event once",
)


@dataclass(frozen=True, slots=True)
class Turns:
    """Milliseconds of each turn of the three, in the order in which they were taken."""

    reading: Sequence[float]
    counting: Sequence[float]
    ours: Sequence[float]

    @property
    def whole(self) -> float:
        """All that ours does through reading alone; counting is in it, which is what the consumer is for."""
        return median(self.ours) / median(self.reading)

    @property
    def added(self) -> float:
        """What validation and idempotency add to the same counting, as a share of reading alone."""
        return (median(self.ours) - median(self.counting)) / median(self.reading)

    @property
    def pairs(self) -> list[tuple[float, float]]:
        """Reading and ours, turn by turn."""
        return list(zip(self.reading, self.ours, strict=True))

    def rows(self, digits: int = 1) -> list[tuple[str, ...]]:
        """The lines of a table: what, median, P95, and the median through that of reading."""
        base = median(self.reading)
        return [
            (
                title,
                f"{median(times):.{digits}f}",
                f"{percentile(times, 0.95):.{digits}f}",
                f"{median(times) / base:.2f}",
            )
            for title, times in zip(KINDS, (self.reading, self.counting, self.ours), strict=True)
        ]


def in_turn(kinds: Sequence[Callable[[], float]], turns: int, warm_up: int) -> Turns:
    """Let the three take turns, each as often first as last; the first ``warm_up`` turns do not count."""
    taken: tuple[list[float], ...] = ([], [], [])
    for turn in range(warm_up + turns):
        for place in (0, 1, 2) if turn % 2 else (2, 1, 0):
            took = kinds[place]()
            if turn >= warm_up:
                taken[place].append(took)
    return Turns(*taken)
