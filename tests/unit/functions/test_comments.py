"""Commenting on answers that colleagues see: kept once, as it was said, by whom the token names."""

from datetime import timedelta
from typing import Any

import pytest

from salestalk.contracts.colleagues import MAX_COMMENTS
from salestalk.names import messages_table
from tests.unit.conversation.test_service import ACME
from tests.unit.functions.test_chat_handler import SESSION, Door
from tests.unit.functions.test_pins import HOSTILE, become, pin, unpin
from tests.unit.functions.test_shares import share, unshare

TABLE = messages_table(ACME)


@pytest.fixture
def door() -> Door:
    return Door()


@pytest.fixture
def pinned(door: Door) -> str:
    """The id of an answer that is pinned."""
    message_id = str(door.ask()["messageId"])
    pin(door, message_id)
    return message_id


def say(door: Door, message_id: str, text: Any, key: str | None = None) -> tuple[int, Any]:
    headers = {"idempotency-key": key} if key else {}
    return door.call("POST /messages/{id}/comments", {"text": text}, pathParameters={"id": message_id}, headers=headers)


def said(door: Door, message_id: str) -> tuple[int, Any]:
    return door.call("GET /messages/{id}/comments", pathParameters={"id": message_id})


def unsay(door: Door, message_id: str, comment_id: str) -> tuple[int, Any]:
    path = {"id": message_id, "commentId": comment_id}
    return door.call("DELETE /messages/{id}/comments/{commentId}", pathParameters=path)


def test_comments_are_told_in_order_with_who_said_them(door, pinned):
    told = []
    for user, text in (("ada", "Looks low"), ("bob", "It is:\r\nEMEA")):
        become(door, user, email=f"{user}@acme.example")
        status, comment = say(door, pinned.upper(), f" {text} ")
        assert status == 201
        told.append(comment)
        door.now += timedelta(seconds=1)
    assert said(door, pinned) == (200, {"messageId": pinned, "isOpen": True, "comments": told})
    assert told[1] == {
        "commentId": told[1]["commentId"],
        "messageId": pinned,
        "author": {"userId": "bob", "name": "bob@acme.example"},
        "text": "It is:\nEMEA",
        "writtenAt": told[0]["writtenAt"] + 1,
    }


def test_only_what_is_pinned_or_shared_is_commented_on(door):
    answer = door.ask()
    message_id = answer["messageId"]
    assert say(door, message_id, "x")[0] == 409
    assert said(door, message_id) == (200, {"messageId": message_id, "isOpen": False, "comments": []})
    share_id = share(door, message_id)[1]["shareId"]
    assert say(door, message_id, "shared")[0] == 201
    unshare(door, share_id)
    assert say(door, message_id, "x")[0] == 409
    pin(door, message_id)
    assert say(door, message_id, "pinned")[0] == 201
    unpin(door, message_id)
    assert say(door, message_id, "x")[0] == 409
    listed = said(door, message_id)[1]
    assert (listed["isOpen"], {each["text"] for each in listed["comments"]}) == (False, {"shared", "pinned"})


def test_a_comment_that_comes_again_with_its_key_is_kept_once(door, pinned):
    status, first = say(door, pinned, "Looks low", key="k1")
    door.now += timedelta(hours=1)
    assert (status, say(door, pinned, "Looks low", key="k1")) == (201, (200, first))
    assert say(door, pinned, "Looks high", key="k1")[0] == 409
    become(door, "bob")
    assert say(door, pinned, "Looks low", key="k1")[0] == 201
    assert len(said(door, pinned)[1]["comments"]) == 2


def test_without_a_key_the_same_words_are_said_twice(door, pinned):
    assert say(door, pinned, "Yes")[1]["commentId"] != say(door, pinned, "Yes")[1]["commentId"]
    assert len(said(door, pinned)[1]["comments"]) == 2


def test_a_comment_is_removed_by_its_author_or_the_owner_and_leaves_no_word(door, pinned):
    become(door, "ada")
    first, second = (say(door, pinned, text, key=text)[1]["commentId"] for text in ("one", "two"))
    become(door, "bob", email="bob@acme.example", email_verified="true")
    assert unsay(door, pinned, first)[0] == 403
    become(door, "owner", email=door.desk.tenant.owner_email, email_verified="true")
    assert unsay(door, pinned, first.upper()) == (200, {"removed": True})
    become(door, "ada")
    assert unsay(door, pinned, first) == (200, {"removed": False})
    assert [each["commentId"] for each in said(door, pinned)[1]["comments"]] == [second]
    (left,) = (item for item in door.desk.store.items(TABLE, "ABOUT#") if item["sk"] == f"COMMENT#{first}")
    assert left.keys() == {"pk", "sk", "removedAt", "ttl", "revision"}
    assert say(door, pinned, "one", key="one")[0] == 409


def test_an_answer_has_so_many_comments_and_a_removed_one_makes_room(door, pinned):
    ids = [say(door, pinned, "x", key=f"k{number}")[1]["commentId"] for number in range(MAX_COMMENTS)]
    assert say(door, pinned, "one more")[0] == 409
    assert say(door, pinned, "x", key="k0")[0] == 200
    unsay(door, pinned, ids[0])
    assert say(door, pinned, "one more")[0] == 201
    assert len(said(door, pinned)[1]["comments"]) == MAX_COMMENTS


@pytest.mark.parametrize("text", ["", " \n", "x" * 2_001, "a\x00b", "a\u202eb", "\u200b", 5, None])
def test_what_is_no_comment_is_refused(door, pinned, text):
    status, problem = say(door, pinned, text)
    assert (status, problem["errors"][0]["field"]) == (400, "text")
    assert said(door, pinned)[1]["comments"] == []


def test_hostile_text_stays_text(door, pinned):
    become(door, "eve", name=HOSTILE)
    comment = say(door, pinned, HOSTILE)[1]
    assert (comment["text"], comment["author"]["name"]) == (HOSTILE, HOSTILE)
    assert said(door, pinned)[1]["comments"] == [comment]


@pytest.mark.parametrize("name", [SESSION, "x", "..", "\ud800", ""])
def test_what_is_not_there_has_no_comments(door, pinned, name):
    assert say(door, name, "x")[0] == said(door, name)[0] == unsay(door, name, SESSION)[0] == 404
    assert unsay(door, pinned, name)[0] == 404


def test_a_question_has_no_comments(door):
    question = door.ask()["userMessageId"]
    assert say(door, question, "x")[0] == said(door, question)[0] == 400


def test_comments_go_when_their_answer_goes(door, pinned):
    say(door, pinned, "x")
    (message_row,) = door.desk.store.items(TABLE, f"MSG#{pinned}")
    assert {item["ttl"] for item in door.desk.store.items(TABLE, "ABOUT#")} == {message_row["ttl"]}
