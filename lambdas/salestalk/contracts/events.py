"""The events on the bus: one envelope, and the data of each type and version.

Names are ``{domain}.{past-tense action}.v{n}``. A compatible change keeps the version; removing or retyping a field
makes a new one.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, Any, Final, Literal, Self
from uuid import UUID, uuid5

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BeforeValidator,
    Field,
    PlainSerializer,
    SerializeAsAny,
    StrictBool,
    ValidationInfo,
    WithJsonSchema,
    field_validator,
    model_validator,
)

from salestalk.contracts.answer import AiModel, Cost, Milliseconds, Performance, QualityMetrics, TokenUsage
from salestalk.contracts.base import WHOLE_NUMBER, Contract, Count, ExactDecimal, Subject, TenantId, Uuid, fault
from salestalk.contracts.classification import Classification, Intent
from salestalk.contracts.message import SessionId
from salestalk.contracts.metric import PeriodKey, Unit
from salestalk.contracts.reference import DataReference, check_own_table
from salestalk.contracts.tenant import Email, Plan
from salestalk.names import EventSource, EventType

EVENT_VERSION: Final = "1.0"

_NAMESPACE: Final = UUID("5a1e57a1-0000-5e7e-8e7e-000000000001")


def event_time(now: datetime) -> str:
    """``2025-10-15T09:30:00.125Z`` for an aware moment."""
    return now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{now.microsecond // 1000:03d}Z"


def _existing_moment(text: str) -> str:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        raise fault("event_time", "must be a moment that exists, such as 2025-10-15T09:30:00.125Z") from None
    return text


def _moment(value: Any) -> Any:
    if not isinstance(value, str | datetime):
        raise fault("moment", "must be a time in ISO 8601 with its offset")
    return value


Moment = Annotated[
    AwareDatetime,
    BeforeValidator(_moment),
    PlainSerializer(event_time),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]
"""An aware moment, written as text to the millisecond."""


class ClassificationPerformed(Contract):
    """A question was classified."""

    message_id: Uuid
    original_text: Annotated[str, Field(min_length=1, max_length=10_000)]
    classification: Classification
    classifier_model: str
    processing_time_ms: Milliseconds


class NarrativeGenerated(Contract):
    """An answer was given."""

    message_id: Uuid
    conversation_id: SessionId
    user_message_id: Uuid
    narrative_text: str
    classification: Classification
    data_references: tuple[DataReference, ...]
    ai_model: AiModel
    performance: Performance
    token_usage: TokenUsage
    cost: Cost
    quality_metrics: QualityMetrics


class ConversationCompleted(Contract):
    """A session ended, by the user or by time."""

    conversation_id: SessionId
    start_time: Moment
    end_time: Moment
    duration_seconds: Count
    message_count: Count
    user_message_count: Count
    assistant_message_count: Count
    subjects: tuple[Subject, ...]
    intents: tuple[Intent, ...]
    actions_taken: tuple[str, ...]
    satisfaction_rating: Annotated[int, Field(ge=1, le=5), WHOLE_NUMBER] | None = None
    total_cost_usd: ExactDecimal = Field(alias="totalCostUSD")
    average_response_time_ms: Count

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.end_time < self.start_time:
            raise fault("end_before_start", "endTime must not be earlier than startTime")
        return self


class IngestedMetric(Contract):
    """One of the values a batch brought."""

    subject: Subject
    period: PeriodKey
    value: ExactDecimal
    unit: Unit


class ValidationResults(Contract):
    """How many records of a batch held."""

    valid: Count
    invalid: Count
    warnings: Count


class MetricsIngested(Contract):
    """A batch was loaded; `metricsIngested` is a sample."""

    batch_id: Uuid
    source: Literal["csv_upload", "api", "integration"]
    file_name: str | None = None
    record_count: Count
    metrics_ingested: Annotated[tuple[IngestedMetric, ...], Field(max_length=10)]
    validation_results: ValidationResults
    processing_time_ms: Milliseconds


class TenantResources(Contract):
    """What was made for a tenant."""

    messages_table_name: str
    metrics_table_name: str
    s3_prefix: str


class TenantProvisioned(Contract):
    """A tenant is ready."""

    tenant_id: TenantId
    organization_name: str
    owner_email: Email
    plan: Plan
    region: str
    resources: TenantResources
    provisioning_time_ms: Milliseconds
    sample_data_seeded: StrictBool


EVENT_DATA: Final[Mapping[EventType, type[Contract]]] = {
    EventType.CLASSIFICATION_PERFORMED: ClassificationPerformed,
    EventType.NARRATIVE_GENERATED: NarrativeGenerated,
    EventType.CONVERSATION_COMPLETED: ConversationCompleted,
    EventType.METRICS_INGESTED: MetricsIngested,
    EventType.TENANT_PROVISIONED: TenantProvisioned,
}

EVENT_SOURCES: Final[Mapping[EventType, EventSource]] = {
    EventType.CLASSIFICATION_PERFORMED: EventSource.CHAT,
    EventType.NARRATIVE_GENERATED: EventSource.CHAT,
    EventType.CONVERSATION_COMPLETED: EventSource.CHAT,
    EventType.METRICS_INGESTED: EventSource.METRICS,
    EventType.TENANT_PROVISIONED: EventSource.ONBOARDING,
}


class EventMetadata(Contract):
    """What ties an event to its request and its cause."""

    correlation_id: str
    causation_id: str | None = None
    trace_id: str | None = None


class Event(Contract):
    """The envelope: the `detail` of the EventBridge entry."""

    event_id: Uuid
    event_type: EventType
    event_version: Literal["1.0"] = EVENT_VERSION
    source: EventSource
    timestamp: Annotated[
        str, Field(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$"), AfterValidator(_existing_moment)
    ]
    """ISO 8601 with milliseconds, UTC."""
    tenant_id: TenantId
    user_id: str | None = None
    session_id: SessionId | None = None
    metadata: EventMetadata
    data: SerializeAsAny[Contract]

    @field_validator("data", mode="before")
    @classmethod
    def _typed_data(cls, value: Any, info: ValidationInfo) -> Any:
        """Read `data` as the model of its event type; a wrong type is its own fault, and `data` then none."""
        event_type = info.data.get("event_type")
        if event_type is None:
            return Contract()
        return value if isinstance(value, Contract) else EVENT_DATA[event_type].model_validate(value)

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if not isinstance(self.data, EVENT_DATA[self.event_type]):
            raise fault("event_data", f"data is not that of {self.event_type}")
        if self.source != EVENT_SOURCES[self.event_type]:
            raise fault("event_source", f"{self.event_type} comes from {EVENT_SOURCES[self.event_type]}")
        if isinstance(self.data, TenantProvisioned) and self.data.tenant_id != self.tenant_id:
            raise fault("event_tenant", f"data is about tenant {self.data.tenant_id}, the event is of {self.tenant_id}")
        if isinstance(self.data, NarrativeGenerated):
            check_own_table(self.tenant_id, self.data.data_references)
        return self


def event_id(event_type: EventType, tenant_id: str, cause: str) -> str:
    """The UUID of the event that this cause has: a retry gives the same, so consumers drop the duplicate."""
    return str(uuid5(_NAMESPACE, f"{event_type}|{tenant_id}|{cause}"))
