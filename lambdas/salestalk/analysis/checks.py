"""Holds a stored total against the slices that should add up to it; the total wins, a disagreement is said."""

from typing import Final

from salestalk.analysis.decimals import exact_sum
from salestalk.analysis.inquiry import Inquiry
from salestalk.analysis.notes import Disagrees
from salestalk.analysis.numbers import Number, difference, stored, total
from salestalk.calendar import Period
from salestalk.contracts.catalog import Kind

MAX_SLICES: Final = 40
"""More than these are not cited for a remark."""


def check_against_slices(inquiry: Inquiry, period: Period, number: Number) -> None:
    """Note it when a stored total and the slices read along with it disagree."""
    plan = inquiry.plan
    if number.row is None or inquiry.entry.kind is Kind.RATIO or not plan.selection.is_everything:
        return
    for dimension in plan.dimensions:
        slices = inquiry.facts.split(plan.subject, period.key, (dimension,))
        added = exact_sum(row.value for row in slices.values())
        if 0 < len(slices) <= MAX_SLICES and added != number.value:
            label = f"{inquiry.name()}, {inquiry.label(period)}, sum by {dimension.replace('_', ' ')}"
            summed = total(label, [stored(slices[values]) for values in sorted(slices)])
            gap = difference("gap between slices and total", number, summed)
            entered = inquiry.ledger.enter_all((number, summed, gap))
            inquiry.ledger.say(Disagrees(dimension, period, entered[1].id, entered[2].id, added > number.value))
