"""Valid samples of every contract, and how a test asks what is wrong with one."""

from collections.abc import Mapping
from copy import deepcopy
from decimal import Decimal
from typing import Any

from salestalk.contracts.base import Contract, parse
from salestalk.errors import Fault, InvalidInput
from salestalk.names import EventType

NOW = 1_763_200_000  # 2025-11-15
TENANT = "acme-corp-001"
TABLE = f"tenant-{TENANT}-metrics"
MESSAGE_ID = "6f1f64ab-3b0a-4d0e-9a53-0f3a4b7f1c11"
OTHER_ID = "0f0e54e5-93a4-4f9e-8d9b-3a5b0a3c7d22"
SESSION_ID = "5b2a8f0e-54b5-4a40-9a1e-6d1f5b1f0a33"

COMPONENTS: dict[str, Any] = {
    f"{part}_confidence": Decimal("0.9") for part in ("intent", "subject", "measure", "dimension", "time")
}
CLASSIFICATION: dict[str, Any] = {
    "intent": "fact_retrieval",
    "subject": "revenue",
    "domain": "revenue",
    "measure": "total",
    "timeRange": {"period": "quarter", "value": "Q3", "year": 2025, "keys": ["2025-Q3"]},
    "filters": [{"key": "region", "value": "EMEA"}],
    "groupBy": [],
    "confidence": Decimal("0.95"),
    "components": COMPONENTS,
}
REFERENCE: dict[str, Any] = {
    "metric": "revenue",
    "period": "2025-Q3",
    "value": 2_500_000,
    "unit": "USD",
    "source": {"table": TABLE, "pk": "METRIC#revenue", "sk": "2025-Q3"},
}
SLICE_REFERENCE: dict[str, Any] = {
    **REFERENCE,
    "dimensions": {"region": "EMEA"},
    "source": {"table": TABLE, "pk": "METRIC#revenue", "sk": "2025-Q3#region=EMEA", "version": 2},
}
RECORD: dict[str, Any] = {
    "subject": "revenue",
    "period": "2025-Q3",
    "value": Decimal("2500000.25"),
    "unit": "USD",
    "dimensions": {"region": "EMEA", "segment": "SMB"},
    "recordedAt": NOW,
}
VALUE: dict[str, Any] = {
    "tenantId": TENANT,
    "metricId": MESSAGE_ID,
    "metricType": "revenue",
    "subject": "revenue",
    "period": "2025-Q3",
    "value": 600_000,
    "unit": "USD",
    "dimensions": {"region": "EMEA"},
    "dimensionKey": "region:EMEA",
    "timestamp": 1_751_328_000,
    "recordedAt": NOW,
    "version": 1,
}
MESSAGE: dict[str, Any] = {
    "tenantId": TENANT,
    "messageId": MESSAGE_ID,
    "sessionId": SESSION_ID,
    "sender": "assistant",
    "text": "Revenue in 2025-Q3 was $2,500,000.",
    "timestamp": NOW,
    "classification": CLASSIFICATION,
    "dataReferences": [REFERENCE],
}
SESSION: dict[str, Any] = {
    "sessionId": SESSION_ID,
    "title": "What was revenue in Q3?",
    "startedAt": NOW,
    "lastActivityAt": NOW,
    "messageCount": 2,
    "userMessageCount": 1,
    "assistantMessageCount": 1,
    "subjects": ["revenue"],
    "intents": ["fact_retrieval"],
    "lastClassification": CLASSIFICATION,
    "totalResponseTimeMs": 12,
    "revision": 1,
}
TENANT_ITEM: dict[str, Any] = {
    "tenantId": TENANT,
    "name": "ACME Corporation",
    "ownerEmail": "owner@acme.example.com",
    "plan": "standard",
    "messagesTableName": f"tenant-{TENANT}-messages",
    "metricsTableName": TABLE,
    "s3Prefix": f"tenant-{TENANT}/",
    "createdAt": NOW,
    "updatedAt": NOW,
    "status": "active",
    "metadata": {"fiscalYearStart": "01-01", "timeZone": "America/Chicago", "currency": "USD", "tier": 1},
}
DEFINITION: dict[str, Any] = {"subject": "revenue", "unit": "USD", "synonyms": ["sales"], "kind": "flow"}
ENTRY: dict[str, Any] = {
    "subject": "revenue",
    "displayName": "Revenue",
    "unit": "USD",
    "kind": "flow",
    "dimensions": {"region": ["APAC", "EMEA"]},
    "periods": {"quarter": {"first": "2024-Q1", "last": "2025-Q4"}},
    "revision": 3,
}
AI_MODEL: dict[str, Any] = {"provider": "builtin", "modelId": "builtin"}
PERFORMANCE: dict[str, Any] = {
    "totalTimeMs": 12,
    "classificationMs": 1,
    "dataRetrievalMs": 9,
    "aiGenerationMs": 0,
    "validationMs": 1,
}
QUALITY: dict[str, Any] = {
    "hallucinationDetected": False,
    "factsVerified": 1,
    "factsTotal": 1,
    "confidenceScore": Decimal("0.95"),
}
CHAT_REQUEST: dict[str, Any] = {"message": "What was revenue in Q3?", "sessionId": SESSION_ID, "asOf": "2025-11-15"}
CHAT_ANSWER: dict[str, Any] = {
    "messageId": MESSAGE_ID,
    "userMessageId": OTHER_ID,
    "sessionId": SESSION_ID,
    "outcome": "answered",
    "answer": "Revenue in 2025-Q3 was $2,500,000.",
    "classification": CLASSIFICATION,
    "interpretation": {"asOf": "2025-11-15", "metric": "revenue", "periods": ["2025-Q3"]},
    "dataReferences": [{"id": "r1", **REFERENCE}],
    "derived": [
        {"id": "d1", "label": "half", "value": 1_250_000, "unit": "USD", "operation": "r1 / 2", "inputs": ["r1"]}
    ],
    "aiModel": AI_MODEL,
    "performance": PERFORMANCE,
    "qualityMetrics": QUALITY,
}
EVENT_DATA_SAMPLES: Mapping[EventType, dict[str, Any]] = {
    EventType.CLASSIFICATION_PERFORMED: {
        "messageId": MESSAGE_ID,
        "originalText": "What was revenue in Q3?",
        "classification": CLASSIFICATION,
        "classifierModel": "builtin",
        "processingTimeMs": 1,
    },
    EventType.NARRATIVE_GENERATED: {
        "messageId": OTHER_ID,
        "conversationId": SESSION_ID,
        "userMessageId": MESSAGE_ID,
        "narrativeText": "Revenue in 2025-Q3 was $2,500,000.",
        "classification": CLASSIFICATION,
        "dataReferences": [REFERENCE],
        "aiModel": AI_MODEL,
        "performance": PERFORMANCE,
        "tokenUsage": {"inputTokens": 0, "outputTokens": 0},
        "cost": {"amountUSD": Decimal("0.0001")},
        "qualityMetrics": QUALITY,
    },
    EventType.CONVERSATION_COMPLETED: {
        "conversationId": SESSION_ID,
        "startTime": "2025-11-15T09:30:00.000Z",
        "endTime": "2025-11-15T09:31:00.000Z",
        "durationSeconds": 60,
        "messageCount": 2,
        "userMessageCount": 1,
        "assistantMessageCount": 1,
        "subjects": ["revenue"],
        "intents": ["fact_retrieval"],
        "actionsTaken": [],
        "satisfactionRating": 5,
        "totalCostUSD": 0,
        "averageResponseTimeMs": 12,
    },
    EventType.METRICS_INGESTED: {
        "batchId": MESSAGE_ID,
        "source": "api",
        "recordCount": 1,
        "metricsIngested": [{"subject": "revenue", "period": "2025-Q3", "value": 1, "unit": "USD"}],
        "validationResults": {"valid": 1, "invalid": 0, "warnings": 0},
        "processingTimeMs": 5,
    },
    EventType.TENANT_PROVISIONED: {
        "tenantId": TENANT,
        "organizationName": "ACME Corporation",
        "ownerEmail": "owner@acme.example.com",
        "plan": "standard",
        "region": "us-east-1",
        "resources": {
            "messagesTableName": f"tenant-{TENANT}-messages",
            "metricsTableName": TABLE,
            "s3Prefix": f"tenant-{TENANT}/",
        },
        "provisioningTimeMs": 1200,
        "sampleDataSeeded": False,
    },
}
EVENT_SOURCES: Mapping[EventType, str] = {
    EventType.CLASSIFICATION_PERFORMED: "chat-handler",
    EventType.NARRATIVE_GENERATED: "chat-handler",
    EventType.CONVERSATION_COMPLETED: "chat-handler",
    EventType.METRICS_INGESTED: "metrics-handler",
    EventType.TENANT_PROVISIONED: "tenant-onboard",
}


