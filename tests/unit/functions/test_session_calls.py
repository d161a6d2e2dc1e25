"""The calls about conversations: what they are called, and how they are found."""

import pytest

from tests.unit.conversation.test_service import ACME
from tests.unit.functions.test_chat_handler import SESSION, Door

OTHER = "6f1f64ab-3b0a-4d0e-9a53-0f3a4b7f1c99"


@pytest.fixture
def door() -> Door:
    return Door()


def rename(door: Door, title: object, session_id: str = SESSION) -> tuple[int, dict]:
    return door.call("PATCH /sessions/{id}", {"title": title}, pathParameters={"id": session_id})


def sessions(door: Door, **query: str) -> dict:
    status, listed = door.call("GET /sessions", queryStringParameters=query)
    assert status == 200
    return listed


def test_a_session_is_called_by_its_first_question_until_somebody_names_it(door):
    door.ask(sessionId=SESSION)
    (listed,) = sessions(door)["sessions"]
    assert listed["title"] == listed["firstQuestion"] == "What was revenue in Q3?"
    status, renamed = rename(door, "  Board meeting ")
    assert (status, renamed["title"], renamed["firstQuestion"]) == (200, "Board meeting", "What was revenue in Q3?")
    assert sessions(door)["sessions"] == [renamed]
    assert rename(door, None)[1]["title"] == "What was revenue in Q3?"


def test_a_name_stays_while_the_conversation_goes_on_and_the_conversation_goes_on_as_before(door):
    door.ask(sessionId=SESSION)
    rename(door, "Board meeting")
    answer = door.ask(message="And in Q4?", sessionId=SESSION)
    assert answer["outcome"] == "answered"
    (listed,) = sessions(door)["sessions"]
    assert (listed["title"], listed["messageCount"]) == ("Board meeting", 4)


def test_each_is_told_who_began_a_conversation(door):
    door.ask(sessionId=SESSION)
    door.user = "v"
    door.ask(message="And in Q4?", sessionId=SESSION)
    door.ask(sessionId=OTHER)
    assert {each["sessionId"]: each["startedBy"] for each in sessions(door)["sessions"]} == {SESSION: "u", OTHER: "v"}


def test_a_name_that_comes_again_changes_nothing(door):
    door.ask(sessionId=SESSION)
    first = rename(door, "Board meeting")
    before = door.desk.history.session(ACME, SESSION)
    assert rename(door, "Board meeting") == first
    assert door.desk.history.session(ACME, SESSION) == before


@pytest.mark.parametrize("title", ["", "  ", "x" * 121, "a\nb", "a\x07b", "\u202eabc", 7, ["a"]])
def test_a_title_that_is_none_is_refused_and_changes_nothing(door, title):
    door.ask(sessionId=SESSION)
    status, problem = rename(door, title)
    assert (status, problem["errors"][0]["field"]) == (400, "title")
    assert sessions(door)["sessions"][0]["title"] == "What was revenue in Q3?"


def test_a_change_that_names_no_title_is_refused(door):
    door.ask(sessionId=SESSION)
    for body in ({}, {"name": "x"}, {"title": "x", "messageCount": 9}):
        assert door.call("PATCH /sessions/{id}", body, pathParameters={"id": SESSION})[0] == 400


@pytest.mark.parametrize("name", [OTHER, "x", "..", "METADATA", "\ud800", ""])
def test_what_is_no_session_cannot_be_named(door, name):
    assert rename(door, "Board meeting", name)[0] == 404


def test_sessions_are_found_by_their_names_and_first_questions(door):
    door.ask(sessionId=SESSION)
    door.ask(message="What was churn in Q3?", sessionId=OTHER)
    rename(door, "Board meeting", OTHER)
    for wanted, found in {"board CHURN": [OTHER], "revenue": [SESSION], "Q3": [SESSION, OTHER], "orders": []}.items():
        listed = sessions(door, search=wanted)
        assert {each["sessionId"] for each in listed["sessions"]} == set(found)
        assert (listed["searched"]["sessions"], "nextCursor" in listed) == (2, False)
    assert "searched" not in sessions(door)


@pytest.mark.parametrize("wanted", ["", "  ", "x" * 121])
def test_a_search_for_nothing_is_refused(door, wanted):
    status, problem = door.call("GET /sessions", queryStringParameters={"search": wanted})
    assert (status, problem["errors"][0]["field"]) == (400, "search")


def test_a_conversation_comes_back_as_it_was_had_where_that_is_asked_for(door):
    answers = [door.ask(message=text, sessionId=SESSION) for text in ("Revenue trend by quarter in 2025", "And why?")]
    path = {"id": SESSION}
    status, full = door.call(
        "GET /sessions/{id}/messages", pathParameters=path, queryStringParameters={"answers": "full"}
    )
    assert status == 200
    assert [message["answer"] for message in full["messages"] if "answer" in message] == answers
    assert answers[0]["chart"]["data"]["values"]
    plain = door.call("GET /sessions/{id}/messages", pathParameters=path)[1]
    without = [{name: value for name, value in each.items() if name != "answer"} for each in full["messages"]]
    assert plain["messages"] == without
    for answers_asked_for in ("", "Full", "none"):
        query = {"answers": answers_asked_for}
        assert door.call("GET /sessions/{id}/messages", pathParameters=path, queryStringParameters=query)[0] == 400


def test_one_message_is_told_with_its_answer_and_its_session(door):
    answer = door.ask(sessionId=SESSION)
    status, told = door.call("GET /messages/{id}", pathParameters={"id": answer["messageId"].upper()})
    assert (status, told["answer"], told["sessionId"]) == (200, answer, SESSION)
    assert (told["text"], told["sender"], told["outcome"]) == (answer["answer"], "assistant", "answered")
    question = door.call("GET /messages/{id}", pathParameters={"id": answer["userMessageId"]})[1]
    assert (question["text"], question["sender"], "answer" in question) == ("What was revenue in Q3?", "user", False)


@pytest.mark.parametrize("name", [OTHER, "x", "..", "\ud800", ""])
def test_what_is_no_message_is_not_found(door, name):
    assert door.call("GET /messages/{id}", pathParameters={"id": name})[0] == 404


def test_a_long_chart_is_told_again_whole(door):
    question = "Revenue trend by quarter"
    answer = door.ask(message=question, sessionId=SESSION)
    again = door.call("GET /messages/{id}", pathParameters={"id": answer["messageId"]})[1]["answer"]
    assert again["chart"] == answer["chart"]
    assert len(answer["chart"]["data"]["values"]) > 4
