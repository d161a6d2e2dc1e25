"""An exchange's ids, and the answer as it is stored and comes back."""

from decimal import Decimal
from hashlib import sha256
from typing import Any
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from salestalk.contracts.jsontext import dumps
from salestalk.conversation.exchange import ExchangeIds, answer_message, question_message, stored_answer, whole_answer
from tests.unit.conversation.samples import TENANT, answer


def test_a_stored_answer_comes_back_as_it_was_given():
    given_answer = answer(chart={"mark": "bar", "data": {"values": [{"x": 1}]}})
    assert stored_answer(answer_message(TENANT, given_answer, 1_760_000_000)) == given_answer


def values(number: int) -> list[dict[str, Any]]:
    """The points of a long chart, no two of them alike."""
    return [
        {"period": f"{2000 + n // 365}-{n % 365:03}", "value": Decimal(n * 7919) / 100, "id": f"r{n}"}
        for n in range(number)
    ]


def test_a_large_chart_comes_back_whole():
    large = answer(chart={"mark": "line", "data": {"values": values(1_500)}})
    message = answer_message(TENANT, large, 1_760_000_000)
    assert "chart" not in message.metadata
    assert stored_answer(message) == large
    assert len(dumps(message.metadata).encode()) <= 50 * 1024


def test_a_chart_that_is_too_large_however_it_is_stored_is_left_out_and_nothing_else():
    noise = [sha256(str(number).encode()).hexdigest() for number in range(2_000)]
    large = answer(chart={"data": {"values": noise}})
    message = answer_message(TENANT, large, 1_760_000_000)
    assert stored_answer(message) == large.model_copy(update={"chart": None})
    assert message.metadata["chartOmitted"] is True


def test_what_was_stored_before_charts_were_packed_is_read_as_it_was():
    message = answer_message(TENANT, answer(), 1_760_000_000)
    old = message.model_copy(update={"metadata": {**message.metadata, "chartOmitted": True}})
    assert stored_answer(old) == answer()


def test_a_message_that_is_no_answer_of_a_chat_has_no_answer():
    given_answer = answer()
    message = answer_message(TENANT, given_answer, 1_760_000_000)
    assert whole_answer(message) == given_answer
    question = question_message(TENANT, given_answer, "What was revenue?", 1_760_000_000, "u")
    for other in (question, message.model_copy(update={"metadata": None}), message.model_copy(update={"metadata": {}})):
        assert whole_answer(other) is None


def test_a_stored_answer_fits_a_message():
    message = answer_message(TENANT, answer(chart={"data": {"values": ["é" * 60_000]}}), 1_760_000_000)
    assert len(dumps(message.metadata).encode()) <= 50 * 1024


def ids(tenant: str, key: str | None, *, user: str = "u", session: str | None = None) -> ExchangeIds:
    return ExchangeIds.of(tenant, user, session_id=session, idempotency_key=key)


@given(st.text(min_size=1, max_size=80), st.sampled_from(["acme", "acme-corp"]))
def test_the_same_key_gives_the_same_ids_for_one_user_of_one_tenant_only(key, tenant):
    first, again = ids(tenant, key), ids(tenant, key)
    assert first == again
    assert len({UUID(first.question), UUID(first.answer), UUID(first.session)}) == 3
    assert first.question not in {ids("other", key).question, ids(tenant, key, user="v").question}


def test_without_a_key_every_exchange_is_new_and_stays_in_its_session():
    first, second = ids("acme", None, session="s"), ids("acme", None, session="s")
    assert first.question != second.question
    assert first.session == second.session == "s"
