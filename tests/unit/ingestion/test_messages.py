"""One row for each message id, an exchange in one transaction, and history in order."""

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest

from salestalk.errors import Conflict, InvalidInput, RightMissing, Unavailable
from salestalk.ingestion.history import MessageHistory
from salestalk.ingestion.idempotency import Contended, Creation, Throttled, TransientNetwork
from salestalk.ingestion.messages import MessageIngestion
from tests.unit.ingestion.builders import MESSAGES, SESSION, TENANT, classification, message, message_fields
from tests.unit.ingestion.fakes import DictStore, FakeTime


@pytest.fixture
def store():
    return DictStore()


@pytest.fixture
def ingestion(store):
    return MessageIngestion(store, FakeTime().strategy())


@pytest.fixture
def history(store):
    return MessageHistory(store, FakeTime().strategy())


def test_a_retried_message_is_stored_once_even_under_another_time(store, ingestion):
    fields = message_fields()
    assert ingestion.ingest_message(TENANT, fields) == "created"
    assert ingestion.ingest_message(TENANT, fields) == "already_exists"
    assert ingestion.ingest_message(TENANT, {**fields, "timestamp": fields["timestamp"] + 60}) == "already_exists"
    assert len(store.items(MESSAGES, "MSG#")) == 1


def test_concurrent_retries_under_different_times_store_one_row(store, ingestion):
    fields = message_fields()
    tries = [{**fields, "timestamp": fields["timestamp"] + number} for number in range(40)]
    with ThreadPoolExecutor(40) as pool:
        results = list(pool.map(lambda each: ingestion.ingest_message(TENANT, each), tries))
    assert results.count(Creation.CREATED) == 1
    assert len(store.items(MESSAGES, "MSG#")) == 1


def test_a_message_that_breaks_its_contract_stores_nothing_and_lists_every_fault(store, ingestion):
    with pytest.raises(InvalidInput) as raised:
        ingestion.ingest_message(TENANT, message_fields(sender="robot", text="x" * 10_001, timestamp=0))
    assert {fault.field for fault in raised.value.faults} == {"sender", "text", "timestamp"}
    assert store.calls == []


def test_a_message_from_beyond_the_given_moment_is_refused(store, ingestion):
    with pytest.raises(InvalidInput):
        ingestion.ingest_message(TENANT, message_fields(timestamp=1_760_010_000), now=1_760_000_000)
    assert store.calls == []


def test_a_message_of_another_tenant_is_refused(store, ingestion):
    with pytest.raises(InvalidInput) as raised:
        ingestion.ingest_message("techstart-inc-002", message_fields())
    assert raised.value.faults[0].rule == "wrong_tenant"
    assert store.calls == []


def test_a_lost_answer_is_not_written_twice_and_counts_as_created(store, ingestion):
    store.faults_after = [None, TransientNetwork("no answer")]
    assert ingestion.ingest_message(TENANT, message_fields()) == "created"
    assert store.calls == ["get", "transact", "transact"]
    assert len(store.items(MESSAGES, "MSG#")) == 1


@pytest.mark.parametrize(
    "fault", [Contended("TransactionConflict"), Throttled("slow down"), TransientNetwork("no answer")]
)
def test_a_passing_fault_is_outlived(store, ingestion, fault):
    store.faults_before = [None, fault, fault]
    assert ingestion.ingest_message(TENANT, message_fields()) == "created"


def test_refused_access_is_not_retried_and_stays_visible(store, ingestion):
    store.faults_before = [RightMissing("not this tenant")]
    with pytest.raises(RightMissing):
        ingestion.ingest_message(TENANT, message_fields())
    assert store.calls == ["get"]


def test_a_fault_that_does_not_pass_ends_as_unavailable(store, ingestion):
    store.faults_before = [TransientNetwork("no answer")] * 6
    with pytest.raises(Unavailable):
        ingestion.ingest_message(TENANT, message_fields())
    assert store.calls == ["get"] * 6


def test_a_session_that_moves_in_between_loses_no_count(store, ingestion, history):
    store.before_transact = [lambda: ingestion.ingest_message(TENANT, message_fields())]
    assert ingestion.ingest_message(TENANT, message_fields()) == "created"
    assert history.session(TENANT, SESSION).message_count == 2


def test_an_exchange_is_one_transaction(store, ingestion, history):
    question, answer = message(), message(sender="assistant", text="$2,500,000", classification=classification())
    assert ingestion.store_exchange(TENANT, question, answer) is None
    assert store.calls == ["transact"]
    assert history.messages(TENANT, SESSION).items == (question, answer)
    assert history.session(TENANT, SESSION).last_classification.subject == "revenue"


