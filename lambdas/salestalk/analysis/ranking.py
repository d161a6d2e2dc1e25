"""The largest and the smallest: groups by value, by growth or by another metric; or periods by value."""

from decimal import Decimal
from typing import Final

from salestalk.analysis.comparison import Change, change_of, keeps_bounds
from salestalk.analysis.groups import group_label, split
from salestalk.analysis.inquiry import Inquiry
from salestalk.analysis.ledger import Amount
from salestalk.analysis.leftout import say_left_out
from salestalk.analysis.model import Missing
from salestalk.analysis.notes import NotRanked
from salestalk.analysis.numbers import Number, growth, share
from salestalk.calendar import Period
from salestalk.contracts.catalog import Kind
from salestalk.contracts.classification import Measure
from salestalk.planning.model import Slice
from salestalk.values import frozen

MAX_SHOWN: Final = 50


@frozen
class Place:
    """One place of a ranking: a group or a period with its value; the change it is ranked by, or the other metric."""

    key: Slice | Period
    amount: Amount
    share: Amount | None = None
    change: Change | None = None
    other: Amount | None = None


@frozen
class Ranking:
    """Places in order; ``of`` is how many there are to rank, ``tie`` whether the last shown ties with the next."""

    direction: str
    places: tuple[Place, ...]
    of: int
    tie: bool


def rank(inquiry: Inquiry) -> Ranking | Missing:
    """The plan's groups or, without any, its periods, in the order asked for; ties in the order of names."""
    plan = inquiry.plan
    if not plan.group_by:
        return _ranked_periods(inquiry)
    everything = split(inquiry, plan.periods, plan.group_by)
    say_left_out(inquiry, everything)
    found = everything.values
    found = {group: number for group, number in found.items() if keeps_bounds(inquiry, number)}
    if not found:
        return Missing("no_groups", plan.subject, plan.periods)
    if plan.measure is Measure.GROWTH and plan.base:
        return _ranked_by_growth(inquiry, found)
    if plan.related:
        others = split(inquiry, plan.periods, plan.group_by, plan.metrics[plan.related[0]]).values
        ranked = _ordered(inquiry, {group: others[group].value for group in found if group in others})
        make = [
            Place(group, inquiry.ledger.enter(found[group]), other=inquiry.ledger.enter(others[group]))
            for group in ranked[: _limit(inquiry)]
        ]
        return _ranking(inquiry, make, [others[group].value for group in ranked])
    ranked = _ordered(inquiry, {group: number.value for group, number in found.items()})
    if plan.base:
        before = split(inquiry, plan.base, plan.group_by).values
        changed = [_changed(inquiry, group, found[group], before.get(group)) for group in ranked[: _limit(inquiry)]]
        return _ranking(inquiry, changed, [found[group].value for group in ranked])
    whole = inquiry.over(plan.periods) if inquiry.entry.kind is not Kind.RATIO else None
    places = [_place(inquiry, group, found[group], whole) for group in ranked[: _limit(inquiry)]]
    return _ranking(inquiry, places, [found[group].value for group in ranked])


def _ranked_by_growth(inquiry: Inquiry, found: dict[Slice, Number]) -> Ranking | Missing:
    plan = inquiry.plan
    before = split(inquiry, plan.base, plan.group_by).values
    rates: dict[Slice, Decimal] = {}
    for group in found.keys() & before.keys():
        rate = growth("", found[group], before[group])
        if inquiry.entry.kind is Kind.RATIO:
            rates[group] = found[group].value - before[group].value
        elif rate is not None:
            rates[group] = rate.value
    if not rates:
        return Missing("no_groups", plan.subject, plan.base)
    if unranked := sorted(found.keys() - rates.keys()):
        inquiry.ledger.say(NotRanked(tuple(map(group_label, unranked))))
    ranked = _ordered(inquiry, rates)
    places = []
    for group in ranked[: _limit(inquiry)]:
        change = change_of(inquiry, group_label(group), found[group], before[group])
        places.append(Place(group, change.now, change=change))
    return _ranking(inquiry, places, [rates[group] for group in ranked])


def _changed(inquiry: Inquiry, group: Slice, now: Number, before: Number | None) -> Place:
    """A place by value with its change, where it has a value before."""
    change = change_of(inquiry, group_label(group), now, before) if before else None
    return Place(group, inquiry.ledger.enter(now), change=change)


def _ranked_periods(inquiry: Inquiry) -> Ranking | Missing:
    plan = inquiry.plan
    found = inquiry.each(plan.periods)
    if not found:
        return Missing("no_data", plan.subject, plan.periods)
    sign = -1 if _is_top(inquiry) else 1
    ranked = sorted(found, key=lambda period: (sign * found[period].value, period))
    places = [Place(period, inquiry.ledger.enter(found[period])) for period in ranked[: _limit(inquiry)]]
    return _ranking(inquiry, places, [found[period].value for period in ranked])


def _place(inquiry: Inquiry, group: Slice, number: Number, whole: Number | None) -> Place:
    part = share(f"share of {group_label(group)}", number, whole) if whole else None
    return Place(group, inquiry.ledger.enter(number), inquiry.ledger.enter_maybe(part))


def _ordered(inquiry: Inquiry, values: dict[Slice, Decimal]) -> list[Slice]:
    sign = -1 if _is_top(inquiry) else 1
    return sorted(values, key=lambda group: (sign * values[group], group))


def _ranking(inquiry: Inquiry, places: list[Place], values: list[Decimal]) -> Ranking:
    shown = len(places)
    tie = 0 < shown < len(values) and values[shown - 1] == values[shown]
    return Ranking("top" if _is_top(inquiry) else "bottom", tuple(places), len(values), tie)


def _is_top(inquiry: Inquiry) -> bool:
    return inquiry.plan.rank is None or inquiry.plan.rank.direction == "top"


def _limit(inquiry: Inquiry) -> int:
    return min(inquiry.plan.rank.limit if inquiry.plan.rank else MAX_SHOWN, MAX_SHOWN)
