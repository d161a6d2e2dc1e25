"""The table of `docs/security.md`: how many attacks of each class, and who refused them."""

import re
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from tests.attack.model import Layer, Tally
from tools.sections import replaced

FILE: Final = Path(__file__).resolve().parents[2] / "docs" / "security.md"
SECTION: Final = "attacks"
COLUMNS: Final = tuple(Layer)


def table(tallies: Sequence[Tally]) -> str:
    """Markdown: a line for each class, one for the sum."""
    heads = ["class", "attempts", *(f"refused by {each}" if each is not Layer.OWN else str(each) for each in COLUMNS)]
    lines = [[*heads, "elsewhere", "successes"], ["---", *["---:"] * (len(heads) + 1)]]
    lines += [_line(each.title, each.made, each.layers, len(each.elsewhere), len(each.successes)) for each in tallies]
    total: Counter[Layer] = sum((each.layers for each in tallies), Counter())
    elsewhere, successes = (sum(len(getattr(each, kind)) for each in tallies) for kind in ("elsewhere", "successes"))
    lines.append(_line("**all**", sum(each.made for each in tallies), total, elsewhere, successes))
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _line(title: str, made: int, layers: Counter[Layer], elsewhere: int, successes: int) -> list[str]:
    figures = [made, *(layers[each] for each in COLUMNS), elsewhere, successes]
    return [
        title,
        *(
            f"{figure:,}" if figure else "0" if place in (0, len(figures) - 1) else ""
            for place, figure in enumerate(figures)
        ),
    ]


def write(tallies: Sequence[Tally], seed: int, path: Path = FILE) -> None:
    """Replace the section of the document."""
    day = datetime.now(UTC).date()
    body = f"Measured {day} on the embedded AWS with IAM enforced, seed {seed}.\n\n{table(tallies)}"
    path.write_text(replaced(path.read_text(encoding="utf-8"), SECTION, body), encoding="utf-8")


def successes_told(text: str) -> int:
    """How many successes the document tells of in all."""
    (line,) = re.findall(r"^\| \*\*all\*\* .*\| (\d[\d,]*) \|$", text, re.MULTILINE)
    return int(line.replace(",", ""))
