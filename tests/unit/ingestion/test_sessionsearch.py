"""Searching sessions: everything that matches is found once, however the pages fall, and what was looked at is told."""

from hypothesis import given
from hypothesis import strategies as st

from salestalk.contracts.session import SessionRollup
from salestalk.ingestion.history import MessageHistory
from salestalk.ingestion.messageitems import session_item
from salestalk.ingestion.sessionsearch import LOOKED_AT
from salestalk.ingestion.store import Put
from salestalk.names import messages_table
from tests.unit.ingestion.fakes import DictStore, FakeTime

TENANT = "acme"
T = 1_760_000_000


def session(number: int, title: str | None, at: int, name: str | None = None) -> SessionRollup:
    return SessionRollup(
        session_id=f"6f1f64ab-3b0a-4d0e-9a53-{number:012d}",
        title=title,
        name=name,
        started_at=at,
        last_activity_at=at,
        message_count=2,
        user_message_count=1,
        assistant_message_count=1,
    )


def history_of(*sessions: SessionRollup) -> MessageHistory:
    store = DictStore()
    store.page_size = 50
    for each in sessions:
        store.transact(messages_table(TENANT), [Put(session_item(each))], token=each.session_id)
    return MessageHistory(store, FakeTime().strategy())


def all_found(history: MessageHistory, wanted: str, limit: int) -> tuple[list[str], int]:
    found, looked_at, cursor = [], 0, None
    while True:
        part = history.search(TENANT, wanted, limit=limit, cursor=cursor)
        found += [each.session_id for each in part.page.items]
        looked_at += part.looked_at
        cursor = part.page.next_cursor
        if cursor is None:
            return found, looked_at


@given(
    st.lists(st.tuples(st.sampled_from(["revenue", "churn", None]), st.integers(0, 5)), max_size=12),
    st.integers(1, 4),
)
def test_pages_hold_every_match_once_and_look_at_every_session_once(told, limit):
    sessions = [session(number, title, T + at) for number, (title, at) in enumerate(told)]
    found, looked_at = all_found(history_of(*sessions), "Churn", limit)
    assert sorted(found) == [each.session_id for each in sessions if each.title == "churn"]
    assert looked_at == len(sessions)


def test_the_latest_activity_comes_first():
    sessions = [session(number, "revenue", T + number) for number in range(3)]
    found, _ = all_found(history_of(*sessions), "revenue", 1)
    assert found == [each.session_id for each in reversed(sessions)]


def test_all_words_are_looked_for_in_name_and_first_question_in_any_case_and_writing():
    one = session(1, "What was REVENUE in Straße 5?", T, name="Board ﬁgures")
    for wanted in ("revenue", "strasse", "board REVENUE", "figures", "rev oard"):
        assert all_found(history_of(one), wanted, 5)[0] == [one.session_id]
    for wanted in ("revenue churn", "boards", "."):
        assert all_found(history_of(one), wanted, 5)[0] == []


def test_a_search_looks_at_so_many_and_says_where_it_stopped():
    sessions = [session(number, "churn" if number == 0 else "revenue", T + number) for number in range(LOOKED_AT + 30)]
    history = history_of(*sessions)
    first = history.search(TENANT, "churn", limit=5)
    assert (first.page.items, first.looked_at, first.back_to) == ((), LOOKED_AT, T + 30)
    rest = history.search(TENANT, "churn", limit=5, cursor=first.page.next_cursor)
    assert [each.session_id for each in rest.page.items] == [sessions[0].session_id]
    assert (rest.looked_at, rest.back_to, rest.page.next_cursor) == (30, T, None)


def test_where_there_is_nothing_nothing_was_looked_at():
    found = history_of().search(TENANT, "churn")
    assert (found.page.items, found.looked_at, found.back_to) == ((), 0, None)
