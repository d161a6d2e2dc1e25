"""An exchange's ids, and the answer as it is stored and comes back."""

from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from salestalk.contracts.jsontext import dumps
from salestalk.conversation.exchange import ExchangeIds, answer_message, stored_answer
from tests.unit.conversation.samples import TENANT, answer


def test_a_stored_answer_comes_back_as_it_was_given():
    given_answer = answer(chart={"mark": "bar", "data": {"values": [{"x": 1}]}})
    assert stored_answer(answer_message(TENANT, given_answer, 1_760_000_000)) == given_answer


def test_a_chart_too_large_to_store_is_left_out_and_nothing_else():
    large = answer(chart={"data": {"values": ["x" * 60_000]}})
    kept = stored_answer(answer_message(TENANT, large, 1_760_000_000))
    assert kept == large.model_copy(update={"chart": None})


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
