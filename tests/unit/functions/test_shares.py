"""Sharing an answer by link: the same tenant's users get it as it was given, and nobody else anything."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from salestalk.ingestion.messages import MessageIngestion
from salestalk.names import messages_table
from tests.unit.conversation.test_service import ACME
from tests.unit.functions.test_chat_handler import SESSION, Door
from tests.unit.functions.test_pins import become
from tests.unit.ingestion.builders import message
from tests.unit.ingestion.fakes import FakeTime

TABLE = messages_table(ACME)


@pytest.fixture
def door() -> Door:
    return Door()


def share(door: Door, message_id: str, body: Any = None) -> tuple[int, Any]:
    return door.call("POST /messages/{id}/share", body, pathParameters={"id": message_id})


def shared(door: Door, share_id: str) -> tuple[int, Any]:
    return door.call("GET /shares/{id}", pathParameters={"id": share_id})


def unshare(door: Door, share_id: str) -> tuple[int, Any]:
    return door.call("DELETE /shares/{id}", pathParameters={"id": share_id})


def test_whoever_follows_the_link_gets_the_answer_as_it_was_given(door):
    answer = door.ask(message="Revenue trend by quarter in 2025", sessionId=SESSION)
    become(door, "ada", email="ada@acme.example")
    status, link = share(door, answer["messageId"].upper(), {})
    assert status == 201
    assert link == {
        "shareId": link["shareId"],
        "path": f"/shares/{link['shareId']}",
        "messageId": answer["messageId"],
        "sharedBy": {"userId": "ada", "name": "ada@acme.example"},
        "sharedAt": int(door.now.timestamp()),
    }
    become(door, "bob")
    status, found = shared(door, link["shareId"].upper())
    asked = {"question": "Revenue trend by quarter in 2025", "askedAt": int(door.now.timestamp())}
    assert (status, found) == (200, {**link, **asked, "answer": answer})
    assert found["answer"]["chart"]["data"]["values"]


def test_an_answer_without_a_chart_says_so_as_it_did(door):
    answer = door.ask()
    assert answer["chart"] is None
    link = share(door, answer["messageId"])[1]
    assert shared(door, link["shareId"])[1]["answer"] == answer


def test_each_user_has_one_share_of_an_answer_however_often_they_ask(door):
    message_id = door.ask()["messageId"]
    first = share(door, message_id)
    door.now += timedelta(hours=1)
    assert share(door, message_id) == (200, first[1])
    become(door, "bob")
    status, other = share(door, message_id)
    assert (status, other["shareId"] != first[1]["shareId"]) == (201, True)
    assert len(door.desk.store.items(TABLE, "SHARE#")) == 2


def test_ids_are_drawn_at_random_and_name_nothing(door):
    message_id, ids = door.ask()["messageId"], set()
    for user in "abcdef":
        become(door, user)
        link = share(door, message_id)[1]
        ids.add(link["shareId"])
        assert UUID(link["shareId"]).version == 4
        assert ACME not in link["path"]
    assert len(ids) == 6


def test_a_share_that_was_withdrawn_leads_nowhere_and_leaves_no_word(door):
    message_id = door.ask()["messageId"]
    share_id = share(door, message_id)[1]["shareId"]
    assert unshare(door, share_id) == (200, {"removed": True})
    assert unshare(door, share_id) == (200, {"removed": False})
    assert shared(door, share_id)[0] == 404
    for left in (*door.desk.store.items(TABLE, "SHARE#"), *door.desk.store.items(TABLE, "ABOUT#")):
        assert left.keys() == {"pk", "sk", "removedAt", "ttl", "revision"}
    status, again = share(door, message_id)
    assert (status, again["shareId"] != share_id) == (201, True)
    assert shared(door, again["shareId"])[0] == 200
    assert shared(door, share_id)[0] == 404


def test_only_its_maker_and_the_owner_may_withdraw_a_share(door):
    message_id = door.ask()["messageId"]
    share_id = share(door, message_id)[1]["shareId"]
    become(door, "bob", email="bob@acme.example", email_verified="true")
    assert unshare(door, share_id)[0] == 403
    assert shared(door, share_id)[0] == 200
    become(door, "owner", email=door.desk.tenant.owner_email, email_verified="true")
    assert unshare(door, share_id) == (200, {"removed": True})


@pytest.mark.parametrize("name", [SESSION, "x", "..", "SHARE", "\ud800", ""])
def test_what_is_no_share_is_not_found(door, name):
    assert shared(door, name)[0] == unshare(door, name)[0] == 404
    assert share(door, name)[0] == 404


def test_only_answers_of_a_chat_can_be_shared(door):
    question = door.ask()["userMessageId"]
    said = message(sender="assistant")
    MessageIngestion(door.desk.store, FakeTime().strategy()).ingest_message(ACME, said)
    for message_id in (question, said.message_id):
        status, problem = share(door, message_id)
        assert (status, problem["errors"][0]["rule"]) == (400, "no_answer")
    assert share(door, question, {"to": "mallory@elsewhere.example"})[0] == 400


def test_a_share_goes_when_its_answer_goes(door):
    answer = door.ask()
    share_id = share(door, answer["messageId"])[1]["shareId"]
    (message_row,) = door.desk.store.items(TABLE, f"MSG#{answer['messageId']}")
    kept = [*door.desk.store.items(TABLE, "SHARE#"), *door.desk.store.items(TABLE, "ABOUT#")]
    assert [item["ttl"] for item in kept] == [message_row["ttl"]] * 2
    rows = door.desk.store.tables[TABLE]
    for key in [key for key in rows if key.pk == f"MSG#{answer['messageId']}"]:
        del rows[key]
    assert shared(door, share_id)[0] == 404


def test_a_user_who_shares_twice_at_once_has_one_share(door):
    message_id = door.ask()["messageId"]
    made = []
    door.desk.store.before_transact.append(lambda: made.append(share(door, message_id)[1]))
    status, link = share(door, message_id)
    assert (status, link) == (200, made[0])
    assert len(door.desk.store.items(TABLE, "SHARE#")) == 1
