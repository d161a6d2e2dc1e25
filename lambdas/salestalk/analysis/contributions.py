"""How slices contribute to the change of a flow or a stock: their own changes, which add up exactly."""

from decimal import Decimal
from typing import Final

from salestalk.analysis.decimals import WORKING, ZERO, exact_sum, minus
from salestalk.analysis.groups import Split, group_label
from salestalk.analysis.inquiry import Inquiry
from salestalk.analysis.ledger import Amount
from salestalk.analysis.numbers import Number, difference, remainder
from salestalk.planning.model import Slice
from salestalk.values import frozen

CHANGED: Final = "changed"
NEW: Final = "new"
VANISHED: Final = "vanished"


@frozen
class Contribution:
    """What one slice adds to the change; for ratios split into the effect of its rate and of its weight (mix).

    ``group`` is None for all other slices together and what is assigned to none.
    """

    group: Slice | None
    amount: Amount
    how: str = CHANGED
    rate: Amount | None = None
    mix: Amount | None = None


@frozen
class Drivers:
    """The contributions over one dimension, largest first; with ``rest`` they add up to the change exactly.

    ``rest_is`` says what the rest is: ``others`` (slices not shown), ``unassigned`` (the slices do not cover the
    total), ``rounding`` or ``stored`` (a stored ratio is another than its parts make). ``rate`` and ``mix`` are the
    sums of these effects of a ratio.
    """

    dimension: str
    contributions: tuple[Contribution, ...]
    rest: Amount | None = None
    rest_is: str = ""
    rate: Amount | None = None
    mix: Amount | None = None


@frozen
class FlowDrivers:
    """Contributions before they are entered: ``score`` says how unlike the metric itself the change is spread."""

    inquiry: Inquiry
    dimension: str
    change: Number
    parts: tuple[tuple[Slice, str, Number], ...]
    score: Decimal

    @classmethod
    def of(cls, inquiry: Inquiry, dimension: str, now: Split, before: Split, change: Number) -> "FlowDrivers":
        """Every slice's own change; one that is only there before or after counts whole."""
        unsure = {*now.partial, *before.partial}
        groups = sorted({*now.values, *before.values} - unsure)
        parts = [(group, *_own_change(group, now, before)) for group in groups]
        parts.sort(key=lambda part: (-abs(part[2].value), part[0]))
        weights = {group: before.values[group].value for group in groups if group in before.values}
        return cls(inquiry, dimension, change, tuple(parts), spread([(g, n.value) for g, _, n in parts], weights))

    def entered(self, most: int) -> Drivers:
        """The largest contributions, and the rest of the change as what remains."""
        shown = self.parts[:most]
        contributions = tuple(
            Contribution(group, self.inquiry.ledger.enter(number), how) for group, how, number in shown
        )
        rest = remainder(
            f"rest of the change, by {self.dimension.replace('_', ' ')}", self.change, [n for *_, n in shown]
        )
        is_whole = len(shown) == len(self.parts)
        if is_whole and not rest.value:
            return Drivers(self.dimension, contributions)
        return Drivers(
            self.dimension, contributions, self.inquiry.ledger.enter(rest), "unassigned" if is_whole else "others"
        )


def spread(changes: list[tuple[Slice, Decimal]], weights: dict[Slice, Decimal]) -> Decimal:
    """Half the distance between the slices' shares of the change and of the metric before; 0 for a single slice."""
    moved, held = exact_sum(abs(value) for _, value in changes), exact_sum(map(abs, weights.values()))
    if len(changes) < 2 or not moved:
        return Decimal(-1)
    sign = 1 if exact_sum(value for _, value in changes) >= 0 else -1
    distance = ZERO
    for group, value in changes:
        share = WORKING.divide(value * sign, moved)
        weight = WORKING.divide(abs(weights.get(group, ZERO)), held) if held else ZERO
        distance = WORKING.add(distance, abs(minus(share, weight)))
    return WORKING.divide(distance, Decimal(2))


def _own_change(group: Slice, now: Split, before: Split) -> tuple[str, Number]:
    label = f"contribution of {group_label(group)}"
    one, other = now.values.get(group), before.values.get(group)
    if one and other:
        return CHANGED, difference(label, one, other)
    if one:
        return NEW, Number(one.value, one.unit, f"{label}, new", "added", (one,))
    assert other is not None  # noqa: S101 - a group comes from one of the two
    return VANISHED, Number(minus(ZERO, other.value), other.unit, f"{label}, no longer there", "removed", (other,))
