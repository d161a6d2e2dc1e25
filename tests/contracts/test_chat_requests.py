from datetime import UTC, date, datetime
from typing import Any

import pytest

from salestalk.contracts.answer import ChatAnswer, ChatRequest
from salestalk.contracts.base import parse
from tests.contracts.support import CHAT_ANSWER, CHAT_REQUEST, REFERENCE, faults, with_at


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2025-11-15", date(2025, 11, 15)),
        ("2025-11-15T09:30:00Z", datetime(2025, 11, 15, 9, 30, tzinfo=UTC)),
        ("2025-11-15T10:30+01:00", datetime(2025, 11, 15, 9, 30, tzinfo=UTC)),
    ],
)
def test_a_question_is_asked_as_of_a_day_or_a_moment(text: str, moment: date) -> None:
    as_of = parse(ChatRequest, {"message": "x", "asOf": text}).as_of
    assert as_of == moment
    assert type(as_of) is type(moment)


@pytest.mark.parametrize(
    "as_of",
    [
        "2025-02-30", "2025-11-15T09:30:00", "2025-11-15T25:00Z", "15.11.2025", "5", "1763200000", "", "today",
        "20251115", "2025-W46-6", 5, 0, True, 1763200000, [], "9999-12-31T23:59-23:59", "٢٠٢٥-11-15",
    ],
)  # fmt: skip
def test_anything_else_is_no_day(as_of: Any) -> None:
    assert faults(ChatRequest, {"message": "x", "asOf": as_of}) == [("asOf", "as_of")]


@pytest.mark.parametrize(
    ("request_", "where", "rule"),
    [
        ({}, "message", "missing"),
        ({"message": ""}, "message", "string_too_short"),
        ({"message": " \n\t"}, "message", "blank"),
        ({"message": "x" * 10_001}, "message", "string_too_long"),
        ({"message": 7}, "message", "string_type"),
        ({"message": None}, "message", "string_type"),
        ({"message": ["x"]}, "message", "string_type"),
        ({"message": "x", "sessionId": "mine"}, "sessionId", "session_id"),
        ({"message": "x", "tenantId": "other"}, "tenantId", "extra_forbidden"),
        ([], "", "model_type"),
        ("x", "", "model_type"),
        (None, "", "model_type"),
    ],
)
def test_a_question_that_breaks_a_rule_is_refused(request_: Any, where: str, rule: str) -> None:
    assert faults(ChatRequest, request_) == [(where, rule)]


def test_a_question_survives_a_round_trip() -> None:
    request = parse(ChatRequest, CHAT_REQUEST)
    assert parse(ChatRequest, request.as_item()) == request


def test_an_answer_survives_a_round_trip_and_gives_plain_references() -> None:
    answer = parse(ChatAnswer, CHAT_ANSWER)
    assert parse(ChatAnswer, answer.as_item()) == answer
    assert answer.data_references[0].without_id().as_item() == REFERENCE


@pytest.mark.parametrize(
    ("path", "value", "rule"),
    [
        ("outcome", "maybe", "enum"),
        ("dataReferences.0.id", "x1", "string_pattern_mismatch"),
        ("derived.0.id", "d0", "string_pattern_mismatch"),
        ("derived.0.value", 0.5, "exact_number"),
        ("qualityMetrics.confidenceScore", 1.1, "confidence"),
        ("performance.totalTimeMs", -1, "greater_than_equal"),
        ("performance.totalTimeMs", 1.5, "whole_number"),
    ],
)
def test_an_answer_that_breaks_a_rule_is_refused(path: str, value: Any, rule: str) -> None:
    assert [found for _, found in faults(ChatAnswer, with_at(CHAT_ANSWER, path, value))] == [rule]
