"""Settling how a file is to be read, once, from its first bytes: the plan that all reading and resuming follows."""

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from salestalk.ingestion.files.cells import Cell, is_missing, text_of
from salestalk.ingestion.files.dialect import detect_delimiter
from salestalk.ingestion.files.encoding import Encoding, detect_encoding, unreadable
from salestalk.ingestion.files.evidence import date_order, decimal_style, planned_units
from salestalk.ingestion.files.jsonrows import JsonFault, array_elements, array_start, json_format, parsed_line
from salestalk.ingestion.files.layout import Found, find_layout, is_heading
from salestalk.ingestion.files.lines import Lines
from salestalk.ingestion.files.model import (
    MAX_LINE_BYTES,
    DecimalStyle,
    FileFormat,
    FilePlan,
    Layout,
    Options,
    Position,
    Role,
)
from salestalk.ingestion.files.units import recognized_unit
from salestalk.values import frozen

HEAD_BYTES: Final = MAX_LINE_BYTES
"""How much of a file its plan rests on."""
SAMPLE_ROWS: Final = 5_000


@frozen
class Sample:
    """The first rows of a file, and where each one's successor begins."""

    format: FileFormat
    encoding: str
    rows: Sequence[Sequence[Cell]]
    after: Sequence[Position]
    delimiter: str | None = None
    notes: tuple[str, ...] = ()
    header_given: bool = False
    """The first row of ``rows`` is made from field names and is not in the file."""


def survey(head: bytes, options: Options, *, complete: bool) -> FilePlan:
    """The plan of a file that begins with ``head``: its first `HEAD_BYTES`, or all of it when ``complete``.

    Raises `InvalidInput` with a sentence when the file cannot be read at all.
    """
    if not head.strip(b" \t\r\n\0\xef\xbb\xbf\xff\xfe"):
        raise unreadable("empty", "The file is empty.")
    encoding = detect_encoding(head, complete=complete, forced=options.encoding)
    return plan_of(_sample(head, encoding, complete), options)


def plan_of(sample: Sample, options: Options) -> FilePlan:
    """The plan of a file by its first rows."""
    dates, dates_reason = date_order(sample.rows, options)
    typed = sample.format in (FileFormat.JSON_ARRAY, FileFormat.JSON_LINES)
    found = find_layout(sample.rows, options, dates, typed=typed)
    below = sample.rows[found.header_row + 1 :]
    found, skipped = _with_units_row(found, below)
    below = below[skipped:]
    style, style_reason = decimal_style(below, found.columns, options, sample.delimiter)
    if found.layout is Layout.EXACT:
        style, style_reason = DecimalStyle.POINT, "the file is in SalesTalk's own form"
    header_row = found.header_row + skipped
    start = Position(sample.after[0].offset, sample.after[0].line) if sample.header_given else sample.after[header_row]
    plan = FilePlan(
        format=sample.format,
        encoding=sample.encoding,
        delimiter=sample.delimiter,
        layout=found.layout,
        columns=found.columns,
        decimal=style,
        decimal_reason=style_reason,
        dates=dates,
        dates_reason=dates_reason,
        metric=options.metric,
        unit=options.unit,
        months=options.months,
        keep_totals=options.keep_totals,
        notes=(*sample.notes, *found.notes),
        offset=start.offset,
        line=start.line,
    )
    units = planned_units(below, plan, options.known_units) if found.layout is not Layout.EXACT else {}
    return plan.model_copy(update={"units": units, "notes": (*plan.notes, *_advice(plan, below))})


def _sample(head: bytes, encoding: Encoding, complete: bool) -> Sample:
    text = head[encoding.mark : encoding.mark + 4096].decode(encoding.name, "ignore")
    notes = (encoding.note,) if encoding.note else ()
    form = json_format(text)
    if form is not None and not encoding.name.startswith("utf-16"):
        sample = _json_sample(head, encoding, form, text)
    else:
        sample = _csv_sample(head, encoding, complete)
    return replace(sample, notes=(*notes, *sample.notes))


