"""`salestalk export`: everything a tenant has stored of its metrics, as CSV that loads again to the same state."""

import csv
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Annotated, Any, Final
from urllib.parse import quote, urlencode

import typer

from salestalk.contracts.catalog import MetricDefinition
from salestalk.contracts.jsontext import decimal_text, dumps
from salestalk.ingestion.files.exactrows import guarded
from salestalk.ingestion.files.headings import DIMENSION_PREFIX
from salestalk_cli.ask import ApiUrl, Seat, Tenant, Token
from salestalk_cli.catalog import catalog_of
from salestalk_cli.output import AsJson, print_json, stderr
from salestalk_cli.problems import ExitCode, Problem

Entry = Mapping[str, Any]

FIRST: Final = ("subject", "period")
LAST: Final = ("value", "unit", "recordedAt", "metadata")
PAGE: Final = 200

Output = Annotated[Path | None, typer.Option("--output", "-o", help="Write to this file instead of standard output.")]
DefinitionsTo = Annotated[
    Path | None, typer.Option("--definitions", help="Write names, kinds and synonyms to this JSON file as well.")
]
Only = Annotated[list[str] | None, typer.Option("--metric", "-m", help="This metric only; may be repeated.")]


def export(
    tenant: Tenant = None,
    output: Output = None,
    definitions: DefinitionsTo = None,
    metric: Only = None,
    api_url: ApiUrl = None,
    token: Token = None,
    as_json: AsJson = False,
) -> None:
    """Write all stored values as CSV. Loaded with `salestalk ingest` they give the same rows, to the last digit."""
    if as_json and output is None:
        raise Problem("--json needs --output: the values themselves go to standard output otherwise.", ExitCode.USAGE)
    seat = Seat.taken(tenant, api_url, token)
    entries = _wanted(catalog_of(seat), metric)
    with _opened(output) as file:
        count = write_values(seat, entries, file)
    if definitions is not None:
        _write_definitions(definitions, entries)
    if as_json:
        print_json({"file": str(output), "metrics": len(entries), "values": count})
    else:
        stderr().print(f"{count} values of {len(entries)} metrics written", markup=False)


def write_values(seat: Seat, entries: Sequence[Entry], file: IO[str]) -> int:
    """A header and one line for each stored value; how many values there were. Raises `Problem`."""
    dimensions = sorted({name for entry in entries for name in entry.get("dimensions", {})})
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow([*FIRST, *map(_heading, dimensions), *LAST])
    count = 0
    for entry in entries:
        for point in _stored(seat, entry["subject"]):
            writer.writerow(_line(entry["subject"], point, dimensions))
            count += 1
    return count


def _stored(seat: Seat, subject: str) -> Iterator[Mapping[str, Any]]:
    """Every stored value of a metric, page by page."""
    cursor: dict[str, str] = {}
    while True:
        query = urlencode({"rows": "all", "limit": PAGE, **cursor})
        reply = seat.api.call("GET", f"/metrics/{quote(subject)}?{query}")
        if reply.status != 200:
            raise Problem(f"The API answered {reply.status} when asked for the values of {subject}.")
        yield from reply.body["points"]
        if not reply.body.get("nextCursor"):
            return
        cursor = {"cursor": reply.body["nextCursor"]}


def _line(subject: str, point: Mapping[str, Any], dimensions: Sequence[str]) -> list[str]:
    found = point.get("dimensions") or {}
    unknown = found.keys() - set(dimensions)
    if unknown:
        raise Problem(f"{subject} got the dimension {min(unknown)} while it was exported; run the command again.")
    metadata = dumps(point["metadata"]) if point.get("metadata") is not None else ""
    cells = [guarded(found[name]) if name in found else "" for name in dimensions]
    value = point["value"]
    shown = str(value) if isinstance(value, int) else decimal_text(value)
    return [subject, point["period"], *cells, shown, guarded(point["unit"]), str(point["recordedAt"]), metadata]


def _heading(dimension: str) -> str:
    """Its name, unless that is one of the fixed columns' names."""
    return DIMENSION_PREFIX + dimension if dimension in (*FIRST, *LAST) else dimension


def _wanted(entries: Sequence[Entry], only: Sequence[str] | None) -> Sequence[Entry]:
    if not only:
        return entries
    known = {entry["subject"]: entry for entry in entries}
    for subject in only:
        if subject not in known:
            raise Problem(f"There is no metric {subject!r}; there are {', '.join(known) or 'none'}.", ExitCode.USAGE)
    return [known[subject] for subject in dict.fromkeys(only)]


def _write_definitions(path: Path, entries: Sequence[Entry]) -> None:
    names = {field.alias or name for name, field in MetricDefinition.model_fields.items()}
    kept = [{name: value for name, value in entry.items() if name in names} for entry in entries]
    try:
        path.write_text("[" + ",\n ".join(map(dumps, kept)) + "]\n", encoding="utf-8")
    except OSError as error:
        raise _unwritable(path, error) from None


@contextmanager
def _opened(path: Path | None) -> Iterator[IO[str]]:
    if path is None:
        yield sys.stdout
        return
    try:
        with path.open("w", encoding="utf-8", newline="") as file:
            yield file
    except OSError as error:
        raise _unwritable(path, error) from None


def _unwritable(path: Path, error: OSError) -> Problem:
    return Problem(f"{path} cannot be written: {error.strerror or error}.")
