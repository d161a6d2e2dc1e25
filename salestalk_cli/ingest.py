"""`salestalk ingest`: load files of metrics as people have them, through the API, and tell what became of every row."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from salestalk.contracts.jsontext import loads
from salestalk.errors import InvalidInput
from salestalk.ingestion.files import DateOrder, DecimalStyle, Options
from salestalk_cli.ask import ApiUrl, Seat, Tenant, Token
from salestalk_cli.catalog import catalog_of
from salestalk_cli.loading.batches import Batch, Sender, in_batches
from salestalk_cli.loading.rejects import RejectsFile
from salestalk_cli.loading.source import Source, fingerprint, opened_source
from salestalk_cli.loading.summary import FileOutcome, print_outcomes, settings_of
from salestalk_cli.output import AsJson, print_json, stderr
from salestalk_cli.problems import ExitCode, Problem

Files = Annotated[list[Path], typer.Argument(help="CSV, JSON, JSON lines or .xlsx files.", show_default=False)]
Wide = Annotated[
    bool | None,
    typer.Option("--wide/--long", help="Many values a row, or one. By default the file tells.", show_default=False),
]
Decimals = Annotated[
    str | None, typer.Option("--decimal", help="What separates decimals: point or comma. By default the file tells.")
]
Dates = Annotated[
    str | None, typer.Option(help="How 03/04/2025 is meant: dmy or mdy. By default the file tells, or it is refused.")
]
Unit = Annotated[str | None, typer.Option(help="The unit of values that name none, such as USD, count or %.")]
Metric = Annotated[str | None, typer.Option(help="The metric of a file that names none.")]
SheetName = Annotated[str | None, typer.Option("--sheet", help="The sheet of a workbook; by default its first.")]
Encoding = Annotated[str | None, typer.Option(help="The encoding of a text file, such as cp1252. By default it tells.")]
Months = Annotated[bool, typer.Option("--months", help="A date stands for its month (2025-09-01 is September 2025).")]
Ignore = Annotated[list[str] | None, typer.Option("--ignore", help="A column not to load; may be repeated.")]
KeepTotals = Annotated[
    bool, typer.Option("--keep-totals", help='A dimension "Total" means all of it. By default such rows are left out.')
]
Definitions = Annotated[
    Path | None, typer.Option(help="JSON list of definitions (names, kinds, synonyms), as `export` writes it.")
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Read and check everything here; send nothing.")]


def ingest(  # noqa: PLR0913, PLR0917 - each is an option of the command
    files: Files,
    tenant: Tenant = None,
    wide: Wide = None,
    decimal: Decimals = None,
    dates: Dates = None,
    unit: Unit = None,
    metric: Metric = None,
    sheet: SheetName = None,
    encoding: Encoding = None,
    months: Months = False,
    keep_totals: KeepTotals = False,
    ignore: Ignore = None,
    definitions: Definitions = None,
    dry_run: DryRun = False,
    api_url: ApiUrl = None,
    token: Token = None,
    as_json: AsJson = False,
) -> None:
    """Load metrics from files. What is not loaded stands in FILE.rejects.csv; exit code 4 says that there is some."""
    seat = None if dry_run and not (tenant or token) else Seat.taken(tenant, api_url, token)
    options = Options(
        wide=wide,
        decimal=_one_of(DecimalStyle, decimal, "--decimal", ("point", "comma")),
        dates=_one_of(DateOrder, dates, "--dates", ("dmy", "mdy")),
        unit=unit,
        metric=metric,
        months=months,
        keep_totals=keep_totals,
        encoding=encoding,
        ignore=tuple(ignore or ()),
        known_units=_known_units(seat) if seat else {},
    )
    load = _Load(seat, options, sheet, tenant or "", _definitions(definitions), dry_run=dry_run)
    outcomes = [load.file(path) for path in files]
    if as_json:
        print_json({"files": [outcome.as_document() for outcome in outcomes]})
    else:
        print_outcomes(outcomes)
    if any(outcome.refused for outcome in outcomes):
        raise typer.Exit(ExitCode.FAILED)
    if any(outcome.rejected for outcome in outcomes):
        raise typer.Exit(ExitCode.REJECTED)


class _Load:
    """Loads one file after the other."""

    def __init__(
        self, seat: Seat | None, options: Options, sheet: str | None, tenant: str, definitions: Any, *, dry_run: bool
    ) -> None:
        self._seat = seat
        self._options = options
        self._sheet = sheet
        self._tenant = tenant
        self._definitions = definitions
        self._dry_run = dry_run

    def file(self, path: Path) -> FileOutcome:
        """One file; one that is no table of metrics is told apart from the others."""
        try:
            with opened_source(path, self._options, self._sheet) as source, RejectsFile(path) as rejects:
                return self._read(source, rejects)
        except InvalidInput as refusal:
            return FileOutcome(path, refused=str(refusal))

    def _read(self, source: Source, rejects: RejectsFile) -> FileOutcome:
        identity = f"{self._tenant}|{fingerprint(source.path)}|{settings_of(source.plan)}"
        sender = None
        if self._seat is not None and not self._dry_run:
            sender = Sender(self._seat.api, identity, source.path.name, self._definitions)
        with _progress() as bar:
            task = bar.add_task(source.path.name, total=source.size, rate="")
            for part in _shown(in_batches(source.reads), source, bar, task):
                if not isinstance(part, Batch):
                    assert part.reject is not None  # noqa: S101 - what is no batch is a reject
                    rejects.add(part.reject)
                elif sender is not None:
                    for reject in sender.send(part):
                        rejects.add(reject)
        counts = dict(sender.sent.counts) if sender else {}
        warnings = sender.sent.warnings if sender else ()
        return FileOutcome(source.path, source.plan, source.tally, counts, rejects.count, rejects.path, warnings)


def _shown(parts: Iterator[Any], source: Source, bar: Progress, task: TaskID) -> Iterator[Any]:
    """The same parts, each told to the progress bar once it is dealt with."""
    records = 0
    for part in parts:
        yield part
        if isinstance(part, Batch):
            records += len(part.reads)
            elapsed = bar.tasks[task].elapsed or 0
            rate = f"{records / elapsed:,.0f} rows/s" if elapsed else ""
            bar.update(task, completed=source.done(part.reads[-1].resume), rate=rate)


def _progress() -> Progress:
    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f}%"),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
    )
    return Progress(*columns, console=stderr(), transient=True, disable=not sys.stderr.isatty())


def _known_units(seat: Seat) -> dict[str, str]:
    """The units in which the tenant's metrics are kept."""
    return {entry["subject"]: entry["unit"] for entry in catalog_of(seat)}


def _definitions(path: Path | None) -> dict[str, Any]:
    if path is None:
        return {}
    try:
        found = loads(path.read_bytes())
        return {each["subject"]: each for each in found}
    except OSError as error:
        raise Problem(f"{path} cannot be read: {error.strerror or error}.", ExitCode.USAGE) from None
    except (InvalidInput, TypeError, KeyError):
        raise Problem(f"{path} must be a JSON list of definitions, each with its subject.", ExitCode.USAGE) from None


def _one_of(kind: Any, text: str | None, option: str, words: tuple[str, ...]) -> Any:
    if text is None:
        return None
    if text not in words:
        raise Problem(f"{option} must be {' or '.join(words)}, not {text!r}.", ExitCode.USAGE)
    return kind(text)
