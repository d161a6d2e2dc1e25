"""A metric against its target: how far it got, and how it stands while the period still runs."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Final

from salestalk.analysis.coverage import covered
from salestalk.analysis.decimals import EXACT, divided
from salestalk.analysis.groups import Split, group_label, split
from salestalk.analysis.inquiry import Inquiry
from salestalk.analysis.ledger import Amount
from salestalk.analysis.model import Missing
from salestalk.analysis.numbers import FRACTION, Number, difference, quotient
from salestalk.calendar import Period
from salestalk.contracts.catalog import CatalogEntry, GoodDirection, Kind
from salestalk.planning.model import Slice
from salestalk.values import frozen

MAX_GROUPS: Final = 20


@frozen
class Pace:
    """How far the period is (``elapsed``, a fraction of its days) and what the target asks for by then.

    ``through`` is the last part of the period that is loaded, where days went by since; then it is as far as that.
    """

    elapsed: Amount
    due: Amount
    gap: Amount
    through: Period | None = None


@frozen
class Goal:
    """Actual against target; ``met`` is None while the period runs or where neither direction is good."""

    target: Amount
    actual: Amount | None = None
    gap: Amount | None = None
    attainment: Amount | None = None
    met: bool | None = None
    pace: Pace | None = None


@frozen
class Target:
    """The goal of the whole or, where the periods do not add up, of each; ``groups`` are those of its parts."""

    goals: tuple[tuple[tuple[Period, ...], Goal], ...]
    groups: tuple[tuple[Slice, Goal], ...] = ()
    left_out: int = 0


def hold_against_target(inquiry: Inquiry) -> Target | Missing:
    """The plan's periods against their targets."""
    plan = inquiry.plan
    entry = plan.metrics[plan.related[0]]
    chooses = bool(plan.group_by) and plan.selection.chooses
    whole = inquiry.over(plan.periods, entry)
    sides = (plan.periods,) if whole else tuple((period,) for period in plan.periods)
    goals = []
    for side in () if chooses else sides:
        target = inquiry.over(side, entry)
        if target is not None:
            goals.append((side, _goal(inquiry, side, inquiry.over(side), target, inquiry.name())))
    groups, left_out = _grouped(inquiry, entry) if plan.group_by else ((), 0)
    if not goals and not groups:
        return Missing("no_target", plan.subject, plan.periods)
    return Target(tuple(goals), groups, left_out)


def _goal(inquiry: Inquiry, side: Sequence[Period], actual: Number | None, target: Number, name: str) -> Goal:
    if actual is None:
        return Goal(inquiry.ledger.enter(target))
    gap = difference(f"{name} less target", actual, target)
    attained = None
    if target.value > 0 and actual.value >= 0 and inquiry.entry.kind is not Kind.RATIO:
        attained = quotient(f"{name} in relation to target", actual, target, FRACTION)
    running = not inquiry.plan.timeline.is_over(side[-1])
    enter = inquiry.ledger.enter_maybe
    entered = inquiry.ledger.enter_all((actual, target))
    return Goal(
        entered[1],
        entered[0],
        enter(gap),
        enter(attained),
        None if running else _met(inquiry.entry.good_direction, gap.value),
        _pace(inquiry, side, actual, target) if running else None,
    )


def _met(direction: GoodDirection, gap: Decimal) -> bool | None:
    if direction is GoodDirection.NEUTRAL:
        return None
    return gap >= 0 if direction is GoodDirection.UP else gap <= 0


def _pace(inquiry: Inquiry, side: Sequence[Period], actual: Number, target: Number) -> Pace | None:
    """Only for flows, which grow day by day; days are counted up to today, or up to what is loaded."""
    if inquiry.entry.kind is not Kind.FLOW:
        return None
    timeline = inquiry.plan.timeline
    start, end = (timeline.calendar.interval(side[0]).start, timeline.calendar.interval(side[-1]).end)
    through: Sequence[Period] = ()
    if timeline.in_progress(side[-1]):
        through = covered(inquiry.plan, inquiry.entry, side[-1], _is_stored(inquiry))
    is_behind = bool(through) and through != (side[-1],) and timeline.is_over(through[-1])
    until = timeline.calendar.interval(through[-1]).end if is_behind else timeline.as_of
    passed, days = (until - start).days, (end - start).days
    if not 0 < passed < days:
        return None
    elapsed = Number(divided(Decimal(passed), Decimal(days)), FRACTION, "days passed of all days", "elapsed")
    due = Number(EXACT.multiply(target.value, elapsed.value), target.unit, "due by now", "product", (target, elapsed))
    due = _rounded(due)
    gap = difference("actual less due by now", actual, due)
    enter = inquiry.ledger.enter
    return Pace(enter(elapsed), enter(due), enter(gap), through[-1] if until < timeline.as_of else None)


def _is_stored(inquiry: Inquiry) -> Callable[[CatalogEntry, Period], bool]:
    terms = inquiry.plan.selection.terms
    return lambda entry, period: all(inquiry.facts.get(entry.subject, period.key, term.dimensions) for term in terms)


def _rounded(number: Number) -> Number:
    """To a hundredth: what is due by a day is no exact amount."""
    value = EXACT.quantize(number.value, Decimal("0.01"))
    return Number(value, number.unit, number.label, number.operation, number.inputs)


def _grouped(inquiry: Inquiry, entry: CatalogEntry) -> tuple[tuple[tuple[Slice, Goal], ...], int]:
    """The goals of groups that have a target, those furthest below it first."""
    plan = inquiry.plan
    targets: Split = split(inquiry, plan.periods, plan.group_by, entry)
    actuals = split(inquiry, plan.periods, plan.group_by).values
    both = [group for group in targets.values if group in actuals]
    both.sort(key=lambda group: (actuals[group].value - targets.values[group].value, group))
    shown = both[:MAX_GROUPS]
    goals = tuple(
        (group, _goal(inquiry, plan.periods, actuals[group], targets.values[group], group_label(group)))
        for group in shown
    )
    return goals, len(both) - len(shown)
