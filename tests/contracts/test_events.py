from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from salestalk.contracts.base import parse
from salestalk.contracts.events import EVENT_DATA, EVENT_SOURCES, Event, event_id, event_time
from salestalk.contracts.jsontext import loads
from salestalk.names import EventType
from tests.contracts import support
from tests.contracts.support import event, faults, with_at, without

REQUIRED = {
    event_type: [field.alias or name for name, field in model.model_fields.items() if field.is_required()]
    for event_type, model in EVENT_DATA.items()
}
MISSING = [(event_type, field) for event_type, fields in REQUIRED.items() for field in fields]


@pytest.mark.parametrize("event_type", EventType)
def test_an_event_of_each_type_survives_its_way_over_the_bus(event_type: EventType) -> None:
    parsed = parse(Event, event(event_type))
    assert isinstance(parsed.data, EVENT_DATA[event_type])
    assert parse(Event, loads(parsed.as_json())) == parsed


@pytest.mark.parametrize("event_type", EventType)
def test_every_type_has_a_source_and_data(event_type: EventType) -> None:
    assert EVENT_SOURCES[event_type] == support.EVENT_SOURCES[event_type]
    assert event_type in EVENT_DATA


@pytest.mark.parametrize(("event_type", "field"), MISSING)
def test_no_field_of_the_data_may_be_missing(event_type: EventType, field: str) -> None:
    data = without(event(event_type)["data"], field)
    assert [rule for _, rule in faults(Event, event(event_type, data=data))] == ["missing"]


@pytest.mark.parametrize("event_type", EventType)
def test_data_of_another_type_is_refused(event_type: EventType) -> None:
    others = [event(other)["data"] for other in EventType if other != event_type]
    assert all(faults(Event, event(event_type, data=data)) for data in others)


@pytest.mark.parametrize("event_type", EventType)
def test_an_unknown_field_of_the_data_is_refused(event_type: EventType) -> None:
    assert [rule for _, rule in faults(Event, with_at(event(event_type), "data.extra", 1))] == ["extra_forbidden"]


@pytest.mark.parametrize("field", ["eventId", "eventType", "source", "timestamp", "tenantId", "metadata", "data"])
def test_no_field_of_the_envelope_may_be_missing(field: str) -> None:
    assert (field, "missing") in faults(Event, without(event(EventType.METRICS_INGESTED), field))


@pytest.mark.parametrize(
    ("path", "value", "where", "rule"),
    [
        ("eventId", "1", "eventId", "uuid"),
        ("eventType", "metrics.ingested.v2", "eventType", "enum"),
        ("eventType", ["metrics.ingested.v1"], "eventType", "enum"),
        ("eventVersion", "2.0", "eventVersion", "literal_error"),
        ("source", "chat-handler", "", "event_source"),
        ("source", "someone", "source", "enum"),
        ("timestamp", "2025-11-15T09:30:00Z", "timestamp", "string_pattern_mismatch"),
        ("timestamp", "2025-11-15T09:30:00.125+01:00", "timestamp", "string_pattern_mismatch"),
        ("timestamp", "2025-02-30T09:30:00.125Z", "timestamp", "event_time"),
        ("timestamp", "2025-11-15T25:30:00.125Z", "timestamp", "event_time"),
        ("tenantId", "ACME", "tenantId", "tenant_id"),
        ("sessionId", "x", "sessionId", "session_id"),
        ("metadata", {}, "metadata.correlationId", "missing"),
        ("userName", "x", "userName", "extra_forbidden"),
    ],
)
def test_an_envelope_that_breaks_a_rule_is_refused(path: str, value: Any, where: str, rule: str) -> None:
    assert (where, rule) in faults(Event, with_at(event(EventType.METRICS_INGESTED), path, value))


@pytest.mark.parametrize(
    ("event_type", "path", "value", "rule"),
    [
        (
            EventType.NARRATIVE_GENERATED,
            "data.dataReferences.0.source.table",
            "tenant-other-metrics",
            "reference_table",
        ),
        (EventType.NARRATIVE_GENERATED, "data.dataReferences.0.period", "2025-Q4", "reference_period"),
        (EventType.NARRATIVE_GENERATED, "data.qualityMetrics.hallucinationDetected", "no", "bool_type"),
        (EventType.NARRATIVE_GENERATED, "data.cost.amountUSD", 0.1, "exact_number"),
        (EventType.CLASSIFICATION_PERFORMED, "data.originalText", "x" * 10_001, "string_too_long"),
        (EventType.CLASSIFICATION_PERFORMED, "data.processingTimeMs", -1, "greater_than_equal"),
        (EventType.CONVERSATION_COMPLETED, "data.satisfactionRating", 6, "less_than_equal"),
        (EventType.CONVERSATION_COMPLETED, "data.satisfactionRating", True, "whole_number"),
        (EventType.CONVERSATION_COMPLETED, "data.endTime", "2025-11-15T09:29:59.999Z", "end_before_start"),
        (EventType.CONVERSATION_COMPLETED, "data.endTime", "2025-11-15T09:31:00", "timezone_aware"),
        (EventType.CONVERSATION_COMPLETED, "data.endTime", 1_763_200_000, "moment"),
        (EventType.METRICS_INGESTED, "data.source", "email", "literal_error"),
        (EventType.METRICS_INGESTED, "data.metricsIngested.0.period", "2025-Q7", "period"),
        (EventType.TENANT_PROVISIONED, "data.ownerEmail", "nobody", "email"),
        (EventType.TENANT_PROVISIONED, "data.sampleDataSeeded", 1, "bool_type"),
    ],
)
def test_data_that_breaks_a_rule_is_refused(event_type: EventType, path: str, value: Any, rule: str) -> None:
    assert [found for _, found in faults(Event, with_at(event(event_type), path, value))] == [rule]


def test_a_fault_of_the_data_is_named_by_its_whole_path() -> None:
    broken = with_at(event(EventType.METRICS_INGESTED), "data.metricsIngested.0.value", "1")
    assert faults(Event, broken) == [("data.metricsIngested.0.value", "exact_number")]


def test_an_ingested_batch_carries_a_sample_only() -> None:
    sample = event(EventType.METRICS_INGESTED)["data"]["metricsIngested"] * 11
    broken = with_at(event(EventType.METRICS_INGESTED), "data.metricsIngested", sample)
    assert [rule for _, rule in faults(Event, broken)] == ["too_long"]


def test_the_same_cause_gives_the_same_event_id() -> None:
    first = event_id(EventType.METRICS_INGESTED, "acme", "batch-1")
    assert event_id(EventType.METRICS_INGESTED, "acme", "batch-1") == first
    others = {
        event_id(EventType.NARRATIVE_GENERATED, "acme", "batch-1"),
        event_id(EventType.METRICS_INGESTED, "other", "batch-1"),
        event_id(EventType.METRICS_INGESTED, "acme", "batch-2"),
    }
    assert len(others | {first}) == 4


def test_an_events_time_is_written_in_utc_to_the_millisecond() -> None:
    berlin = timezone(timedelta(hours=1))
    assert event_time(datetime(2025, 11, 15, 10, 30, 0, 125_999, berlin)) == "2025-11-15T09:30:00.125Z"
    assert event_time(datetime(2025, 11, 15, 9, 30, tzinfo=UTC)) == "2025-11-15T09:30:00.000Z"