def test_a_repeated_question_gets_the_answer_that_was_stored_first(store, ingestion, history):
    question, answer = message(), message(sender="assistant", text="first")
    ingestion.store_exchange(TENANT, question, answer)
    again = question.model_copy(update={"timestamp": question.timestamp + 5})
    second = answer.model_copy(update={"text": "second", "timestamp": answer.timestamp + 5})
    assert ingestion.store_exchange(TENANT, again, second) == answer
    assert history.session(TENANT, SESSION).message_count == 2
    assert len(store.items(MESSAGES, "MSG#")) == 2


def test_a_session_as_last_read_saves_reading_it_and_may_be_out_of_date(store, ingestion, history):
    ingestion.ingest_message(TENANT, message())
    known = history.session(TENANT, SESSION)
    ingestion.ingest_message(TENANT, message())
    ingestion.store_exchange(TENANT, message(), message(sender="assistant"), known_session=known)
    store.calls.clear()
    current = history.session(TENANT, SESSION)
    ingestion.store_exchange(TENANT, message(), message(sender="assistant"), known_session=current)
    assert store.calls == ["get", "transact"]
    assert history.session(TENANT, SESSION).message_count == 6


def test_ids_that_belong_to_something_else_are_a_conflict(ingestion):
    alone = message()
    ingestion.ingest_message(TENANT, alone)
    with pytest.raises(Conflict):
        ingestion.store_exchange(TENANT, alone, message(sender="assistant"))
    with pytest.raises(Conflict):
        ingestion.store_exchange(TENANT, message(), alone)


def test_question_and_answer_of_different_sessions_are_refused(ingestion):
    with pytest.raises(InvalidInput):
        ingestion.store_exchange(TENANT, message(), message(sender="assistant", sessionId=str(uuid4())))


def test_a_message_is_found_by_its_id(ingestion, history):
    stored = message(metadata={"amount": 3, "parts": ["a", {"b": None}]})
    ingestion.ingest_message(TENANT, stored)
    assert history.message(TENANT, stored.message_id) == stored
    assert history.message(TENANT, str(uuid4())) is None


def test_an_expiring_message_takes_its_guard_along(store, ingestion):
    ingestion.ingest_message(TENANT, message(ttl=1_900_000_000))
    assert [item["ttl"] for item in store.items(MESSAGES, "IDEMPOTENCY#")] == [1_900_000_000]


@pytest.mark.parametrize("limit", [1, 2, 3, 5, 100])
def test_pages_give_every_message_once_in_the_order_of_time(ingestion, history, limit):
    times = [50, 10, 10, 10, 20, 30, 30, 40, 40]
    stored = [message(timestamp=1_760_000_000 + offset, text=str(n)) for n, offset in enumerate(times)]
    for each in stored:
        ingestion.ingest_message(TENANT, each)
    assert _all_pages(history, limit) == sorted(stored, key=lambda each: each.timestamp)


def test_the_second_page_begins_behind_the_first(ingestion, history):
    for offset in range(5):
        ingestion.ingest_message(TENANT, message(timestamp=1_760_000_000 + offset, text=str(offset)))
    first = history.messages(TENANT, SESSION, limit=2)
    assert [each.text for each in first.items] == ["0", "1"]
    second = history.messages(TENANT, SESSION, limit=2, cursor=first.next_cursor)
    assert [each.text for each in second.items] == ["2", "3"]


@pytest.mark.parametrize("cursor", ["!", "YQ", "-1", "MTIzNDU2Nzg5MDEyMzQ1", "é"])
def test_a_cursor_that_was_not_given_out_is_refused(history, cursor):
    with pytest.raises(InvalidInput) as raised:
        history.messages(TENANT, SESSION, cursor=cursor)
    assert raised.value.faults[0].field == "cursor"


def test_sessions_are_listed_by_their_last_activity_and_hold_no_messages(ingestion, history):
    sessions = [str(uuid4()) for _ in range(4)]
    for number, session_id in enumerate(sessions):
        ingestion.ingest_message(TENANT, message(sessionId=session_id, timestamp=1_760_000_000 + number))
    ingestion.ingest_message(TENANT, message(sessionId=sessions[0], timestamp=1_760_000_100))
    first = history.sessions(TENANT, limit=3)
    rest = history.sessions(TENANT, limit=3, cursor=first.next_cursor)
    listed = [session.session_id for session in (*first.items, *rest.items)]
    assert listed == [sessions[0], sessions[3], sessions[2], sessions[1]]
    assert rest.next_cursor is None


def _all_pages(history, limit):
    found, cursor = [], None
    while True:
        page = history.messages(TENANT, SESSION, limit=limit, cursor=cursor)
        found += page.items
        cursor = page.next_cursor
        if cursor is None:
            return found
