"""`docs/performance.md`: text written by hand around sections that programs keep current.

A section lies between ``<!-- NAME -->`` and ``<!-- /NAME -->``; everything else is left as it is.
"""

import platform
import re
from datetime import UTC, datetime
from os import cpu_count
from pathlib import Path
from typing import Final

from tools.sections import replaced

FILE: Final = Path(__file__).resolve().parents[2] / "docs" / "performance.md"


def write(sections: dict[str, str], path: Path = FILE) -> None:
    """Replace the sections named."""
    text = path.read_text(encoding="utf-8")
    for name, body in sections.items():
        text = replaced(text, name, body)
    path.write_text(text, encoding="utf-8")


def conditions(now: datetime | None = None) -> str:
    """One line on when and where the figures of a section were taken."""
    day = (now or datetime.now(UTC)).date()
    python = f"{platform.python_implementation()} {platform.python_version()}"
    return f"Measured {day} on {_processor()}, {cpu_count()} cores, {platform.system()}, {python}."


def _processor() -> str:
    cpus = Path("/proc/cpuinfo")
    text = cpus.read_text(encoding="utf-8") if cpus.exists() else ""
    found = re.search(r"^model name\s*:\s*(.+)$", text, re.MULTILINE)
    return found[1] if found else platform.machine()
