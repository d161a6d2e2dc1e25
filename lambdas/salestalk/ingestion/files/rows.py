"""One row's cells as records, in each layout."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

from salestalk.ingestion.files.cells import Cell, text_of
from salestalk.ingestion.files.extras import add_extras
from salestalk.ingestion.files.headings import DIMENSION_PREFIX, name_of
from salestalk.ingestion.files.model import Column, FilePlan, Role
from salestalk.ingestion.files.numbers import NoNumber
from salestalk.ingestion.files.resolving import TOTAL, Metric, Problem, Resolver, Total
from salestalk.ingestion.files.units import Unit, read_unit

Extras = Mapping[str, Cell]
"""Fields of a JSON object that its plan does not know, by their names."""
NO_EXTRAS: Final[Extras] = {}
Outcome = dict[str, Any] | Problem


@dataclass(slots=True)
class RowResult:
    """What a row gives: records and problems in the order of its cells; or it is a totals row, or empty."""

    outcomes: list[Outcome] = field(default_factory=list)
    missing: int = 0
    total: bool = False


class RowReader(Protocol):
    """Reads rows of one layout; rows are as wide as the header."""

    def read(self, cells: Sequence[Cell], extras: Extras) -> RowResult:
        """The row's records and problems."""
        ...


class _Row:
    """What all layouts share: the columns that a whole row has."""

    def __init__(self, plan: FilePlan, resolver: Resolver) -> None:
        self.resolver = resolver
        self.keep_totals = plan.keep_totals
        self.metric = _only(plan, Role.METRIC)
        self.period = _only(plan, Role.PERIOD)
        self.year = _only(plan, Role.YEAR)
        self.part = _only(plan, Role.PART_OF_YEAR)
        self.part_kind = next((column.name for column in plan.having(Role.PART_OF_YEAR)), "")
        self.unit = _only(plan, Role.UNIT)
        self.recorded_at = _only(plan, Role.RECORDED_AT)
        self.metadata = _only(plan, Role.METADATA)
        self.dimensions = [(column.index, column.name) for column in plan.having(Role.DIMENSION)]
        self.forced_metric = resolver.metrics[plan.metric] if plan.metric else None

    def metric_of(self, cells: Sequence[Cell]) -> Metric | Problem | Total:
        """The metric that the row names, or that of the whole file."""
        if self.metric is None:
            assert self.forced_metric is not None  # noqa: S101 - a plan has the one or the other
            return self.forced_metric
        cell = cells[self.metric]
        return self.resolver.metrics[cell if type(cell) is str else text_of(cell)]

    def period_of(self, cells: Sequence[Cell]) -> str | Problem | Total:
        """The period of the whole row."""
        if self.period is not None:
            return self.resolver.period_of(cells[self.period])
        assert self.year is not None and self.part is not None  # noqa: S101, PT018 - as the layout was found
        return self.resolver.period_of_parts(cells[self.year], cells[self.part], self.part_kind)

    def unit_of(self, cells: Sequence[Cell]) -> Unit | None:
        """The unit that the row's own cell says."""
        if self.unit is None:
            return None
        cell = cells[self.unit]
        return self.resolver.stated[cell if type(cell) is str else text_of(cell)]

    def dimensions_of(self, cells: Sequence[Cell], extras: Extras) -> dict[str, str] | Total:
        """The row's slice; an empty cell does not split. `Total` when a cell says so and totals are left out."""
        found: dict[str, str] = {}
        values = self.resolver.values
        for index, name in self.dimensions:
            cell = cells[index]
            value = values[cell if type(cell) is str else text_of(cell)]
            if isinstance(value, Total):
                if not self.keep_totals:
                    return value
            elif value:
                found[name] = value
        for name, cell in extras.items():
            if text := text_of(cell).strip():
                found[name_of(name.removeprefix(DIMENSION_PREFIX))] = text
        return found


class Long(_Row):
    """One value a row (and perhaps its target in a column beside it)."""

    def __init__(self, plan: FilePlan, resolver: Resolver) -> None:
        super().__init__(plan, resolver)
        self.values = [
            (column.index, f"_{column.name}" if column.name else "", read_unit(column.unit) if column.unit else None)
            for column in plan.having(Role.VALUE)
        ]
        self.has_more = self.recorded_at is not None or self.metadata is not None

    def read(self, cells: Sequence[Cell], extras: Extras) -> RowResult:
        """A row without a value holds nothing to load, whatever else stands in it."""
        result = RowResult()
        for index, suffix, heading_unit in self.values:
            number = self.resolver.number(cells[index])
            if isinstance(number, NoNumber) and number.missing:
                result.missing += 1
                continue
            outcome = self._value(cells, extras, number, suffix, heading_unit)
            if isinstance(outcome, Total):
                return RowResult(total=True)
            result.outcomes.append(outcome)
        return result

    def _value(
        self, cells: Sequence[Cell], extras: Extras, number: Any, suffix: str, heading_unit: Unit | None
    ) -> Outcome | Total:
        metric, period = self.metric_of(cells), self.period_of(cells)
        dimensions = self.dimensions_of(cells, extras)
        if isinstance(metric, Total) or isinstance(period, Total) or isinstance(dimensions, Total):
            return TOTAL
        problem = _first_problem(metric, period, number)
        if problem is not None:
            return problem
        assert isinstance(metric, Metric)  # noqa: S101 - neither a total nor a problem
        if suffix:
            metric = Metric(metric.subject + suffix, metric.unit)
        valued = self.resolver.valued(metric, number, self.unit_of(cells) or heading_unit)
        if isinstance(valued, Problem):
            return valued
        record: dict[str, Any] = {"subject": metric.subject, "period": period, "value": valued[0], "unit": valued[1]}
        if dimensions:
            record["dimensions"] = dimensions
        if self.has_more and (said := add_extras(cells, self.recorded_at, self.metadata, record)):
            return Problem(said.partition(":")[0], "extra_field", said)
        return self.resolver.checked(record)


