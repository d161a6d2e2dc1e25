"""Decimal arithmetic with fixed contexts, so that results depend neither on the caller's context nor on the order.

Sums, differences and products are exact; quotients are rounded once, half to even, to `QUOTIENT_DIGITS` digits
and at most `QUOTIENT_PLACES` places, so that what is computed from a huge one and a tiny one can still be stored.
"""

from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_EVEN, Context, Decimal
from functools import reduce
from typing import Final

QUOTIENT_DIGITS: Final = 20
QUOTIENT_PLACES: Final = 24
"""With the 14 digits that a percentage of stored amounts may have before its point, the 38 that a number holds."""
_SMALL: Final = QUOTIENT_DIGITS - QUOTIENT_PLACES - 1
EXACT: Final = Context(prec=400, rounding=ROUND_HALF_EVEN)
"""More digits than any sum of storable numbers has."""
QUOTIENT: Final = Context(prec=QUOTIENT_DIGITS, rounding=ROUND_HALF_EVEN)
WORKING: Final = Context(prec=60, rounding=ROUND_HALF_EVEN)
"""For steps in between, rounded once at the end."""
ZERO: Final = Decimal(0)


def exact_sum(values: Iterable[Decimal]) -> Decimal:
    """The sum, exact."""
    return reduce(EXACT.add, values, ZERO)


def minus(one: Decimal, other: Decimal) -> Decimal:
    """The difference, exact."""
    return EXACT.subtract(one, other)


def divided(one: Decimal, other: Decimal) -> Decimal:
    """The quotient, rounded. Raises `ZeroDivisionError` (`decimal.DivisionByZero`) for a zero."""
    value = QUOTIENT.divide(one, other)
    if value and value.adjusted() < _SMALL:
        return to_places(WORKING.divide(one, other), QUOTIENT_PLACES) or ZERO
    return value


def to_places(value: Decimal, places: int) -> Decimal:
    """Rounded half to even to a number of decimal places."""
    return EXACT.quantize(value, Decimal(1).scaleb(-places))


def mean(values: Sequence[Decimal]) -> Decimal:
    """The average, as a quotient."""
    return divided(exact_sum(values), Decimal(len(values)))


def median(values: Sequence[Decimal]) -> Decimal:
    """The middle value, or the middle of the two middle ones."""
    ordered = sorted(values)
    middle = len(ordered) // 2
    if len(ordered) % 2:
        return ordered[middle]
    return divided(EXACT.add(ordered[middle - 1], ordered[middle]), Decimal(2))
