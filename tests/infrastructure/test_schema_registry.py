"""What the registry holds says of every event what our own contracts say."""

import json

import pytest
from jsonschema import Draft4Validator

from constructs_lib.schema_registry import draft_4
from salestalk import names
from salestalk.contracts.events import EVENT_SOURCES
from salestalk.contracts.jsontext import dumps
from salestalk.names import EventType
from tests.unit.events.samples import completed, event, ingested, narrated, performed, provisioned

SAMPLES = (ingested(), provisioned("acme-corp-001"), narrated(), performed(), completed())


@pytest.fixture(scope="module")
def registered(in_production) -> dict[str, dict]:
    found = in_production[names.OBSERVABILITY_STACK].all("AWS::EventSchemas::Schema").values()
    return {each["SchemaName"]: json.loads(each["Content"]) for each in found}


def test_every_event_is_registered_under_its_source(registered):
    assert set(registered) == {f"{EVENT_SOURCES[event_type]}@{event_type}" for event_type in EventType}
    assert all(len(json.dumps(schema)) < 100_000 for schema in registered.values())


@pytest.mark.parametrize("data", SAMPLES, ids=lambda data: type(data).__name__)
def test_a_registered_schema_takes_the_event_and_refuses_a_damaged_one(registered, data):
    told = event(data, tenant_id="acme-corp-001")
    schema = registered[f"{told.source}@{told.event_type}"]
    Draft4Validator.check_schema(schema)
    said = json.loads(dumps(told.as_item()))
    assert list(Draft4Validator(schema).iter_errors(said)) == []
    for name in schema["required"]:
        damaged = {key: value for key, value in said.items() if key != name}
        assert list(Draft4Validator(schema).iter_errors(damaged)) != []
    assert list(Draft4Validator(schema).iter_errors({**said, "eventType": "else.happened.v1"})) != []


def test_what_draft_4_says_otherwise_is_rewritten():
    new = {
        "$id": "x.json",
        "$defs": {"A": {"const": 1}},
        "properties": {
            "const": {"$ref": "#/$defs/A"},
            "n": {"exclusiveMinimum": 0},
            "pair": {"prefixItems": [{"type": "string"}], "items": False},
        },
    }
    assert draft_4(new) == {
        "$schema": "http://json-schema.org/draft-04/schema#",
        "definitions": {"A": {"enum": [1]}},
        "properties": {
            "const": {"$ref": "#/definitions/A"},
            "n": {"minimum": 0, "exclusiveMinimum": True},
            "pair": {"items": [{"type": "string"}], "additionalItems": False},
        },
    }
