"""Rows as files: JSON lines of whole items, exact to the last digit, and CSV of what is tabular.

Each file stands by itself: a CSV part has its own heading, and one of metrics loads again as it is, as what
`salestalk export` writes does. Text that a spreadsheet would take for a formula is guarded there; JSON lines hold it as
it is.
"""

import csv
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any, Final

from salestalk.contracts.jsontext import decimal_text, dumps
from salestalk.contracts.message import MESSAGE_PREFIX
from salestalk.contracts.metric import METRIC_PREFIX
from salestalk.contracts.offboarding import ExportedFile
from salestalk.ingestion.files.exactrows import guarded
from salestalk.ingestion.files.headings import DIMENSION_PREFIX
from salestalk.values import frozen

JSON_LINES: Final = "application/x-ndjson"
CSV: Final = "text/csv; charset=utf-8"

Item = Mapping[str, Any]

METRIC_FIRST: Final = ("subject", "period")
METRIC_LAST: Final = ("value", "unit", "recordedAt", "metadata")
MESSAGE_COLUMNS: Final = ("messageId", "sessionId", "time", "sender", "outcome", "intent", "subject", "text")


@frozen
class PartFile:
    """A file of a part, ready to be written."""

    name: str
    body: bytes
    records: int
    content_type: str

    def listed(self, folder: str) -> ExportedFile:
        """As the manifest lists it."""
        digest = sha256(self.body).hexdigest()
        return ExportedFile(name=folder + self.name, bytes=len(self.body), records=self.records, sha256=digest)


@frozen
class Form:
    """How a table's items are written: all of them, and which of them as a CSV of what columns."""

    items: str
    """The folder of the JSON lines."""
    csv: str
    """The folder of the CSV, and what its rows are called in the counts."""
    is_row: Callable[[Item], bool]
    columns: Callable[[Sequence[Item]], Sequence[str]]
    cells: Callable[[Item, Sequence[str]], Sequence[str]]


@dataclass
class Part:
    """The items of a part, taken page by page. ``size`` is that of the JSON lines so far, in bytes."""

    form: Form
    size: int = 0
    records: int = 0
    lines: list[bytes] = field(default_factory=list)
    rows: list[Item] = field(default_factory=list)

    def take(self, items: Iterable[Item]) -> None:
        """Add a page."""
        for item in items:
            line = dumps(item).encode() + b"\n"
            self.size += len(line)
            self.records += 1
            self.lines.append(line)
            if self.form.is_row(item):
                self.rows.append(item)

    def files(self, number: int) -> list[PartFile]:
        """The files of the part; none for nothing."""
        made = []
        if self.lines:
            made.append(
                PartFile(_name(self.form.items, number, "jsonl"), b"".join(self.lines), self.records, JSON_LINES)
            )
        if self.rows:
            made.append(PartFile(_name(self.form.csv, number, "csv"), self._csv(), len(self.rows), CSV))
        return made

    def _csv(self) -> bytes:
        text = io.StringIO()
        columns = self.form.columns(self.rows)
        # With a shorter end of line, a carriage return within a cell would not be quoted.
        writer = csv.writer(text, lineterminator="\r\n")
        writer.writerow(columns)
        writer.writerows(self.form.cells(row, columns) for row in self.rows)
        return text.getvalue().encode()


def lines_file(folder: str, number: int, entries: Sequence[Mapping[str, Any]]) -> PartFile:
    """Entries as JSON lines."""
    body = b"".join(dumps(entry).encode() + b"\n" for entry in entries)
    return PartFile(_name(folder, number, "jsonl"), body, len(entries), JSON_LINES)


def _name(folder: str, number: int, ending: str) -> str:
    return f"{folder}/{number:06d}.{ending}"


def _metric_columns(rows: Sequence[Item]) -> Sequence[str]:
    dimensions = sorted({name for row in rows for name in row.get("dimensions") or ()})
    return (*METRIC_FIRST, *map(_heading, dimensions), *METRIC_LAST)


def _heading(dimension: str) -> str:
    """Its name, unless that is one of the fixed columns' names."""
    return DIMENSION_PREFIX + dimension if dimension in (*METRIC_FIRST, *METRIC_LAST) else dimension


def _metric_cells(row: Item, columns: Sequence[str]) -> Sequence[str]:
    found = {_heading(name): guarded(value) for name, value in (row.get("dimensions") or {}).items()}
    metadata = dumps(row["metadata"]) if row.get("metadata") is not None else ""
    dimensions = [found.get(name, "") for name in columns[len(METRIC_FIRST) : -len(METRIC_LAST)]]
    value, recorded_at = (decimal_text(Decimal(row[name])) for name in ("value", "recordedAt"))
    return [row["subject"], row["period"], *dimensions, value, guarded(row["unit"]), recorded_at, metadata]


def _message_cells(row: Item, _: Sequence[str]) -> Sequence[str]:
    said = row.get("classification") or {}
    noted = row.get("metadata") or {}
    return [
        row["messageId"],
        row["sessionId"],
        datetime.fromtimestamp(int(row["timestamp"]), UTC).isoformat(),
        row["sender"],
        str(noted.get("outcome", "")),
        str(said.get("intent", "")),
        str(said.get("subject", "")),
        guarded(row["text"]),
    ]


METRICS: Final = Form(
    "metrics-items", "metrics", lambda item: item["pk"].startswith(METRIC_PREFIX), _metric_columns, _metric_cells
)
MESSAGES: Final = Form(
    "messages-items",
    "messages",
    lambda item: item["pk"].startswith(MESSAGE_PREFIX),
    lambda _: MESSAGE_COLUMNS,
    _message_cells,
)
