"""A forecast by the method that did best on the past, with the interval its errors suggest."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from salestalk.analysis.anomaly import places_of
from salestalk.analysis.decimals import WORKING, ZERO, to_places
from salestalk.analysis.forecasting import Backtest, best, mean_relative_error
from salestalk.analysis.inquiry import Inquiry
from salestalk.analysis.ledger import Amount
from salestalk.analysis.model import Missing
from salestalk.analysis.numbers import FRACTION, HUNDRED, Number, total
from salestalk.analysis.robust import SEASON
from salestalk.calendar import Period
from salestalk.contracts.catalog import Kind
from salestalk.planning.units import is_part_of_one, is_percent
from salestalk.planning.wording import is_run
from salestalk.values import frozen

MIN_VALUES: Final = 6
MAX_STEPS: Final = 36


@frozen
class Foreseen:
    """A forecast value with the ends of its interval."""

    period: Period
    amount: Amount
    low: Amount
    high: Amount


@frozen
class Prediction:
    """Forecasts in order of time; ``method`` by name, ``error`` its mean relative error on ``tested`` past values.

    ``whole`` is the sum of a flow's forecasts and of the actual values of the same whole, where several make up one.
    """

    method: str
    points: tuple[tuple[Period, Amount], ...]
    foreseen: tuple[Foreseen, ...]
    tested: int
    error: Amount | None
    whole: Amount | None = None


def predict(inquiry: Inquiry) -> Prediction | Missing:
    """The plan's periods foreseen from its history."""
    plan = inquiry.plan
    found = inquiry.each(plan.history)
    periods, numbers = list(found), list(found.values())
    if len(found) < MIN_VALUES or len(found) < len(plan.history):
        return Missing("too_few_values", plan.subject, plan.periods)
    values = [number.value for number in numbers]
    test = best(values, SEASON.get(periods[0].granularity, 0))
    steps = [_steps(inquiry, periods[-1], period) for period in plan.periods]
    if test is None or max(steps) > min(MAX_STEPS, len(values)):
        return Missing("too_far" if test else "too_few_values", plan.subject, plan.periods)
    made = [_foreseen(inquiry, numbers, test, period, ahead) for period, ahead in zip(plan.periods, steps, strict=True)]
    points = tuple((period, inquiry.ledger.enter(number)) for period, number in found.items())
    foreseen = tuple(
        Foreseen(period, *inquiry.ledger.enter_all(three)) for period, three in zip(plan.periods, made, strict=True)
    )
    return Prediction(
        test.name,
        points,
        foreseen,
        len(test.errors),
        _error(inquiry, test, numbers),
        _whole(inquiry, [three[0] for three in made]),
    )


def _steps(inquiry: Inquiry, last: Period, period: Period) -> int:
    steps, calendar = 0, inquiry.plan.timeline.calendar
    while last < period and steps <= MAX_STEPS:
        last, steps = calendar.shift(last, 1), steps + 1
    return steps


def _foreseen(
    inquiry: Inquiry, numbers: list[Number], test: Backtest, period: Period, steps: int
) -> tuple[Number, Number, Number]:
    values = [number.value for number in numbers]
    middle = test.method(values, steps)
    width, label = test.half_width(steps), inquiry.label(period)
    inputs, places, unit = tuple(numbers), places_of(numbers[-1]), numbers[-1].unit

    def number(value: Decimal, what: str, operation: str) -> Number:
        return Number(to_places(_within(value, values, unit), places), unit, f"{what}, {label}", operation, inputs)

    return (
        number(middle, "forecast", f"forecast: {test.name}"),
        number(WORKING.subtract(middle, width), "low end", "interval"),
        number(WORKING.add(middle, width), "high end", "interval"),
    )


def _within(value: Decimal, past: Sequence[Decimal], unit: str) -> Decimal:
    """Not below zero where the past never was; a part of a whole that was never more than all of it stays so."""
    if min(past) < ZERO:
        return value
    low = max(value, ZERO)
    whole = Decimal(1) if is_part_of_one(unit) else HUNDRED if is_percent(unit) else None
    return low if whole is None or max(past) > whole else min(low, whole)


def _error(inquiry: Inquiry, test: Backtest, numbers: list[Number]) -> Amount | None:
    error = mean_relative_error(test, [number.value for number in numbers])
    if error is None:
        return None
    number = Number(to_places(error, 6), FRACTION, "mean relative error on the past", "backtest", tuple(numbers))
    return inquiry.ledger.enter(number)


def _whole(inquiry: Inquiry, made: list[Number]) -> Amount | None:
    """The sum where the forecasts are parts of one period that was asked for."""
    plan = inquiry.plan
    several = len(made) + len(plan.base) > 1 and is_run(plan.periods, plan.timeline.calendar)
    if inquiry.entry.kind is not Kind.FLOW or not several:
        return None
    actual = [number for period in plan.base if (number := inquiry.at(period)) is not None]
    if len(actual) < len(plan.base) and any(plan.timeline.is_over(period) for period in plan.base):
        return None
    parts = [*actual, *made]
    return inquiry.ledger.enter(total("actual and forecast parts together", parts))
