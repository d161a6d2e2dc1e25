"""Messages on the real engine: one row per id under concurrency, exchanges, history."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from decimal import Decimal
from threading import Barrier
from uuid import uuid4

import pytest
from botocore.exceptions import ClientError, ReadTimeoutError

from salestalk.adapters.dynamodb.store import DynamoItemStore
from salestalk.contracts.message import Message
from salestalk.errors import InvalidInput, TenantNotActive
from salestalk.ingestion.idempotency import Creation
from tests.integration.ingestion_support import FaultyClient, new_tenant
from tests.unit.ingestion.builders import classification, message_fields

T = 1_760_000_000
WRITERS = 40


@pytest.fixture(scope="module")
def tenant(emulator):
    return new_tenant(emulator, f"messages-{uuid4().hex[:8]}")


def fields(tenant, **changes):
    return message_fields(tenantId=tenant.tenant_id, **{"sessionId": str(uuid4()), **changes})


def message(tenant, **changes):
    return Message.model_validate(fields(tenant, **changes))


def rows_of(tenant, message_id):
    return tenant.scan(tenant.messages_table, f"MSG#{message_id}")


def at_once(writers, action):
    """Each writer's result, all of them let go at the same moment."""
    barrier = Barrier(writers)

    def run(number):
        barrier.wait()
        return action(number)

    with ThreadPoolExecutor(writers) as pool:
        return list(pool.map(run, range(writers)))


def canceled(*reasons):
    response = {
        "Error": {"Code": "TransactionCanceledException", "Message": "canceled"},
        "CancellationReasons": [{"Code": reason} for reason in reasons],
    }
    return ClientError(response, "TransactWriteItems")


def test_a_retry_under_another_time_makes_no_second_row(tenant):
    first = fields(tenant)
    assert tenant.messages.ingest_message(tenant.tenant_id, first) is Creation.CREATED
    again = {**first, "timestamp": first["timestamp"] + 3600}
    assert tenant.messages.ingest_message(tenant.tenant_id, again) is Creation.ALREADY_EXISTS
    assert len(rows_of(tenant, first["messageId"])) == 1


def test_concurrent_retries_under_different_times_make_one_row(tenant):
    first = fields(tenant)
    tries = [{**first, "timestamp": T + number} for number in range(WRITERS)]
    results = at_once(WRITERS, lambda number: tenant.messages.ingest_message(tenant.tenant_id, tries[number]))
    assert results.count(Creation.CREATED) == 1
    assert results.count(Creation.ALREADY_EXISTS) == WRITERS - 1
    (row,) = rows_of(tenant, first["messageId"])
    assert row["sk"]["S"] == tenant.history.message(tenant.tenant_id, first["messageId"]).sk
    assert tenant.history.session(tenant.tenant_id, first["sessionId"]).message_count == 1


def test_concurrent_messages_of_one_session_are_all_counted(tenant):
    session = str(uuid4())
    at_once(8, lambda number: tenant.messages.ingest_message(
        tenant.tenant_id, fields(tenant, sessionId=session, timestamp=T + number)
    ))  # fmt: skip
    assert tenant.history.session(tenant.tenant_id, session).message_count == 8
    assert len(tenant.history.messages(tenant.tenant_id, session).items) == 8


def test_a_transaction_conflict_is_retried(tenant):
    conflicts = [canceled("TransactionConflict", "None", "None"), canceled("None", "None", "TransactionConflict")]
    client = FaultyClient(tenant.client, "transact_write_items", conflicts)
    faulty = replace(tenant, store=DynamoItemStore(client))
    sent = fields(tenant)
    assert faulty.messages.ingest_message(tenant.tenant_id, sent) is Creation.CREATED
    assert client.calls.count("transact_write_items") == 3
    assert len(rows_of(tenant, sent["messageId"])) == 1


def test_a_lost_answer_is_recognized_as_this_very_write(tenant):
    lost = [ReadTimeoutError(endpoint_url="http://localhost")]
    client = FaultyClient(tenant.client, "transact_write_items", lost, after=True)
    sent = fields(tenant)
    faulty = replace(tenant, store=DynamoItemStore(client))
    assert faulty.messages.ingest_message(tenant.tenant_id, sent) is Creation.CREATED
    assert len(rows_of(tenant, sent["messageId"])) == 1


