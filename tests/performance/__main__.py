"""All benches under one roof: ``python -m tests.performance [NAME …] [--quick] [--list]``.

Without names all are run. What is measured goes into `docs/performance.md`, the figures into `docs/performance.json`,
with which the next run compares; ``--quick`` only shows that the benches work. Ends with 1 when one of them failed.
"""

import argparse
import sys
from collections.abc import Sequence

from tests.performance import runner
from tests.performance.registry import BENCHES, named


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main(arguments: Sequence[str] | None = None) -> int:
    """The command."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.performance", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help="benches to run, all unless named")
    parser.add_argument("--quick", action="store_true", help="small sizes, and nothing kept")
    parser.add_argument("--list", action="store_true", help="only say which benches there are")
    given = parser.parse_args(arguments)
    known = {bench.name for bench in BENCHES}
    if unknown := [name for name in given.names if name not in known]:
        parser.error(f"there is no bench named {', '.join(unknown)}: --list tells which there are")
    benches = [named(name) for name in given.names] or list(BENCHES)
    if given.list:
        for bench in benches:
            _say(f"{bench.name:>16}  {bench.measures} (at most {bench.limit_seconds} s)")
        return 0
    return int(any(run.outcome is None for run in runner.run_all(benches, quick=given.quick, say=_say)))


if __name__ == "__main__":
    sys.exit(main())
