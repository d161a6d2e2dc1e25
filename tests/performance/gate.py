"""Fails when a workload takes noticeably more instructions than was accepted: ``python -m tests.performance.gate``.

``--accept`` takes the counts of this run as the new ones. Ends with 0 when the gate held or has nothing to compare
with, with 1 when a workload rose too much, and with 3 when it could not be run, or with 0 then too after
``--if-possible``, which is how `make check` asks.
"""

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from tests.performance import baseline
from tests.performance.instructions import GATED, count, interpreter, missing_tool
from tests.performance.processes import Tree

HELD: Final = 0
BROKEN: Final = 1
NOT_RUN: Final = 3

Say = Callable[[str], None]


def judge(counts: baseline.Counts, accepted: baseline.Counts | None, here: str, say: Say) -> int:
    """Say how the counts stand, the workloads that rose too much by name; `HELD` or `BROKEN`."""
    if accepted is None:
        say(f"There is no baseline for this interpreter ({here}): nothing to compare with. Make one with --accept.")
        return HELD
    changes = baseline.compare(counts, accepted)
    for change in changes:
        say(str(change))
    risen = [change for change in changes if change.too_much]
    for change in risen:
        say(f"{change.workload} takes {100 * ((change.ratio or 1) - 1):.1f} % more instructions than was accepted.")
    limit = f"at most {100 * baseline.ALLOWED_RISE:.0f} % more"
    say(f"The gate is {'closed' if risen else 'open'}: {limit} instructions are allowed for each workload.")
    return BROKEN if risen else HELD


def _count_here() -> baseline.Counts:
    with Tree.copied() as tree:
        return count(tree, GATED)


def run(
    *,
    accepting: bool,
    say: Say,
    if_possible: bool = False,
    missing: Callable[[], str | None] = missing_tool,
    counted: Callable[[], baseline.Counts] = _count_here,
    path: Path = baseline.FILE,
) -> int:
    """Count and compare; with ``accepting``, keep the counts whatever they are."""
    if sentence := missing():
        say(f"The gate was not run: {sentence}")
        return HELD if if_possible else NOT_RUN
    here, counts = interpreter(), counted()
    outcome = judge(counts, baseline.read(path).get(here), here, say)
    if not accepting:
        return outcome
    baseline.accept(here, counts, path)
    say("These counts are now the accepted ones.")
    return HELD


def main(arguments: Sequence[str] | None = None) -> int:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--accept", action="store_true", help="take the counts of this run as the new baseline")
    parser.add_argument("--if-possible", action="store_true", help="pass with a notice where valgrind is missing")
    options = parser.parse_args(arguments)
    return run(accepting=options.accept, say=_say, if_possible=options.if_possible)


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    sys.exit(main())
