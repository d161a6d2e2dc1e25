"""The figures that must not drop: kept in ``figures.json``, compared in the gate.

``python -m tests.evaluation.figures --accept`` keeps the figures of now.
"""

import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from tests.evaluation.labels import SPLITS
from tests.evaluation.outcomes import Outcomes
from tests.evaluation.run import SLOTS, accuracy, calibration_error, coverage, refusals, run_split

FILE: Final = Path(__file__).with_name("figures.json")
TOLERANCE: Final = 0.01
"""A point."""

Figures = Mapping[str, Mapping[str, float]]


def measured() -> Figures:
    """Each split's figures, as shares from 0 to 1; more is better in all of them."""
    return {split: _figures(run_split(split)) for split in SPLITS}


def _figures(results: Sequence[Outcomes]) -> dict[str, float]:
    precision, recall, coded = refusals(results)
    figures = {slot: right / scored for slot in SLOTS for right, scored in [accuracy(results, slot)]}
    figures |= {
        "all together": sum(result.verdict.everything for result in results) / len(results),
        "coverage": coverage(results),
        "refusal precision": precision,
        "refusal recall": recall,
        "refusal code": coded,
        "calibration (1 - ECE)": 1 - calibration_error(results),
    }
    return {name: round(value, 4) for name, value in figures.items()}


def dropped(kept: Figures, now: Figures) -> list[str]:
    """A sentence for each figure that fell by more than the tolerance or is gone."""
    return [
        f"{split}: {name} fell from {before:.1%} to {now.get(split, {}).get(name, 0):.1%}"
        for split, figures in kept.items()
        for name, before in figures.items()
        if now.get(split, {}).get(name, 0) < before - TOLERANCE
    ]


def kept() -> Figures:
    """The figures that were accepted last."""
    figures: Figures = json.loads(FILE.read_text())
    return figures


def main() -> None:
    """Compare, or keep."""
    now = measured()
    if sys.argv[1:] == ["--accept"]:
        FILE.write_text(json.dumps(now, indent=1) + "\n")
        return
    faults = dropped(kept(), now)
    sys.stdout.write("\n".join(faults) + "\n" if faults else "No figure dropped.\n")
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
