"""`docs/performance.md`: text written by hand around sections that programs keep current.

A section lies between ``<!-- NAME -->`` and ``<!-- /NAME -->``; everything else is left as it is.
"""

import platform
import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from os import cpu_count
from pathlib import Path
from typing import Final

FILE: Final = Path(__file__).resolve().parents[2] / "docs" / "performance.md"


def replaced(text: str, name: str, body: str) -> str:
    """The text with this section's content replaced. Raises `ValueError` when it has no such section."""
    begin, end = f"<!-- {name} -->", f"<!-- /{name} -->"
    if text.count(begin) != 1 or text.count(end) != 1 or text.index(begin) > text.index(end):
        raise ValueError(f"The document needs one pair of {begin} and {end}, in this order.")
    head, tail = text[: text.index(begin)], text[text.index(end) :]
    return f"{head}{begin}\n{body.strip()}\n{tail}"


def write(sections: dict[str, str], path: Path = FILE) -> None:
    """Replace the sections named."""
    text = path.read_text(encoding="utf-8")
    for name, body in sections.items():
        text = replaced(text, name, body)
    path.write_text(text, encoding="utf-8")


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table: the first column is text, the others are numbers."""
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


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
