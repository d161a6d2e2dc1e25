"""One event of each type."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from salestalk.contracts.answer import Cost, TokenUsage
from salestalk.contracts.base import Contract
from salestalk.contracts.events import (
    ClassificationPerformed,
    ConversationCompleted,
    Event,
    EventMetadata,
    IngestedMetric,
    MetricsIngested,
    NarrativeGenerated,
    TenantProvisioned,
    TenantResources,
    ValidationResults,
)
from salestalk.contracts.jsontext import dumps
from salestalk.events.envelope import envelope
from tests.unit.conversation.samples import answer

NOW = datetime(2026, 1, 15, 9, 30, 0, 125_000, UTC)
BATCH_ID = "6f1f64ab-3b0a-4d0e-9a53-0f3a4b7f1c11"


def ingested(*, valid: int = 2, batch_id: str = BATCH_ID) -> MetricsIngested:
    return MetricsIngested(
        batch_id=batch_id,
        source="api",
        record_count=valid,
        metrics_ingested=(IngestedMetric(subject="revenue", period="2025-Q3", value=Decimal("2500000.5"), unit="USD"),),
        validation_results=ValidationResults(valid=valid, invalid=0, warnings=0),
        processing_time_ms=12,
    )


def provisioned(tenant_id: str = "acme") -> TenantProvisioned:
    return TenantProvisioned(
        tenant_id=tenant_id,
        organization_name="ACME Corporation",
        owner_email="owner@acme.example",
        plan="standard",
        region="North America",
        resources=TenantResources(messages_table_name="m", metrics_table_name="n", s3_prefix="p/"),
        provisioning_time_ms=900,
        sample_data_seeded=False,
    )


def narrated(*, cost: str = "0.0021") -> NarrativeGenerated:
    """An answer of the tenant acme-corp-001, whose table it cites."""
    given = answer()
    return NarrativeGenerated(
        message_id=given.message_id,
        conversation_id=given.session_id,
        user_message_id=given.user_message_id,
        narrative_text=given.answer,
        classification=given.classification,
        data_references=tuple(reference.without_id() for reference in given.data_references),
        ai_model=given.ai_model,
        performance=given.performance,
        token_usage=TokenUsage(input_tokens=900, output_tokens=80),
        cost=Cost(amountUSD=Decimal(cost)),
        quality_metrics=given.quality_metrics,
    )


def performed() -> ClassificationPerformed:
    """A question of the tenant acme-corp-001, as it was read."""
    given = answer()
    return ClassificationPerformed(
        message_id=given.user_message_id,
        original_text="What was revenue in Q3?",
        classification=given.classification,
        classifier_model="builtin",
        processing_time_ms=1,
    )


def delivery(of: Event) -> str:
    """The message in which EventBridge hands an event to a queue."""
    envelope_of_aws = {"version": "0", "source": of.source, "detail-type": of.event_type, "account": "111122223333"}
    return dumps({**envelope_of_aws, "detail": of.as_item()})


def completed() -> ConversationCompleted:
    return ConversationCompleted(
        conversation_id=BATCH_ID,
        start_time=NOW,
        end_time=NOW + timedelta(minutes=5),
        duration_seconds=300,
        message_count=2,
        user_message_count=1,
        assistant_message_count=1,
        subjects=("revenue",),
        intents=(),
        actions_taken=(),
        totalCostUSD=Decimal("0.01"),
        average_response_time_ms=120,
    )


def event(data: Contract | None = None, *, tenant_id: str = "acme", cause: str = "cause", **fields: Any) -> Event:
    return envelope(
        data or ingested(),
        cause=cause,
        tenant_id=tenant_id,
        metadata=EventMetadata(correlation_id="c-1"),
        now=NOW,
        **fields,
    )
