"""Numbers as they are printed, and the check that holds them to what they stand for."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salestalk.analysis.ledger import Amount
from salestalk.errors import InvariantBroken
from salestalk.narration.check import Item, verify
from salestalk.narration.figures import Figure, change, compact, full, plain, signed_change, size
from salestalk.planning.wording import Data

UNITS = ["USD", "EUR", "CHF", "XYZ", "count", "ratio", "percent", "days", "x", "points"]


def amount(value: str, unit: str = "USD") -> Amount:
    return Amount("r1", Decimal(value), unit)


@pytest.mark.parametrize(
    ("value", "unit", "whole", "short"),
    [
        ("2500000", "USD", "$2,500,000", "$2.5M"),
        ("1200000", "EUR", "€1,200,000", "€1.2M"),
        ("2174999", "USD", "$2,174,999", "$2.17M"),
        ("999950", "USD", "$999,950", "$1M"),
        ("12500", "count", "12,500", "12.5K"),
        ("1250", "count", "1,250", "1,250"),
        ("-350.5", "USD", "−$350.50", "−$350.50"),
        ("0.35", "ratio", "35 %", "35 %"),
        ("0.1666666666666667", "ratio", "16.7 %", "16.7 %"),
        ("0.00042", "ratio", "0.042 %", "0.042 %"),
        ("16.5", "percent", "16.5 %", "16.5 %"),
        ("0", "USD", "$0", "$0"),
        ("81.33333", "USD", "$81.33", "$81.33"),
        ("7200", "CHF", "CHF 7,200", "CHF 7,200"),
        ("5", "XYZ", "XYZ 5", "XYZ 5"),
        ("3.25", "x", "3.25x", "3.25x"),
        ("12.5", "days", "12.5 days", "12.5 days"),
        ("1E+20", "USD", "$100,000,000,000,000,000,000", "$100,000,000T"),
    ],
)
def test_values_are_printed_whole_and_compact(value, unit, whole, short) -> None:
    assert full(amount(value, unit)) == whole
    assert compact(amount(value, unit)) == short


def test_differences_of_fractions_are_points() -> None:
    assert change(amount("-0.03", "ratio")) == "3.0 points"
    assert signed_change(amount("-0.03", "ratio")) == "−3.0 points"
    assert signed_change(amount("1200000", "EUR")) == "+€1.2M"
    assert plain(amount("-0.8149", "coefficient"), 2) == "−0.81"


@given(
    st.decimals(min_value=-(10**18), max_value=10**18, allow_nan=False, places=6),
    st.sampled_from(UNITS),
    st.sampled_from([full, compact, size, change, signed_change]),
)
def test_every_figure_passes_the_check_for_its_own_value(value, unit, style) -> None:
    figure = style(Amount("r1", value, unit))
    assert verify(("It was ", figure, "."), {"r1": Item(value, unit)}) == 1


@given(st.integers(-(10**9), 10**9), st.integers(-(10**9), 10**9))
def test_a_figure_of_another_value_fails_closed(value, other) -> None:
    figure = full(Amount("r1", Decimal(value), "USD"))
    if value != other:
        with pytest.raises(InvariantBroken):
            verify((figure,), {"r1": Item(Decimal(other), "USD")})


@pytest.mark.parametrize(
    "parts",
    [
        ("It was 5.",),
        ("It was five.",),
        ("It doubled.",),
        ("It was ٣.",),
        ("It was ½.",),
        ("It was ", Figure("$5", "r9"), "."),
        ("It was ", Figure("€5", "r1"), "."),
        ("It was ", Figure("$5 %", "r1"), "."),
        ("It was ", Figure("−$5", "r1"), "."),
        ("It was ", Figure("$5M", "r1"), "."),
        ("It was ", Figure("about", "r1"), "."),
        ("It was 1", Figure("$5", "r1"), "."),
        ("It was ", Data("1"), Figure("$5", "r1"), "."),
        ("It was -", Figure("$5", "r1"), "."),
        ("It was ", Figure("$5", "r1"), "K."),
        ("It was ", Figure("$5", "r1"), "%"),
    ],
)
def test_what_is_not_exactly_true_is_not_sent(parts) -> None:
    with pytest.raises(InvariantBroken):
        verify(parts, {"r1": Item(Decimal(5), "USD")})


def test_numerals_of_names_and_labels_are_their_own() -> None:
    parts = (Data("“Plan 9”"), " was ", Figure("$5", "r1"), " in ", Data("Q3 2025"), ".")
    assert verify(parts, {"r1": Item(Decimal(5), "USD")}) == 1
