from decimal import Decimal
from enum import StrEnum
from typing import Any, get_args

import pytest

from salestalk.contracts.base import parse
from salestalk.contracts.classification import (
    TIME_EXPRESSIONS,
    Classification,
    Domain,
    Intent,
    Measure,
    Rank,
    TimeExpression,
)
from tests.contracts.support import CLASSIFICATION, faults, with_at, without


def test_a_complete_classification_survives_a_round_trip() -> None:
    classification = parse(Classification, CLASSIFICATION)
    assert parse(Classification, classification.as_item()) == classification


@pytest.mark.parametrize("field", ["intent", "subject", "measure", "confidence", "components"])
def test_a_required_field_may_not_be_missing(field: str) -> None:
    assert faults(Classification, without(CLASSIFICATION, field)) == [(field, "missing")]


def test_every_fault_is_listed_at_once() -> None:
    data = {**CLASSIFICATION, "intent": "guess", "measure": "sum", "confidence": 2, "extra": 1}
    assert sorted(faults(Classification, data)) == [
        ("confidence", "confidence"),
        ("extra", "extra_forbidden"),
        ("intent", "enum"),
        ("measure", "enum"),
    ]


@pytest.mark.parametrize(
    ("path", "value", "rule"),
    [
        ("intent", "forecast", "enum"),
        ("intent", None, "enum"),
        ("measure", "sum", "enum"),
        ("domain", "weather", "enum"),
        ("subject", "Revenue", "subject"),
        ("subject", "", "subject"),
        ("subject", 7, "string_type"),
        ("timeRange.period", "decade", "enum"),
        ("timeRange.year", "2025", "whole_number"),
        ("timeRange.year", True, "whole_number"),
        ("timeRange.year", 1899, "greater_than_equal"),
        ("timeRange.expression", "last_6d", "literal_error"),
        ("timeRange.keys", ["2025-Q5"], "period"),
        ("timeRange.comparison", "dod", "enum"),
        ("timeRange.unknown", 1, "extra_forbidden"),
        ("filters.0.key", "Region!", "subject"),
        ("filters.0.op", "like", "enum"),
        ("groupBy", ["no such name"], "subject"),
        ("relatedSubject", "a b", "subject"),
        ("rank", {"direction": "best", "limit": 3}, "literal_error"),
        ("rank", {"direction": "top", "limit": 0}, "greater_than_equal"),
        ("rank", {"direction": "top", "limit": 1001}, "less_than_equal"),
        ("rank", {"direction": "top", "limit": "5"}, "whole_number"),
        ("rank", {"direction": "top", "limit": True}, "whole_number"),
        ("rank", {"direction": "top", "limit": 2.0}, "whole_number"),
    ],
)
def test_what_is_outside_the_vocabulary_is_refused(path: str, value: Any, rule: str) -> None:
    assert [fault_rule for _, fault_rule in faults(Classification, with_at(CLASSIFICATION, path, value))] == [rule]


@pytest.mark.parametrize("value", ["EMEA", ["EMEA", "APAC"]])
def test_a_filter_holds_one_value_or_several(value: Any) -> None:
    classification = parse(Classification, with_at(CLASSIFICATION, "filters.0.value", value))
    assert list(classification.filters[0].values) == ([value] if isinstance(value, str) else value)


def test_a_limit_read_from_the_store_is_a_whole_number_again() -> None:
    assert parse(Rank, {"direction": "top", "limit": Decimal(5)}).limit == 5


def test_the_relative_times_are_written_down_once_for_people_and_once_for_types() -> None:
    assert get_args(TimeExpression) == TIME_EXPRESSIONS


@pytest.mark.parametrize(
    ("vocabulary", "words"),
    [
        (Intent, "fact_retrieval comparison trend_analysis root_cause prediction ranking breakdown target anomaly"
                 " correlation list unknown"),
        (Measure, "total average count growth ratio rate"),
        (Domain, "revenue margin customers products sales orders operations marketing finance people unknown"),
    ],
)  # fmt: skip
def test_the_vocabulary_is_that_of_the_contract(vocabulary: type[StrEnum], words: str) -> None:
    assert list(vocabulary) == words.split()
