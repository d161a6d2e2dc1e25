"""The counts that were accepted, in ``baseline.json``, by interpreter; and how new ones stand against them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

FILE: Final = Path(__file__).with_name("baseline.json")
ALLOWED_RISE: Final = 0.03

Counts = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Change:
    """One workload's count against the accepted one; ``before`` is None for a workload that is new."""

    workload: str
    now: int
    before: int | None

    @property
    def ratio(self) -> float | None:
        """Now through before."""
        return self.now / self.before if self.before else None

    @property
    def too_much(self) -> bool:
        """Whether it rose by more than is allowed."""
        return self.before is not None and self.now > self.before * (1 + ALLOWED_RISE)

    def __str__(self) -> str:
        if self.ratio is None:
            return f"{self.workload}: {self.now:,} instructions (no count to compare with)"
        return f"{self.workload}: {self.now:,} instructions, {self.ratio:.4f} of {self.before:,}"


def read(path: Path = FILE) -> dict[str, dict[str, int]]:
    """The accepted counts by interpreter; none where there is no file yet."""
    if not path.exists():
        return {}
    accepted: dict[str, dict[str, int]] = json.loads(path.read_text(encoding="utf-8"))
    return accepted


def accept(interpreter: str, counts: Counts, path: Path = FILE) -> None:
    """Keep counts as those to compare with; workloads not counted now, and other interpreters, stay as they are."""
    accepted = read(path)
    accepted[interpreter] = {**accepted.get(interpreter, {}), **counts}
    path.write_text(json.dumps(accepted, indent=2, sort_keys=True) + "\n", encoding="utf-8")


def compare(counts: Counts, accepted: Counts) -> tuple[Change, ...]:
    """Every counted workload against the accepted counts, in the order counted."""
    return tuple(Change(name, now, accepted.get(name)) for name, now in counts.items())
