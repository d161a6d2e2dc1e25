from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from salestalk.contracts.base import Contract
from salestalk.contracts.events import Event
from salestalk.contracts.insight import insight_id
from salestalk.contracts.schemas import API, FOLDER, ITEMS, all_schemas, main, stale_files, write_files
from salestalk.names import EventType
from tests.contracts import support
from tests.contracts.support import event, faults, with_at, without

SCHEMAS = all_schemas()
UPLOAD: dict[str, Any] = {
    "batchId": "11111111-2222-4333-8444-555555555555",
    "fileName": "q3.csv",
    "objectKey": "tenant-acme/uploads/11111111-2222-4333-8444-555555555555/q3.csv",
    "requestedAt": 1_760_000_000,
    "updatedAt": 1_760_000_000,
    "state": "loading",
    "place": {"offset": 120, "line": 4, "item": 0},
    "counts": {"created": 2, "rejected": 1},
    "lease": {"owner": "run-1", "until": 1_760_000_120},
}
INSIGHT: dict[str, Any] = {
    "insightId": insight_id(support.TENANT, "target_missed", "revenue", {}, "2025-Q3"),
    "tenantId": support.TENANT,
    "kind": "target_missed",
    "subject": "revenue",
    "period": "2025-Q3",
    "since": "2025-Q2",
    "news": "bad",
    "text": "Revenue was $2.5M in Q3 2025, $100K below the target of $2.6M; the target was missed.",
    "amount": {"id": "d1", "value": -100_000, "unit": "USD"},
    "weight": 2,
    "dataReferences": [{"id": "r1", **support.REFERENCE}],
    "derived": [
        {"id": "d1", "label": "gap", "value": -100_000, "unit": "USD", "operation": "difference", "inputs": ["r1"]}
    ],
    "week": "2025-W46",
    "foundAt": 1_760_000_000,
    "updatedAt": 1_760_000_000,
}
MANIFEST: dict[str, Any] = {
    "exportId": "11111111-2222-4333-8444-555555555555",
    "tenantId": "acme-corp-001",
    "startedAt": 1_760_000_000,
    "finishedAt": 1_760_000_100,
    "isFinal": True,
    "counts": {"metrics": 2},
    "files": [{"name": "exports/1/metrics/000001.csv", "bytes": 99, "records": 2, "sha256": "0" * 64}],
}
CERTIFICATE: dict[str, Any] = {
    "certificateId": "11111111-2222-4333-8444-555555555555",
    "tenantId": "acme-corp-001",
    "requestedBy": "administrator",
    "requestedAt": 1_760_000_000,
    "closedAt": 1_760_000_000,
    "letInUntil": 1_760_003_720,
    "issuedAt": 1_760_000_100,
    "erased": [{"what": "Items", "where": "tenant-acme-corp-001-metrics", "count": 2}],
    "remains": [{"what": "Backups", "where": "DynamoDB", "why": "AWS makes them", "until": 1_763_024_100}],
    "sweptAt": 1_760_003_800,
    "sweptObjects": 0,
}
SAMPLES: Mapping[str, list[dict[str, Any]]] = {
    "tenant": [support.TENANT_ITEM],
    "message": [support.MESSAGE],
    "session-rollup": [support.SESSION],
    "metric-value": [support.VALUE],
    "metric-record": [support.RECORD],
    "metric-definition": [support.DEFINITION],
    "catalog-entry": [support.ENTRY],
    "data-reference": [support.REFERENCE, support.SLICE_REFERENCE],
    "classification": [support.CLASSIFICATION],
    "upload": [UPLOAD],
    "insight": [INSIGHT],
    "export-manifest": [MANIFEST],
    "erasure-certificate": [CERTIFICATE],
    "chat-request": [support.CHAT_REQUEST],
    "chat-answer": [support.CHAT_ANSWER],
    **{event_type.value: [event(event_type)] for event_type in EventType},
}
MODELS: Mapping[str, type[Contract]] = {**ITEMS, **API, **{event_type.value: Event for event_type in EventType}}

