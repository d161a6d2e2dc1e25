"""Pinning answers for the whole tenant: by anybody, once, for as long as the answer is kept."""

from datetime import timedelta
from typing import Any

import pytest

from salestalk.ingestion.messages import MessageIngestion
from salestalk.names import messages_table
from tests.unit.conversation.test_service import ACME
from tests.unit.functions.test_chat_handler import SESSION, Door
from tests.unit.ingestion.builders import message
from tests.unit.ingestion.fakes import FakeTime

HOSTILE = "<img src=x onerror=alert(1)> ${jndi:x} '); DROP TABLE"


@pytest.fixture
def door() -> Door:
    return Door()


def become(door: Door, user: str, **claims: Any) -> None:
    door.user, door.claims = user, claims


def pin(door: Door, message_id: str, body: Any = None) -> tuple[int, Any]:
    return door.call("PUT /messages/{id}/pin", body, pathParameters={"id": message_id})


def unpin(door: Door, message_id: str) -> tuple[int, Any]:
    return door.call("DELETE /messages/{id}/pin", pathParameters={"id": message_id})


def pins(door: Door, **query: str) -> Any:
    status, listed = door.call("GET /pins", queryStringParameters=query)
    assert status == 200
    return listed


def test_a_pin_says_who_put_up_what_and_everybody_sees_it(door):
    answer = door.ask(sessionId=SESSION)
    become(door, "ada", email="ada@acme.example")
    status, pinned = pin(door, answer["messageId"].upper(), {"note": " For Monday\r\n"})
    assert status == 200
    become(door, "bob", email="bob@acme.example")
    assert pins(door) == {"pins": [pinned]}
    assert pinned == {
        "messageId": answer["messageId"],
        "sessionId": SESSION,
        "pinnedBy": {"userId": "ada", "name": "ada@acme.example"},
        "pinnedAt": int(door.now.timestamp()),
        "note": "For Monday",
        "question": "What was revenue in Q3?",
        "askedAt": int(door.now.timestamp()),
        "answer": answer["answer"],
        "outcome": "answered",
        "interpretation": answer["interpretation"],
    }


def test_pinned_again_it_is_the_same_pin_with_the_latest_note_of_its_user(door):
    message_id = door.ask()["messageId"]
    first = pin(door, message_id, {"note": "one"})[1]
    door.now += timedelta(hours=1)
    again = pin(door, message_id, {"note": "two"})[1]
    assert again == {**first, "note": "two"}
    assert "note" not in pin(door, message_id)[1]
    assert len(pins(door)["pins"]) == 1


def test_what_another_user_pinned_stays_theirs(door):
    message_id = door.ask()["messageId"]
    first = pin(door, message_id, {"note": "one"})
    become(door, "bob")
    assert pin(door, message_id) == first
    status, problem = pin(door, message_id, {"note": "mine"})
    assert (status, pins(door)["pins"]) == (409, [first[1]])
    assert "pinned this answer already" in problem["detail"]


def test_the_newest_pin_comes_first_and_pages_hold_each_once(door):
    ids = []
    for _ in range(5):
        ids.append(door.ask()["messageId"])
        pin(door, ids[-1])
        door.now += timedelta(minutes=1)
    found, query = [], {"limit": "2"}
    while True:
        page = pins(door, **query)
        found += [each["messageId"] for each in page["pins"]]
        if "nextCursor" not in page:
            break
        query["cursor"] = page["nextCursor"]
    assert found == ids[::-1]


def test_a_pin_is_taken_down_by_its_user_and_can_be_put_up_again(door):
    message_id = door.ask()["messageId"]
    pin(door, message_id, {"note": "one"})
    assert unpin(door, message_id) == (200, {"removed": True})
    assert unpin(door, message_id) == (200, {"removed": False})
    assert pins(door)["pins"] == []
    become(door, "bob")
    assert pin(door, message_id)[1]["pinnedBy"]["userId"] == "bob"
    assert len(pins(door)["pins"]) == 1


