"""A file on this machine as a plan and its rows, whatever its format."""

import hashlib
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from salestalk.ingestion.files import FilePlan, FileReader, Options, Position, Read, Tally, open_file
from salestalk.ingestion.files.survey import plan_of
from salestalk_cli.loading.workbook import Sheet, opened
from salestalk_cli.problems import Problem

WORKBOOKS: Final = frozenset({".xlsx", ".xlsm"})


@dataclass(frozen=True, slots=True)
class Source:
    """An opened file: its plan, what is read of it, and its size in bytes (of a sheet in rows)."""

    path: Path
    reader: FileReader
    reads: Iterator[Read]
    size: int | None
    sheet: str | None = None

    @property
    def plan(self) -> FilePlan:
        """How the file is read."""
        return self.reader.plan

    @property
    def tally(self) -> Tally:
        """What was met so far."""
        return self.reader.tally

    def done(self, position: Position) -> int:
        """How much of ``size`` lies before a position."""
        return position.line - 1 if self.sheet else position.offset


@contextmanager
def opened_source(path: Path, options: Options, sheet: str | None = None) -> Iterator[Source]:
    """The file, ready to be read once. Raises `Problem` when it is not there, `InvalidInput` when it is no table."""
    try:
        if path.suffix.lower() in WORKBOOKS:
            with opened(path, sheet) as found:
                yield _of_sheet(path, found, options)
        else:
            with path.open("rb") as stream:
                reader, reads = open_file(stream, options, int(time.time()))
                yield Source(path, reader, reads, path.stat().st_size)
    except OSError as error:
        raise Problem(f"{path} cannot be read: {error.strerror or error}.") from None


def fingerprint(path: Path) -> str:
    """A hash of what the file holds."""
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise Problem(f"{path} cannot be read: {error.strerror or error}.") from None


def _of_sheet(path: Path, sheet: Sheet, options: Options) -> Source:
    plan = plan_of(sheet.sample(), options)
    reader = FileReader(plan, int(time.time()))
    rows = (row for number, row in enumerate(sheet.rows(), start=1) if number >= plan.line)
    return Source(path, reader, reader.read_rows(rows, plan.line), sheet.rows_said, sheet.name)
