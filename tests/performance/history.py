"""`docs/performance.json`: the figures of each bench's last run, and how new ones stand against them."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from math import hypot
from pathlib import Path
from typing import Any, Final

from tests.performance import document
from tests.performance.figures import Better, Figure, Judged, Outcome, Series, figure_of, series_of

FILE: Final = document.FILE.with_suffix(".json")


@dataclass(frozen=True, slots=True)
class Kept:
    """What the file has of one bench: when and where it ran, how long (seconds), and what it found."""

    measured: str
    seconds: float
    figures: Sequence[Figure]
    series: Mapping[str, Series]


History = Mapping[str, Kept]


@dataclass(frozen=True, slots=True)
class Change:
    """A figure against its last one, or against none."""

    now: Figure
    before: Figure | None

    @property
    def by(self) -> float:
        """The change as a share of what it was."""
        return 0.0 if self.before is None or self.before.value == 0 else self.now.value / self.before.value - 1

    @property
    def noise(self) -> float:
        """What two runs of the same code may differ by: the noise of both."""
        return hypot(self.now.noise, self.before.noise if self.before else 0)

    @property
    def verdict(self) -> str:
        """``better``, ``worse``, ``the same``, ``new``, or ``reported`` where a change means little."""
        if self.before is None:
            return "new"
        if self.now.judged is Judged.REPORTED:
            return "reported"
        if self.now.value == self.before.value or (self.before.value and abs(self.by) <= self.noise):
            return "the same"
        return "better" if (self.now.value < self.before.value) is (self.now.better is Better.LOWER) else "worse"

    def __str__(self) -> str:
        text = f"{self.now.key}: {self.now.value:.6g} {self.now.unit}"
        if self.before is None:
            return f"{text} (new)"
        return f"{text}, was {self.before.value:.6g} ({100 * self.by:+.1f} %, noise {100 * self.noise:.1f} %)"


def compare(figures: Sequence[Figure], before: Sequence[Figure]) -> Iterator[Change]:
    """Each figure against its last one."""
    known = {each.key: each for each in before}
    for figure in figures:
        yield Change(figure, known.get(figure.key))


def read(path: Path = FILE) -> dict[str, Kept]:
    """What was kept, by bench; nothing where there is no file yet."""
    if not path.exists():
        return {}
    data: Mapping[str, Mapping[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
    return {name: _kept(each) for name, each in data.items()}


def _kept(data: Mapping[str, Any]) -> Kept:
    figures = [figure_of({"key": key, **each}) for key, each in data["figures"].items()]
    return Kept(
        data["measured"],
        data["seconds"],
        figures,
        {name: series_of(each) for name, each in data["series"].items()},
    )


def keep(name: str, outcome: Outcome, seconds: float, path: Path = FILE) -> None:
    """Put one bench's outcome in place of its last one; the others stay."""
    kept = read(path) | {name: Kept(document.conditions(), round(seconds, 1), outcome.figures, outcome.series)}
    data = {bench: _data(each) for bench, each in sorted(kept.items())}
    path.write_text(json.dumps(data, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _data(kept: Kept) -> dict[str, Any]:
    figures = {}
    for each in kept.figures:
        fields = asdict(each) | {"value": float(f"{each.value:.8g}"), "noise": round(each.noise, 4)}
        figures[fields.pop("key")] = fields
    series = {name: asdict(each) for name, each in kept.series.items()}
    return {"measured": kept.measured, "seconds": kept.seconds, "figures": figures, "series": series}
