"""The gallery: small files as people have them, each beside what must come of it.

A line of ``NAME.expected`` is a word and what belongs to it: ``option name=value`` forces something, ``refused rule``
says that the file is not read at all, ``record subject | period | value | unit | dimension=value …``, ``reject line
rule``, ``missing n``, ``totals line …``; any other word is a field of the plan. Nothing that is not said may come.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from salestalk.contracts.jsontext import decimal_text
from salestalk.ingestion.files import DateOrder, DecimalStyle, Options

FOLDER = Path(__file__).parent / "gallery"
EXPECTED = ".expected"
_READ = {
    "decimal": DecimalStyle,
    "dates": DateOrder,
    "months": bool,
    "keep_totals": bool,
    "ignore": lambda text: tuple(text.split(";")),
}


@dataclass
class Case:
    """One file and what must come of it."""

    file: Path
    options: Options = field(default_factory=Options)
    plan: dict[str, str] = field(default_factory=dict)
    refused: str | None = None
    records: list[str] = field(default_factory=list)
    rejects: list[str] = field(default_factory=list)
    missing: int = 0
    totals: list[int] = field(default_factory=list)

    def note(self, word: str, rest: str) -> None:
        """Take one line in."""
        match word:
            case "option":
                name, _, value = rest.partition("=")
                self.options = replace(self.options, **{name: _READ.get(name, str)(value)})
            case "refused":
                self.refused = rest
            case "record":
                self.records.append(rest)
            case "reject":
                self.rejects.append(rest)
            case "missing":
                self.missing = int(rest)
            case "totals":
                self.totals = [int(line) for line in rest.split()]
            case _:
                self.plan[word] = rest.replace("\\t", "\t")


def cases() -> Iterator[Case]:
    """All of them, in the order of their names."""
    for expected in sorted(FOLDER.glob(f"*{EXPECTED}")):
        case = Case(expected.with_name(expected.name.removesuffix(EXPECTED)))
        for line in expected.read_text(encoding="utf-8").splitlines():
            word, _, rest = line.partition(" ")
            case.note(word, rest)
        yield case


def as_line(record: dict[str, Any]) -> str:
    """A record as the expectations write it."""
    value = Decimal(record["value"])
    shown = decimal_text(value)
    parts = [record["subject"], record["period"], shown, record["unit"]]
    parts += [f"{name}={text}".replace("\n", "⏎") for name, text in record.get("dimensions", {}).items()]
    parts += [f"recordedAt={record['recordedAt']}"] if "recordedAt" in record else []
    parts += ["metadata"] if "metadata" in record else []
    return " | ".join(parts)


def normal(line: str) -> str:
    """The same line with its number as `as_line` writes it, and its dimensions in order."""
    subject, period, value, unit, *more = line.split(" | ")
    own = [part for part in more if part == "metadata" or part.startswith("recordedAt=")]
    dimensions = sorted(part for part in more if part not in own)
    return " | ".join([subject, period, decimal_text(Decimal(value)), unit, *dimensions, *own])
