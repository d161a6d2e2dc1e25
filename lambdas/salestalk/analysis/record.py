"""Records: a value above, or below, every one before it."""

from typing import Final

from salestalk.analysis.anomaly import are_counts
from salestalk.analysis.inquiry import Inquiry
from salestalk.analysis.ledger import Amount
from salestalk.analysis.numbers import difference
from salestalk.analysis.robust import FEW
from salestalk.calendar import Period
from salestalk.values import frozen

MIN_BEFORE: Final = 6
"""So many values must have been there to be beaten."""
MIN_APART: Final = 3
"""So many periods ago the former record must lie: one that follows on another is a trend, and no news."""


@frozen
class Record:
    """The highest (or lowest) value of a history, the one that held the record before it, and by how much it is beaten.

    ``apart`` is how many periods the former record lies back; ``first`` is where the history begins.
    """

    period: Period
    amount: Amount
    former_period: Period
    former: Amount
    gap: Amount
    is_high: bool
    apart: int
    first: Period


def find_record(inquiry: Inquiry) -> Record | None:
    """The last of the plan's periods held against its history before it; None where it is no record."""
    judged = inquiry.plan.periods[-1]
    found = inquiry.each([period for period in inquiry.plan.history if period <= judged])
    periods, numbers = list(found), list(found.values())
    if len(found) <= MIN_BEFORE or periods[-1] != judged:
        return None
    values = [number.value for number in numbers[:-1]]
    value = numbers[-1].value
    is_high = value > max(values)
    if not is_high and value >= min(values):
        return None
    best = max(values) if is_high else min(values)
    place = max(where for where, one in enumerate(values) if one == best)
    apart = len(values) - place
    # Among a few, some months bring one more than ever by chance alone.
    is_chance = max(value, best) < FEW and are_counts(numbers)
    if apart < MIN_APART or is_chance:
        return None
    gap = difference(f"beyond the former record, {inquiry.label(judged)}", numbers[-1], numbers[place])
    amount, former, beyond = inquiry.ledger.enter_all((numbers[-1], numbers[place], gap))
    return Record(judged, amount, periods[place], former, beyond, is_high, apart, periods[0])
