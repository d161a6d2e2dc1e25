"""How well questions are understood: accuracy per slot, refusals, calibration and speed, for both splits.

Run with ``python -m tests.evaluation.run`` (``--write FILE`` keeps the report as Markdown). Figures of the holdout
split are totals only; its questions are never printed. ``--misses`` measures the development split alone, and lists
what went wrong in it: working on the parser takes no look at the holdout.
"""

import argparse
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from salestalk.calendar import FiscalCalendar
from salestalk.contracts.answer import Outcome
from salestalk.contracts.classification import Classification
from salestalk.understanding import Lexicon, Understanding, lexicon_for, understand
from tests.evaluation.answers import faults, load_answers
from tests.evaluation.labels import SPLITS, Label, Verdict, judge, load
from tests.evaluation.models import model_report
from tests.evaluation.outcomes import Outcomes
from tests.evaluation.truth import answered

SLOTS: Final = ("outcome", "intent", "subject", "measure", "dimensions", "time")
BINS: Final = 10


def run_split(split: str) -> list[Outcomes]:
    """Every question of a split, chains with what was understood of the turns before."""
    lexicon = lexicon_for(None)
    before: dict[str, Classification] = {}
    done = []
    for label in load(split):
        previous = before.get(label.chain) if label.chain and (label.turn or 1) > 1 else None
        understood = _understand(label, previous, lexicon)
        if label.chain and understood.outcome is Outcome.ANSWERED:
            before[label.chain] = understood.classification
        done.append(Outcomes(label, understood, _verdict(label, understood)))
    return done


def _understand(label: Label, previous: Classification | None, lexicon: Lexicon) -> Understanding:
    calendar = FiscalCalendar.starting(label.fiscal_year_start)
    return understand(label.question, None, previous, calendar=calendar, as_of=label.as_of, lexicon=lexicon)


def _verdict(label: Label, understood: Understanding) -> Verdict:
    return judge(label, understood.outcome.value, understood.reason, understood.classification.as_item())


def accuracy(results: Sequence[Outcomes], slot: str) -> tuple[int, int]:
    """Right and scored, of one slot."""
    scored = [value for result in results if (value := getattr(result.verdict, slot)) is not None]
    return sum(scored), len(scored)


def refusals(results: Sequence[Outcomes]) -> tuple[float, float, float]:
    """Precision and recall of refusing, and how often the code is right too."""
    refused = [r for r in results if r.understood.outcome is Outcome.REFUSED]
    due = [r for r in results if r.label.outcome == "refused"]
    right = [r for r in refused if r.verdict.outcome]
    met = [r for r in due if r.verdict.outcome]
    coded = [r for r in met if r.verdict.reason is not False]
    return _share(len(right), len(refused)), _share(len(met), len(due)), _share(len(coded), len(due))


def coverage(results: Sequence[Outcomes]) -> float:
    """How many of the questions to be answered are."""
    due = [r for r in results if r.label.outcome == "answered"]
    return _share(sum(r.understood.outcome is Outcome.ANSWERED for r in due), len(due))


def calibration_error(results: Sequence[Outcomes]) -> float:
    """Expected calibration error over ten bins of equal width, of the readings that are answered."""
    answered = [r for r in results if r.understood.outcome is Outcome.ANSWERED]
    error = 0.0
    for number in range(BINS):
        inside = [r for r in answered if _bin(r) == number]
        if inside:
            sure = sum(float(r.understood.classification.confidence) for r in inside) / len(inside)
            right = sum(r.verdict.everything for r in inside) / len(inside)
            error += len(inside) / len(answered) * abs(sure - right)
    return error


def _bin(result: Outcomes) -> int:
    return min(BINS - 1, int(float(result.understood.classification.confidence) * BINS))


