"""What validation and idempotency add to a consumer, beside one that only reads and deletes, all in one run.

``python -m tests.performance consumer`` starts a platform of its own. Three consumers
take turns, so that whatever else the machine does meets all: one that reads, one that counts what it reads without a
look, and usage-worker. In this process first; then deployed, by invocation and by emptying a full queue.
"""

import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from salestalk_cli.local.aws import LocalAws
from salestalk_cli.local.emulator import Emulator
from salestalk_cli.local.installation import Installation
from salestalk_cli.local.platform import bring_up
from salestalk_cli.progress import Progress
from seed_data.loader import TENANT_IDS
from tests.conftest import free_port
from tests.performance import consumers_deployed, consumers_inside, document
from tests.performance.consumers import AIM, Turns
from tests.performance.consumers_inside import BATCH
from tests.performance.figures import Outcome, ratio, reported
from tests.performance.registry import Given
from tools.sections import table

BATCHES: Final = 100
DRAINS: Final = 8
EVENTS: Final = 300
TENANT: Final = TENANT_IDS[0]


@dataclass(frozen=True, slots=True)
class Found:
    """The three consumers, in each of three ways."""

    inside: Turns
    batches: Turns
    drains: Turns

    @property
    def ways(self) -> tuple[tuple[str, str, Turns, int], ...]:
        """Each way with its key, what one turn of it is, and digits worth showing."""
        return (
            (
                "inside",
                f"a batch of {BATCH} in the bench's process, received and deleted over HTTP, ms",
                self.inside,
                1,
            ),
            ("batch", f"a batch of {BATCH}, deployed, with its invocation, ms", self.batches, 1),
            ("drain", f"an event, deployed, while a queue of {EVENTS} is emptied, ms", self.drains, 2),
        )


def run(given: Given) -> Found:
    """Measure on a platform of the bench's own, which is gone afterwards."""
    state, port = Path(tempfile.mkdtemp(prefix="salestalk-bench-")), free_port()
    installation = Installation(state=state)
    try:
        bring_up(installation, port, [TENANT], Progress())
        aws = LocalAws(f"http://localhost:{port}")
        batches = given.some(BATCHES, 3)
        inside = consumers_inside.measure(aws, batches)
        deployed = consumers_deployed.deploy(aws, TENANT)
        by_batch = consumers_deployed.batches(deployed, batches)
        return Found(
            inside, by_batch, consumers_deployed.drains(deployed, given.some(DRAINS, 1), given.some(EVENTS, 20))
        )
    finally:
        Emulator(installation).stop()
        shutil.rmtree(state, ignore_errors=True)


def section(found: Found) -> str:
    """The section of the document."""
    parts = [document.conditions(), f"Aimed at: validation and idempotency add ≤ {AIM:.2f} of what reading takes."]
    for _, title, turns, digits in found.ways:
        parts.append(table((title, "median", "P95", "through reading"), turns.rows(digits)))
        parts.append(f"Validation and idempotency add {turns.added:.2f} of what reading takes.")
    return "\n\n".join(parts)


def outcome(found: Found) -> Outcome:
    """What the runner is told."""
    figures = [ratio(f"consumer.{key}.through_reading", turns.pairs) for key, _, turns, _ in found.ways]
    figures += [reported(f"consumer.{key}.added", turns.added, "ratio") for key, _, turns, _ in found.ways]
    missed = [
        f"what validation and idempotency add to {title.rpartition(',')[0]}: {turns.added:.2f}, aimed at {AIM}"
        for _, title, turns, _ in found.ways
        if turns.added > AIM
    ]
    return Outcome({"consumer": section(found)}, figures, missed=missed)


def bench(given: Given) -> Outcome:
    """The bench as one of all."""
    return outcome(run(given))
