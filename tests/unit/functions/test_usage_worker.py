from decimal import Decimal

import pytest

from runtime.settings import SettingsIncomplete
from salestalk.contracts.tenant import TenantStatus
from salestalk.tenancy.registry import ActiveTenants
from tests.unit.events.samples import NOW, completed, delivery, event, ingested, narrated, performed, provisioned
from tests.unit.functions.fakes import Context, MemoryCounters
from tests.unit.tenancy.fakes import MemoryStore, tenant
from usage_worker import handler as function
from usage_worker.counting import COUNTED_FOR, Counting

ACME = "acme-corp-001"
DAY = "2026-01-15"


class Worker:
    """The function over a registry and counters in memory."""

    def __init__(self) -> None:
        self.registry = MemoryStore(tenant(ACME), tenant("other"))
        self.counters = MemoryCounters()
        self.reached: list[str] = []

    def counters_of(self, tenant_id, deadline):
        self.reached.append(tenant_id)
        return self.counters

    def deliver(self, *bodies: str) -> list[str]:
        """Ids of the messages that failed; they are numbered from 0."""
        records = [
            {"messageId": str(number), "body": body, "eventSource": "aws:sqs", "attributes": {}}
            for number, body in enumerate(bodies)
        ]
        answer = function.handler({"Records": records}, Context())
        return [failure["itemIdentifier"] for failure in answer["batchItemFailures"]]


@pytest.fixture
def worker(monkeypatch) -> Worker:
    made = Worker()
    counting = Counting(ActiveTenants(made.registry, lambda: 0.0, served=COUNTED_FOR), made.counters_of)
    monkeypatch.setattr(function, "counting", lambda: counting)
    return made


def test_an_answer_counts_as_a_question_with_its_tokens_and_cost(worker):
    assert worker.deliver(delivery(event(narrated(cost="0.0021"), tenant_id=ACME))) == []

    assert worker.counters.days == {
        (ACME, DAY): {"questions": 1, "inputTokens": 900, "outputTokens": 80, "costUSD": Decimal("0.0021")}
    }


def test_loaded_rows_and_provisioning_are_counted_on_their_tenants_day(worker):
    worker.deliver(
        delivery(event(ingested(valid=7), tenant_id="other")), delivery(event(provisioned("other"), tenant_id="other"))
    )

    assert worker.counters.days == {("other", DAY): {"rowsLoaded": 7, "provisioned": 1}}


def test_an_event_delivered_three_times_counts_once(worker):
    body = delivery(event(ingested(valid=7), tenant_id=ACME))

    assert worker.deliver(body, body) + worker.deliver(body) == []
    assert worker.counters.days == {(ACME, DAY): {"rowsLoaded": 7}}


def test_events_are_counted_through_their_own_tenants_credentials_each_tenants_at_once(worker):
    worker.deliver(*(delivery(event(tenant_id=name, cause=name)) for name in (ACME, "other", ACME)))

    assert worker.reached == [ACME, "other"]


def test_a_poison_message_fails_alone(worker):
    good = delivery(event(tenant_id=ACME))

    assert worker.deliver("poison", good, '{"detail": {}}') == ["0", "2"]
    assert worker.counters.days == {(ACME, DAY): {"rowsLoaded": 2}}


def test_a_batch_of_nothing_but_poison_is_reported_and_not_raised(worker):
    assert worker.deliver("poison", "more") == ["0", "1"]


def test_an_ended_conversation_is_counted(worker):
    assert worker.deliver(delivery(event(completed(), tenant_id=ACME))) == []

    assert worker.counters.days == {(ACME, DAY): {"conversations": 1}}


def test_a_conversation_that_goes_on_after_its_end_and_ends_once_more_is_one_conversation(worker):
    ends = [event(completed(), tenant_id=ACME, cause=f"end {number}") for number in range(3)]

    assert worker.deliver(*map(delivery, ends[:2])) == []
    assert worker.deliver(delivery(ends[2])) == []

    assert worker.counters.days == {(ACME, DAY): {"conversations": 1}}


def test_a_type_that_is_not_counted_fails(worker):
    assert worker.deliver(delivery(event(performed(), tenant_id=ACME))) == ["0"]


@pytest.mark.parametrize("status", [TenantStatus.DELETED, TenantStatus.DELETING])
def test_an_event_of_a_tenant_that_is_gone_is_dropped_with_a_line_and_reaches_nothing(worker, caplog, status):
    worker.registry.entries[ACME] = tenant(ACME, status=status)

    assert worker.deliver(delivery(event(tenant_id=ACME))) == []
    assert worker.reached == []
    (line,) = (record.__dict__ for record in caplog.records)
    assert (line["tenantId"], line["outcome"], line["Outcomes"]) == (ACME, "tenant gone", 1)


def test_an_event_of_a_tenant_whose_creation_failed_fails_and_reaches_nothing(worker):
    worker.registry.entries[ACME] = tenant(ACME, status=TenantStatus.FAILED)

    assert worker.deliver(delivery(event(tenant_id=ACME))) == ["0"]
    assert worker.reached == []


def test_an_event_of_the_tenant_that_had_this_id_before_is_dropped_alone(worker):
    """What was asked before the erasure is not billed to the tenant that took the id; nothing of its own is lost."""
    worker.registry.entries[ACME] = tenant(ACME, created_at=int(NOW.timestamp()), updated_at=int(NOW.timestamp()))
    of_before = event(tenant_id=ACME, cause="before").model_copy(update={"timestamp": "2026-01-15T09:29:59.999Z"})

    assert worker.deliver(delivery(of_before), delivery(event(tenant_id=ACME))) == []
    assert worker.counters.days == {(ACME, DAY): {"rowsLoaded": 2}}


def test_an_event_of_an_unknown_tenant_fails_and_reaches_nothing(worker):
    assert worker.deliver(delivery(event(tenant_id="nobody"))) == ["0"]
    assert worker.reached == []


def test_what_a_suspended_tenant_used_is_still_counted(worker):
    worker.registry.entries[ACME] = tenant(ACME, status=TenantStatus.SUSPENDED)

    assert worker.deliver(delivery(event(tenant_id=ACME))) == []


def test_each_message_writes_one_line_with_tenant_event_and_outcome(worker, caplog):
    good = event(tenant_id=ACME)
    worker.deliver(delivery(good), delivery(good), delivery(event(tenant_id="nobody")), "poison")

    lines = sorted((record.__dict__ for record in caplog.records), key=lambda line: str(line["messageId"]))
    assert [(line["tenantId"], line["outcome"], line["messageId"], line["requestId"]) for line in lines] == [
        (ACME, "applied", "0", "request-1"),
        (ACME, "duplicate", "1", "request-1"),
        ("nobody", "failed", "2", "request-1"),
        ("-", "failed", "3", "request-1"),
    ]
    assert (lines[0]["eventId"], lines[2]["reason"]) == (good.event_id, "This tenant is not known.")


def test_without_its_settings_the_whole_batch_stays_in_the_queue(monkeypatch):
    for variable in ("REGISTRY_TABLE", "DATA_ACCESS_ROLE_ARN", "TABLE_ARN_PREFIX"):
        monkeypatch.delenv(variable, raising=False)

    with pytest.raises(SettingsIncomplete, match="REGISTRY_TABLE, DATA_ACCESS_ROLE_ARN, TABLE_ARN_PREFIX"):
        function.handler({"Records": []}, Context())
