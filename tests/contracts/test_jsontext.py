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
    [
        "", "{", "NaN", "[Infinity]", "-Infinity", "{'a': 1}", "1e999999999999", b"\xff", "[" * 100_000, "1" * 5_000,
        '{"value": 1, "value": 2}', b'"\xed\xa0\x80"', '"x"'.encode("utf-16"),
    ],
)  # fmt: skip
def test_what_is_no_json_or_no_number_of_ours_is_refused(text: str | bytes) -> None:
    with pytest.raises(InvalidInput) as refusal:
        loads(text)
    assert [fault.rule for fault in refusal.value.faults] == ["json"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("1" * 5_000, "a number of 5000 digits is out of range"),
        ('[{"a": {"value": 1, "b": 0, "value": 2}}]', "the name 'value' is given twice in one object"),
        (b'{"a": "\xff"}', "byte 7 is not UTF-8"),
        ("[" * 100_000, "nested too deeply"),
    ],
    ids=("long number", "name twice", "not UTF-8", "deep"),
)
def test_what_is_wrong_is_said_in_words_of_json(text: str | bytes, said: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        loads(text)
    assert refusal.value.faults[0].message == f"Not valid JSON: {said}"


@pytest.mark.parametrize("value", [0.5, b"x", object(), {"a": [1.0]}, Decimal("NaN"), Decimal("Infinity")])
def test_what_json_cannot_say_exactly_is_not_written(value: Any) -> None:
    with pytest.raises(TypeError):
        dumps(value)
