"""A row that may be the header: what its names say, and what the cells below them show."""

from collections.abc import Sequence
from typing import Any

from salestalk.ingestion.files.cells import Cell, is_missing, is_numeric, text_of
from salestalk.ingestion.files.headings import (
    DIMENSION_PREFIX,
    is_code,
    is_part_of_year,
    is_total,
    is_year,
    kind_of_part,
    name_of,
    preference,
    role_of,
    words,
)
from salestalk.ingestion.files.model import Column, DateOrder, Options, Role
from salestalk.ingestion.files.periods import is_period
from salestalk.ingestion.files.units import recognized_unit, split_heading


class Header:
    """One candidate for the header, with the rows below it."""

    def __init__(
        self, names: list[str], below: Sequence[Sequence[Cell]], options: Options, dates: DateOrder, typed: bool
    ) -> None:
        self.names = names
        self.options = options
        self.dates = dates
        self.ignored = frozenset(map(words, options.ignore)) - {""}
        self.typed = typed
        self.below = [row for row in below[:500] if filled(row)]
        self.width = sum(1 for name in names if name.strip())
        self.roles = [None if words(name) in self.ignored else role_of(split_heading(name)[0]) for name in names]
        self.notes: list[str] = []

    def _chosen(self) -> dict[int, Role]:
        """One column for each role: of several that may have it, the one with the plainest name."""
        chosen: dict[int, Role] = {}
        for role in set(filter(None, self.roles)):
            having = [index for index, other in enumerate(self.roles) if other is role]
            if role is Role.PERIOD:
                having.sort(key=lambda index: not self._holds_periods(index))
            elif role is not None:
                having.sort(key=lambda index: preference(self.names[index], role))
            chosen[having[0]] = role
        return chosen

    def _years(self) -> tuple[int, int] | None:
        """The columns of year and part of the year, where a period stands in two and in no column whole."""
        year = next((i for i, name in enumerate(self.names) if is_year(name)), None)
        part = next((i for i, name in enumerate(self.names) if is_part_of_year(name)), None)
        if year is None or part is None or any(self._holds_periods(i) for i in self._periods() if i != year):
            return None
        return year, part

    def _periods(self) -> list[int]:
        return [index for index, role in enumerate(self.roles) if role is Role.PERIOD]

    def _holds_periods(self, index: int) -> bool:
        cells = [text_of(cell) for cell in self._cells(index)[:50]]
        return sum(map(is_period, cells)) * 2 > len(cells)

    def _beside(self, index: int, name: str) -> Column:
        """A column beside those of a wide file: a dimension, unless it holds sums or other numbers."""
        if is_total(name) or (self._is_numeric(index) and not is_code(name)):
            self.notes.append(f"The column {name!r} holds totals or figures of no period and is not loaded.")
            return Column(index=index, header=name, role=Role.IGNORED)
        return self._dimension(index, name)

    def _dimension(self, index: int, name: str) -> Column:
        if words(name) in self.ignored:
            return Column(index=index, header=name, role=Role.IGNORED)
        if not words(name):
            if self._has_cells(index):
                self.notes.append(f"Column {index + 1} has no heading that can name a dimension and is not loaded.")
            return Column(index=index, header=name, role=Role.IGNORED)
        return Column(index=index, header=name, role=Role.DIMENSION, name=name_of(name.removeprefix(DIMENSION_PREFIX)))

    def _cells(self, index: int) -> list[Any]:
        return [row[index] for row in self.below if index < len(row) and not is_missing(row[index])]

    def _has_cells(self, index: int) -> bool:
        return bool(self._cells(index))

    def _is_numeric(self, index: int) -> bool:
        """Whether nearly all that stands below reads as numbers (a few typing errors are rejected one by one)."""
        cells = [] if words(self.names[index]) in self.ignored else self._cells(index)
        if cells and recognized_unit(text_of(cells[0])):
            cells = cells[1:]
        return bool(cells) and sum(map(is_numeric, cells)) * 10 >= len(cells) * 8


def filled(row: Sequence[Cell]) -> bool:
    """Whether anything stands in a row."""
    return not all(map(is_missing, row))


def of_two(index: int, name: str, years: tuple[int, int]) -> Column:
    """The column of the year, or of its part."""
    if index == years[0]:
        return Column(index=index, header=name, role=Role.YEAR)
    return Column(index=index, header=name, role=Role.PART_OF_YEAR, name=kind_of_part(name))
