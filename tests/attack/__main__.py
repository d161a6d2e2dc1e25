"""`make attack`: every attack, on a platform of its own; the table goes into `docs/security.md`.

Exit status 1 when anything got through, or was refused by another layer than the one that has to.
"""

import argparse
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from salestalk_cli.local.emulator import Emulator
from salestalk_cli.local.installation import Installation
from tests.attack import report
from tests.attack.model import Tally, run
from tests.attack.scene import Scene, set_scene
from tests.attack.suite import SUITE
from tests.conftest import free_port
from tests.e2e.conftest import bring_up_platform

SEED = 20_261_121
SHOWN = 20


def main() -> int:
    """Attack, report, and say by the exit status whether the walls held."""
    arguments = _arguments()
    with _scene() as scene:
        tallies = [_attacked(scene, title, arguments.seed) for title in _titles(arguments.only)]
    if not arguments.only:
        report.write(tallies, arguments.seed)
    _say(f"{sum(each.made for each in tallies):,} attempts, {sum(len(each.successes) for each in tallies)} successes")
    return int(any(each.successes or each.elsewhere for each in tallies))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make attack", description="Attack the walls between tenants.")
    parser.add_argument("--seed", type=int, default=SEED, help="the same seed makes the same attempts")
    parser.add_argument("--only", default="", help="classes whose title holds this; the table is not written then")
    return parser.parse_args()


def _titles(only: str) -> Sequence[str]:
    return [kind.title for kind in SUITE if only.lower() in kind.title.lower()]


@contextmanager
def _scene() -> Iterator[Scene]:
    """A platform of our own, and the scene on it; afterwards nothing of both is left."""
    installation = Installation(state=Path(tempfile.mkdtemp(prefix="salestalk-attack-")))
    installation.make_state()
    try:
        _say("Setting the scene")
        yield set_scene(bring_up_platform(installation, free_port()), "mallory-77")
    finally:
        Emulator(installation).stop()
        shutil.rmtree(installation.state, ignore_errors=True)


def _attacked(scene: Scene, title: str, seed: int) -> Tally:
    started = time.monotonic()
    (kind,) = (each for each in SUITE if each.title == title)
    tally = run(kind, scene, seed)
    seconds = time.monotonic() - started
    _say(f"{title}: {tally.made:,} attempts, {len(tally.successes)} successes, {seconds:.1f} s")
    for told in (*tally.successes, *tally.elsewhere)[:SHOWN]:
        _say(f"  {told}")
    return tally


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
