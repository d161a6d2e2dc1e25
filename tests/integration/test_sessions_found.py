"""Sessions on the real engine: named, listed and found, while the conversation goes on."""

from uuid import uuid4

import pytest

from salestalk.ingestion.sessions import SessionKeeper, called
from tests.integration.ingestion_support import new_tenant
from tests.unit.ingestion.builders import message_fields

T = 1_760_000_000


@pytest.fixture(scope="module")
def tenant(emulator):
    return new_tenant(emulator, f"sessions-{uuid4().hex[:8]}")


def ask(tenant, text, session_id, at):
    fields = message_fields(tenantId=tenant.tenant_id, sessionId=session_id, text=text, timestamp=at)
    tenant.messages.ingest_message(tenant.tenant_id, fields)


def found(tenant, wanted, **page):
    return [each.session_id for each in tenant.history.search(tenant.tenant_id, wanted, **page).page.items]


def test_a_session_is_found_by_its_first_question_and_by_its_name_while_it_goes_on(tenant):
    first, second = str(uuid4()), str(uuid4())
    ask(tenant, "What was revenue in Q3?", first, T)
    ask(tenant, "What was churn in Q3?", second, T + 1)
    keeper = SessionKeeper(tenant.store, tenant.strategy)
    keeper.change(tenant.tenant_id, first, lambda session: called(session, "Board meeting"))
    ask(tenant, "And in Q4?", first, T + 2)
    assert found(tenant, "board revenue") == [first]
    assert found(tenant, "q3") == [first, second]
    page = tenant.history.search(tenant.tenant_id, "q3", limit=1)
    assert ([each.session_id for each in page.page.items], page.looked_at) == ([first], 1)
    assert found(tenant, "q3", cursor=page.page.next_cursor) == [second]