def event(event_type: EventType, **changes: Any) -> dict[str, Any]:
    """A valid event of the type, with some of its envelope's fields replaced."""
    return {
        "eventId": MESSAGE_ID,
        "eventType": event_type.value,
        "eventVersion": "1.0",
        "source": EVENT_SOURCES[event_type],
        "timestamp": "2025-11-15T09:30:00.125Z",
        "tenantId": TENANT,
        "metadata": {"correlationId": "request-1"},
        "data": deepcopy(EVENT_DATA_SAMPLES[event_type]),
        **changes,
    }


def without(data: Mapping[str, Any], field: str) -> dict[str, Any]:
    """The same without one field."""
    return {name: value for name, value in data.items() if name != field}


def with_at(data: Mapping[str, Any], path: str, value: Any) -> dict[str, Any]:
    """A deep copy with the field at a dotted path (``dataReferences.0.source.sk``) replaced or added."""
    copy = deepcopy(dict(data))
    target: Any = copy
    *parents, last = path.split(".")
    for part in parents:
        target = target[int(part)] if isinstance(target, list) else target[part]
    target[int(last) if isinstance(target, list) else last] = value
    return copy


def faults(model: type[Contract], data: Any, now: int = NOW) -> list[tuple[str, str]]:
    """(field, rule) of each fault; empty when the data is valid."""
    found: tuple[Fault, ...] = ()
    try:
        parse(model, data, now=now)
    except InvalidInput as error:
        found = error.faults or (Fault("", "nothing_named", ""),)
    assert all(fault.message for fault in found), "every refusal says why"
    return [(fault.field, fault.rule) for fault in found]
