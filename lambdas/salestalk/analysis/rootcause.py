"""Why a metric changed: contributions of slices that add up to the change exactly, and what else moved."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from salestalk.analysis.comparison import Change, change_between, change_of
from salestalk.analysis.contributions import Drivers, FlowDrivers
from salestalk.analysis.groups import Split, split
from salestalk.analysis.inquiry import Inquiry
from salestalk.analysis.mixrate import RatioDrivers
from salestalk.analysis.model import Missing
from salestalk.analysis.numbers import Number, difference, growth
from salestalk.contracts.catalog import Kind
from salestalk.planning.sources import quotient_of
from salestalk.values import frozen

MAX_DIMENSIONS: Final = 4
MAX_OTHERS: Final = 2
MAIN_SHOWN: Final = 8
SIDE_SHOWN: Final = {Kind.FLOW: 4, Kind.STOCK: 4, Kind.RATIO: 2}
"""Slices of the further dimensions; those of a ratio cite four rows each."""
NOTABLE: Final = Decimal("0.05")
"""Other metrics are mentioned when they moved by at least this fraction."""


@frozen
class RootCause:
    """The change; what drove it, the most telling dimension first; a ratio's two parts; other metrics that moved."""

    change: Change
    drivers: tuple[Drivers, ...] = ()
    parts: tuple[tuple[str, Change], ...] = ()
    others: tuple[tuple[str, Change], ...] = ()


def find_causes(inquiry: Inquiry) -> RootCause | Missing:
    """The change between base and periods, taken apart over every dimension."""
    plan = inquiry.plan
    now, before = inquiry.over(plan.periods), inquiry.over(plan.base)
    if now is None or before is None:
        return Missing("no_data", plan.subject, plan.periods if now is None else plan.base)
    change = change_of(inquiry, inquiry.name(), now, before)
    number = difference(f"change of {inquiry.name()}", now, before)
    candidates = sorted(_candidates(inquiry, now, before, number), key=lambda one: (-one.score, one.dimension))
    most = min(plan.rank.limit, MAIN_SHOWN) if plan.rank else MAIN_SHOWN
    side = SIDE_SHOWN[inquiry.entry.kind]
    drivers = tuple(one.entered(side if place else most) for place, one in enumerate(candidates[:MAX_DIMENSIONS]))
    return RootCause(change, drivers, tuple(_parts(inquiry)), tuple(_others(inquiry)))


def _candidates(inquiry: Inquiry, now: Number, before: Number, change: Number) -> Iterator[FlowDrivers | RatioDrivers]:
    plan = inquiry.plan
    for dimension in plan.dimensions:
        if inquiry.entry.kind is not Kind.RATIO:
            sides = [split(inquiry, side, (dimension,)) for side in (plan.periods, plan.base)]
            if any(side.values for side in sides):
                yield FlowDrivers.of(inquiry, dimension, sides[0], sides[1], change)
        elif made := _ratio(inquiry, dimension, change):
            yield made


def _ratio(inquiry: Inquiry, dimension: str, change: Number) -> RatioDrivers | None:
    """A ratio's drivers; None unless numerator and denominator are there in total and split by the dimension."""
    plan = inquiry.plan
    parts = quotient_of(inquiry.entry, plan.metrics)
    if parts is None:
        return None
    runs = [run for side in (plan.periods, plan.base) if (run := inquiry.in_step(parts, side))]
    if len(runs) < len((plan.periods, plan.base)):
        return None
    totals: list[Number] = []
    splits: list[Split] = []
    for part in parts:
        for side in runs:
            number = inquiry.over(side, part)
            if number is None:
                return None
            totals.append(number)
            splits.append(split(inquiry, side, (dimension,), part))
    if not all(one.values for one in splits) or any(total.value <= 0 for total in totals[2:]):
        return None
    found = RatioDrivers.of(inquiry, dimension, totals, splits, change)
    return found if found.pieces else None


def _parts(inquiry: Inquiry) -> Iterator[tuple[str, Change]]:
    """How numerator and denominator of a ratio changed."""
    for part in quotient_of(inquiry.entry, inquiry.plan.metrics) or ():
        if found := change_between(inquiry, inquiry.plan.periods, inquiry.plan.base, part):
            yield part.subject, found


def _others(inquiry: Inquiry) -> Iterator[tuple[str, Change]]:
    """The other metrics that moved most, beyond `NOTABLE`."""
    plan, moved = inquiry.plan, list[tuple[Decimal, str, Number, Number]]()
    for subject in plan.related:
        entry = plan.metrics[subject]
        now, before = inquiry.over(plan.periods, entry), inquiry.over(plan.base, entry)
        rate = growth("", now, before) if now and before else None
        if now and before and rate and abs(rate.value) >= NOTABLE:
            moved.append((abs(rate.value), subject, now, before))
    for _, subject, now, before in sorted(moved, key=lambda one: (-one[0], one[1]))[:MAX_OTHERS]:
        yield subject, change_of(inquiry, inquiry.name(plan.metrics[subject]), now, before, plan.metrics[subject])
