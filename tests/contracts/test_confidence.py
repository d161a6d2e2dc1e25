from decimal import Decimal
from typing import Any

import pytest

from salestalk.contracts.base import parse
from salestalk.contracts.classification import Classification, Components
from tests.contracts.support import CLASSIFICATION, COMPONENTS, faults, with_at

NOT_CONFIDENCES = [
    Decimal("1.0000000001"),
    Decimal("-0.0000000001"),
    2,
    -1,
    1.5,
    float("nan"),
    float("inf"),
    Decimal("NaN"),
    Decimal("sNaN"),
    Decimal("-Infinity"),
    Decimal("1E+999999999"),
    True,
    False,
    "0.5",
    None,
    [0.5],
    {},
]


@pytest.mark.parametrize("value", [0, 1, Decimal(0), Decimal(1), Decimal("0.5"), 0.0, 1.0, 0.85])
def test_a_number_from_0_to_1_is_a_confidence(value: Any) -> None:
    classification = parse(Classification, {**CLASSIFICATION, "confidence": value})
    assert classification.confidence == Decimal(str(value))


@pytest.mark.parametrize("value", NOT_CONFIDENCES)
def test_anything_else_is_no_confidence(value: Any) -> None:
    assert faults(Classification, {**CLASSIFICATION, "confidence": value}) == [("confidence", "confidence")]


@pytest.mark.parametrize("component", COMPONENTS)
@pytest.mark.parametrize("value", NOT_CONFIDENCES)
def test_each_component_is_held_to_the_same_bounds(component: str, value: Any) -> None:
    assert faults(Components, {**COMPONENTS, component: value}) == [(component, "confidence")]


@pytest.mark.parametrize("component", COMPONENTS)
def test_no_component_may_be_missing(component: str) -> None:
    components = {name: value for name, value in COMPONENTS.items() if name != component}
    data = with_at(CLASSIFICATION, "components", components)
    assert faults(Classification, data) == [(f"components.{component}", "missing")]


def test_a_float_is_taken_as_it_is_printed() -> None:
    assert parse(Components, {**COMPONENTS, "time_confidence": 0.1}).time_confidence == Decimal("0.1")
