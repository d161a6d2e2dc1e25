"""From cubes to rows: totals, slices, exact ratios and plans, with the time at which each was known."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from salestalk.calendar import FiscalCalendar, Granularity, Period
from seed_data.making.apportion import apportion, wobble
from seed_data.making.cubes import Cell, Cube, Timeline, customer_cubes, flow_cube, sliced, stock_cube
from seed_data.making.spec import Dimension, Ratio, Slicing, Survey, Target, TenantSpec

PLACES = 6
"""A ratio with more decimal places is not kept; its numerator and denominator say it exactly."""

DAY = 86_400
CLOSING_DAYS = {Granularity.MONTH: 5, Granularity.QUARTER: 8, Granularity.YEAR: 15}
"""Days after a period's end at which its books were closed."""
PLANNING_DAYS = 20
"""Days before the fiscal year at which it was planned."""
WORKDAY = 6 * 3600

How = Literal["sum", "last", "first"]


@dataclass(frozen=True, slots=True)
class Row:
    """One row of `metrics.csv`, without its unit."""

    subject: str
    period: str
    value: Decimal
    recorded_at: int
    dimensions: Mapping[str, str] = field(default_factory=dict)


class RowMaker:
    """Makes the rows of one tenant."""

    def __init__(self, spec: TenantSpec) -> None:
        self._spec = spec
        self._calendar = FiscalCalendar.starting(spec.fiscal_year_start)
        self._timeline = Timeline(self._calendar, spec.first_year)
        self._totals: dict[tuple[str, str], Decimal] = {}

    def rows(self) -> Iterator[Row]:
        """All rows, subject by subject."""
        for row in self._rows():
            if not row.dimensions:
                self._totals[row.subject, row.period] = row.value
            yield row

    def _rows(self) -> Iterator[Row]:
        cubes: dict[str, Cube] = {}
        for flow in self._spec.flows:
            cubes[flow.subject] = flow_cube(flow, self._timeline, cubes)
            yield from self._added(flow.subject, cubes[flow.subject], flow.dimensions, flow.slicings, "sum")
            yield from self._crossed(flow.subject, cubes[flow.subject], flow.dimensions, flow.quarterly)
        for stock in self._spec.stocks:
            cube = stock_cube(stock, self._timeline)
            yield from self._added(stock.subject, cube, stock.dimensions, stock.slicings, "last")
        yield from self._customers()
        for ratio in self._spec.ratios:
            yield from self._ratio(ratio)
        for survey in self._spec.surveys:
            yield from self._survey(survey)
        for target in self._spec.targets:
            yield from self._target(target)

    def _customers(self) -> Iterator[Row]:
        spec = self._spec.customers
        how: dict[str, How] = {"customers": "last", "opening_customers": "first"}
        for subject, cube in customer_cubes(spec, self._timeline).items():
            slicings = spec.slicings.get(subject, ())
            yield from self._added(subject, cube, spec.dimensions, slicings, how.get(subject, "sum"))

    def _added(
        self, subject: str, cube: Cube, dimensions: Sequence[Dimension], slicings: Sequence[Slicing], how: How
    ) -> Iterator[Row]:
        """Totals of years, quarters and months; slices of quarters and months."""
        for period in self._timeline.periods:
            yield from self._slices(subject, period, cube, dimensions, (), how)
            if period.granularity is not Granularity.YEAR:
                for slicing in slicings:
                    yield from self._slices(subject, period, cube, dimensions, slicing, how)

    def _crossed(
        self, subject: str, cube: Cube, dimensions: Sequence[Dimension], slicings: Sequence[Slicing]
    ) -> Iterator[Row]:
        for quarter in self._timeline.quarters:
            for slicing in slicings:
                yield from self._slices(subject, quarter, cube, dimensions, slicing, "sum")

    def _slices(
        self, subject: str, period: Period, cube: Cube, dimensions: Sequence[Dimension], slicing: Slicing, how: How
    ) -> Iterator[Row]:
        names = [dimension.name for dimension in dimensions]
        cells = _over_time([cube[month] for month in self._timeline.months_of(period)], how)
        for values, amount in sliced(cells, map(names.index, slicing)).items():
            where = dict(zip(slicing, values, strict=True))
            yield Row(subject, period.key, Decimal(amount), self._closed(period), where)

    def _ratio(self, ratio: Ratio) -> Iterator[Row]:
        for period in (*self._timeline.years, *self._timeline.quarters):
            numerator, denominator = (self._totals[name, period.key] for name in (ratio.numerator, ratio.denominator))
            value = round(numerator / denominator, PLACES).normalize()
            if Fraction(value) == Fraction(numerator) / Fraction(denominator):
                yield Row(ratio.subject, period.key, value, self._closed(period))

    def _survey(self, survey: Survey) -> Iterator[Row]:
        scores = dict(
            zip((*self._timeline.years, *self._timeline.quarters), survey.years + survey.quarters, strict=True)
        )
        for period, score in scores.items():
            yield Row(survey.subject, period.key, Decimal(score), self._closed(period))
            if period.granularity is Granularity.QUARTER:
                for month in map(Period.parse, self._timeline.months_of(period)):
                    asked = score * wobble(8, survey.subject, month.key) // 1000
                    yield Row(survey.subject, month.key, Decimal(asked), self._closed(month))

    def _target(self, target: Target) -> Iterator[Row]:
        for key, amount in target.amounts.items():
            known = self._planned(Period.parse(key))
            yield Row(target.subject, key, Decimal(amount), known)
            if target.shares and key in target.shared:
                weights = {value: shares[1] for value, shares in target.shares.shares.items()}
                thousands = apportion(int(amount) // 1000, weights)
                for value, share in thousands.items():
                    yield Row(target.subject, key, Decimal(1000 * share), known, {target.shares.name: value})

    def _closed(self, period: Period) -> int:
        after = self._calendar.start_timestamp(self._calendar.shift(period, 1))
        return after + CLOSING_DAYS[period.granularity] * DAY + WORKDAY

    def _planned(self, period: Period) -> int:
        year = Period(period.year, 1, Granularity.YEAR)
        return self._calendar.start_timestamp(year) - PLANNING_DAYS * DAY + WORKDAY


def _over_time(months: Sequence[Mapping[Cell, int]], how: How) -> Mapping[Cell, int]:
    match how:
        case "first":
            return months[0]
        case "last":
            return months[-1]
        case "sum":
            return {cell: sum(month[cell] for month in months) for cell in months[0]}
