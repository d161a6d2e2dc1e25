"""The AsyncAPI document tells of every event what its contract says."""

import json
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from salestalk.contracts.events import EVENT_SOURCES
from salestalk.contracts.jsontext import dumps
from salestalk.names import EventType
from tests.unit.events.samples import completed, event, ingested, narrated, performed, provisioned
from tools import asyncapi

SAMPLES = (ingested(), provisioned("acme-corp-001"), narrated(), performed(), completed())


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    return json.loads(json.dumps(asyncapi.document()))


def resolved(document: dict[str, Any], reference: str) -> Any:
    found: Any = document
    for part in reference.removeprefix("#/").split("/"):
        found = found[part]
    return found


def references(value: Any) -> set[str]:
    if isinstance(value, dict):
        own = {value["$ref"]} if isinstance(value.get("$ref"), str) else set()
        return own.union(*map(references, value.values()))
    return set().union(*map(references, value)) if isinstance(value, list) else set()


def test_every_event_has_a_channel_a_message_and_who_sends_it(document):
    assert document["asyncapi"] == "3.0.0"
    assert set(document["channels"]) == set(document["components"]["messages"]) == set(EventType)
    for event_type in EventType:
        operation = document["operations"][f"tell.{event_type}"]
        assert operation["action"] == "send"
        assert operation["summary"].startswith(str(EVENT_SOURCES[event_type]))
        (message,) = operation["messages"]
        assert resolved(document, message["$ref"])["$ref"] == f"#/components/messages/{event_type}"


def test_every_reference_leads_somewhere(document):
    found = references(document)
    assert len(found) > 20
    for reference in found:
        assert resolved(document, reference) is not None


@pytest.mark.parametrize("data", SAMPLES, ids=lambda data: type(data).__name__)
def test_a_payload_is_what_its_contract_says(document, data):
    told = event(data, tenant_id="acme-corp-001")
    schema = {**document, "$ref": f"#/components/messages/{told.event_type}/payload/schema"}
    said = json.loads(dumps(told.as_item()))
    assert list(Draft202012Validator(schema).iter_errors(said)) == []
    assert list(Draft202012Validator(schema).iter_errors({**said, "tenantId": None})) != []


def test_the_document_and_the_table_of_events_are_as_the_code_says(capsys):
    assert asyncapi.main([]) == 0, capsys.readouterr().err
