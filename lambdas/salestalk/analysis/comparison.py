"""Two sides of one metric, or the slices of one period side by side."""

from collections.abc import Sequence
from dataclasses import replace

from salestalk.analysis.checks import check_against_slices
from salestalk.analysis.groups import Split, group_label, split
from salestalk.analysis.inquiry import Inquiry
from salestalk.analysis.ledger import Amount
from salestalk.analysis.leftout import say_left_out
from salestalk.analysis.model import Missing
from salestalk.analysis.numbers import Number, difference, growth
from salestalk.calendar import Period
from salestalk.contracts.catalog import CatalogEntry, Kind
from salestalk.contracts.classification import FilterOp
from salestalk.planning.model import Slice
from salestalk.values import frozen

MAX_GROUPS = 20
_HOLDS = {
    FilterOp.GT: lambda value, bound: value > bound,
    FilterOp.GTE: lambda value, bound: value >= bound,
    FilterOp.LT: lambda value, bound: value < bound,
    FilterOp.LTE: lambda value, bound: value <= bound,
}


@frozen
class Change:
    """A value before and after; ``growth`` is missing for ratios and from zero or below."""

    now: Amount
    before: Amount
    change: Amount
    growth: Amount | None


@frozen
class Comparison:
    """The metric's change from base to periods; ``groups`` are the same per group, ``left_out`` counts further ones.

    ``new`` groups have a value only in the periods, those ``gone`` only in the base. ``other`` is the change of a
    second metric.
    """

    total: Change | None
    groups: tuple[tuple[Slice, Change], ...] = ()
    left_out: int = 0
    other: Change | None = None
    new: tuple[tuple[Slice, Amount], ...] = ()
    gone: tuple[tuple[Slice, Amount], ...] = ()


@frozen
class SideBySide:
    """Values next to each other, largest first; ``gap`` is the first less the second, ``growth`` that in relation."""

    values: tuple[tuple[Slice, Amount], ...]
    gap: Amount | None
    growth: Amount | None


@frozen
class Pair:
    """Two metrics for the same period; ``gap`` where they have the same unit."""

    one: Amount
    other: Amount
    gap: Amount | None


def compare(inquiry: Inquiry) -> Comparison | SideBySide | Pair | Missing:
    """Both sides and the change between them."""
    plan = inquiry.plan
    if not plan.base:
        return _pair(inquiry) if plan.related else _side_by_side(inquiry)
    chosen = plan.selection.only or plan.selection.without
    total = None if chosen and plan.group_by else change_between(inquiry, plan.periods, plan.base)
    grouped = _grouped(inquiry) if plan.group_by else Comparison(None)
    if total is None and not (grouped.groups or grouped.new or grouped.gone):
        return _missing(inquiry)
    other = None
    if plan.related:
        other = change_between(inquiry, plan.periods, plan.base, plan.metrics[plan.related[0]])
    return replace(grouped, total=total, other=other)


def change_between(
    inquiry: Inquiry, periods: Sequence[Period], base: Sequence[Period], entry: CatalogEntry | None = None
) -> Change | None:
    """The change of a metric from base to periods, entered; None when either side is missing."""
    now, before = inquiry.over(periods, entry), inquiry.over(base, entry)
    if now is None or before is None:
        return None
    if entry is None:
        for period, number in ((periods[0], now), (base[0], before)):
            check_against_slices(inquiry, period, number)
    return change_of(inquiry, inquiry.name(entry), now, before, entry)


def change_of(inquiry: Inquiry, name: str, now: Number, before: Number, entry: CatalogEntry | None = None) -> Change:
    """Before, after, difference and, unless a ratio, growth."""
    kind = (entry or inquiry.entry).kind
    change = difference(f"change of {name}", now, before)
    rate = growth(f"growth of {name}", now, before) if kind is not Kind.RATIO else None
    before_, now_ = inquiry.ledger.enter_all((before, now))
    return Change(now_, before_, inquiry.ledger.enter(change), inquiry.ledger.enter_maybe(rate))


