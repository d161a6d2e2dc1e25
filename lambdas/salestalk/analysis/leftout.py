"""Parts of a metric that an answer leaves out because they have no value, or none that is complete; it says so."""

from typing import Final

from salestalk.analysis.groups import Split, group_label
from salestalk.analysis.inquiry import Inquiry
from salestalk.analysis.notes import NotSplit, NoValue
from salestalk.planning.filters import dimensions_of
from salestalk.planning.model import Slice

MAX_MISSING: Final = 5
"""More parts without a value are not named: they are of the past, or of another part of the business."""


def say_left_out(inquiry: Inquiry, *splits: Split) -> None:
    """Note the parts that were asked for and are in none of the splits, or lack a part of their own there."""
    plan = inquiry.plan
    partial = sorted({group for one in splits for group in one.partial if plan.selection.keeps(group)})
    if partial:
        inquiry.ledger.say(NotSplit(plan.group_by[0], tuple(map(group_label, partial))))
    if len(plan.group_by) == 1 and any(one.values for one in splits):
        missing = _missing(inquiry, plan.group_by[0], splits)
        if 0 < len(missing) <= MAX_MISSING:
            inquiry.ledger.say(NoValue(tuple(map(group_label, missing))))


def _missing(inquiry: Inquiry, dimension: str, splits: tuple[Split, ...]) -> list[Slice]:
    """The values of the dimension that the catalog knows, the question asks for, and no split has."""
    there = {group for one in splits for group in (*one.values, *one.partial)}
    known = dimensions_of(inquiry.entry, inquiry.plan.metrics).get(dimension, ())
    groups: list[Slice] = [((dimension, value),) for value in known]
    return [group for group in groups if group not in there and inquiry.plan.selection.keeps(group)]
