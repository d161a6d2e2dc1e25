"""What a bench brings back: sections of the document, figures that the next run compares with, and lines to draw.

return Outcome(
    sections={"tenants": text},
    figures=(ratio("tenants.chat", pairs), counted("growth.reads.lookup", 1, "rows"), reported("x.p50", 3.2, "ms")),
)
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from math import log
from random import Random
from statistics import linear_regression, median
from typing import Any, Final, Self

RESAMPLED: Final = 500
SURE: Final = 0.95
INSTRUCTIONS_REPEAT: Final = 0.003
"""Instruction counts of the same code differ by less than this share."""


class Better(StrEnum):
    """In which direction a figure improves."""

    LOWER = "lower"
    HIGHER = "higher"


class Judged(StrEnum):
    """Whether a change of a figure means anything."""

    COMPARED = "compared"
    """Counts, and ratios of what took turns in one run: a change beyond their noise is one of the code."""
    REPORTED = "reported"
    """Times: they tell of the machine and of what else ran on it as much as of the code."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One number. ``key`` begins with the bench's name and stays the same for ever; ``noise`` is a share of the value
    within which two runs of the same code differ."""

    key: str
    value: float
    unit: str
    better: Better = Better.LOWER
    judged: Judged = Judged.COMPARED
    noise: float = 0.0


def counted(key: str, value: float, unit: str, better: Better = Better.LOWER, noise: float = 0.0) -> Figure:
    """What repeats exactly, as calls, rows and capacity do, or nearly, as instructions do (`INSTRUCTIONS_REPEAT`)."""
    return Figure(key, value, unit, better, Judged.COMPARED, noise)


def reported(key: str, value: float, unit: str, better: Better = Better.LOWER) -> Figure:
    """A time, or anything else that a busy machine changes."""
    return Figure(key, value, unit, better, Judged.REPORTED)


def ratio(key: str, pairs: Sequence[tuple[float, float]], better: Better = Better.LOWER) -> Figure:
    """Median of the second through median of the first of pairs that took turns in one run.

    Its noise is worked out from the pairs: half of what 95 % of the ratios of pairs drawn anew lie within.
    """
    value = _of_medians(pairs)
    rng = Random(len(pairs))  # drawing anew, the same each time
    drawn = sorted(_of_medians(rng.choices(pairs, k=len(pairs))) for _ in range(RESAMPLED))
    edge = int(RESAMPLED * (1 - SURE) / 2)
    spread = (drawn[-1 - edge] - drawn[edge]) / 2
    return Figure(key, value, "ratio", better, Judged.COMPARED, spread / value)


def _of_medians(pairs: Sequence[tuple[float, float]]) -> float:
    return median(second for _, second in pairs) / median(first for first, _ in pairs)


@dataclass(frozen=True, slots=True)
class Series:
    """Lines to draw, both axes logarithmic: for each line its points (x, y), all of them above zero."""

    title: str
    x: str
    y: str
    lines: Mapping[str, Sequence[tuple[float, float]]]

    @property
    def slopes(self) -> dict[str, float]:
        """Of each line with both axes logarithmic: 1 when it grows as x does, 0 when it does not grow."""
        return {name: slope(points) for name, points in self.lines.items()}


def slope(points: Sequence[tuple[float, float]]) -> float:
    """How a line rises with both axes logarithmic, by least squares."""
    return linear_regression([log(x) for x, _ in points], [log(y) for _, y in points]).slope


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one bench found. ``series`` are drawn as `docs/performance/NAME.svg`; ``missed`` are broken promises."""

    sections: Mapping[str, str] = field(default_factory=dict)
    figures: Sequence[Figure] = ()
    series: Mapping[str, Series] = field(default_factory=dict)
    missed: Sequence[str] = ()

    def to_json(self) -> dict[str, Any]:
        """As it is handed from the bench's process to the runner's."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """The other way round."""
        return cls(
            data["sections"],
            tuple(figure_of(each) for each in data["figures"]),
            {name: series_of(each) for name, each in data["series"].items()},
            tuple(data["missed"]),
        )


def figure_of(data: Mapping[str, Any]) -> Figure:
    """A figure from its fields."""
    return Figure(**{**data, "better": Better(data["better"]), "judged": Judged(data["judged"])})


def series_of(data: Mapping[str, Any]) -> Series:
    """Lines from their fields."""
    lines = {name: tuple((float(x), float(y)) for x, y in points) for name, points in data["lines"].items()}
    return Series(data["title"], data["x"], data["y"], lines)