def keeps_bounds(inquiry: Inquiry, number: Number) -> bool:
    """Whether a group's value is within the question's conditions."""
    return all(_HOLDS[one.op](number.value, one.amount) for one in inquiry.plan.selection.conditions)


def _grouped(inquiry: Inquiry) -> Comparison:
    plan = inquiry.plan
    now, before = (split(inquiry, side, plan.group_by) for side in (plan.periods, plan.base))
    both = [group for group in now.values if group in before.values and keeps_bounds(inquiry, now.values[group])]
    ordered = sorted(both, key=lambda group: (-abs(now.values[group].value - before.values[group].value), group))
    limit = plan.rank.limit if plan.rank else MAX_GROUPS
    changes = tuple(
        (group, change_of(inquiry, group_label(group), now.values[group], before.values[group]))
        for group in ordered[: min(limit, MAX_GROUPS)]
    )
    say_left_out(inquiry, now, before)
    new: tuple[tuple[Slice, Amount], ...] = ()
    gone = new
    if plan.rank is None:
        new = _only_in(inquiry, now, before)
        gone = () if plan.selection.conditions else _only_in(inquiry, before, now)
    return Comparison(None, changes, len(ordered) - len(changes), new=new, gone=gone)


def _only_in(inquiry: Inquiry, one: Split, other: Split) -> tuple[tuple[Slice, Amount], ...]:
    """The groups that one side has and the other lacks entirely, the largest first."""
    alone = [group for group in one.values.keys() - other.values.keys() if group not in other.partial]
    kept = [group for group in sorted(alone) if keeps_bounds(inquiry, one.values[group])]
    kept.sort(key=lambda group: -abs(one.values[group].value))
    return tuple((group, inquiry.ledger.enter(one.values[group])) for group in kept[:MAX_GROUPS])


def _side_by_side(inquiry: Inquiry) -> SideBySide | Missing:
    plan = inquiry.plan
    found: Split = split(inquiry, plan.periods, plan.group_by)
    ordered = sorted(found.values, key=lambda group: (-found.values[group].value, group))
    kept = [group for group in ordered if keeps_bounds(inquiry, found.values[group])]
    if not kept:
        return Missing("no_data", plan.subject, plan.periods)
    numbers = [found.values[group] for group in kept]
    values = tuple(zip(kept, inquiry.ledger.enter_all(numbers), strict=True))
    gap = rate = None
    if len(numbers) > 1:
        label = f"{group_label(kept[0])} less {group_label(kept[1])}"
        gap = difference(label, numbers[0], numbers[1])
        if inquiry.entry.kind is not Kind.RATIO:
            rate = growth(f"{label}, in relation", numbers[0], numbers[1])
    return SideBySide(values, inquiry.ledger.enter_maybe(gap), inquiry.ledger.enter_maybe(rate))


def _pair(inquiry: Inquiry) -> Pair | Missing:
    plan = inquiry.plan
    entry = plan.metrics[plan.related[0]]
    one, other = inquiry.over(plan.periods), inquiry.over(plan.periods, entry)
    if one is None or other is None:
        subject = plan.subject if one is None else entry.subject
        return Missing("no_data", subject, plan.periods)
    gap = None
    if one.unit == other.unit and Kind.RATIO not in (inquiry.entry.kind, entry.kind):
        gap = difference(f"{inquiry.name()} less {inquiry.name(entry)}", one, other)
    return Pair(inquiry.ledger.enter(one), inquiry.ledger.enter(other), inquiry.ledger.enter_maybe(gap))


def _missing(inquiry: Inquiry) -> Missing:
    plan = inquiry.plan
    for side in (plan.periods, plan.base):
        if inquiry.over(side) is None:
            whole = all(inquiry.at(period) is not None for period in side)
            return Missing("not_summable" if whole else "no_data", plan.subject, side)
    return Missing("no_data", plan.subject, plan.periods)
