"""Whether two metrics move together: the correlation of their changes from period to period."""

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Final

from salestalk.analysis.decimals import WORKING, exact_sum, mean, minus, to_places
from salestalk.analysis.inquiry import Inquiry
from salestalk.analysis.ledger import Amount
from salestalk.analysis.model import Missing
from salestalk.analysis.numbers import Number
from salestalk.calendar import Period
from salestalk.planning.model import EVERYTHING
from salestalk.values import frozen

MIN_CHANGES: Final = 5
PLACES: Final = 4
"""Decimal places of a coefficient."""


@frozen
class Correlation:
    """Pearson's coefficient over ``count`` changes; ``is_clear`` when it is hardly chance (about 95 %)."""

    coefficient: Amount
    count: int
    is_clear: bool
    points: tuple[tuple[Period, Amount, Amount], ...]


def correlate(inquiry: Inquiry) -> Correlation | Missing:
    """The coefficient over the periods that both metrics have."""
    plan = inquiry.plan
    other = plan.metrics[plan.related[0]]
    ones = inquiry.each(plan.history)
    others = {period: number for period in ones if (number := inquiry.at(period, other, EVERYTHING)) is not None}
    both = [period for period in ones if period in others]
    changes = [
        (minus(ones[later].value, ones[earlier].value), minus(others[later].value, others[earlier].value))
        for earlier, later in pairwise(both)
        if plan.timeline.calendar.shift(earlier, 1) == later
    ]
    if len(changes) < MIN_CHANGES:
        return Missing("too_few_values", plan.subject)
    value = pearson([one for one, _ in changes], [two for _, two in changes])
    if value is None:
        return Missing("no_change", plan.subject)
    inputs = tuple(number for period in both for number in (ones[period], others[period]))
    label = f"correlation of the changes of {inquiry.name()} and {inquiry.name(other)}"
    coefficient = Number(value, "coefficient", label, "pearson", inputs)
    enter = inquiry.ledger.enter
    points = tuple((period, enter(ones[period]), enter(others[period])) for period in both)
    clear = value * value * len(changes) > 4  # |r| > 2 / sqrt(n)
    return Correlation(inquiry.ledger.enter(coefficient), len(changes), clear, points)


def pearson(ones: Sequence[Decimal], others: Sequence[Decimal]) -> Decimal | None:
    """Pearson's coefficient, rounded half to even to `PLACES` places; None where one side does not vary."""
    middle, middle_ = mean(ones), mean(others)
    left, right = [minus(one, middle) for one in ones], [minus(one, middle_) for one in others]
    spread = WORKING.multiply(_squares(left), _squares(right))
    if not spread:
        return None
    together = exact_sum(WORKING.multiply(one, other) for one, other in zip(left, right, strict=True))
    value = WORKING.divide(together, WORKING.sqrt(spread))
    return to_places(max(min(value, Decimal(1)), Decimal(-1)), PLACES)


def _squares(values: Sequence[Decimal]) -> Decimal:
    return exact_sum(WORKING.multiply(value, value) for value in values)
