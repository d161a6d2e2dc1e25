"""What a caller may not blow up: maps that cannot be stored, and problems that repeat whatever was sent."""

from decimal import Decimal
from typing import Any

import pytest

from salestalk.contracts.answer import ChatRequest
from salestalk.contracts.base import MAX_DEPTH, MAX_FAULTS, parse
from salestalk.contracts.metric import MetricRecord
from salestalk.errors import Fault, InvalidInput

RECORD = {"subject": "revenue", "period": "2025-Q3", "value": 1, "unit": "USD"}


def nested(levels: int) -> Any:
    """A map of so many levels."""
    value: Any = 1
    for _ in range(levels):
        value = {"a": value}
    return value


def faults(model: Any, data: Any) -> tuple[Fault, ...]:
    with pytest.raises(InvalidInput) as refusal:
        parse(model, data)
    return refusal.value.faults


@pytest.mark.parametrize(
    ("metadata", "rule"),
    [
        (nested(MAX_DEPTH + 1), "map_too_deep"),
        (nested(499), "map_too_deep"),
        ({"a": 10**38 + 1}, "too_many_digits"),
        ({"a": [{"b": Decimal("1." + "1" * 38)}]}, "too_many_digits"),
        ({"a": Decimal("1E+300")}, "number_range"),
        ({"a": "\ud800"}, "map_value"),
        ({"\ud800": 1}, "map_value"),
        ({"a": 0.5}, "map_value"),
    ],
    ids=("deep", "very deep", "39 digits", "39 places", "out of range", "surrogate", "surrogate name", "float"),
)
def test_a_map_that_would_not_be_stored_as_it_is_is_refused(metadata: Any, rule: str) -> None:
    (fault,) = faults(MetricRecord, RECORD | {"metadata": metadata})
    assert (fault.field, fault.rule) == ("metadata", rule)


def test_a_map_keeps_what_it_holds() -> None:
    metadata = {"digits": 10**38 - 1, "deep": nested(MAX_DEPTH - 2), "yes": True, "no": None, "": ""}
    assert parse(MetricRecord, RECORD | {"metadata": metadata}).metadata == metadata


def test_what_the_caller_wrote_is_repeated_only_in_part() -> None:
    found = faults(MetricRecord, RECORD | {"k" * 1_000_000: 1, "period": "9" * 1_000_000})
    assert {fault.rule for fault in found} == {"extra_forbidden", "period"}
    assert all(len(fault.field) <= 200 and len(fault.message) <= 700 for fault in found)


def test_of_very_many_faults_the_first_are_listed_and_the_rest_counted() -> None:
    found = faults(MetricRecord, RECORD | {f"k{number}": 1 for number in range(20_000)})
    assert len(found) == MAX_FAULTS + 1
    assert found[-1].message == f"{20_000 - MAX_FAULTS} more faults are not listed."


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ([], "The input: must be an object"),
        ({}, "message: is required"),
        ({"message": 1}, "message: must be text"),
        ({"message": "\u00a0 \n"}, "message: must say something"),
        ({"message": "x", "y": 1}, "y: is not a known field"),
        ({"message": "\ud800"}, "message: must be text that can be written in UTF-8"),
    ],
)
def test_a_fault_is_told_in_words_of_json(body: Any, message: str) -> None:
    assert [fault.message for fault in faults(ChatRequest, body)] == [message]


@pytest.mark.parametrize("as_of", ["1900-01-01", "1969-12-31", "1000-01-01T00:00:00+14:00", "0999-01-01"])
def test_a_question_cannot_be_read_as_of_a_day_before_the_service_s_time(as_of: str) -> None:
    (fault,) = faults(ChatRequest, {"message": "Revenue?", "asOf": as_of})
    assert (fault.field, fault.rule) == ("asOf", "as_of")


@pytest.mark.parametrize("as_of", ["1970-01-01", "1970-01-01T00:00:00+14:00"])
def test_the_earliest_days_can_be_named(as_of: str) -> None:
    assert parse(ChatRequest, {"message": "Revenue?", "asOf": as_of}).as_of is not None
