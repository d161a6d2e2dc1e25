from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given

from salestalk.contracts.base import parse
from salestalk.contracts.metric import MetricRecord
from tests.contracts.strategies import exact_decimals
from tests.contracts.support import RECORD, faults


def stored(value: Any) -> Decimal:
    return parse(MetricRecord, {**RECORD, "value": value}).value


@pytest.mark.parametrize(
    "value",
    [
        0,
        -1,
        10**38 - 1,
        Decimal("0.1"),
        Decimal("9" * 38),
        Decimal("9" * 38 + "0" * 20),
        Decimal("1E-130"),
        Decimal("9.9E125"),
    ],
)
def test_an_integer_or_decimal_of_up_to_38_digits_is_kept_exactly(value: Any) -> None:
    assert stored(value) == value


@given(exact_decimals())
def test_no_digit_is_ever_lost(value: Decimal) -> None:
    assert stored(value) == value
    assert stored(value).as_tuple() == value.as_tuple() or value == 0


@pytest.mark.parametrize("zero", [Decimal("-0"), Decimal("0.000"), Decimal("0E+50"), 0])
def test_there_is_one_zero(zero: Any) -> None:
    assert str(stored(zero)) == "0"


@pytest.mark.parametrize(
    ("value", "rule"),
    [
        (10**38 + 1, "too_many_digits"),
        (Decimal("1" * 39), "too_many_digits"),
        (Decimal("0." + "1" * 39), "too_many_digits"),
        (Decimal("1." + "0" * 38 + "1"), "too_many_digits"),
        (Decimal("NaN"), "finite_number"),
        (Decimal("sNaN"), "finite_number"),
        (Decimal("Infinity"), "finite_number"),
        (Decimal("1E126"), "number_range"),
        (Decimal("9E-131"), "number_range"),
        (Decimal("1E+999999999"), "number_range"),
        (True, "exact_number"),
        (False, "exact_number"),
        (1.5, "exact_number"),
        (float("nan"), "exact_number"),
        ("12", "exact_number"),
        (None, "exact_number"),
        ([1], "exact_number"),
    ],
)
def test_what_cannot_be_stored_exactly_is_refused(value: Any, rule: str) -> None:
    assert faults(MetricRecord, {**RECORD, "value": value}) == [("value", rule)]
