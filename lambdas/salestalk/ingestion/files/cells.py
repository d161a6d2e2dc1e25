"""Cells: texts from text files; numbers, dates and texts from spreadsheets and JSON."""

from datetime import date, datetime
from decimal import Decimal

from salestalk.contracts.jsontext import decimal_text
from salestalk.ingestion.files.model import DecimalStyle
from salestalk.ingestion.files.numbers import MISSING_WORDS, NoNumber, Number, cleaned, parse_number
from salestalk.ingestion.files.periods import day_key
from salestalk.values import frozen


@frozen
class Formatted:
    """A number of a spreadsheet with what its format adds: a currency (code or sign), or that it shows as percent."""

    value: Decimal
    money: str | None = None
    percent: bool = False


@frozen
class DateCell:
    """A date of a spreadsheet; its format may show no more than its month or its year."""

    day: date | datetime
    shows: str = "day"

    @property
    def key(self) -> str:
        """The period as a key."""
        key = day_key(self.day)
        return {"day": key, "month": key[:7], "year": key[:4]}[self.shows]


Cell = str | int | Decimal | Formatted | DateCell | date | None


def text_of(cell: Cell) -> str:
    """The cell as it would stand in a text file."""
    match cell:
        case str():
            return cell
        case None:
            return ""
        case Formatted():
            return decimal_text(cell.value)
        case DateCell():
            return cell.key
        case Decimal():
            return decimal_text(cell) if cell.is_finite() else str(cell)
        case date():
            return day_key(cell)
    return str(cell)


def number_of(cell: Cell, style: DecimalStyle) -> Number | NoNumber:
    """The number of a cell; only texts need a style."""
    match cell:
        case Formatted():
            return Number(cell.value, cell.money, cell.percent)
        case bool():
            return NoNumber("number", f"{str(cell).lower()} is not a number")
        case Decimal() | int():
            return Number(Decimal(cell))
        case date() | DateCell():
            return NoNumber("number", f"{text_of(cell)} is a date, not a number")
    return parse_number(cell or "", style)


def is_missing(cell: Cell) -> bool:
    """Whether nothing stands in the cell."""
    return cell is None or (isinstance(cell, str) and cleaned(cell).lower() in MISSING_WORDS)


def is_numeric(cell: Cell) -> bool:
    """Whether the cell reads as a number under some style."""
    found = number_of(cell, DecimalStyle.UNSETTLED)
    return isinstance(found, Number) or found.rule == "ambiguous_number"
