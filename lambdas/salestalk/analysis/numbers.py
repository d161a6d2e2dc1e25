"""Numbers that know where they come from: a stored row, or an operation on other numbers."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final, NamedTuple

from salestalk.analysis.decimals import EXACT, ZERO, divided, exact_sum, mean, minus
from salestalk.analysis.notes import Note
from salestalk.contracts.metric import MetricValue
from salestalk.planning.units import is_percent

FRACTION: Final = "ratio"
"""The unit of shares, growth rates and other fractions of one."""
HUNDRED: Final = Decimal(100)


class Number(NamedTuple):
    """A value with its unit and lineage: ``row`` when stored, else ``operation`` on ``inputs``.

    A row among the inputs stands for its value. ``notes`` are what has to be said wherever the number is used.
    """

    value: Decimal
    unit: str
    label: str = ""
    operation: str = "stored"
    inputs: tuple["Number | MetricValue", ...] = ()
    row: MetricValue | None = None
    notes: tuple[Note, ...] = ()


def stored(row: MetricValue, notes: tuple[Note, ...] = ()) -> Number:
    """The number of a row."""
    return Number(row.value, row.unit, "", "stored", (), row, notes)


def total(label: str, numbers: Sequence[Number], notes: tuple[Note, ...] = ()) -> Number:
    """The sum; a single number stays what it is."""
    if len(numbers) == 1 and not notes:
        return numbers[0]
    value = exact_sum([number.value for number in numbers])
    return Number(value, numbers[0].unit, label, "sum", tuple(numbers), notes=notes)


def difference(label: str, one: Number, other: Number) -> Number:
    """``one`` - ``other``."""
    return Number(minus(one.value, other.value), one.unit, label, "difference", (one, other))


def remainder(label: str, whole: Number, parts: Sequence[Number]) -> Number:
    """What is left of ``whole`` when all ``parts`` are taken away."""
    value = minus(whole.value, exact_sum(part.value for part in parts))
    return Number(value, whole.unit, label, "remainder", (whole, *parts))


def quotient(label: str, one: Number, other: Number, unit: str, notes: tuple[Note, ...] = ()) -> Number | None:
    """``one`` / ``other``, in percent where that is the unit; nothing where the divisor is zero."""
    if other.value == 0:
        return None
    if is_percent(unit):
        value = divided(EXACT.multiply(one.value, HUNDRED), other.value)
        return Number(value, unit, label, "percentage", (one, other), notes=notes)
    return Number(divided(one.value, other.value), unit, label, "quotient", (one, other), notes=notes)


def growth(label: str, now: Number, before: Number) -> Number | None:
    """(``now`` - ``before``) / ``before``; nothing from zero or below, where a percentage would mislead."""
    if before.value <= ZERO:
        return None
    value = divided(minus(now.value, before.value), before.value)
    return Number(value, FRACTION, label, "growth", (now, before))


def share(label: str, part: Number, whole: Number) -> Number | None:
    """``part`` / ``whole``; nothing where the whole is zero or below, or the part negative."""
    if whole.value <= ZERO or part.value < ZERO:
        return None
    return Number(divided(part.value, whole.value), FRACTION, label, "share", (part, whole))


def average(label: str, numbers: Sequence[Number]) -> Number:
    """The mean."""
    return Number(mean([number.value for number in numbers]), numbers[0].unit, label, "average", tuple(numbers))