def _json_sample(head: bytes, encoding: Encoding, form: FileFormat, text: str) -> Sample:
    """Objects as rows under the names of all their fields, in the order of their first appearance."""
    start = Position(encoding.mark, 1)
    if form is FileFormat.JSON_ARRAY:
        opened = text[: array_start(text)]
        start = Position(encoding.mark + len(opened.encode()), 1 + opened.count("\n"))
        values = [each.value for each in _few(array_elements(io.BytesIO(head[start.offset :]), start))]
    else:
        lines = Lines(io.BytesIO(head[start.offset :]), encoding.name, start)
        values = [parsed_line(line) for line in _few(lines) if line.strip()]
    objects = [value for value in values if not isinstance(value, JsonFault)]
    if not objects:
        faults = [value.message for value in values if isinstance(value, JsonFault)]
        raise unreadable("json", f"The file holds no JSON objects: {faults[0] if faults else 'it is empty'}.")
    names = list(dict.fromkeys(name for each in objects for name in each))
    rows = [names, *([_cell(each.get(name)) for name in names] for each in objects)]
    return Sample(form, encoding.name, rows, [start], header_given=True)


def _cell(value: Any) -> Cell:
    """Maps (of metadata) are not looked at here."""
    cell: Cell = None if isinstance(value, Mapping) else value
    return cell


def _few(things: Any) -> list[Any]:
    return [thing for thing, _ in zip(things, range(SAMPLE_ROWS), strict=False)]


def _csv_sample(head: bytes, encoding: Encoding, complete: bool) -> Sample:
    start = Position(encoding.mark, 1)
    whole = _whole_lines(head, encoding, complete)
    delimiter, notes = _delimiter(list(Lines(io.BytesIO(whole[start.offset :]), encoding.name, start)))
    lines = Lines(io.BytesIO(whole[start.offset :]), encoding.name, start)
    rows: list[Sequence[Cell]] = []
    after: list[Position] = []
    reader = csv.reader(lines, delimiter=delimiter)
    while len(rows) < SAMPLE_ROWS:
        try:
            row = next(reader, None)
        except csv.Error:
            continue
        if row is None:
            break
        rows.append([] if row and row[0].lower().startswith("sep=") and not rows else row)
        after.append(lines.position)
    return Sample(FileFormat.CSV, encoding.name, rows, after, delimiter, notes)


def _whole_lines(head: bytes, encoding: Encoding, complete: bool) -> bytes:
    """The head without the line that goes on behind it."""
    if complete:
        return head
    end = "\n".encode(encoding.name)
    cut = max(head.rfind(end) + len(end) if end in head else 0, head.rfind(b"\r") + 1 if len(end) == 1 else 0)
    if cut == 0:
        said = f"The file's first line is longer than {MAX_LINE_BYTES} bytes: it is not a table of metrics."
        raise unreadable("line_too_long", said)
    return head[:cut]


def _delimiter(lines: Sequence[str]) -> tuple[str, tuple[str, ...]]:
    first = lines[0].strip().strip('"').lower() if lines else ""
    if first.startswith("sep=") and len(first) == 5:
        return first[4], ()
    return detect_delimiter(lines, is_heading), ()


def _with_units_row(found: Found, below: Sequence[Sequence[Cell]]) -> tuple[Found, int]:
    """Units that stand in a row of their own right below the header of metrics."""
    if found.layout is not Layout.WIDE_METRICS or not below:
        return found, 0
    row = below[0]
    texts = {column.index: text_of(row[column.index]) for column in found.columns if column.index < len(row)}
    metrics = [column for column in found.columns if column.role is Role.VALUES_OF_METRIC]
    said = [texts.get(column.index, "") for column in metrics]
    if not any(said) or not all(is_missing(text) or recognized_unit(text) for text in said):
        return found, 0
    columns = tuple(
        column.model_copy(update={"unit": texts[column.index]})
        if column in metrics and not is_missing(texts.get(column.index))
        else column
        for column in found.columns
    )
    return replace(found, columns=columns, notes=(*found.notes, "The row below the header gives the units.")), 1


def _advice(plan: FilePlan, below: Sequence[Sequence[Cell]]) -> tuple[str, ...]:
    """Hints for what is read as it stands although something else may be meant."""
    periods = plan.having(Role.PERIOD)
    if plan.months or not periods or plan.layout is Layout.EXACT:
        return ()
    from_first = _all_cells(
        below, periods[0].index, lambda text: text[:10].endswith(("-01", "/01")) and len(text) >= 10
    )
    if len(below) > 2 and from_first:
        return ("Every date is the first of a month and is read as a day; with --months it stands for its month.",)
    return ()


def _all_cells(rows: Sequence[Sequence[Cell]], index: int, holds: Callable[[str], bool]) -> bool:
    cells = [text_of(row[index]) for row in rows if index < len(row) and not is_missing(row[index])]
    return bool(cells) and all(map(holds, cells))
