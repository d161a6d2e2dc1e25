"""The file of rejects: each row or value that was not loaded, why, and how it was written."""

import csv
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Final, Self

from salestalk.ingestion.files import Reject
from salestalk.ingestion.files.exactrows import guarded
from salestalk_cli.problems import Problem

COLUMNS: Final = ("line", "field", "rule", "message", "original")


class RejectsFile:
    """``FILE.rejects.csv``, begun with the first reject; one that an earlier run left goes when there are none now."""

    def __init__(self, source: Path) -> None:
        self.path = source.with_name(f"{source.name}.rejects.csv")
        self.count = 0
        self._file: IO[str] | None = None
        self._writer: Any = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._file is not None:
            self._file.close()
        elif kind is None and self._is_left_over():
            self.path.unlink()

    def add(self, reject: Reject) -> None:
        """Write one down. What looks like a formula to a spreadsheet program gets an apostrophe before it."""
        if self._writer is None:
            self._begin()
        self.count += 1
        texts = (reject.field, reject.rule, reject.message, reject.original)
        self._writer.writerow([reject.line, *map(guarded, texts)])

    def _begin(self) -> None:
        try:
            self._file = self.path.open("w", encoding="utf-8", newline="")
        except OSError as error:
            raise Problem(f"{self.path} cannot be written: {error.strerror or error}.") from None
        self._writer = csv.writer(self._file, lineterminator="\n")
        self._writer.writerow(COLUMNS)

    def _is_left_over(self) -> bool:
        try:
            with self.path.open(encoding="utf-8") as file:
                return file.readline().rstrip("\n") == ",".join(COLUMNS)
        except (OSError, UnicodeDecodeError):
            return False
