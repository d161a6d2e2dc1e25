"""What a quiet tenant notices of others: its answers alone, beside one tenant's load, and beside that load of others.

The emulator has two processors for everything, so any load makes any answer slower, whoever's it is. What is ours to
hold is that one tenant's load is no worse for its neighbors than the same load spread over many, or over a function
that knows no tenants.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from tests.performance.driver import Client, Taken, drive, joined
from tests.performance.scene import CHAT, ECHO, Scene
from tools.sections import table

QUIET_EVERY: Final = 0.1
ROUNDS: Final = 4
ROUND_SECONDS: Final = 2.0
MOST: Final = 2_000
QUIET, LOUD, STORM = 0, 1, 2
OTHERS: Final = (3, 4, 5, 6, 7)
TENANTS: Final = 8
WARM_UP_SECONDS: Final = 3.0
PLAN_RATE: Final = 5.0
"""Questions a second: what the plan `standard` lets through, 300 a minute."""
STORM_CLIENTS: Final = 2

ALONE: Final = "alone"
ONE: Final = "beside one tenant that asks all its plan allows (standard, 5 a second)"
MANY: Final = "beside five tenants that ask as much together"
ECHOED: Final = "beside as many requests to the echo"
STORMED: Final = "beside a tenant far beyond its limit (free, 2 clients without a pause: 429)"
STORM_SERVED: Final = "beside two tenants with room, 1 client each without a pause"
STORM_ECHOED: Final = "beside the echo, asked by 2 clients without a pause"


@dataclass(frozen=True, slots=True)
class Heard:
    """The quiet tenant's answers and those of whoever is beside it, round by round."""

    quiet: Sequence[Taken]
    loud: Sequence[Taken]


@dataclass(frozen=True, slots=True)
class Fairness:
    """Each scenario by its name."""

    heard: Mapping[str, Heard]

    def ratio(self, of: str, to: str) -> float:
        """The quiet tenant's P95 in one scenario through that in another."""
        return self._quiet(of).p95 / self._quiet(to).p95

    def pairs(self, of: str, to: str) -> list[tuple[float, float]]:
        """Its medians in each round of both."""
        rounds = zip(self.heard[to].quiet, self.heard[of].quiet, strict=True)
        return [(base.p50, other.p50) for base, other in rounds]

    def _quiet(self, scenario: str) -> Taken:
        return joined(self.heard[scenario].quiet)

    def rows(self) -> str:
        """The table."""
        lines = []
        for scenario, heard in self.heard.items():
            quiet = self._quiet(scenario)
            beside = [joined(heard.loud)] if heard.loud else []
            lines.append(
                (
                    scenario,
                    str(len(quiet.ms)),
                    f"{quiet.p50:.0f}",
                    f"{quiet.p95:.0f}",
                    f"{self.ratio(scenario, ALONE):.2f}",
                    *(f"{each.rate:.0f}" for each in beside),
                    *(f"{each.share(429):.0%}" for each in beside),
                    *(("–", "–") if not beside else ()),
                )
            )
        head = ("the quiet tenant", "answers", "P50, ms", "P95, ms", "P95 through alone", "others/s", "refused")
        return table(head, lines)


def measure(scene: Scene, rounds: int = ROUNDS, seconds: float = ROUND_SECONDS) -> Fairness:
    """All scenarios in turn, after a round of each that does not count."""
    scene.put_on(LOUD, "standard")
    scene.put_on(STORM, "free")
    quiet = Client(scene.asking(QUIET), QUIET_EVERY)
    beside = _beside(scene)
    heard: dict[str, Heard] = {name: Heard([], []) for name in beside}
    for path in (CHAT, ECHO):  # as many processes as will ever be needed at once are started here
        drive([Client(scene.asking(place, path)) for place in (QUIET, *OTHERS)], seconds=WARM_UP_SECONDS, most=MOST)
    for turn in range(rounds + 1):
        for name in list(beside) if turn % 2 else reversed(beside):
            first, *rest = drive([quiet, *beside[name]], seconds=seconds, most=MOST)
            if turn:
                loud = [Taken(joined(rest).answers, seconds)] if rest else []
                heard[name] = Heard([*heard[name].quiet, first], [*heard[name].loud, *loud])
    return Fairness(heard)


def _beside(scene: Scene) -> dict[str, list[Client]]:
    each = len(OTHERS) / PLAN_RATE

    def paced(tenants: Sequence[int], path: str) -> list[Client]:
        return [Client(scene.asking(at, path), each, each * place / len(tenants)) for place, at in enumerate(tenants)]

    return {
        ALONE: [],
        ONE: paced([LOUD] * len(OTHERS), CHAT),
        MANY: paced(OTHERS, CHAT),
        ECHOED: paced(OTHERS, ECHO),
        STORMED: [Client(scene.asking(STORM)) for _ in range(STORM_CLIENTS)],
        STORM_SERVED: [Client(scene.asking(place)) for place in OTHERS[:STORM_CLIENTS]],
        STORM_ECHOED: [Client(scene.asking(STORM, ECHO)) for _ in range(STORM_CLIENTS)],
    }