class _Wide(_Row):
    """Many values a row: each cell of certain columns is one."""

    def __init__(self, plan: FilePlan, resolver: Resolver, role: Role) -> None:
        super().__init__(plan, resolver)
        self.columns = plan.having(role)
        self.heading_units = {column.index: read_unit(column.unit) for column in self.columns if column.unit}

    def filled(self, cells: Sequence[Cell], result: RowResult) -> Iterator[tuple[Column, Any]]:
        """The columns whose cells hold something, with it; the others are counted."""
        for column in self.columns:
            number = self.resolver.number(cells[column.index])
            if isinstance(number, NoNumber) and number.missing:
                result.missing += 1
            else:
                yield column, number

    def record(
        self, metric: Metric, period: str, dimensions: dict[str, str], number: Any, unit: Unit | None
    ) -> Outcome:
        """One cell's record."""
        if isinstance(number, NoNumber):
            return Problem("value", number.rule, f"value: {number.message} ({metric.subject} in {period})")
        valued = self.resolver.valued(metric, number, unit)
        if isinstance(valued, Problem):
            return valued
        record: dict[str, Any] = {"subject": metric.subject, "period": period, "value": valued[0], "unit": valued[1]}
        if dimensions:
            record["dimensions"] = dimensions
        return self.resolver.checked(record)


class WidePeriods(_Wide):
    """A metric a row; every period is a column."""

    def __init__(self, plan: FilePlan, resolver: Resolver) -> None:
        super().__init__(plan, resolver, Role.VALUES_OF_PERIOD)
        self.keys = {column.index: resolver.period_of(column.name) for column in self.columns}

    def read(self, cells: Sequence[Cell], extras: Extras) -> RowResult:
        """One problem stands for the whole row where its metric cannot be told."""
        result = RowResult()
        filled = list(self.filled(cells, result))
        if not filled:
            return result
        metric, dimensions = self.metric_of(cells), self.dimensions_of(cells, NO_EXTRAS)
        if isinstance(metric, Total) or isinstance(dimensions, Total):
            return RowResult(total=True)
        problem = _unknown(extras) or _first_problem(metric)
        if problem is not None or isinstance(metric, Problem):
            return RowResult([problem] if problem else [])
        unit = self.unit_of(cells)
        for column, number in filled:
            period = self.keys[column.index]
            assert isinstance(period, str)  # noqa: S101 - a key was parsed when the plan was made
            result.outcomes.append(self.record(metric, period, dimensions, number, unit))
        return result


class WideMetrics(_Wide):
    """A period a row; every metric is a column."""

    def __init__(self, plan: FilePlan, resolver: Resolver) -> None:
        super().__init__(plan, resolver, Role.VALUES_OF_METRIC)

    def read(self, cells: Sequence[Cell], extras: Extras) -> RowResult:
        """One problem stands for the whole row where its period cannot be told."""
        result = RowResult()
        filled = list(self.filled(cells, result))
        if not filled:
            return result
        period, dimensions = self.period_of(cells), self.dimensions_of(cells, NO_EXTRAS)
        if isinstance(period, Total) or isinstance(dimensions, Total):
            return RowResult(total=True)
        problem = _unknown(extras) or _first_problem(period)
        if problem is not None or isinstance(period, Problem):
            return RowResult([problem] if problem else [])
        unit = self.unit_of(cells)
        for column, number in filled:
            metric = Metric(column.name, None)
            heading = self.heading_units.get(column.index)
            result.outcomes.append(self.record(metric, period, dimensions, number, heading or unit))
        return result


def _only(plan: FilePlan, role: Role) -> int | None:
    columns = plan.having(role)
    return columns[0].index if columns else None


def _first_problem(*parts: Any) -> Problem | None:
    """The first thing that is wrong with a row, as far as the contract is not needed to see it."""
    for part in parts:
        if isinstance(part, Problem):
            return part
        if isinstance(part, NoNumber):
            return Problem("value", part.rule, f"value: {part.message}")
    return None


def _unknown(extras: Extras) -> Problem | None:
    if not extras:
        return None
    name = next(iter(extras))
    return Problem(
        name, "unknown_field", f"{name[:64]}: the records before have no such field; it is not known what it is"
    )
