"""The questions on the example tenants, answered by the code."""

from typing import Any

from salestalk.conversation.answering import chat_answer
from salestalk.conversation.exchange import ExchangeIds
from tests.desk import desk
from tests.evaluation.answers import TrueAnswer


def answered(truth: TrueAnswer) -> dict[str, Any]:
    """The chat answer to a question, as JSON-named values."""
    reply = desk(truth.tenant).ask(truth.question, as_of=truth.as_of)
    ids = ExchangeIds.of(truth.tenant, "u", session_id=None, idempotency_key=truth.id)
    return chat_answer(ids, reply, total_ms=0.0).as_item()
