"""What became of files, for people and for programs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from salestalk.contracts.batch import IngestStatus
from salestalk.ingestion.files import FilePlan, Tally
from salestalk.ingestion.files.evidence import NOT_NEEDED
from salestalk.ingestion.files.model import Column, Layout, Role
from salestalk_cli.output import printable, stderr, stdout, table

SHOWN_LINES: Final = 5
_STATUSES: Final = tuple(status for status in IngestStatus if status is not IngestStatus.REJECTED)
_LAYOUTS: Final = {
    Layout.EXACT: "SalesTalk's own form",
    Layout.LONG: "one value a row",
    Layout.WIDE_PERIODS: "periods as columns",
    Layout.WIDE_METRICS: "metrics as columns",
}


@dataclass(frozen=True, slots=True)
class FileOutcome:
    """What became of one file: refused with a sentence, or read, and (unless it was only tried) loaded."""

    path: Path
    plan: FilePlan | None = None
    tally: Tally = field(default_factory=Tally)
    counts: Mapping[str, int] = field(default_factory=dict)
    """Records by what the API did with them; empty for a dry run."""
    rejected: int = 0
    rejects_file: Path | None = None
    warnings: tuple[str, ...] = ()
    refused: str | None = None

    def as_document(self) -> dict[str, Any]:
        """As `--json` prints it."""
        if self.plan is None:
            return {"file": str(self.path), "refused": self.refused}
        return {
            "file": str(self.path),
            "plan": self.plan.as_item(),
            "read": self.tally.as_document(),
            "records": {status.value: self.counts.get(status.value, 0) for status in _STATUSES}
            if self.counts
            else None,
            "rejected": self.rejected,
            "rejectsFile": str(self.rejects_file) if self.rejected else None,
            "warnings": list(self.warnings),
        }


def settings_of(plan: FilePlan) -> str:
    """What decides how a file is read, as a text: the same file read otherwise is another load."""
    decided = (plan.layout, plan.decimal, plan.dates, plan.metric, plan.unit, plan.months, plan.keep_totals)
    columns = (f"{column.role}={column.name}" for column in plan.columns)
    return "|".join(map(str, (*decided, plan.encoding, plan.delimiter, *columns)))


def print_outcomes(outcomes: Sequence[FileOutcome]) -> None:
    """A table of counts; how each file was read; where its rejects are."""
    columns = ("File", *(status.value for status in _STATUSES), "rejected", "missing", "totals")
    summary = table("Files", *columns)
    for outcome in outcomes:
        if outcome.plan is not None:
            summary.add_row(printable(outcome.path.name), *_numbers(outcome))
            _print_reading(outcome)
    if summary.row_count:
        stdout().print(summary)
    for outcome in outcomes:
        _print_troubles(outcome)


def _numbers(outcome: FileOutcome) -> list[str]:
    loaded = [str(outcome.counts.get(status.value, 0)) if outcome.counts else "-" for status in _STATUSES]
    return [*loaded, str(outcome.rejected), str(outcome.tally.missing), str(outcome.tally.totals)]


def _print_reading(outcome: FileOutcome) -> None:
    plan, console = outcome.plan, stdout()
    assert plan is not None  # noqa: S101 - only files that were read come here
    form = ", ".join(filter(None, (str(plan.format), plan.encoding, _separated(plan.delimiter))))
    console.print(f"{outcome.path.name}: {form}; {_LAYOUTS[plan.layout]}", style="bold", soft_wrap=True)
    lines = [
        f"columns    {', '.join(map(_column, plan.columns[:40]))}{' …' if len(plan.columns) > 40 else ''}",
        f"decimals   {plan.decimal} ({plan.decimal_reason})" if plan.decimal_reason else "",
        f"dates      {plan.dates} ({plan.dates_reason})" if plan.dates_reason != NOT_NEEDED else "",
        *(f"unit       {subject}: {unit.unit} ({unit.reason})" for subject, unit in _inferred(plan)),
        *(f"note       {note}" for note in plan.notes),
    ]
    if outcome.tally.totals:
        shown = ", ".join(map(str, outcome.tally.totals_lines))
        lines.append(f"totals     {outcome.tally.totals} rows of totals were not loaded (lines {shown})")
    if not outcome.counts:
        lines.append(f"checked    {outcome.tally.records} records; nothing was sent")
    for line in filter(None, lines):
        console.print(f"  {printable(line)}", style="dim", soft_wrap=True)


def _print_troubles(outcome: FileOutcome) -> None:
    console = stderr()
    if outcome.refused:
        console.print(printable(f"{outcome.path}: {outcome.refused}"), style="red", markup=False, soft_wrap=True)
    for warning in outcome.warnings:
        console.print(printable(warning), style="yellow", markup=False, soft_wrap=True)
    if outcome.rejected:
        said = f"{outcome.path.name}: {outcome.rejected} rejected, listed with reasons in {outcome.rejects_file}"
        console.print(printable(said), style="red", markup=False, soft_wrap=True)


def _inferred(plan: FilePlan) -> list[tuple[str, Any]]:
    """Units that nobody said in the file."""
    found = [(subject, unit) for subject, unit in plan.units.items() if unit.reason != "the metric is kept in it"]
    return found[:SHOWN_LINES]


def _column(column: Column) -> str:
    meaning = f"{column.role} {column.name}" if column.role is Role.DIMENSION else column.name or str(column.role)
    return f"{column.header or '(no heading)'} → {meaning}"


def _separated(delimiter: str | None) -> str:
    names = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
    return f"separated by {names.get(delimiter, delimiter)}" if delimiter else ""
