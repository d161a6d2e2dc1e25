"""Instructions between two marks of a process, by valgrind's callgrind: many figures from one run.

A workload calls `os.getppid` before and after what is to be counted, and never otherwise; callgrind writes down what it
counted at each such call.
"""

import re
import shutil
import tempfile
from pathlib import Path
from typing import Final

from tests.performance.processes import Tree

MARK: Final = "getppid"
TOOL: Final = "valgrind"
_TOTALS: Final = re.compile(r"^totals: (\d+)$", re.MULTILINE)


def missing_tool() -> str | None:
    """One sentence when instructions cannot be counted here."""
    if shutil.which(TOOL):
        return None
    return "valgrind is not installed, so instructions cannot be counted here (on Debian: apt-get install valgrind)."


def between_marks(tree: Tree, *arguments: str) -> list[int]:
    """Instructions from each odd mark to the next, of all threads. Raises `RuntimeError` where the process fails."""
    with tempfile.TemporaryDirectory(prefix="salestalk-counts-") as folder:
        out = Path(folder) / "counts"
        command = (TOOL, "--tool=callgrind", f"--dump-before={MARK}", f"--callgrind-out-file={out}")
        tree.run(*arguments, before=command)
        parts = sorted(Path(folder).glob("counts.*"), key=lambda path: int(path.suffix[1:]))
        counts = [_total(path) for path in parts]
    return counts[1::2]


def _total(path: Path) -> int:
    found = _TOTALS.search(path.read_text(encoding="utf-8"))
    if found is None:
        raise RuntimeError(f"callgrind wrote no total into {path.name}")
    return int(found[1])