DAMAGE: list[tuple[str, str, Any]] = [
    ("tenant", "tenantId", "ACME"),
    ("tenant", "ownerEmail", "nobody"),
    ("tenant", "plan", "gold"),
    ("tenant", "name", ""),
    ("tenant", "metadata.fiscalYearStart", "13-01"),
    ("tenant", "metadata.currency", "usd"),
    ("tenant", "createdAt", 0),
    ("message", "messageId", "1"),
    ("message", "sessionId", "x"),
    ("message", "sender", "robot"),
    ("message", "text", "x" * 10_001),
    ("message", "text", ""),
    ("message", "timestamp", "now"),
    ("message", "timestamp", -1),
    ("message", "ttl", "1"),
    ("message", "ttl", 0),
    ("message", "metadata", []),
    ("session-rollup", "messageCount", -1),
    ("session-rollup", "messageCount", "2"),
    ("session-rollup", "title", "x" * 121),
    ("session-rollup", "revision", 0),
    ("metric-value", "version", 0),
    ("metric-value", "value", "1"),
    ("metric-value", "value", None),
    ("metric-record", "period", "2025-Q5"),
    ("metric-record", "period", "2025-13"),
    ("metric-record", "subject", "Revenue"),
    ("metric-record", "value", True),
    ("metric-record", "unit", ""),
    ("metric-record", "dimensions", {"Region": "x"}),
    ("metric-record", "dimensions", {"region": ""}),
    ("metric-record", "dimensions", {"region": 1}),
    ("metric-record", "dimensions", {f"d{n}": "x" for n in range(9)}),
    ("metric-definition", "kind", "sum"),
    ("metric-definition", "synonyms", [""]),
    ("catalog-entry", "revision", 0),
    ("catalog-entry", "periods", {"decade": {"first": "2024", "last": "2025"}}),
    ("data-reference", "source.table", "tenants-metadata"),
    ("data-reference", "source.pk", "MSG#1"),
    ("data-reference", "source.version", "1"),
    ("classification", "intent", "guess"),
    ("classification", "confidence", 2),
    ("classification", "confidence", None),
    ("classification", "confidence", "0.5"),
    ("classification", "confidence", True),
    ("classification", "timeRange.expression", "last_6d"),
    ("classification", "timeRange.year", "2025"),
    ("classification", "rank", {"direction": "top", "limit": 0}),
    ("classification", "rank", {"direction": "top", "limit": True}),
    ("classification", "components", {}),
    ("upload", "state", "lost"),
    ("upload", "fileName", "a/b.csv"),
    ("upload", "counts.created", "2"),
    ("upload", "lease.until", -1),
    ("upload", "revision", 0),
    ("export-manifest", "tenantId", "ACME"),
    ("export-manifest", "counts.metrics", -1),
    ("export-manifest", "isFinal", "perhaps"),
    ("erasure-certificate", "certificateId", "1"),
    ("erasure-certificate", "issuedAt", "now"),
    ("erasure-certificate", "erased", {}),
    ("insight", "kind", "rumor"),
    ("insight", "news", "old"),
    ("insight", "status", "lost"),
    ("insight", "period", "2025-Q5"),
    ("insight", "amount", {"id": "x1", "value": 1, "unit": "USD"}),
    ("insight", "weight", "2"),
    ("insight", "revision", 0),
    ("tenant", "metadata.delivery", {"webhookUrl": "http://example.com/hook"}),
    ("tenant", "metadata.delivery", {"webhookUrl": "https://user:secret@example.com/"}),
    ("tenant", "metadata.delivery", {"email": "yes"}),
    ("chat-request", "message", " "),
    ("chat-request", "message", 7),
    ("chat-answer", "outcome", "maybe"),
    ("chat-answer", "dataReferences.0.id", "x"),
    ("chat-answer", "qualityMetrics.hallucinationDetected", "no"),
    ("metrics.ingested.v1", "source", "chat-handler"),
    ("metrics.ingested.v1", "eventType", "narrative.generated.v1"),
    ("metrics.ingested.v1", "data.source", "email"),
    ("conversation.completed.v1", "data.satisfactionRating", 6),
    ("tenant.provisioned.v1", "timestamp", "2025-11-15T09:30:00Z"),
    ("tenant.provisioned.v1", "data.plan", "gold"),
    ("classification.performed.v1", "data.processingTimeMs", -1),
    ("narrative.generated.v1", "data.performance.totalTimeMs", "1"),
]


def accepts(name: str, data: Any) -> bool:
    return bool(Draft202012Validator(SCHEMAS[f"{name}.json"]).is_valid(data))


@pytest.mark.parametrize("name", SCHEMAS)
def test_every_schema_is_valid_and_names_itself(name: str) -> None:
    Draft202012Validator.check_schema(SCHEMAS[name])
    assert SCHEMAS[name]["$id"] == name


def test_every_contract_that_is_published_is_sampled_here() -> None:
    assert {f"{name}.json" for name in SAMPLES} == set(SCHEMAS)


@pytest.mark.parametrize("name", SAMPLES)
def test_what_the_contract_accepts_passes_the_schema(name: str) -> None:
    for sample in SAMPLES[name]:
        assert faults(MODELS[name], sample) == []
        assert accepts(name, sample)


@pytest.mark.parametrize("name", SAMPLES)
def test_a_field_nobody_knows_is_refused_by_both(name: str) -> None:
    sample = {**SAMPLES[name][0], "nobodyKnows": 1}
    assert faults(MODELS[name], sample)
    assert not accepts(name, sample)


@pytest.mark.parametrize("name", SAMPLES)
def test_a_required_field_is_required_by_both(name: str) -> None:
    sample = SAMPLES[name][0]
    required = SCHEMAS[f"{name}.json"]["required"]
    assert required
    for field in sample:
        assert ((field, "missing") in faults(MODELS[name], without(sample, field))) == (field in required)
        assert accepts(name, without(sample, field)) == (field not in required)


@pytest.mark.parametrize(("name", "path", "value"), DAMAGE)
def test_what_the_contract_refuses_fails_the_schema(name: str, path: str, value: Any) -> None:
    damaged = with_at(SAMPLES[name][0], path, value)
    assert faults(MODELS[name], damaged)
    assert not accepts(name, damaged)


def test_the_published_files_are_up_to_date() -> None:
    assert stale_files(FOLDER) == []


def test_a_changed_a_missing_and_a_foreign_file_are_noticed_and_put_right(tmp_path: Path) -> None:
    write_files(tmp_path)
    (tmp_path / "tenant.json").write_text("{}")
    (tmp_path / "message.json").unlink()
    (tmp_path / "old.json").write_text("{}")
    assert stale_files(tmp_path) == ["message.json", "old.json", "tenant.json"]
    assert write_files(tmp_path) == ["message.json", "old.json", "tenant.json"]
    assert stale_files(tmp_path) == []


def test_the_command_says_whether_the_files_are_current(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--check"]) == 0
    assert "Out of date: none" in capsys.readouterr().out
    assert main([]) == 2
