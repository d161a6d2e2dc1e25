"""Excel workbooks (.xlsx) as rows of cells: row by row, with the values that the spreadsheet program last computed."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile, ZipFile

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from salestalk.ingestion.files.cells import Cell, DateCell, Formatted
from salestalk.ingestion.files.model import FileFormat, Position
from salestalk.ingestion.files.money import candidates
from salestalk.ingestion.files.survey import SAMPLE_ROWS, Sample
from salestalk_cli.problems import ExitCode, Problem

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook

EXCEL_DIGITS: Final = 15
"""What Excel keeps of a number; what lies behind is noise of its binary form."""
MAX_SHARED_BYTES: Final = 128 * 1024 * 1024
"""Texts and styles are read whole; sheets are not."""
MAX_SHEET_BYTES: Final = 2 * 1024 * 1024 * 1024

_QUOTED: Final = re.compile(r'"([^"]*)"|\[\$([^\]-]*)(?:-[^\]]*)?\]|\\(.)')


class Sheet:
    """One sheet of a workbook, to be read any number of times."""

    def __init__(self, book: "Workbook", name: str) -> None:
        self.name = name
        self._sheet: Any = book[name]

    @property
    def rows_said(self) -> int | None:
        """How many rows the workbook says there are."""
        found: int | None = self._sheet.max_row
        return found

    def rows(self) -> Iterator[list[Cell]]:
        """All rows, as wide as they are."""
        for row in self._sheet.iter_rows():
            yield [_cell(cell) for cell in row]

    def sample(self) -> Sample:
        """The first rows, for a plan."""
        rows = [row for row, _ in zip(self.rows(), range(SAMPLE_ROWS), strict=False)]
        after = [Position(0, number + 2) for number in range(len(rows))]
        return Sample(FileFormat.SHEET, "", rows, after)


@contextmanager
def opened(path: Path, name: str | None) -> Iterator[Sheet]:
    """The named sheet of a workbook, or its first. Raises `Problem` when there is no such thing."""
    _check_sizes(path)
    try:
        book = load_workbook(path, read_only=True, data_only=True, keep_links=False)
    except (InvalidFileException, BadZipFile, KeyError, ValueError, ParseError, EOFError) as error:
        raise Problem(f"{path} is not a workbook that can be read ({error}); save it as .xlsx or CSV.") from None
    try:
        names = book.sheetnames
        if name is not None and name not in names:
            raise Problem(f"{path} has no sheet {name!r}; it has {', '.join(names)}.", ExitCode.USAGE)
        if not names:
            raise Problem(f"{path} has no sheets.")
        yield Sheet(book, name or names[0])
    except (BadZipFile, ParseError, EOFError) as error:
        raise Problem(f"{path} is damaged: {error}.") from None
    finally:
        book.close()


def _check_sizes(path: Path) -> None:
    """A small file may unpack to any size: what would be held in memory is bounded before anything is unpacked."""
    try:
        with ZipFile(path) as archive:
            sizes = {entry.filename: entry.file_size for entry in archive.infolist()}
    except BadZipFile:
        raise Problem(f"{path} is not an .xlsx workbook: it is damaged, encrypted, or something else.") from None
    shared = sum(size for name, size in sizes.items() if "/worksheets/" not in name and "/media/" not in name)
    largest = max((size for name, size in sizes.items() if "/worksheets/" in name), default=0)
    if shared > MAX_SHARED_BYTES or largest > MAX_SHEET_BYTES:
        raise Problem(f"{path} unpacks to more than can be read as a workbook; save the sheet as CSV.")


def _cell(cell: Any) -> Cell:
    value, shown = cell.value, getattr(cell, "number_format", None) or "General"
    match value:
        case None | str():
            return value
        case bool():
            return str(value).lower()
        case int() | float():
            return _number(value, shown)
        case datetime() | date():
            return DateCell(value, _shows(shown))
    return str(value)


def _number(value: float, shown: str) -> Cell:
    exact = Decimal(value) if isinstance(value, int) else _as_excel_shows(value)
    if exact is None:
        return str(value)
    money, percent = _money(shown), "%" in _QUOTED.sub("", shown)
    return Formatted(exact, money, percent) if money or percent else exact


def _as_excel_shows(value: float) -> Decimal | None:
    """The decimal with at most fifteen digits that the cell stands for; None for what is no number."""
    exact = Decimal(repr(value))
    if not exact.is_finite():
        return None
    if len(exact.as_tuple().digits) > EXCEL_DIGITS:
        exact = Decimal(f"{value:.{EXCEL_DIGITS}g}")
    return (
        exact.to_integral_value() if exact == exact.to_integral_value() and exact.adjusted() < EXCEL_DIGITS else exact
    )


def _money(shown: str) -> str | None:
    """The currency that a number's format writes beside it."""
    written = [part for match in _QUOTED.findall(shown) for part in match]
    plain = _QUOTED.sub("", shown)
    for text in (*written, *(sign for sign in "$€£¥₹" if sign in plain)):
        sign = str(text).strip()
        if candidates(sign):
            return sign
    return None


def _shows(shown: str) -> str:
    """Whether a date's format shows its day, or only its month or year."""
    plain = _QUOTED.sub("", shown).lower()
    if "d" in plain or "general" in plain:
        return "day"
    return "month" if "m" in plain else "year" if "y" in plain else "day"
