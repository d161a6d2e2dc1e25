"""Whole numbers by month and cell: what every total and slice is added up from."""

from collections.abc import Iterable, Mapping
from itertools import product
from math import prod

from salestalk.calendar import FiscalCalendar, Granularity, Period
from seed_data.making.apportion import apportion, wobble
from seed_data.making.spec import Customers, Dimension, Effect, Flow, Stock

Cell = tuple[str, ...]
Cube = dict[str, dict[Cell, int]]
"""Month key → cell (one value per dimension) → amount."""


class Timeline:
    """The two fiscal years: their quarters and the months of each."""

    def __init__(self, calendar: FiscalCalendar, first_year: int) -> None:
        self.years = [Period(first_year + offset, 1, Granularity.YEAR) for offset in (0, 1)]
        self.quarters = [quarter for year in self.years for quarter in calendar.parts(year, Granularity.QUARTER) or ()]
        self._months = {
            period: [part.key for part in calendar.parts(period, Granularity.MONTH) or ()]
            for period in (*self.years, *self.quarters)
        }
        self.months = [month for quarter in self.quarters for month in self._months[quarter]]

    def months_of(self, period: Period) -> list[str]:
        """The months of a year, a quarter, or the month itself."""
        return [period.key] if period.granularity is Granularity.MONTH else self._months[period]

    @property
    def periods(self) -> list[Period]:
        """Years, quarters, months."""
        return [*self.years, *self.quarters, *(Period.parse(month) for month in self.months)]


def flow_cube(flow: Flow, timeline: Timeline, earlier: Mapping[str, Cube]) -> Cube:
    """The flow split over months and cells; each quarter's cells add up to its total."""
    cube: Cube = {}
    for quarter, total in zip(timeline.quarters, flow.quarters, strict=True):
        months = timeline.months_of(quarter)
        weights = {
            (month, cell): weight * _effect(flow.effects, flow.dimensions, (month, quarter.key), cell)
            for position, month in enumerate(months)
            for cell, weight in _flow_weights(flow, timeline, month, position, earlier).items()
        }
        for (month, cell), amount in apportion(total, weights).items():
            cube.setdefault(month, {})[cell] = amount
    return cube


def _flow_weights(
    flow: Flow, timeline: Timeline, month: str, position: int, earlier: Mapping[str, Cube]
) -> dict[Cell, int]:
    if flow.per is None:
        season = flow.season[position] * wobble(flow.noise, flow.subject, month)
        return {
            cell: season * weight for cell, weight in _cells(flow.subject, flow.dimensions, timeline, month).items()
        }
    rates = [flow.rates.get(dimension.name, {}) for dimension in flow.dimensions]
    return {
        cell: amount * prod(rate.get(value, 1) for rate, value in zip(rates, cell, strict=True))
        for cell, amount in earlier[flow.per][month].items()
    }


def stock_cube(stock: Stock, timeline: Timeline) -> Cube:
    """The level at the end of each month, split over cells."""
    cube: Cube = {}
    before = stock.opening
    for quarter, level in zip(timeline.quarters, stock.quarters, strict=True):
        for passed, month in enumerate(timeline.months_of(quarter), start=1):
            total = level if passed == 3 else before + (level - before) * passed // 3 // stock.step * stock.step
            weights = {
                cell: weight * _effect(stock.effects, stock.dimensions, (month, quarter.key), cell)
                for cell, weight in _cells(stock.subject, stock.dimensions, timeline, month).items()
            }
            cube[month] = apportion(total, weights)
        before = level
    return cube


def customer_cubes(spec: Customers, timeline: Timeline) -> dict[str, Cube]:
    """Opening, new, churned and closing customers; the identity holds in every cell of every month."""
    gains, losses = zip(*spec.quarters, strict=True)
    noise = 30  # few customers a month: without it the largest cell would take them all
    new, churned = (
        flow_cube(
            Flow(subject, amounts, spec.dimensions, effects=spec.effects.get(subject, ()), noise=noise), timeline, {}
        )
        for subject, amounts in (("new_customers", gains), ("churned_customers", losses))
    )
    first = _cells("customers", spec.dimensions, timeline, timeline.months[0])
    level, opening, closing = apportion(spec.opening, first), Cube(), Cube()
    for month in timeline.months:
        opening[month] = level
        level = {cell: level[cell] + new[month][cell] - churned[month][cell] for cell in level}
        closing[month] = level
    return {"customers": closing, "new_customers": new, "churned_customers": churned, "opening_customers": opening}


def sliced(cells: Mapping[Cell, int], positions: Iterable[int]) -> dict[Cell, int]:
    """The cells added up over all dimensions but those at ``positions``."""
    kept, sums = tuple(positions), dict[Cell, int]()
    for cell, amount in cells.items():
        key = tuple(cell[position] for position in kept)
        sums[key] = sums.get(key, 0) + amount
    return sums


def _cells(subject: str, dimensions: tuple[Dimension, ...], timeline: Timeline, month: str) -> dict[Cell, int]:
    passed, last = timeline.months.index(month), len(timeline.months) - 1
    weights: dict[Cell, int] = {}
    for cell in product(*(dimension.shares for dimension in dimensions)):
        weight = wobble(4, subject, month, *cell)
        for dimension, value in zip(dimensions, cell, strict=True):
            start, end = dimension.shares[value]
            weight *= start * (last - passed) + end * passed
        weights[cell] = weight
    return weights


def _effect(
    effects: tuple[Effect, ...], dimensions: tuple[Dimension, ...], periods: tuple[str, str], cell: Cell
) -> int:
    values = dict(zip((dimension.name for dimension in dimensions), cell, strict=True))
    return prod(effect.percent if _holds(effect, periods, values) else 100 for effect in effects)


def _holds(effect: Effect, periods: tuple[str, str], values: Mapping[str, str]) -> bool:
    when = not effect.periods or not set(periods).isdisjoint(effect.periods)
    return when and effect.where.items() <= values.items()
