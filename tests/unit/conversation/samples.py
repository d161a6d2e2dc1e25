"""A valid answer to build tests on."""

from decimal import Decimal
from typing import Any

from salestalk.contracts.answer import ChatAnswer

TENANT = "acme-corp-001"


def classification(**changes: Any) -> dict[str, Any]:
    half = Decimal("0.5")
    return {
        "intent": "fact_retrieval",
        "subject": "revenue",
        "domain": "revenue",
        "measure": "total",
        "timeRange": {"period": "quarter", "value": "Q3", "year": 2025, "keys": ["2025-Q3"]},
        "confidence": Decimal("0.97"),
        "components": {f"{name}_confidence": half for name in ("intent", "subject", "measure", "dimension", "time")},
    } | changes


def reference(period: str = "2025-Q3", value: Any = 2_500_000) -> dict[str, Any]:
    source = {"table": f"tenant-{TENANT}-metrics", "pk": "METRIC#revenue", "sk": period, "version": 1}
    return {"metric": "revenue", "period": period, "value": Decimal(value), "unit": "USD", "source": source}


def answer(**changes: Any) -> ChatAnswer:
    return ChatAnswer.model_validate(
        {
            "messageId": "6f1f64ab-3b0a-4d0e-9a53-0f3a4b7f1c11",
            "userMessageId": "6f1f64ab-3b0a-4d0e-9a53-0f3a4b7f1c12",
            "sessionId": "6f1f64ab-3b0a-4d0e-9a53-0f3a4b7f1c13",
            "outcome": "answered",
            "answer": "Revenue was $2,500,000 in Q3 2025.",
            "classification": classification(),
            "interpretation": {"metric": "Revenue", "asOf": "2026-11-21"},
            "dataReferences": [{"id": "r1", **reference()}],
            "derived": [],
            "suggestions": ["And in Q4?"],
            "aiModel": {},
            "performance": dict.fromkeys(
                ("totalTimeMs", "classificationMs", "dataRetrievalMs", "aiGenerationMs", "validationMs"), 1
            ),
            "qualityMetrics": {
                "hallucinationDetected": False,
                "factsVerified": 1,
                "factsTotal": 1,
                "confidenceScore": Decimal("0.97"),
            },
        }
        | changes
    )
