import json

import pytest

from salestalk.contracts.events import MetricsIngested
from salestalk.contracts.jsontext import loads
from salestalk.errors import InvalidInput, InvariantBroken
from salestalk.events.envelope import read_event, write_event
from salestalk.names import EventType
from tests.unit.events.samples import completed, event, ingested, narrated, provisioned


def test_an_event_says_its_type_source_and_time():
    made = json.loads(write_event(event(tenant_id="acme", user_id="u-1")))

    assert (made["eventType"], made["source"]) == ("metrics.ingested.v1", "metrics-handler")
    assert (made["eventVersion"], made["timestamp"]) == ("1.0", "2026-01-15T09:30:00.125Z")
    assert (made["tenantId"], made["userId"], made["metadata"]) == ("acme", "u-1", {"correlationId": "c-1"})


def test_the_same_cause_gives_the_same_event_id():
    assert event(cause="one").event_id == event(cause="one").event_id


@pytest.mark.parametrize("other", [event(cause="two"), event(tenant_id="other"), event(provisioned("acme"))])
def test_another_cause_tenant_or_type_gives_another_event_id(other):
    assert other.event_id != event().event_id


@pytest.mark.parametrize(
    "sent",
    [event(ingested()), event(provisioned()), event(completed()), event(narrated(), tenant_id="acme-corp-001")],
    ids=lambda sent: sent.event_type,
)
def test_what_was_written_is_read_back_the_same(sent):
    assert read_event(loads(write_event(sent))) == sent


def test_an_answer_that_cites_another_tenants_table_is_never_sent():
    with pytest.raises(InvariantBroken, match="must point into 'tenant-acme-metrics'"):
        event(narrated(), tenant_id="acme")


def test_numbers_travel_exactly():
    assert '"value":2500000.5' in write_event(event())


def test_an_invalid_event_is_never_written():
    broken = event().model_copy(update={"tenant_id": "Not A Tenant"})

    with pytest.raises(InvariantBroken, match="tenantId"):
        write_event(broken)


def test_data_that_breaks_its_contract_is_never_written():
    broken = event(ingested().model_copy(update={"record_count": -1}))

    with pytest.raises(InvariantBroken, match="recordCount"):
        write_event(broken)


def test_an_envelope_for_no_tenant_is_our_fault_and_not_the_callers():
    with pytest.raises(InvariantBroken, match="tenant_id"):
        event(tenant_id="Not A Tenant")


def test_fields_that_a_newer_sender_added_are_passed_over():
    text = loads(write_event(event()))
    text["new"] = text["metadata"]["new"] = text["data"]["new"] = text["data"]["validationResults"]["new"] = 1

    assert read_event(text) == event()


def test_every_fault_of_an_event_is_told():
    text = loads(write_event(event()))
    text["data"] |= {"recordCount": -1, "batchId": "x"}

    with pytest.raises(InvalidInput) as caught:
        read_event(text)

    assert {fault.field for fault in caught.value.faults} == {"recordCount", "batchId"}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"eventType": "metrics.ingested.v2"}, "eventType"),
        ({"eventType": None}, "eventType"),
        ({"tenantId": "*"}, "tenantId"),
        ({"source": "chat-handler"}, ""),
        ({"eventType": EventType.NARRATIVE_GENERATED}, "messageId"),
        ({"data": []}, ""),
    ],
)
def test_a_broken_envelope_is_refused(change, field):
    text = {**loads(write_event(event())), **change}

    with pytest.raises(InvalidInput) as caught:
        read_event(text)

    assert field in {fault.field for fault in caught.value.faults}


def test_an_event_about_another_tenant_than_its_own_is_refused():
    text = loads(write_event(event(provisioned("acme"))))
    text["tenantId"] = "other"

    with pytest.raises(InvalidInput, match="not valid") as caught:
        read_event(text)

    assert [fault.rule for fault in caught.value.faults] == ["event_tenant"]


@pytest.mark.parametrize("detail", [None, [], 3, "text", {}, {"data": {}}, {"eventType": [], "data": {}}])
def test_what_is_no_event_is_refused(detail):
    with pytest.raises(InvalidInput):
        read_event(detail)


def test_the_data_is_typed():
    assert isinstance(read_event(loads(write_event(event()))).data, MetricsIngested)
