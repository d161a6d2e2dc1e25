import time
from decimal import Decimal
from typing import Any

import pytest

from salestalk.contracts.base import parse
from salestalk.contracts.message import Message
from tests.contracts.support import MESSAGE, NOW, faults

HOUR = 3600


@pytest.mark.parametrize("value", [1, NOW, NOW + HOUR, Decimal(NOW), Decimal("1.763E9")])
def test_whole_seconds_up_to_one_hour_ahead_are_a_timestamp(value: Any) -> None:
    assert parse(Message, {**MESSAGE, "timestamp": value}, now=NOW).timestamp == int(value)


@pytest.mark.parametrize(
    "value",
    [
        0,
        -1,
        NOW + HOUR + 1,
        NOW * 1000,
        Decimal("1760000000.5"),
        1760000000.0,
        "1760000000",
        True,
        None,
        "2025-11-15T00:00:00Z",
        Decimal("NaN"),
        Decimal("Infinity"),
        Decimal("1E+999999999"),
    ],
)
def test_anything_else_is_no_timestamp(value: Any) -> None:
    assert faults(Message, {**MESSAGE, "timestamp": value}) == [("timestamp", "timestamp")]


def test_the_callers_clock_decides_what_lies_ahead() -> None:
    assert faults(Message, MESSAGE, now=NOW - HOUR) == []
    assert faults(Message, MESSAGE, now=NOW - HOUR - 1) == [("timestamp", "timestamp")]
    assert faults(Message, {**MESSAGE, "timestamp": HOUR + 1}, now=0) == [("timestamp", "timestamp")]


def test_without_a_clock_given_the_systems_is_used() -> None:
    assert parse(Message, {**MESSAGE, "timestamp": int(time.time())})
