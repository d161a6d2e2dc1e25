"""Runs benches one after the other, each in a process of its own with a time limit, and says how figures changed.

How noise is judged: counts (calls, rows, capacity) must be equal; instructions may differ by a third of a percent; a
ratio of things that took turns in one run may differ by what its own pairs, drawn anew, scatter by. Times are only
reported.
"""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.performance import document, history, plots
from tests.performance.figures import Outcome
from tests.performance.processes import ROOT
from tests.performance.registry import Bench

WHOLE_SECONDS: Final = 15 * 60
LEFT_TO_END_SECONDS: Final = 20
ALONE: Final = (sys.executable, "-m", "tests.performance.alone")

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a run's figures are kept; `None` keeps nothing."""

    document: Path = document.FILE
    figures: Path = history.FILE


@dataclass(frozen=True, slots=True)
class Run:
    """A bench that was run: what it found, or one sentence on why it found nothing."""

    bench: Bench
    seconds: float
    outcome: Outcome | None
    failure: str = ""


def run_one(bench: Bench, *, quick: bool, limit_seconds: float, command: Sequence[str] = ALONE) -> Run:
    """Run it. What it says goes to where ours goes."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="salestalk-bench-") as folder:
        found = Path(folder) / "outcome.json"
        whole = [*command, bench.name, str(found), *(["--quick"] if quick else [])]
        process = subprocess.Popen(whole, cwd=ROOT, start_new_session=True)
        try:
            status = process.wait(limit_seconds)
        except subprocess.TimeoutExpired:
            _end(process)
            return Run(bench, time.monotonic() - began, None, f"took longer than {limit_seconds:.0f} s and was ended")
        except BaseException:
            _end(process)
            raise
        seconds = time.monotonic() - began
        if status != 0 or not found.exists():
            return Run(bench, seconds, None, f"failed, with status {status}")
        return Run(bench, seconds, Outcome.from_json(json.loads(found.read_text(encoding="utf-8"))))


def _end(process: subprocess.Popen[bytes]) -> None:
    """Ask it and what it started to end, so that emulators are stopped; insist when it does not."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(LEFT_TO_END_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def run_all(
    benches: Sequence[Bench],
    *,
    quick: bool,
    say: Say,
    place: Place | None = None,
    whole_seconds: float = WHOLE_SECONDS,
    command: Sequence[str] = ALONE,
) -> list[Run]:
    """Run them all, keep each one's figures at once, and tell at the end what failed and what changed.

    With ``quick`` nothing is kept or compared, as the sizes are others.
    """
    place, began, runs = place or Place(), time.monotonic(), []
    for bench in benches:
        left = whole_seconds - (time.monotonic() - began)
        if left <= 0:
            runs.append(Run(bench, 0, None, f"was not run: the {whole_seconds:.0f} s for all benches were over"))
            continue
        say(f"{bench.name}: {bench.measures} …")
        run = run_one(bench, quick=quick, limit_seconds=min(bench.limit_seconds, left), command=command)
        runs.append(run)
        _tell(run, history.read(place.figures), quick=quick, say=say)
        if run.outcome is not None and not quick:
            _keep(run, run.outcome, place)
    _tell_all(runs, time.monotonic() - began, say)
    return runs


def _keep(run: Run, outcome: Outcome, place: Place) -> None:
    document.write(dict(outcome.sections), place.document)
    history.keep(run.bench.name, outcome, run.seconds, place.figures)
    plots.write(outcome.series, place.document.parent / "performance")


def _tell(run: Run, before: history.History, *, quick: bool, say: Say) -> None:
    if run.outcome is None:
        say(f"  {run.failure}")
        return
    for sentence in run.outcome.missed:
        say(f"  missed: {sentence}")
    kept = before.get(run.bench.name)
    changes = list(history.compare(run.outcome.figures, kept.figures if kept and not quick else ()))
    for change in changes:
        say(f"  {change.verdict:>8}  {change}")
    gone = {each.key for each in kept.figures} - {each.key for each in run.outcome.figures} if kept else set()
    for key in sorted(gone):
        say(f"  {'gone':>8}  {key}")


def _tell_all(runs: Sequence[Run], seconds: float, say: Say) -> None:
    say("")
    for run in runs:
        missed = f", {len(run.outcome.missed)} promises missed" if run.outcome and run.outcome.missed else ""
        say(f"{run.bench.name:>16}  {run.seconds:6.1f} s  {run.failure or 'measured' + missed}")
    say(f"{'all':>16}  {seconds:6.1f} s")
