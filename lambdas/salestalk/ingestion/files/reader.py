"""Reading a file: its rows one after the other as records or rejects, each with the position where reading may resume.

head = stream.read(...)                       # or open_file, which does both
plan = survey(head, Options(), complete=...)
for read in FileReader(plan, now).read(stream_at(plan.start), plan.start): ...
"""

import csv
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from salestalk.ingestion.files.cells import Cell
from salestalk.ingestion.files.exactrows import Exact
from salestalk.ingestion.files.jsonrows import JsonFault, array_elements, parsed_line
from salestalk.ingestion.files.lines import Lines
from salestalk.ingestion.files.model import (
    SHOWN_OF_ORIGINAL,
    ByteStream,
    FileFormat,
    FilePlan,
    Layout,
    Options,
    Position,
    Read,
    Reject,
    Tally,
)
from salestalk.ingestion.files.resolving import Problem, Resolver
from salestalk.ingestion.files.rows import NO_EXTRAS, Extras, Long, RowReader, RowResult, WideMetrics, WidePeriods
from salestalk.ingestion.files.survey import HEAD_BYTES, survey


class FileReader:
    """Reads a file as its plan says. ``now`` (Unix seconds) bounds times; ``tally`` counts what was met."""

    def __init__(self, plan: FilePlan, now: int, tally: Tally | None = None) -> None:
        self.plan = plan
        self.tally = tally if tally is not None else Tally()
        self._rows = _row_reader(plan, now)
        self._width = len(plan.columns)

    def read(self, stream: ByteStream, start: Position | None = None) -> Iterator[Read]:
        """The records and rejects from a position on, at which the stream must stand; by default the plan's start."""
        start = start or self.plan.start
        if self.plan.format is FileFormat.CSV:
            return self._read_csv(stream, start)
        if self.plan.format is FileFormat.JSON_LINES:
            return self._read_json_lines(stream, start)
        return self._read_array(stream, start)

    def read_rows(self, rows: Iterator[Sequence[Cell]], first_line: int) -> Iterator[Read]:
        """The same for the rows of a sheet, the first of which stands in ``first_line``."""
        for line, cells in enumerate(rows, start=first_line):
            yield from self._row(list(cells), line, 0, Position(0, line), Position(0, line + 1), [])

    def _read_csv(self, stream: ByteStream, start: Position) -> Iterator[Read]:
        lines = Lines(stream, self.plan.encoding, start)
        reader = csv.reader(lines, delimiter=self.plan.delimiter or ",")
        skip, here = start.item, lines.position
        taken, width, row_of = lines.taken, self._width, self._row
        while True:
            try:
                cells: list[Any] | None = next(reader, None)
            except csv.Error:
                cells = []
                lines.fault = lines.fault or ("unclosed_quote", "a quotation mark opens here and is never closed")
            if cells is None:
                return
            after = lines.position
            problem = _line_problem(lines, taken, len(cells), width)
            if problem is not None:
                yield from self._rejected_lines(taken, here, after, problem, skip)
            else:
                yield from row_of(cells, here.line, skip, here, after, taken)
            lines.forget()
            skip, here = 0, after

    def _read_json_lines(self, stream: ByteStream, start: Position) -> Iterator[Read]:
        lines = Lines(stream, self.plan.encoding, start)
        skip, here = start.item, lines.position
        for text in lines:
            after = lines.position
            if lines.fault is not None:
                yield from self._rejected_lines(lines.taken, here, after, Problem("", *lines.fault), skip)
            elif not text.strip():
                self.tally.blank += 1
            else:
                yield from self._object(parsed_line(text), here, after, text, skip)
            lines.forget()
            skip, here = 0, after

    def _read_array(self, stream: ByteStream, start: Position) -> Iterator[Read]:
        skip, here = start.item, start
        for element in array_elements(stream, Position(start.offset, start.line)):
            yield from self._object(
                element.value, Position(here.offset, element.line), element.after, element.original, skip
            )
            skip, here = 0, element.after

    def _object(
        self, value: Mapping[str, Any] | JsonFault, here: Position, after: Position, original: str, skip: int
    ) -> Iterator[Read]:
        if isinstance(value, JsonFault):
            if skip:
                return
            yield self._reject(here.line, Problem("", value.rule, value.message), original, after)
            return
        rest = dict(value)
        cells: list[Any] = [rest.pop(column.header, None) for column in self.plan.columns]
        yield from self._row(cells, here.line, skip, here, after, [original], rest)

    def _row(
        self, cells: list[Any], line: int, skip: int, here: Position, after: Position, taken: list[str],
        extras: Extras = NO_EXTRAS,
    ) -> Iterator[Read]:  # fmt: skip
        if len(cells) < self._width:
            cells += [""] * (self._width - len(cells))
        result = self._rows.read(cells, extras)
        if not skip:
            self._count(result, cells, line)
        outcomes = result.outcomes
        if not outcomes:
            return
        last = len(outcomes) - 1
        original = _shown("".join(taken) if taken else _as_text(cells))
        for item, outcome in enumerate(outcomes):
            if item < skip:
                continue
            resume = after if item == last else Position(here.offset, here.line, item + 1)
            if type(outcome) is dict:
                self.tally.records += 1
                yield Read(line, outcome, None, resume, original)
            else:
                yield self._reject(line, outcome, original, resume)

    def _count(self, result: RowResult, cells: Sequence[Cell], line: int) -> None:
        if result.total:
            self.tally.total_at(line)
        elif result.missing:
            if any(cells):
                self.tally.missing += result.missing
            else:
                self.tally.blank += 1

    def _rejected_lines(
        self, taken: Sequence[str], here: Position, after: Position, problem: Problem, skip: int
    ) -> Iterator[Read]:
        """Each line of what cannot be a row, so that every line of the file is accounted for."""
        for item, text in enumerate(taken):
            if item >= skip:
                resume = after if item == len(taken) - 1 else Position(here.offset, here.line, item + 1)
                yield self._reject(here.line + item, problem, text, resume)

    def _reject(self, line: int, outcome: Any, original: str, resume: Position) -> Read:
        self.tally.rejected += 1
        shown = _shown(original)
        return Read(line, None, Reject(line, outcome.field, outcome.rule, outcome.message, shown), resume, shown)