def test_what_was_taken_down_leaves_no_word_behind(door):
    message_id = door.ask()["messageId"]
    pin(door, message_id, {"note": "secret"})
    unpin(door, message_id)
    (left,) = door.desk.store.items(messages_table(ACME), "ABOUT#")
    now = int(door.now.timestamp())
    assert left == {"pk": f"ABOUT#{message_id}", "sk": "PIN", "removedAt": now, "ttl": now, "revision": 2}


def test_only_its_user_and_the_owner_may_take_a_pin_down(door):
    message_id = door.ask()["messageId"]
    owner = door.desk.tenant.owner_email
    for claims in ({}, {"email": owner}, {"email": owner, "email_verified": "false"}, {"email_verified": "true"}):
        become(door, "ada")
        pin(door, message_id)
        become(door, "bob", **claims)
        assert unpin(door, message_id)[0] == 403
    become(door, "owner", email=owner.upper(), email_verified="true")
    assert unpin(door, message_id) == (200, {"removed": True})


def test_a_question_cannot_be_pinned_and_what_is_not_there_neither(door):
    answer = door.ask()
    status, problem = pin(door, answer["userMessageId"])
    assert (status, problem["errors"][0]["rule"]) == (400, "no_answer")
    for name in (SESSION, "x", "", "\ud800"):
        assert pin(door, name)[0] == unpin(door, name)[0] == 404
    assert unpin(door, answer["messageId"])[0] == 404


@pytest.mark.parametrize("note", ["", " ", "x" * 501, "a\x00b", 5, ["x"]])
def test_a_note_that_is_none_is_refused(door, note):
    message_id = door.ask()["messageId"]
    assert pin(door, message_id, {"note": note})[0] == 400
    assert pins(door)["pins"] == []


def test_hostile_text_stays_text(door):
    message_id = door.ask(message=f"What was revenue in Q3? {HOSTILE}")["messageId"]
    become(door, "eve", email=f"{HOSTILE}@acme.example")
    pinned = pin(door, message_id, {"note": HOSTILE})[1]
    assert (pinned["note"], pinned["pinnedBy"]["name"]) == (HOSTILE, f"{HOSTILE}@acme.example")
    assert pins(door)["pins"] == [pinned]


def test_a_pin_goes_when_its_answer_goes_and_disturbs_no_list(door):
    answer = door.ask(sessionId=SESSION)
    pin(door, answer["messageId"])
    table = messages_table(ACME)
    (kept,) = door.desk.store.items(table, "ABOUT#")
    assert kept["ttl"] == door.desk.store.items(table, f"MSG#{answer['messageId']}")[0]["ttl"]
    assert len(door.call("GET /sessions")[1]["sessions"]) == 1
    assert len(door.call("GET /sessions/{id}/messages", pathParameters={"id": SESSION})[1]["messages"]) == 2


def test_an_answer_of_the_examples_can_be_pinned_though_it_says_less_of_itself(door):
    said = message(messageId=SESSION, sender="assistant", text="Revenue was $2,500,000.")
    MessageIngestion(door.desk.store, FakeTime().strategy()).ingest_message(ACME, said)
    assert pin(door, SESSION)[1].keys() == {"messageId", "sessionId", "pinnedBy", "pinnedAt", "answer"}


def test_two_who_pin_at_once_make_one_pin(door):
    message_id = door.ask()["messageId"]

    def meanwhile() -> None:
        become(door, "bob")
        pin(door, message_id)
        become(door, "ada")

    become(door, "ada")
    door.desk.store.before_transact.append(meanwhile)
    assert pin(door, message_id)[1]["pinnedBy"]["userId"] == "bob"
    assert len(pins(door)["pins"]) == 1


def test_a_pin_whose_answer_was_lost_is_stored_once(door):
    message_id = door.ask()["messageId"]
    first = pin(door, message_id)
    before = door.desk.store.items(messages_table(ACME), "ABOUT#")
    assert pin(door, message_id) == first
    assert door.desk.store.items(messages_table(ACME), "ABOUT#") == before
