"""How a metric develops: direction, size and turning point."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from salestalk.analysis.comparison import Change, change_of
from salestalk.analysis.groups import group_label, split
from salestalk.analysis.inquiry import Inquiry
from salestalk.analysis.ledger import Amount
from salestalk.analysis.model import Missing
from salestalk.analysis.numbers import Number
from salestalk.calendar import Period
from salestalk.planning.model import Slice
from salestalk.values import frozen

MAX_GROUPS: Final = 6


@frozen
class Series:
    """Values in order of time with the change from first to last.

    ``rises`` and ``falls`` count the steps between neighbors; ``turn`` is the highest or lowest point, where it lies
    strictly between first and last and beyond both of them.
    """

    points: tuple[tuple[Period, Amount], ...]
    first: Period
    last: Period
    change: Change | None
    rises: int = 0
    falls: int = 0
    turn: Period | None = None
    turn_is_high: bool = False


@frozen
class Trend:
    """The series of the whole (or of nothing else than its groups), complete periods only.

    ``unfinished`` is the value of the period in progress, kept out of direction and size.
    """

    series: Series | None
    groups: tuple[tuple[Slice, Series], ...] = ()
    unfinished: tuple[Period, Amount] | None = None
    left_out: int = 0


def follow(inquiry: Inquiry) -> Trend | Missing:
    """The development over the plan's periods."""
    plan = inquiry.plan
    found = inquiry.each(plan.periods)
    open_ = [period for period in found if plan.timeline.in_progress(period)]
    whole = {period: number for period, number in found.items() if period not in open_}
    groups, left_out = _grouped(inquiry) if plan.group_by else ((), 0)
    if not whole and not groups and not open_:
        return Missing("no_data", plan.subject, plan.periods)
    if plan.selection.chooses:  # the whole is more than what was asked for
        return Trend(None, groups, None, left_out)
    unfinished = (open_[-1], inquiry.ledger.enter(found[open_[-1]])) if open_ else None
    return Trend(series_of(inquiry, inquiry.name(), whole) if whole else None, groups, unfinished, left_out)


def series_of(inquiry: Inquiry, name: str, found: dict[Period, Number]) -> Series:
    """A series with its change, entered."""
    points = tuple((period, inquiry.ledger.enter(number)) for period, number in found.items())
    periods, numbers = list(found), list(found.values())
    change = change_of(inquiry, name, numbers[-1], numbers[0]) if len(numbers) > 1 else None
    steps = list(pairwise(number.value for number in numbers))
    turn, is_high = _turn(numbers)
    return Series(
        points,
        periods[0],
        periods[-1],
        change,
        sum(later > earlier for earlier, later in steps),
        sum(later < earlier for earlier, later in steps),
        periods[turn] if turn is not None else None,
        is_high,
    )


def _turn(numbers: Sequence[Number]) -> tuple[int | None, bool]:
    """The position of the extreme further from the ends, if the extremes are not the ends themselves."""
    values = [number.value for number in numbers]
    if len(values) < 3:
        return None, False
    high, low = max(values), min(values)
    above, below = high - max(values[0], values[-1]), min(values[0], values[-1]) - low
    if not above and not below:
        return None, False
    return (values.index(high), True) if above >= below else (values.index(low), False)


def _grouped(inquiry: Inquiry) -> tuple[tuple[tuple[Slice, Series], ...], int]:
    """One series per group, for the groups with the largest values in the latest period that has any."""
    plan = inquiry.plan
    latest: dict[Slice, Number] = {}
    series: dict[Slice, dict[Period, Number]] = {}
    for period in reversed([period for period in plan.periods if plan.timeline.is_over(period)]):
        found = split(inquiry, (period,), plan.group_by, within=series if latest else None).values
        if not latest:
            latest = found
            series = {group: {} for group in sorted(found, key=lambda group: (-found[group].value, group))[:MAX_GROUPS]}
        for group in series.keys() & found.keys():
            series[group] = {period: found[group], **series[group]}
    told = tuple((group, series_of(inquiry, group_label(group), points)) for group, points in series.items())
    return told, len(latest) - len(told)
