"""Plans in the chat: what is refused leaves no trace, a retry costs nothing, and what is stored ends with the plan."""

from dataclasses import replace
from threading import Event
from typing import Any

import pytest

from salestalk.contracts.tenant import AgreedLimits, Plan
from salestalk.conversation.limited import REMEMBERED, Limited
from salestalk.errors import LimitReached, Unavailable
from salestalk.names import messages_table
from tests.unit.conversation.test_service import ACME, NOW, Desk, seed

QUESTION = "What was revenue in Q3?"
MESSAGES = messages_table(ACME)


def desk_of(plan: Plan = Plan.FREE, **agreed: int) -> Desk:
    tenant = seed().tenant
    profile = tenant.metadata.model_copy(update={"limits": AgreedLimits.model_validate(agreed) if agreed else None})
    return Desk(tenant=tenant.model_copy(update={"plan": plan, "metadata": profile}))


@pytest.mark.parametrize("warm", [False, True], ids=("cold", "warm"))
def test_a_question_beyond_the_limit_is_neither_stored_nor_answered_nor_told(warm):
    desk = desk_of(questionsPerDay=1)
    session = desk.ask(QUESTION).session_id
    events, rows = len(desk.bus.events), desk.store.items(MESSAGES)

    with pytest.raises(LimitReached):
        desk.ask(QUESTION, sessionId=session, elsewhere=not warm)

    assert len(desk.bus.events) == events
    assert desk.store.items(MESSAGES) == rows


def test_a_retry_gets_its_first_answer_though_the_limit_is_used_up():
    desk = desk_of(questionsPerDay=1)
    first = desk.ask(QUESTION, key="k1")
    assert desk.ask(QUESTION, key="k1") == first
    with pytest.raises(LimitReached):
        desk.ask(QUESTION, key="k2")


def test_a_question_whose_events_failed_is_counted_once_with_its_retry():
    desk = desk_of(questionsPerDay=2)
    desk.bus.broken = True
    with pytest.raises(Unavailable):
        desk.ask(QUESTION, key="k1")
    desk.bus.broken = False
    desk.ask(QUESTION, key="k1")
    desk.ask(QUESTION)
    with pytest.raises(LimitReached):
        desk.ask(QUESTION)


@pytest.mark.parametrize(("plan", "days"), [(Plan.FREE, 30), (Plan.STANDARD, 400), (Plan.ENTERPRISE, 2_557)])
def test_messages_guards_and_the_session_end_with_the_days_of_the_plan(plan, days):
    desk = desk_of(plan)
    desk.ask(QUESTION)
    until = int(NOW.timestamp()) + days * 86_400
    for prefix, number in (("MSG#", 2), ("IDEMPOTENCY#", 2), ("SESSION#", 1)):
        assert [row["ttl"] for row in desk.store.items(MESSAGES, prefix)] == [until] * number


def test_after_a_change_of_the_plan_new_messages_follow_it_and_old_ones_stay_as_they_are():
    desk = desk_of(Plan.FREE)
    session = desk.ask(QUESTION).session_id
    desk.tenant = desk_of(Plan.STANDARD).tenant
    desk.ask(QUESTION, sessionId=session)
    ends = sorted((row["ttl"] - int(NOW.timestamp())) // 86_400 for row in desk.store.items(MESSAGES, "MSG#"))
    assert ends == [30, 30, 400, 400]
    (rollup,) = desk.store.items(MESSAGES, "SESSION#")
    assert (rollup["ttl"] - int(NOW.timestamp())) // 86_400 == 400


def test_a_question_is_counted_while_it_is_read():
    """Nobody waits for the count: the read of the catalog ends only after the count was begun."""
    desk, counting = desk_of(), Event()
    desk.ask(QUESTION)
    write, read = desk.store.transact, desk.store.query_page

    def transact(table: str, writes: Any, *, token: str) -> None:
        counting.set()
        write(table, writes, token=token)

    def query_page(table: str, query: Any, resume: Any) -> Any:
        assert counting.wait(10), "the question was counted after it was read"
        return read(table, query, resume)

    desk.store.transact, desk.store.query_page = transact, query_page
    desk.ask(QUESTION)


def reads_of(desk: Desk) -> list[str]:
    """What is read of the metrics table from now on."""
    read, query = [], desk.store.query_page

    def query_page(table: str, asked: Any, resume: Any) -> Any:
        if table != MESSAGES:
            read.append(asked.partition)
        return query(table, asked, resume)

    desk.store.query_page = query_page
    return read


def test_nothing_is_done_for_a_question_of_who_was_beyond_the_limit_just_now():
    desk = desk_of(questionsPerDay=1)
    desk.ask(QUESTION)
    with pytest.raises(LimitReached):
        desk.ask(QUESTION)
    read, prepared = reads_of(desk), []
    desk.service = replace(desk.service, prepare=lambda *_: prepared.append(1))

    with pytest.raises(LimitReached):
        desk.ask(QUESTION)

    assert (read, prepared) == ([], [])


def test_who_was_beyond_the_limit_is_served_as_soon_as_there_is_room():
    desk = desk_of(questionsPerDay=1)
    first = desk.ask(QUESTION, key="k1")
    with pytest.raises(LimitReached):
        desk.ask(QUESTION)

    assert desk.ask(QUESTION, key="k1") == first
    with pytest.raises(LimitReached):
        desk.ask(QUESTION)
    desk.tenant = desk_of(questionsPerDay=3).tenant
    assert [desk.ask(QUESTION).outcome for _ in range(2)] == ["answered"] * 2
    with pytest.raises(LimitReached):
        desk.ask(QUESTION)


def test_one_tenant_beyond_its_limit_is_no_other_ones_matter():
    limited = Limited()
    with pytest.raises(LimitReached):
        limited.count("acme", refuse)
    assert "acme" in limited
    assert "acme-2" not in limited
    limited.count("acme-2", lambda: None)
    assert "acme" in limited
    limited.count("acme", lambda: None)
    assert "acme" not in limited


def test_no_more_tenants_are_remembered_than_may():
    limited = Limited()
    for number in range(REMEMBERED + 5):
        with pytest.raises(LimitReached):
            limited.count(f"t{number}", refuse)
    assert ["t4" in limited, "t5" in limited] == [False, True]


def refuse() -> None:
    raise LimitReached("no more", retry_after=1)
