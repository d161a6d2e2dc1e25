"""Every question whose true numbers were worked out apart from the code is answered with exactly those."""

import pytest

from salestalk.conversation.exchange import ExchangeIds
from salestalk.conversation.service import chat_answer
from tests.desk import desk
from tests.evaluation.answers import TrueAnswer, faults, load_answers


@pytest.mark.parametrize("truth", load_answers(), ids=lambda truth: truth.id)
def test_the_true_numbers_are_told_and_no_others(truth: TrueAnswer) -> None:
    reply = desk(truth.tenant).ask(truth.question, as_of=truth.as_of)
    answer = chat_answer(
        ExchangeIds.of(truth.tenant, "u", session_id=None, idempotency_key=truth.id), reply, total_ms=0.0
    )
    assert faults(truth, answer.as_item()) == ()
