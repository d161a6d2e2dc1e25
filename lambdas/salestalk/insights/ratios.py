"""Shares and weights as exact decimals of few digits: the same on every machine, and readable where they are shown."""

from decimal import ROUND_HALF_EVEN, Context, Decimal
from typing import Final

ZERO: Final = Decimal(0)
ONE: Final = Decimal(1)
MOST: Final = Decimal(10)
_PLACES: Final = Decimal("0.001")
_CONTEXT: Final = Context(prec=60, rounding=ROUND_HALF_EVEN)


def share(part: Decimal | int, whole: Decimal | int) -> Decimal:
    """Part of a whole, to a thousandth; nothing of nothing."""
    return rounded(_CONTEXT.divide(Decimal(part), Decimal(whole))) if whole else ZERO


def rounded(value: Decimal) -> Decimal:
    """To a thousandth."""
    return _CONTEXT.quantize(value, _PLACES)


def weighed(value: Decimal) -> Decimal:
    """A weight from 1 to 10, to a thousandth."""
    return rounded(min(MOST, max(ONE, value)))


def relative(part: Decimal, whole: Decimal) -> Decimal | None:
    """How much of a whole, signs aside; None of nothing."""
    return _CONTEXT.divide(part.copy_abs(), whole.copy_abs()) if whole else None
