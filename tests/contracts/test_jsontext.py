import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salestalk.contracts.jsontext import decimal_text, dumps, loads
from salestalk.errors import InvalidInput
from tests.contracts.strategies import TEXT, exact_decimals

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**38), 10**38) | exact_decimals() | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=12,
)


@given(exact_decimals())
def test_a_number_of_38_digits_comes_back_exactly(number: Decimal) -> None:
    assert loads(dumps(number)) == number


@given(VALUES)
def test_whatever_is_written_is_read_back(value: Any) -> None:
    assert loads(dumps(value)) == value


@given(VALUES)
def test_what_is_written_is_what_every_json_reader_takes(value: Any) -> None:
    json.loads(dumps(value))


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (Decimal(2500000), "2500000"),
        (Decimal("2.5E+6"), "2500000"),
        (Decimal("0.350"), "0.35"),
        (Decimal("1E-10"), "0.0000000001"),
        (Decimal("-0"), "0"),
        (Decimal("100.00"), "100"),
        (Decimal("-12.50"), "-12.5"),
    ],
)
def test_a_decimal_is_written_plainly_without_trailing_zeros(number: Decimal, text: str) -> None:
    assert decimal_text(number) == text


def test_a_fraction_is_read_as_a_decimal_and_a_whole_number_as_an_integer() -> None:
    assert repr(loads("[0.1, 7, 1e3]")) == "[Decimal('0.1'), 7, Decimal('1E+3')]"


@pytest.mark.parametrize(
    "text",
    ["", "{", "NaN", "[Infinity]", "-Infinity", "{'a': 1}", "1e999999999999", b"\xff", "[" * 100_000, "1" * 5_000],
)
def test_what_is_no_json_or_no_number_of_ours_is_refused(text: str | bytes) -> None:
    with pytest.raises(InvalidInput) as refusal:
        loads(text)
    assert [fault.rule for fault in refusal.value.faults] == ["json"]


@pytest.mark.parametrize("value", [0.5, b"x", object(), {"a": [1.0]}, Decimal("NaN"), Decimal("Infinity")])
def test_what_json_cannot_say_exactly_is_not_written(value: Any) -> None:
    with pytest.raises(TypeError):
        dumps(value)