class _Joined:
    """Bytes that were read already, and then the rest of their stream."""

    def __init__(self, head: bytes, rest: ByteStream) -> None:
        self._head = head
        self._rest = rest

    def read(self, size: int, /) -> bytes:
        if not self._head:
            return self._rest.read(size)
        given, self._head = self._head[:size], self._head[size:]
        return given


def open_file(stream: ByteStream, options: Options, now: int) -> tuple[FileReader, Iterator[Read]]:
    """The reader of a stream that stands at the file's beginning, and all that it reads.

    Raises `InvalidInput` with a sentence when the file cannot be read at all.
    """
    head = read_head(stream)
    plan = survey(head, options, complete=len(head) < HEAD_BYTES)
    reader = FileReader(plan, now)
    return reader, reader.read(_Joined(head[plan.offset :], stream))


def read_head(stream: ByteStream) -> bytes:
    """As much of a stream as a plan rests on, or all there is."""
    head = bytearray()
    while len(head) < HEAD_BYTES and (chunk := stream.read(HEAD_BYTES - len(head))):
        head += chunk
    return bytes(head)


def _row_reader(plan: FilePlan, now: int) -> RowReader:
    resolver = Resolver(plan, now)
    match plan.layout:
        case Layout.EXACT:
            return Exact(plan, resolver)
        case Layout.WIDE_PERIODS:
            return WidePeriods(plan, resolver)
        case Layout.WIDE_METRICS:
            return WideMetrics(plan, resolver)
    return Long(plan, resolver)


def _line_problem(lines: Lines, taken: Sequence[str], cells: int, width: int) -> Problem | None:
    """What is wrong with the lines of a row, before its cells are looked at."""
    if lines.fault is not None:
        return Problem("", *lines.fault)
    if cells > width:
        return Problem("", "too_many_columns", f"the row has {cells} columns, the header {width}")
    if not taken or taken[-1].endswith(("\n", "\r")):
        return None
    # Only the last line of a file has no end.
    if "".join(taken).count('"') % 2:
        return Problem("", "cut_off", "the file ends inside quotation marks; it seems to be cut off")
    if cells < width:
        return Problem("", "cut_off", f"the last line has {cells} of {width} columns; the file seems to be cut off")
    return None


def _shown(original: str) -> str:
    return original.rstrip("\r\n")[:SHOWN_OF_ORIGINAL]


def _as_text(cells: Sequence[Cell]) -> str:
    return ",".join("" if cell is None else str(cell) for cell in cells)
