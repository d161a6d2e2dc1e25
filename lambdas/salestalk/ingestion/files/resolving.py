"""Turning cells into the fields of a record: shared by all layouts, remembering what repeats."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any, Final, NamedTuple, TypeVar

from salestalk.contracts.base import parse
from salestalk.contracts.metric import MetricRecord
from salestalk.errors import InvalidInput
from salestalk.ingestion.files.cells import Cell, DateCell, number_of, text_of
from salestalk.ingestion.files.headings import is_total, name_of
from salestalk.ingestion.files.model import FilePlan, Role
from salestalk.ingestion.files.numbers import NoNumber, Number, cleaned
from salestalk.ingestion.files.periods import PeriodFault, month_of, parse_period, part_of_year
from salestalk.ingestion.files.units import RATIO, Unit, UnitFault, read_unit, settle, split_heading
from salestalk.ingestion.recordcheck import RecordCheck
from salestalk.values import frozen

REMEMBERED: Final = 20_000
K = TypeVar("K")
V = TypeVar("V")


class Problem(NamedTuple):
    """Why a row or a value is not loaded."""

    field: str
    rule: str
    message: str


@frozen
class Total:
    """The cell labels a sum of other rows."""


TOTAL: Final = Total()


class Metric(NamedTuple):
    """A subject, and the unit that its label names."""

    subject: str
    unit: Unit | None


class Remembered(dict[K, V]):
    """What a function gave for what it was asked; all forgotten when it grows too large."""

    def __init__(self, make: Callable[[K], V]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, key: K) -> V:
        if len(self) >= REMEMBERED:
            self.clear()
        self[key] = made = self._make(key)
        return made


class Resolver:
    """Reads the cells of one file as its plan says. ``now`` (Unix seconds) bounds times."""

    def __init__(self, plan: FilePlan, now: int) -> None:
        self.plan = plan
        self._now = now
        self._check = RecordCheck(now)
        self._stated = read_unit(plan.unit) if plan.unit else None
        corner = next((column.unit for column in plan.having(Role.METRIC)), None)
        self._corner = read_unit(corner) if corner else None
        self.metrics: Remembered[str, Metric | Problem | Total] = Remembered(self._metric)
        self.periods: Remembered[str, str | Problem | Total] = Remembered(self._period)
        self.values: Remembered[str, str | Total] = Remembered(_dimension_value)
        self._texts: Remembered[str, Number | NoNumber] = Remembered(lambda text: number_of(text, plan.decimal))
        self._units: Remembered[tuple[str, Unit | None, str | None, bool], tuple[str, int] | UnitFault] = Remembered(
            self._settled
        )
        self.stated: Remembered[str, Unit | None] = Remembered(lambda text: read_unit(text) if cleaned(text) else None)

    def period_of(self, cell: Cell) -> str | Problem | Total:
        """The key of a cell's period; days as months where the plan says so."""
        return self.periods[cell if type(cell) is str else _key_text(cell)]

    def period_of_parts(self, year: Cell, part: Cell, kind: str) -> str | Problem | Total:
        """The key of a period that stands in two columns."""
        if is_total(text_of(year)) or is_total(text_of(part)):
            return TOTAL
        try:
            return part_of_year(text_of(year), text_of(part), kind)
        except PeriodFault as fault:
            return Problem("period", fault.rule, f"period: {fault}")

    def number(self, cell: Cell) -> Number | NoNumber:
        """The number of a cell."""
        return self._texts[cell] if type(cell) is str else number_of(cell, self.plan.decimal)

    def valued(self, metric: Metric, number: Number, column: Unit | None) -> tuple[Decimal, str] | Problem:
        """A value in its unit. ``column`` is the unit that a column says for this value."""
        stated = column or metric.unit or self._corner_of(metric.subject) or self._stated
        found = self._units[metric.subject, stated, number.money, number.percent]
        if isinstance(found, UnitFault):
            return Problem("unit", found.rule, f"unit: {found.message}")
        unit, exponent = found
        return (_shifted(number.value, exponent) if exponent else number.value), unit

    def _corner_of(self, subject: str) -> Unit | None:
        """The unit over a column of metrics ("USD thousands"): it is not meant for those that are counted or shares."""
        planned = self.plan.units.get(subject) if self._corner is not None else None
        return None if planned is not None and planned.unit in {"count", RATIO} else self._corner

    def checked(self, record: dict[str, Any]) -> dict[str, Any] | Problem:
        """The record as the contract gives it, or its first fault with all of them in the message."""
        accepted = self._check.accepted(record)
        if accepted is not None:
            return accepted
        try:
            return parse(MetricRecord, record, now=self._now).as_item()
        except InvalidInput as error:
            first = error.faults[0]
            return Problem(first.field, first.rule, "; ".join(fault.message for fault in error.faults))

    def _metric(self, label: str) -> Metric | Problem | Total:
        if is_total(label):
            return TOTAL
        plain, unit = split_heading(label)
        subject = name_of(plain)
        if not subject:
            said = "names no metric" if cleaned(label) else "is empty: it must name a metric"
            return Problem("metric", "metric", f"metric: {label[:64]!r} {said}")
        return Metric(subject, read_unit(unit) if unit else None)

    def _period(self, text: str) -> str | Problem | Total:
        if is_total(text):
            return TOTAL
        try:
            key = parse_period(text, self.plan.dates)
        except PeriodFault as fault:
            return Problem("period", fault.rule, f"period: {fault}")
        return month_of(key) if self.plan.months else key

    def _settled(self, key: tuple[str, Unit | None, str | None, bool]) -> tuple[str, int] | UnitFault:
        subject, stated, money, percent = key
        planned = self.plan.units.get(subject)
        return settle(subject, stated, Number(Decimal(0), money, percent), planned.unit if planned else None)


def _key_text(cell: Cell) -> str:
    return cell.key if isinstance(cell, DateCell) else text_of(cell)


def _dimension_value(text: str) -> str | Total:
    plain = text.strip()
    return TOTAL if is_total(plain) else plain


def _shifted(value: Decimal, exponent: int) -> Decimal:
    """Times a power of ten, exactly: arithmetic would round to the context's precision."""
    sign, digits, own = value.as_tuple()
    assert isinstance(own, int)  # noqa: S101 - the value is finite
    return Decimal((sign, digits, own + exponent)) if value else value
