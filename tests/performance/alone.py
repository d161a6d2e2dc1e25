"""One bench in a process of its own: ``python -m tests.performance.alone NAME FILE [--quick]``.

Writes its outcome to the file. SIGTERM ends it as an exception would, so that emulators it started are stopped.
"""

import json
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

from tests.performance.registry import Given, named


def main(arguments: Sequence[str]) -> None:
    """The command."""
    name, path, *rest = arguments
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("ended"))
    outcome = named(name).load()(Given(quick="--quick" in rest))
    Path(path).write_text(json.dumps(outcome.to_json()), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
