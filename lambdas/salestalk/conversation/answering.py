"""A question carried through the stages, as the answer that is sent, stored and told of."""

from decimal import Decimal

from salestalk.contracts.answer import AiModel, ChatAnswer, Cost, Performance, QualityMetrics, TokenUsage
from salestalk.conversation.exchange import ExchangeIds
from salestalk.conversation.stages import Reply

TEMPERATURE = Decimal(0)
"""Of every model: among its words it takes the likeliest."""


def chat_answer(ids: ExchangeIds, reply: Reply, *, total_ms: float) -> ChatAnswer:
    """The answer as it is sent."""
    narrative, times, usage = reply.narrative, reply.times, _usage(reply)
    return ChatAnswer(
        message_id=ids.answer,
        user_message_id=ids.question,
        session_id=ids.session,
        outcome=narrative.outcome,
        reason=narrative.reason,
        answer=narrative.text,
        classification=reply.understanding.classification,
        interpretation=narrative.interpretation,
        data_references=narrative.data_references,
        derived=narrative.derived,
        chart=narrative.chart,
        suggestions=narrative.suggestions,
        ai_model=_model(reply),
        performance=Performance(
            total_time_ms=round(total_ms),
            classification_ms=round(times.classification),
            data_retrieval_ms=round(times.retrieval),
            ai_generation_ms=round(times.generation),
            validation_ms=round(times.narration),
        ),
        quality_metrics=QualityMetrics(
            hallucination_detected=narrative.hallucination_detected,
            facts_verified=narrative.facts_verified,
            facts_total=narrative.facts_total,
            confidence_score=reply.understanding.classification.confidence,
        ),
        token_usage=usage and usage[0],
        cost=usage and usage[1],
    )


def _model(reply: Reply) -> AiModel:
    """The language model that was asked; where none was, ours, with the reason if one was wanted."""
    account = reply.account
    if account is None:
        return AiModel()
    if not account.calls:
        return AiModel(used_for=(), fallback=account.fallback)
    return AiModel(
        provider=account.provider,
        model_id=account.model_id,
        temperature=TEMPERATURE,
        max_tokens=account.max_tokens,
        used_for=account.used_for,
        prompts=account.prompts,
        fallback=account.fallback,
    )


def _usage(reply: Reply) -> tuple[TokenUsage, Cost] | None:
    """What the model took, as its provider counted; none where none was asked."""
    account = reply.account
    if account is None or not account.calls:
        return None
    spent = account.spent
    tokens = TokenUsage(input_tokens=spent.input_tokens, output_tokens=spent.output_tokens)
    return tokens, Cost(amount_usd=account.cost_usd)
