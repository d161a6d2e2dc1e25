from typing import Any

import pytest

from salestalk.contracts.base import parse
from salestalk.contracts.message import Message
from tests.contracts.support import MESSAGE, MESSAGE_ID, faults, with_at, without


def test_a_message_survives_a_round_trip_and_knows_its_key() -> None:
    message = parse(Message, MESSAGE)
    assert parse(Message, message.as_item()) == message
    assert (message.pk, message.sk) == (f"MSG#{MESSAGE_ID}", "2025-11-15T09:46:40Z")


@pytest.mark.parametrize("field", ["tenantId", "messageId", "sessionId", "sender", "text", "timestamp"])
def test_a_message_is_complete(field: str) -> None:
    assert faults(Message, without(MESSAGE, field)) == [(field, "missing")]


def test_a_message_needs_no_classification_references_or_metadata() -> None:
    bare = without(without(MESSAGE, "classification"), "dataReferences")
    assert parse(Message, bare).as_item() == bare


@pytest.mark.parametrize("text", ["x", "x" * 10_000, "ä" * 10_000, "🙂" * 10_000, " "])
def test_text_of_up_to_ten_thousand_characters_is_kept(text: str) -> None:
    assert parse(Message, {**MESSAGE, "text": text}).text == text


@pytest.mark.parametrize(
    ("path", "value", "where", "rule"),
    [
        ("text", "", "text", "string_too_short"),
        ("text", "x" * 10_001, "text", "string_too_long"),
        ("text", 7, "text", "string_type"),
        ("text", None, "text", "string_type"),
        ("text", "\udfff", "text", "string_unicode"),
        ("sender", "robot", "sender", "enum"),
        ("metadata", {"a": "x" * 50 * 1024}, "metadata", "map_too_large"),
        ("metadata", {"a": 1.5}, "metadata", "map_value"),
        ("metadata", "x", "metadata", "dict_type"),
        ("ttl", 0, "ttl", "greater_than"),
        ("ttl", "1800000000", "ttl", "whole_number"),
        ("classification.confidence", 2, "classification.confidence", "confidence"),
        ("dataReferences.0.period", "2025-Q4", "dataReferences.0", "reference_period"),
        ("extra", 1, "extra", "extra_forbidden"),
    ],
)
def test_a_message_that_breaks_a_rule_is_refused(path: str, value: Any, where: str, rule: str) -> None:
    assert faults(Message, with_at(MESSAGE, path, value)) == [(where, rule)]


def test_metadata_of_exactly_fifty_kilobytes_is_kept() -> None:
    metadata = {"a": "x" * (50 * 1024 - len('{"a":""}'))}
    assert parse(Message, {**MESSAGE, "metadata": metadata}).metadata == metadata
    assert faults(Message, {**MESSAGE, "metadata": {"a": metadata["a"] + "x"}}) == [("metadata", "map_too_large")]