def test_an_exchange_is_stored_once_however_often_it_is_sent(tenant):
    session = str(uuid4())
    question = message(tenant, sessionId=session)

    def send(number):
        answer = message(tenant, sessionId=session, sender="assistant", text=f"answer {number}", timestamp=T + number)
        return answer, tenant.messages.store_exchange(tenant.tenant_id, question, answer)

    sent = at_once(12, send)
    (winner,) = [answer for answer, first in sent if first is None]
    assert all(first == winner for _, first in sent if first is not None)
    assert tenant.history.messages(tenant.tenant_id, session).items == (question, winner)
    rollup = tenant.history.session(tenant.tenant_id, session)
    assert (rollup.user_message_count, rollup.assistant_message_count) == (1, 1)


def test_a_message_comes_back_as_it_was(tenant):
    reference = {
        "metric": "revenue",
        "period": "2025-Q3",
        "value": Decimal("12345678901234567890123456789012345.678"),
        "unit": "USD",
        "dimensions": {"region": "E&M=E#A"},
        "source": {
            "table": tenant.metrics_table,
            "pk": "METRIC#revenue",
            "sk": "2025-Q3#region=E%26M%3DE%23A",
            "version": 2,
        },
    }
    sent = message(
        tenant,
        sender="assistant",
        text="Umsatz: 1,2 Mio. € 📈\n",
        classification={**classification(), "timeRange": {"period": "quarter", "year": 2025, "keys": ["2025-Q3"]}},
        dataReferences=[reference],
        metadata={"chart": {"values": [1, Decimal("0.10"), None, True, ""]}},
        ttl=T + 10,
    )
    tenant.messages.ingest_message(tenant.tenant_id, sent)
    assert tenant.history.message(tenant.tenant_id, sent.message_id) == sent


def test_history_is_paged_in_the_order_of_time(tenant):
    session = str(uuid4())
    sent = [message(tenant, sessionId=session, timestamp=T + n // 2, text=str(n)) for n in range(9)]
    for each in sent:
        tenant.messages.ingest_message(tenant.tenant_id, each)
    found, cursor = [], None
    while True:
        page = tenant.history.messages(tenant.tenant_id, session, limit=3, cursor=cursor)
        found += page.items
        cursor = page.next_cursor
        if cursor is None:
            break
    assert found == sent


def test_sessions_are_listed_by_their_last_activity(emulator):
    tenant = new_tenant(emulator, f"sessions-{uuid4().hex[:8]}")
    sessions = [str(uuid4()) for _ in range(5)]
    for number, session in enumerate(sessions):
        tenant.messages.ingest_message(tenant.tenant_id, fields(tenant, sessionId=session, timestamp=T + number))
    tenant.messages.ingest_message(tenant.tenant_id, fields(tenant, sessionId=sessions[1], timestamp=T + 99))
    first = tenant.history.sessions(tenant.tenant_id, limit=2)
    rest = tenant.history.sessions(tenant.tenant_id, limit=9, cursor=first.next_cursor)
    listed = [session.session_id for session in (*first.items, *rest.items)]
    assert listed == [sessions[1], sessions[4], sessions[3], sessions[2], sessions[0]]


def test_the_item_is_refused_as_a_whole_when_the_database_cannot_hold_it(tenant):
    session = str(uuid4())
    reference = {
        "metric": "revenue",
        "period": "2025-Q3",
        "value": 1,
        "unit": "USD",
        "source": {"table": tenant.metrics_table, "pk": "METRIC#revenue", "sk": "2025-Q3"},
    }
    huge = message(tenant, sessionId=session, dataReferences=[reference] * 4000)
    with pytest.raises(InvalidInput):
        tenant.messages.ingest_message(tenant.tenant_id, huge)
    assert rows_of(tenant, huge.message_id) == []
    assert tenant.history.session(tenant.tenant_id, session) is None


def test_a_tenant_without_tables_is_a_tenant_that_is_gone(tenant):
    with pytest.raises(TenantNotActive):
        tenant.messages.ingest_message("nobody-here", message_fields(tenantId="nobody-here"))
