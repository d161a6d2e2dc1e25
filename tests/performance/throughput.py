"""Chat against a function that only echoes, asked by one and by several clients at once, in turn."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Final

from tests.performance.driver import Client, Taken, drive, joined
from tests.performance.scene import CHAT, ECHO, Scene
from tools.sections import table

AT_ONCE: Final = (1, 4)
ROUNDS: Final = 3
ROUND_SECONDS: Final = 1.2
WARM_UP_SECONDS: Final = 1.5
MOST: Final = 400


@dataclass(frozen=True, slots=True)
class Compared:
    """So many clients at once, round by round: of the echo and of chat."""

    clients: int
    echo: Sequence[Taken]
    chat: Sequence[Taken]

    @property
    def ratio(self) -> float:
        """The median of chat through that of the echo."""
        return joined(self.chat).p50 / joined(self.echo).p50

    @property
    def pairs(self) -> list[tuple[float, float]]:
        """Medians of echo and chat in each round, which took turns."""
        return [(echo.p50, chat.p50) for echo, chat in zip(self.echo, self.chat, strict=True)]

    def row(self) -> tuple[str, ...]:
        """A line of the table."""
        cells = [str(self.clients)]
        for taken in (joined(self.echo), joined(self.chat)):
            cells += [f"{taken.p50:.1f}", f"{taken.p95:.1f}", f"{taken.rate * self.clients:.0f}"]
        return (*cells, f"{self.ratio:.2f}")


def measure(scene: Scene, rounds: int = ROUNDS, at_once: Sequence[int] = AT_ONCE) -> list[Compared]:
    """Each client is another tenant's, so that no tenant's limit is met."""
    return [_compare(scene, clients, rounds) for clients in at_once]


def _compare(scene: Scene, clients: int, rounds: int) -> Compared:
    kinds = {path: [Client(scene.asking(place, path)) for place in range(clients)] for path in (ECHO, CHAT)}
    for each in kinds.values():
        drive(each, seconds=WARM_UP_SECONDS, most=MOST)
    taken: dict[str, list[Taken]] = {path: [] for path in kinds}
    for turn in range(rounds):
        for path in (ECHO, CHAT) if turn % 2 else (CHAT, ECHO):
            each = drive(kinds[path], seconds=ROUND_SECONDS, most=MOST)
            # The answers of all clients, in the seconds of one of them.
            taken[path].append(Taken(joined(each).answers, median(one.seconds for one in each) * clients))
    return Compared(clients, taken[ECHO], taken[CHAT])


def rows(found: Sequence[Compared]) -> str:
    """The table."""
    head = ("clients at once", "echo P50, ms", "P95", "echo/s", "chat P50, ms", "P95", "chat/s", "chat through echo")
    return table(head, [each.row() for each in found])
