"""What a metric's unit says about its values: fractions, percentages, money."""

from typing import Final

FRACTION_UNITS: Final = frozenset({"ratio", "rate", "share"})
PERCENT_UNITS: Final = frozenset({"percent", "%", "pct"})
COUNT_UNITS: Final = frozenset({"count", "number", "units", "pieces"})
_CODE_LENGTH: Final = 3


def is_part_of_one(unit: str) -> bool:
    """Whether values are fractions of one: 0.35 is 35 %."""
    return unit.lower() in FRACTION_UNITS


def is_percent(unit: str) -> bool:
    """Whether values are percentages: 35 is 35 %."""
    return unit.lower() in PERCENT_UNITS


def is_count(unit: str) -> bool:
    """Whether values say how many there are."""
    return unit in COUNT_UNITS


def is_currency(unit: str) -> bool:
    """Whether values are amounts of money: the unit is a currency's code."""
    return len(unit) == _CODE_LENGTH and unit.isascii() and unit.isalpha() and unit.isupper()
