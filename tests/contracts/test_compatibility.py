"""A contract may grow; it may not break those who have the old documents, or read by the old schema."""

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest
from pydantic import Field, create_model

from salestalk.contracts import events, schemas
from salestalk.contracts.compatibility import breaks
from salestalk.contracts.events import ConversationCompleted
from salestalk.contracts.schemas import FOLDER, all_schemas, broken_promises
from salestalk.names import EventType

COMPLETED = f"{EventType.CONVERSATION_COMPLETED}.json"


def committed(name: str = COMPLETED) -> dict[str, Any]:
    return json.loads((FOLDER / name).read_text())


def changed(change: Callable[[dict[str, Any]], Any]) -> dict[str, Any]:
    schema = copy.deepcopy(committed())
    change(schema["$defs"]["ConversationCompleted"])
    return schema


@pytest.mark.parametrize("name", sorted(all_schemas()))
def test_no_contract_breaks_what_is_published(name):
    assert broken_promises().get(name, []) == []


@pytest.mark.parametrize("name", sorted(all_schemas()))
def test_a_schema_breaks_nothing_of_itself(name):
    assert breaks(committed(name), committed(name)) == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda data: data["properties"].pop("subjects"), "data.subjects is gone"),
        (
            lambda data: data["properties"]["messageCount"].update(type="string"),
            "data.messageCount was integer and is string",
        ),
        (
            lambda data: data["properties"].update(mood={"type": "string"}) or data["required"].append("mood"),
            "data.mood is required now",
        ),
        (lambda data: data["required"].append("satisfactionRating"), "data.satisfactionRating is required now"),
        (lambda data: data["required"].remove("intents"), "data.intents is not always there any more"),
        (lambda data: data["properties"]["messageCount"].update(minimum=1), "data.messageCount has a narrower minimum"),
        (
            lambda data: data["properties"]["actionsTaken"].update(maxItems=3),
            "data.actionsTaken has a narrower maxItems",
        ),
        (
            lambda data: data["properties"]["actionsTaken"]["items"].update(pattern="^a"),
            "data.actionsTaken[] has another pattern",
        ),
        (lambda data: data["properties"]["startTime"].update(format="date"), "data.startTime has another format"),
        (
            lambda data: data["properties"]["satisfactionRating"]["anyOf"].pop(),
            "data.satisfactionRating was null and is integer",
        ),
        (
            lambda data: data["properties"]["satisfactionRating"]["anyOf"].append({"type": "string"}),
            "data.satisfactionRating may be something else now",
        ),
    ],
)
def test_what_breaks_readers_is_told(change, said):
    assert said in breaks(committed(), changed(change))


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data["properties"].update(channel={"type": "string"}),
        lambda data: data["properties"]["messageCount"].update(minimum=-1),
        lambda data: data["properties"]["messageCount"].update(description="Other words."),
    ],
)
def test_what_breaks_nobody_is_let_through(change):
    assert breaks(committed(), changed(change)) == []


def test_a_value_that_an_enumeration_loses_breaks_old_documents_and_one_it_gains_breaks_nobody():
    def intents(*values: str) -> dict[str, Any]:
        schema = committed()
        schema["$defs"]["Intent"]["enum"] = list(values)
        return schema

    assert breaks(intents("a", "b"), intents("a")) == ["data.intents[] may not be 'b' any more"]
    assert breaks(intents("a"), intents("a", "b")) == []


def test_an_event_may_not_change_its_name_or_its_source():
    other = committed()
    other["properties"]["source"] = {"const": "elsewhere"}
    assert breaks(committed(), other) == ["source may not be 'chat-handler' any more"]


def publish(monkeypatch, model: type[Any]) -> None:
    """As if the contract had been changed so."""
    monkeypatch.setattr(schemas, "EVENT_DATA", {**events.EVENT_DATA, EventType.CONVERSATION_COMPLETED: model})


@pytest.mark.parametrize(
    ("field", "type_", "said"),
    [
        ("mood", (str, ...), "data.mood is required now"),
        ("message_count", (str, ...), "data.messageCount was integer and is string"),
        ("satisfaction_rating", (int, ...), "data.satisfactionRating is required now"),
    ],
)
def test_a_regression_in_a_contract_is_found_and_not_written(monkeypatch, capsys, field, type_, said):
    publish(monkeypatch, create_model("ConversationCompleted", __base__=ConversationCompleted, **{field: type_}))
    before = committed()
    assert said in broken_promises()[COMPLETED]
    assert schemas.main(["--write"]) == 1
    assert said in capsys.readouterr().err
    assert committed() == before


def test_a_field_that_is_added_is_no_regression(monkeypatch):
    grown = create_model(
        "ConversationCompleted", __base__=ConversationCompleted, channel=(str | None, Field(default=None))
    )
    publish(monkeypatch, grown)
    assert COMPLETED not in broken_promises()
    assert COMPLETED in schemas.stale_files()


def test_a_contract_that_is_gone_breaks_everybody(tmp_path):
    (tmp_path / "something.happened.v1.json").write_text("{}")
    assert broken_promises(tmp_path) == {"something.happened.v1.json": ["it is gone"]}
