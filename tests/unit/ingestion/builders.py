"""Messages, records and ingestion over a fake store, as the tests of this folder need them."""

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from salestalk.calendar import FiscalCalendar
from salestalk.contracts.message import Message
from salestalk.ingestion.metrics import MetricsIngestion
from salestalk.ingestion.store import ItemStore
from tests.unit.ingestion.fakes import FakeTime

TENANT = "acme-corp-001"
MESSAGES = "tenant-acme-corp-001-messages"
METRICS = "tenant-acme-corp-001-metrics"
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
SESSION = "6f1f64ab-3b0a-4d0e-9a53-0f3a4b7f1c11"
CALENDAR = FiscalCalendar()


def message_fields(**changes: Any) -> dict[str, Any]:
    """A valid message as JSON-named values, with another id each time."""
    return {
        "tenantId": TENANT,
        "messageId": str(uuid4()),
        "sessionId": SESSION,
        "sender": "user",
        "text": "What was revenue in Q3?",
        "timestamp": 1_760_000_000,
        **changes,
    }


def message(**changes: Any) -> Message:
    """The same as a message."""
    return Message.model_validate(message_fields(**changes))


def classification(subject: str = "revenue", intent: str = "fact_retrieval") -> dict[str, Any]:
    """A valid classification as JSON-named values."""
    parts = ("intent", "subject", "measure", "dimension", "time")
    return {
        "intent": intent,
        "subject": subject,
        "measure": "total",
        "confidence": 1,
        "components": {f"{part}_confidence": 1 for part in parts},
    }


def record(**changes: Any) -> dict[str, Any]:
    """A valid record as JSON-named values."""
    return {"subject": "revenue", "period": "2025-Q3", "value": 2_500_000, "unit": "USD", **changes}


def ingestion(store: ItemStore, time: FakeTime | None = None) -> MetricsIngestion:
    """Metric ingestion on calendar years, at `NOW`."""
    strategy = (time or FakeTime()).strategy()
    return MetricsIngestion(store, strategy, calendar_of=lambda _: CALENDAR, clock=lambda: NOW)