def latencies(results: Sequence[Outcomes], rounds: int = 5) -> tuple[float, float]:
    """P50 and P99 of understanding one question, in microseconds; the best of some rounds, as a busy machine lies."""
    lexicon = lexicon_for(None)
    times = []
    for result in results:
        best = min(_timed(result.label, lexicon) for _ in range(rounds))
        times.append(best)
    times.sort()
    return times[len(times) // 2] * 1e6, times[int(len(times) * 0.99)] * 1e6


def _timed(label: Label, lexicon: Lexicon) -> float:
    calendar = FiscalCalendar.starting(label.fiscal_year_start)
    start = time.perf_counter()
    understand(label.question, None, calendar=calendar, as_of=label.as_of, lexicon=lexicon)
    return time.perf_counter() - start


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 1.0


def report(names: Sequence[str] = SPLITS) -> str:
    """The splits side by side, as a Markdown table."""
    splits = {split: run_split(split) for split in names}
    lines = [
        "# How well questions are understood",
        "",
        "Measured on the labelled questions in `tests/evaluation`; confidence is fitted on the development split.",
        "",
        f"| figure | {' | '.join(names)} |",
        f"|---|{'---|' * len(names)}",
        _row("questions", [str(len(results)) for results in splits.values()]),
    ]
    lines.extend(
        _row(_TITLES.get(slot, slot), [_percent(results, slot) for results in splits.values()])
        for slot in (*SLOTS, "everything")
    )
    lines.extend(_other_rows(list(splits.values())))
    lines += ["", _truth(), "", *model_report(splits["development"])]
    return "\n".join(lines) + "\n"


def _truth() -> str:
    """How many of the questions on the example tenants are answered with their true numbers."""
    truths = load_answers()
    right = sum(not faults(truth, answered(truth)) for truth in truths)
    return (
        f"Questions on the example tenants whose true numbers were worked out apart from the code: {right} of "
        f"{len(truths)} are answered with exactly those."
    )


_TITLES: Final = {"everything": "all together", "dimensions": "filters, grouping, rank"}


def _percent(results: Sequence[Outcomes], slot: str) -> str:
    right, scored = (
        (sum(r.verdict.everything for r in results), len(results)) if slot == "everything" else accuracy(results, slot)
    )
    return f"{100 * _share(right, scored):.1f} % of {scored}"


def _other_rows(splits: Sequence[Sequence[Outcomes]]) -> Iterator[str]:
    yield _row("coverage", [f"{100 * coverage(results):.1f} %" for results in splits])
    figures = [refusals(results) for results in splits]
    for position, name in enumerate(("refusal precision", "refusal recall", "refused with the right code")):
        yield _row(name, [f"{100 * figure[position]:.1f} %" for figure in figures])
    yield _row("calibration error (ECE)", [f"{calibration_error(results):.3f}" for results in splits])
    speeds = [latencies(results) for results in splits]
    yield _row("P50 of understanding", [f"{speed[0]:.0f} µs" for speed in speeds])
    yield _row("P99 of understanding", [f"{speed[1]:.0f} µs" for speed in speeds])


def _row(name: str, cells: Sequence[str]) -> str:
    return f"| {name} | {' | '.join(cells)} |"


def misses(split: str = "development") -> Iterator[str]:
    """The development questions that were not wholly understood, with the slots that were wrong."""
    for result in run_split(split):
        if not result.verdict.everything:
            wrong = [slot for slot in (*SLOTS, "reason") if getattr(result.verdict, slot) is False]
            yield f"{result.label.id} {', '.join(wrong)}: {result.label.question[:120]!r}"


def main() -> None:
    """Print the report, and keep it where a file is named."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    action = parser.add_mutually_exclusive_group()
    action.add_argument("--write", type=Path, help="where to keep the report")
    action.add_argument("--misses", action="store_true", help="the development split alone, with what went wrong in it")
    options = parser.parse_args()
    text = report(("development",) if options.misses else SPLITS)
    sys.stdout.write(text)
    if options.misses:
        sys.stdout.write("\n".join(misses()) + "\n")
    if options.write:
        options.write.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
