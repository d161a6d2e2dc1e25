"""The two events of an exchange. Their ids follow from the question's id, so a retry emits the same ones."""

from datetime import datetime
from decimal import Decimal

from salestalk.contracts.answer import AiModel, ChatAnswer, Cost, ModelTask, TokenUsage
from salestalk.contracts.base import Contract
from salestalk.contracts.events import (
    ClassificationPerformed,
    Event,
    EventMetadata,
    NarrativeGenerated,
)
from salestalk.contracts.message import Message
from salestalk.events.envelope import envelope


def exchange_events(
    question: Message, answer: ChatAnswer, *, user_id: str, origin: EventMetadata, now: datetime
) -> tuple[Event, Event]:
    """`classification.performed.v1`, and `narrative.generated.v1` which it caused."""
    performed = ClassificationPerformed(
        message_id=question.message_id,
        original_text=question.text,
        classification=answer.classification,
        classifier_model=_classifier(answer.ai_model),
        processing_time_ms=answer.performance.classification_ms,
    )
    generated = NarrativeGenerated(
        message_id=answer.message_id,
        conversation_id=answer.session_id,
        user_message_id=question.message_id,
        narrative_text=answer.answer,
        classification=answer.classification,
        data_references=tuple(reference.without_id() for reference in answer.data_references),
        ai_model=answer.ai_model,
        performance=answer.performance,
        token_usage=answer.token_usage or TokenUsage(),
        cost=answer.cost or Cost(amount_usd=Decimal(0)),
        quality_metrics=answer.quality_metrics,
    )
    first = _about(question, performed, user_id, origin, now)
    caused = origin.model_copy(update={"causation_id": first.event_id})
    return first, _about(question, generated, user_id, caused, now)


def _classifier(used: AiModel) -> str:
    """Whose reading was taken: the model's, or the parser's though a model was asked for something else."""
    read = used.used_for is None or ModelTask.UNDERSTANDING in used.used_for
    return used.model_id if read else AiModel().model_id


def _about(question: Message, data: Contract, user_id: str, origin: EventMetadata, now: datetime) -> Event:
    return envelope(
        data,
        cause=question.message_id,
        tenant_id=question.tenant_id,
        user_id=user_id,
        session_id=question.session_id,
        metadata=origin,
        now=now,
    )
