"""How much the platform takes, and whether one tenant's load troubles another: ratios of what took turns in one run.

``python -m tests.performance load`` deploys the platform to an emulator of its own, onboards a few
tenants, and deploys a function beside chat that only echoes: same API, authorizer, memory and log line.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from tests.conftest import free_port
from tests.performance import document, fairness, throughput
from tests.performance.bench_tenants import platform
from tests.performance.fairness import ALONE, ECHOED, MANY, ONE, STORM_ECHOED, STORM_SERVED, STORMED, Fairness
from tests.performance.figures import Figure, Outcome, ratio, reported
from tests.performance.registry import Given
from tests.performance.scene import Scene, held_still
from tests.performance.throughput import Compared

AIM: Final = 1.2
"""The quiet tenant's P95 beside a loud one, through what it is beside the same load of others."""
HELD: Final = ((ONE, MANY), (STORMED, STORM_SERVED))
TOLD: Final = ((ONE, ALONE), (ONE, ECHOED), (STORMED, ALONE), (STORMED, STORM_ECHOED))


@dataclass(frozen=True, slots=True)
class Found:
    """What was measured; `busy` is one client's chat with all consumers at work."""

    compared: Sequence[Compared]
    busy: Sequence[Compared]
    fair: Fairness


def run(given: Given) -> Found:
    """Measure on a platform of the bench's own, which is gone afterwards."""
    rounds = given.some(throughput.ROUNDS, 1)
    with platform(free_port()) as bench:
        scene = Scene.build(bench, fairness.TENANTS)
        busy = throughput.measure(scene, rounds, (1,))
        with held_still(bench.aws):
            compared = throughput.measure(scene, rounds)
            fair = fairness.measure(scene, given.some(fairness.ROUNDS, 1), fairness.ROUND_SECONDS)
        return Found(compared, busy, fair)


def section(found: Found) -> str:
    """The section of the document."""
    held = [f"P95 {of} through that {to}: {found.fair.ratio(of, to):.2f} (aim ≤ {AIM})." for of, to in HELD]
    told = [f"P95 {of} through that {to}: {found.fair.ratio(of, to):.2f}." for of, to in TOLD]
    return "\n\n".join(
        (
            document.conditions(),
            "Consumers of events held still:",
            throughput.rows(found.compared),
            "With all consumers at work on the same two processors:",
            throughput.rows(found.busy),
            "A quiet tenant, asking ten times a second, consumers held still:",
            found.fair.rows(),
            *held,
            *told,
        )
    )


def outcome(found: Found) -> Outcome:
    """What the runner is told."""
    figures: list[Figure] = []
    for each in found.compared:
        key = f"load.chat_through_echo.{each.clients}"
        figures.append(ratio(key, each.pairs))
    figures += [reported(f"load.fairness.{name}", value, "ratio") for name, value in _ratios(found.fair).items()]
    missed = [
        f"the quiet tenant's P95 {of} through that {to}: {found.fair.ratio(of, to):.2f}, aimed at {AIM}"
        for of, to in HELD
        if found.fair.ratio(of, to) > AIM
    ]
    return Outcome({"load": section(found)}, figures, missed=missed)


def _ratios(fair: Fairness) -> dict[str, float]:
    return {
        "one_through_alone": fair.ratio(ONE, ALONE),
        "one_through_many": fair.ratio(ONE, MANY),
        "one_through_echo": fair.ratio(ONE, ECHOED),
        "storm_through_alone": fair.ratio(STORMED, ALONE),
        "storm_through_served": fair.ratio(STORMED, STORM_SERVED),
        "storm_through_echo": fair.ratio(STORMED, STORM_ECHOED),
    }


def bench(given: Given) -> Outcome:
    """The bench as one of all."""
    return outcome(run(given))
