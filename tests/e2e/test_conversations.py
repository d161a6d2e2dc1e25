"""What is asked is kept: both messages once, read back as they were, verified against what they cited."""

import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from salestalk_cli.api import Api, Reply
from tests.e2e.conftest import NewTenant, record
from tests.e2e.patience import until

QUESTION = "What was revenue in Q3?"


def messages(api: Api, session_id: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = api.call("GET", f"/sessions/{session_id}/messages").body["messages"]
    return found


def ask_with_key(api: Api, key: str, session_id: str) -> Reply:
    body = {"message": QUESTION, "sessionId": session_id}
    return api.call("POST", "/chat", body, headers={"Idempotency-Key": key})


def test_a_conversation_is_read_back_in_order(acme: Api, session_id: str) -> None:
    answers = [acme.ask(question, session_id=session_id).body for question in (QUESTION, "and in Q4?")]
    read = messages(acme, session_id)
    assert [message["sender"] for message in read] == ["user", "assistant", "user", "assistant"]
    assert [message["text"] for message in read[1::2]] == [answer["answer"] for answer in answers]
    assert [message["messageId"] for message in read[1::2]] == [answer["messageId"] for answer in answers]
    cited = [{name: value for name, value in each.items() if name != "id"} for each in answers[0]["dataReferences"]]
    assert read[1]["dataReferences"] == cited


def test_a_session_is_listed_with_what_it_was_about(acme: Api, session_id: str) -> None:
    acme.ask(QUESTION, session_id=session_id)
    listed = acme.call("GET", "/sessions?limit=100").body["sessions"]
    (session,) = [session for session in listed if session["sessionId"] == session_id]
    assert (session["messageCount"], session["subjects"]) == (2, ["revenue"])


def test_pages_of_a_history_hold_every_message_once(acme: Api, session_id: str) -> None:
    for question in (QUESTION, "and in Q4?", "and in Q2?"):
        acme.ask(question, session_id=session_id)
        time.sleep(1)  # a page ends between two seconds
    read, cursor = [], ""
    while True:
        page = acme.call("GET", f"/sessions/{session_id}/messages?limit=2{cursor}").body
        assert len(page["messages"]) < 6
        read += [message["messageId"] for message in page["messages"]]
        if not page.get("nextCursor"):
            break
        cursor = f"&cursor={page['nextCursor']}"
    assert read == [message["messageId"] for message in messages(acme, session_id)]


def test_a_retry_gets_the_first_answer_and_stores_nothing_more(acme: Api, session_id: str) -> None:
    key = str(uuid.uuid4())
    first, second = (ask_with_key(acme, key, session_id) for _ in range(2))
    assert first.status == second.status == 200
    assert first.body == second.body
    assert len(messages(acme, session_id)) == 2


def test_retries_at_the_same_moment_store_one_exchange(acme: Api, session_id: str) -> None:
    key = str(uuid.uuid4())
    with ThreadPoolExecutor(6) as pool:
        replies = list(pool.map(lambda _: ask_with_key(acme, key, session_id), range(6)))
    assert {reply.status for reply in replies} == {200}
    assert len({reply.body["messageId"] for reply in replies}) == 1
    assert len({reply.body["answer"] for reply in replies}) == 1
    assert len(messages(acme, session_id)) == 2


def test_an_answer_holds_until_the_row_it_cited_changes(tenant: NewTenant, session_id: str) -> None:
    tenant.load(record(100))
    answer = tenant.api.ask(QUESTION, session_id=session_id).body
    path = f"/messages/{answer['messageId']}/verify"
    assert tenant.api.call("GET", path).body["holds"] is True
    tenant.load(record(120, recordedAt=int(time.time())))
    verified = tenant.api.call("GET", path).body
    assert verified["holds"] is False
    (changed,) = verified["changed"]
    assert (changed["reference"]["value"], changed["now"]) == (100, 120)


def test_an_unknown_session_or_message_is_not_found(acme: Api) -> None:
    for path in (f"/sessions/{uuid.uuid4()}/messages", f"/messages/{uuid.uuid4()}/verify"):
        reply = acme.call("GET", path)
        assert (reply.status, reply.headers["content-type"]) == (404, "application/problem+json")


def test_an_exchange_is_counted_once_by_the_usage_worker(tenant: NewTenant, session_id: str) -> None:
    tenant.load(record(100))
    key = str(uuid.uuid4())
    for _ in range(2):
        assert ask_with_key(tenant.api, key, session_id).status == 200
    assert _usage(tenant, "questions") == 1
    assert _usage(tenant, "questions") == 1


def _usage(tenant: NewTenant, counter: str) -> int:
    """What the worker counted, as soon as there is something, and a moment after."""
    counts = until(lambda: [int(row[counter]) for row in tenant.messages if row["pk"] == "USAGE" and counter in row])
    time.sleep(1)
    return sum(counts)
