"""What each column is for, told from the header and from what stands below it; how it was told goes into the plan."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from salestalk.ingestion.files.cells import Cell, text_of
from salestalk.ingestion.files.encoding import unreadable
from salestalk.ingestion.files.header import Header, filled, of_two
from salestalk.ingestion.files.headings import (
    DIMENSION_PREFIX,
    EXACT_COLUMNS,
    EXACT_FIELDS,
    is_code,
    is_target,
    is_total,
    name_of,
    role_of,
    words,
)
from salestalk.ingestion.files.model import Column, DateOrder, Layout, Options, Role
from salestalk.ingestion.files.periods import PeriodFault, is_period, parse_period
from salestalk.ingestion.files.units import recognized_unit, split_heading
from salestalk.values import frozen

MAX_HEADER_ROW: Final = 25
"""Titles and empty rows above the header are passed over, so many at most."""


@frozen
class Found:
    """A layout with its columns, in which row the header stands, and what to tell about it."""

    layout: Layout
    columns: tuple[Column, ...]
    header_row: int
    notes: tuple[str, ...] = ()


def find_layout(
    rows: Sequence[Sequence[Cell]], options: Options, dates: DateOrder = DateOrder.UNSETTLED, *, typed: bool = False
) -> Found:
    """The layout of a file by its first rows; ``typed``: cells know numbers from texts (JSON).

    Raises `InvalidInput` saying what is missing when no row can be its header.
    """
    reasons: list[str] = []
    for number, row in enumerate(rows[:MAX_HEADER_ROW]):
        header = _Candidate([text_of(cell) for cell in row], rows[number + 1 :], options, dates, typed)
        if header.width == 0:
            continue
        try:
            found = header.layout()
        except PeriodFault as fault:
            raise unreadable(fault.rule, f"The header cannot be read: {fault}") from None
        if isinstance(found, Found):
            notes = found.notes
            if any(map(filled, rows[:number])):
                notes = (f"The header stands in row {number + 1}; the rows above it are not read.", *notes)
            return replace(found, header_row=number, notes=notes)
        reasons.append(found)
    raise unreadable("layout", reasons[0] if reasons else "The file has no rows.")


def is_heading(text: str) -> bool:
    """Whether a cell can head a column that is understood."""
    return role_of(split_heading(text)[0]) is not None or (bool(text.strip()) and is_period(text))


class _Candidate(Header):
    """A row that may be the header, understood as one of the layouts."""

    def layout(self) -> Found | str:
        """The layout, or a sentence on what is missing."""
        if self._is_exact() and self.options.wide is not True:
            return self._found(Layout.EXACT, [self._exact_column(index, name) for index, name in enumerate(self.names)])
        if self.options.wide is True:
            return self._wide()
        if self._has_long() or self.options.wide is False:
            return self._long()
        wide = self._wide()
        return wide if isinstance(wide, Found) or not self._may_be_long() else self._long()

    def _found(self, layout: Layout, columns: list[Column]) -> Found | str:
        seen: dict[tuple[Role, str], str] = {}
        for column in columns:
            key = (column.role, column.name)
            if column.role in _TWICE or not column.name:
                continue
            if key in seen:
                return f"Two columns, {seen[key]!r} and {column.header!r}, are both {column.name!r}; rename one."
            seen[key] = column.header
        return Found(layout, tuple(columns), 0, tuple(self.notes))

    def _is_exact(self) -> bool:
        if not self.typed:
            return set(EXACT_COLUMNS) <= set(self.names)
        return set(EXACT_FIELDS) <= set(self.names) and not any(
            isinstance(cell, str) for cell in self._cells(self.names.index("value"))
        )

    def _exact_column(self, index: int, name: str) -> Column:
        fixed = {"subject": Role.METRIC, **{role.value: role for role in _FIXED}}
        if name in fixed:
            return Column(index=index, header=name, role=fixed[name])
        return Column(index=index, header=name, role=Role.DIMENSION, name=name.removeprefix(DIMENSION_PREFIX))

    # --- long ---------------------------------------------------------------------------------------------------

    def _has_long(self) -> bool:
        named = Role.METRIC in self.roles or self.options.metric is not None
        return named and Role.PERIOD in self.roles and Role.VALUE in self.roles

    def _may_be_long(self) -> bool:
        return Role.PERIOD in self.roles and Role.VALUE in self.roles

    def _long(self) -> Found | str:
        missing = [role.value for role in (Role.PERIOD, Role.VALUE) if role not in self.roles]
        if Role.METRIC not in self.roles and self.options.metric is None:
            if not missing:
                return "No column says which metric the values are of: add a column 'metric', or name it with --metric."
            missing.insert(0, "metric")
        if missing:
            return f"No header was found: no row has a column for {_enumerated(missing)}."
        chosen, years = self._chosen(), self._years()
        return self._found(
            Layout.LONG, [self._long_column(i, name, chosen, years) for i, name in enumerate(self.names)]
        )

    def _long_column(self, index: int, name: str, chosen: dict[int, Role], years: tuple[int, int] | None) -> Column:
        _, unit = split_heading(name)
        role = chosen.get(index)
        if years and index in years:
            return of_two(index, name, years)
        if self.roles[index] is Role.PERIOD and (years or role is None):
            self.notes.append(f"The column {name!r} repeats the period and is not loaded.")
            return Column(index=index, header=name, role=Role.IGNORED)
        if role is not None:
            return Column(index=index, header=name, role=role, unit=unit if role is Role.VALUE else None)
        if is_target(name) and self._is_numeric(index):
            self.notes.append(f"The column {name!r} holds the metrics' targets.")
            return Column(index=index, header=name, role=Role.VALUE, name="target", unit=unit)
        return self._dimension(index, name)

    # --- wide ---------------------------------------------------------------------------------------------------

    def _wide(self) -> Found | str:
        periods = [index for index, name in enumerate(self.names) if self._heads_period(name)]
        others = [index for index in range(len(self.names)) if index not in periods]
        if len(periods) >= 2 or (periods and (Role.METRIC in self.roles or self.options.metric)):
            return self._wide_periods(periods, others)
        if Role.PERIOD in self.roles:
            return self._wide_metrics()
        return "No header was found: no row names a metric, a period and a value, periods, or a period beside metrics."

    def _heads_period(self, name: str) -> bool:
        return bool(name.strip()) and words(name) not in self.ignored and is_period(name)

    def _wide_periods(self, periods: list[int], others: list[int]) -> Found | str:
        metric = self._metric_column(others)
        if metric is None and self.options.metric is None:
            return "No column says which metric the numbers are of: call one 'metric', or name it with --metric."
        columns: list[Column] = []
        for index, name in enumerate(self.names):
            if index in periods:
                key = parse_period(name, self.dates)
                columns.append(Column(index=index, header=name, role=Role.VALUES_OF_PERIOD, name=key))
            elif index == metric:
                unit = name if recognized_unit(name) else split_heading(name)[1]
                columns.append(Column(index=index, header=name, role=Role.METRIC, unit=unit))
            elif self.roles[index] is Role.UNIT:
                columns.append(Column(index=index, header=name, role=Role.UNIT))
            else:
                columns.append(self._beside(index, name))
        return self._found(Layout.WIDE_PERIODS, columns)

    def _metric_column(self, others: list[int]) -> int | None:
        """By its name; else the first column of texts whose heading is empty or a unit ("USD thousands")."""
        named = [index for index in others if self.roles[index] is Role.METRIC]
        if named or self.options.metric is not None:
            return named[0] if named else None
        corner = [i for i in others if not self._is_numeric(i) and self._has_cells(i)]
        plain = [i for i in corner if not self.names[i].strip() or recognized_unit(self.names[i])]
        return plain[0] if plain else None

    def _wide_metrics(self) -> Found | str:
        years = self._years()
        period = min(self._periods(), key=lambda index: not self._holds_periods(index))
        columns: list[Column] = []
        for index, name in enumerate(self.names):
            if years and index in years:
                columns.append(of_two(index, name, years))
            elif not years and index == period:
                columns.append(Column(index=index, header=name, role=Role.PERIOD))
            elif self.roles[index] is Role.UNIT and not self._is_numeric(index):
                columns.append(Column(index=index, header=name, role=Role.UNIT))
            elif self.roles[index] is Role.PERIOD:
                columns.append(Column(index=index, header=name, role=Role.IGNORED))
            elif self._is_numeric(index) and name.strip() and not is_total(name) and not is_code(name):
                label, unit = split_heading(name)
                columns.append(
                    Column(index=index, header=name, role=Role.VALUES_OF_METRIC, name=name_of(label), unit=unit)
                )
            else:
                columns.append(self._beside(index, name))
        metrics = [column for column in columns if column.role is Role.VALUES_OF_METRIC]
        if not metrics:
            return "No column holds numbers beside the period, so there is no metric to load."
        if len(metrics) == 1 and role_of(metrics[0].header) is Role.VALUE and self.options.wide is not True:
            return "No column says which metric the values are of: add a column 'metric', or name it with --metric."
        return self._found(Layout.WIDE_METRICS, columns)


_FIXED: Final = (Role.PERIOD, Role.VALUE, Role.UNIT, Role.RECORDED_AT, Role.METADATA)
_TWICE: Final = frozenset({Role.IGNORED})


def _enumerated(things: Sequence[str]) -> str:
    return things[0] if len(things) == 1 else f"{', '.join(things[:-1])} and {things[-1]}"
