"""Rows in the project's own form, as `salestalk export` writes them: every cell is meant literally."""

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Final

from salestalk.ingestion.files.cells import Cell, text_of
from salestalk.ingestion.files.extras import add_extras
from salestalk.ingestion.files.model import FilePlan, Role
from salestalk.ingestion.files.resolving import Problem, Resolver
from salestalk.ingestion.files.rows import Extras, Outcome, RowResult

FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r", "'")
_DECIMAL: Final = re.compile(r"-?\d{1,200}(?:\.\d{1,200})?(?:[eE][+-]?\d{1,4})?", re.ASCII)


def guarded(text: str) -> str:
    """A text that no spreadsheet program takes for a formula: an apostrophe stands before what looks like one."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def unguarded(text: str) -> str:
    """The inverse of `guarded`."""
    return text.removeprefix("'")


class Exact:
    """Rows whose cells are the record's fields; nothing is interpreted, a fault in one is a fault of the contract."""

    def __init__(self, plan: FilePlan, resolver: Resolver) -> None:
        self._resolver = resolver
        places = {column.role: column.index for column in plan.columns}
        self._subject, self._period = places[Role.METRIC], places[Role.PERIOD]
        self._value, self._unit = places[Role.VALUE], places[Role.UNIT]
        self._recorded_at, self._metadata = places.get(Role.RECORDED_AT), places.get(Role.METADATA)
        self._dimensions = [(column.index, column.name) for column in plan.having(Role.DIMENSION)]

    def read(self, cells: Sequence[Cell], extras: Extras) -> RowResult:
        """One record or one problem."""
        return RowResult([self._record(cells, extras)])

    def _record(self, cells: Sequence[Cell], extras: Extras) -> Outcome:
        record: dict[str, Any] = {
            "subject": text_of(cells[self._subject]),
            "period": text_of(cells[self._period]),
            "value": _value(cells[self._value]),
            "unit": unguarded(text_of(cells[self._unit])),
        }
        dimensions = {name: unguarded(text_of(cell)) for index, name in self._dimensions if (cell := cells[index])}
        dimensions |= {name.removeprefix("dim."): text_of(cell) for name, cell in extras.items() if cell is not None}
        if dimensions:
            record["dimensions"] = dimensions
        if said := add_extras(cells, self._recorded_at, self._metadata, record):
            return Problem(said.partition(":")[0], "extra_field", said)
        return self._resolver.checked(record)


def _value(cell: Cell) -> Any:
    """What is no plain number stays as it is: the contract refuses it by its own rule."""
    if isinstance(cell, str) and _DECIMAL.fullmatch(cell):
        return Decimal(cell)
    return cell
