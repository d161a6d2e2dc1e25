"""How slices contribute to the change of a ratio: by their own rate, and by their weight in the whole.

For a slice with numerator n and denominator d in wholes N and D, let w = d / D, r = n / d, R = N / D, and let a bar
denote the mean of before and after. Then

    rate effect = w̄ · (r₁ - r₀)          mix effect = (n₁/D₁ - n₀/D₀) - R̄ · (w₁ - w₀) - rate effect

and, as the weights of all slices add up to 1, all effects together are N₁/D₁ - N₀/D₀. A slice that is new or gone has
no rate to compare, so all of its contribution is mix. Effects are rounded to `PLACES` decimal places; what rounding
leaves over, or a stored ratio that differs from its parts, is a contribution of its own and never hidden.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Final, NamedTuple

from salestalk.analysis.contributions import CHANGED, NEW, VANISHED, Contribution, Drivers, spread
from salestalk.analysis.decimals import WORKING, ZERO, to_places
from salestalk.analysis.groups import Split, group_label
from salestalk.analysis.inquiry import Inquiry
from salestalk.analysis.numbers import HUNDRED, Number, remainder, total
from salestalk.planning.model import Slice
from salestalk.planning.units import is_percent
from salestalk.values import frozen

PLACES: Final = 15
ROUNDING: Final = Decimal("1e-12")
"""The most that rounding leaves over, for each slice."""
HALF: Final = Decimal("0.5")


@dataclass(frozen=True)
class Wholes:
    """N and D, after (1) and before (0)."""

    n1: Decimal
    n0: Decimal
    d1: Decimal
    d0: Decimal

    @cached_property
    def level(self) -> Decimal:
        """The ratio's mean of before and after."""
        before, after = WORKING.divide(self.n0, self.d0), WORKING.divide(self.n1, self.d1)
        return WORKING.multiply(HALF, WORKING.add(after, before))

    def effects(self, n1: Decimal, n0: Decimal, d1: Decimal, d0: Decimal) -> tuple[Decimal, Decimal]:
        """Rate and mix effect of a slice, not yet rounded."""
        c = WORKING
        weight1, weight0 = c.divide(d1, self.d1), c.divide(d0, self.d0)
        moved = c.subtract(c.divide(n1, self.d1), c.divide(n0, self.d0))
        both = c.subtract(moved, c.multiply(self.level, c.subtract(weight1, weight0)))
        rate = ZERO
        if d1 and d0:
            by = c.subtract(c.divide(n1, d1), c.divide(n0, d0))
            rate = c.multiply(c.multiply(HALF, c.add(weight1, weight0)), by)
        return rate, c.subtract(both, rate)


class Piece(NamedTuple):
    """A slice's numerator and denominator after and before, each missing where it has no row."""

    group: Slice | None
    n1: Number | None
    n0: Number | None
    d1: Number | None
    d0: Number | None

    @property
    def values(self) -> tuple[Decimal, Decimal, Decimal, Decimal]:
        """All four, nothing counting as zero."""
        return _value(self.n1), _value(self.n0), _value(self.d1), _value(self.d0)

    @property
    def how(self) -> str:
        """Whether the slice is new, gone, or in both."""
        if self.d1 is None and self.n1 is None:
            return VANISHED
        return NEW if self.d0 is None and self.n0 is None else CHANGED


def _value(number: Number | None) -> Decimal:
    return number.value if number else ZERO


@frozen
class RatioDrivers:
    """Contributions to a ratio's change before they are entered; ``score`` as for flows."""

    inquiry: Inquiry
    dimension: str
    change: Number
    wholes: Wholes
    totals: tuple[Number, ...]
    pieces: tuple[Piece, ...]
    score: Decimal

    @classmethod
    def of(
        cls, inquiry: Inquiry, dimension: str, totals: Sequence[Number], splits: Sequence[Split], change: Number
    ) -> "RatioDrivers":
        """From totals and splits of numerator after, before, denominator after, before; the largest effects first."""
        wholes = Wholes(*(one.value for one in totals))
        unsure = {group for one in splits for group in one.partial}
        for above, below in ((splits[0], splits[2]), (splits[1], splits[3])):  # one without the other is no ratio
            unsure |= above.values.keys() ^ below.values.keys()
        groups = sorted(dict.fromkeys(group for one in splits for group in one.values if group not in unsure))
        n1, n0, d1, d0 = (one.values.get for one in splits)
        found = {group: Piece(group, n1(group), n0(group), d1(group), d0(group)) for group in groups}
        sizes = {group: WORKING.add(*wholes.effects(*piece.values)) for group, piece in found.items()}
        ordered = sorted(groups, key=lambda group: -abs(sizes[group]))  # equal ones stay in the order of their names
        pieces = [found[group] for group in ordered]
        weights = {group: _value(found[group].d0) for group in ordered}
        changes = [(group, sizes[group]) for group in ordered]
        return cls(inquiry, dimension, change, wholes, tuple(totals), tuple(pieces), spread(changes, weights))

    def entered(self, most: int) -> Drivers:
        """The largest contributions and everything else as one; sums of rate and of mix effects; what is left over."""
        shown = [*self.pieces[:most], *self._everything_else(self.pieces[:most])]
        effects = [self._effects(piece) for piece in shown]
        contributions, numbers = [], []
        for piece, (rate, mix) in zip(shown, effects, strict=True):
            whole = total(f"contribution of {self._name(piece)}", (rate, mix))
            numbers.append(whole)
            entered = self.inquiry.ledger.enter_all((rate, mix, whole))
            contributions.append(Contribution(piece.group, entered[2], piece.how, entered[0], entered[1]))
        rest = remainder("rounding, and the stored ratio's distance from its parts", self.change, numbers)
        rates, mixes = (
            total("all rate effects", [r for r, _ in effects]),
            total("all mix effects", [m for _, m in effects]),
        )
        enter = self.inquiry.ledger.enter
        by_rounding = abs(rest.value) <= ROUNDING * len(effects)
        return Drivers(
            self.dimension,
            tuple(contributions),
            enter(rest) if rest.value else None,
            ("rounding" if by_rounding else "stored") if rest.value else "",
            enter(rates),
            enter(mixes),
        )

    def _everything_else(self, shown: Sequence[Piece]) -> tuple[Piece, ...]:
        """What the shown slices leave of numerator and denominator, as one more piece; none when they leave nothing."""
        columns = zip(*((piece.n1, piece.n0, piece.d1, piece.d0) for piece in shown), strict=True)
        left = [
            remainder("all other", whole, [one for one in column if one is not None])
            for whole, column in zip(self.totals, columns, strict=True)
        ]
        if not any(one.value for one in left):
            return ()
        return (Piece(None, *left),)

    def _effects(self, piece: Piece) -> tuple[Number, Number]:
        unit, name = self.inquiry.entry.unit, self._name(piece)
        effects = self.wholes.effects(*piece.values)
        rate, mix = (WORKING.multiply(one, HUNDRED) if is_percent(unit) else one for one in effects)
        inputs = tuple(one for one in (piece.n1, piece.n0, piece.d1, piece.d0, *self.totals) if one is not None)
        return (
            Number(to_places(rate, PLACES), unit, f"rate effect of {name}", "rate_effect", inputs),
            Number(to_places(mix, PLACES), unit, f"mix effect of {name}", "mix_effect", inputs),
        )

    def _name(self, piece: Piece) -> str:
        return group_label(piece.group) if piece.group else "all other"
