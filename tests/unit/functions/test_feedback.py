"""`POST /messages/{id}/feedback`: the last word of each user on an answer is kept beside it."""

from typing import Any

import pytest

from salestalk.contracts.feedback import Rating
from salestalk.names import messages_table
from tests.unit.conversation.test_service import ACME
from tests.unit.functions.test_chat_handler import SESSION, Door


@pytest.fixture
def door() -> Door:
    return Door()


def rate(door: Door, message_id: str, **said: Any) -> tuple[int, Any]:
    return door.call("POST /messages/{id}/feedback", said, pathParameters={"id": message_id})


def test_feedback_is_kept_and_given_back(door):
    answer = door.ask(sessionId=SESSION)
    status, kept = rate(door, answer["messageId"].upper(), rating="wrong", note="Q3 was 2.6 million")
    assert status == 200
    assert (kept["messageId"], kept["sessionId"], kept["userId"]) == (answer["messageId"], SESSION, "u")
    (found,) = door.desk.feedback.given(ACME, answer["messageId"])
    assert found.as_item() == kept


def test_the_last_word_of_a_user_wins_and_others_keep_theirs(door):
    answer = door.ask()
    message = door.desk.history.message(ACME, answer["messageId"])
    rate(door, answer["messageId"], rating="wrong", note="no")
    rate(door, answer["messageId"], rating="helpful")
    door.user = "v"
    rate(door, answer["messageId"], rating="wrong")
    said = {each.user_id: (each.rating, each.note) for each in door.desk.feedback.given(ACME, message.message_id)}
    assert said == {"u": (Rating.HELPFUL, None), "v": (Rating.WRONG, None)}


def test_the_session_says_once_that_there_was_feedback_and_goes_on_from_there(door):
    answer = door.ask(sessionId=SESSION)
    for rating in ("wrong", "helpful"):
        rate(door, answer["messageId"], rating=rating)
    session = door.desk.history.session(ACME, SESSION)
    assert session.actions == ("feedback",)
    door.ask(message="And in Q4?", sessionId=SESSION)
    after = door.desk.history.session(ACME, SESSION)
    assert (after.actions, after.message_count) == (("feedback",), 4)


def test_feedback_goes_when_its_answer_goes(door):
    answer = door.ask()
    rate(door, answer["messageId"], rating="helpful")
    table = messages_table(ACME)
    (kept,) = door.desk.store.items(table, "FEEDBACK#")
    assert kept["ttl"] == door.desk.store.items(table, f"MSG#{answer['messageId']}")[0]["ttl"]


def test_feedback_does_not_disturb_what_is_read_back(door):
    answer = door.ask(sessionId=SESSION)
    rate(door, answer["messageId"], rating="helpful")
    status, page = door.call("GET /sessions/{id}/messages", pathParameters={"id": SESSION})
    assert (status, len(page["messages"])) == (200, 2)
    assert door.call("GET /messages/{id}/verify", pathParameters={"id": answer["messageId"]})[0] == 200


def test_only_answers_can_be_rated(door):
    answer = door.ask()
    status, problem = rate(door, answer["userMessageId"], rating="helpful")
    assert (status, problem["errors"][0]["rule"]) == (400, "no_answer")


@pytest.mark.parametrize("name", [SESSION, "x", "", "\ud800"])
def test_what_is_no_message_cannot_be_rated(door, name):
    assert rate(door, name, rating="helpful")[0] == 404


@pytest.mark.parametrize(
    "said", [{}, {"rating": "great"}, {"rating": "wrong", "note": ""}, {"rating": "wrong", "note": "x" * 2_001}]
)
def test_feedback_that_says_nothing_or_too_much_is_refused(door, said):
    answer = door.ask()
    assert rate(door, answer["messageId"], **said)[0] == 400
    assert door.desk.feedback.given(ACME, answer["messageId"]) == []
