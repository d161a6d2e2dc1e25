"""Tenants are held to their limits exactly, and told which one ended their use and when it begins anew."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salestalk.contracts.tenant import AgreedLimits, Plan, TenantProfile
from salestalk.errors import LimitReached, Unavailable
from salestalk.ingestion.idempotency import TransientNetwork
from salestalk.ingestion.limitcounters import LimitCounters
from salestalk.names import messages_table
from salestalk.tenancy.allowance import Allowance
from tests.unit.ingestion.fakes import DictStore, FakeTime
from tests.unit.tenancy.fakes import tenant

NOON = datetime(2026, 11, 21, 12, 0, 30, tzinfo=UTC)
MESSAGES = messages_table("acme")


class Office:
    """One tenant's allowance over a dictionary."""

    def __init__(self, *, zone: str = "UTC", plan: Plan = Plan.FREE, **agreed: int) -> None:
        self.store = DictStore()
        profile = TenantProfile(time_zone=zone, limits=AgreedLimits.model_validate(agreed) if agreed else None)
        self.allowance = Allowance(
            tenant(plan=plan, metadata=profile), LimitCounters(self.store, FakeTime().strategy())
        )

    def ask(self, now: datetime = NOON, *, once: str | None = None) -> LimitReached | None:
        """What was said against a question, if anything."""
        try:
            self.allowance.question(now, once=once)
        except LimitReached as reached:
            return reached
        return None


def test_the_last_question_of_the_day_is_let_through_and_the_next_one_is_not():
    office = Office(questionsPerDay=3)
    assert [office.ask() is None for _ in range(5)] == [True, True, True, False, False]


def test_who_is_refused_is_told_the_limit_the_plan_and_when_the_next_day_begins_where_they_are():
    office = Office(zone="Asia/Tokyo", questionsPerDay=1)
    office.ask()
    reached = office.ask()
    assert str(reached) == (
        "The free plan, as agreed with you, allows 1 questions a day, and 1 are used. "
        "They begin anew at midnight, 2026-11-22 00:00 in Asia/Tokyo."
    )
    assert reached.retry_after == 2 * 3600 + 59 * 60 + 30
    assert [fault.rule for fault in reached.faults] == ["questions_per_day"]


def test_a_limit_of_the_minute_ends_with_the_minute():
    office = Office()
    assert [office.ask() for _ in range(20)] == [None] * 20
    reached = office.ask()
    assert str(reached) == "The free plan allows 20 questions a minute, and 20 are used. They begin anew in 30 s."
    assert (reached.retry_after, reached.faults[0].rule) == (30, "questions_per_minute")
    assert office.ask(NOON + timedelta(seconds=29.9)) is not None
    assert office.ask(NOON + timedelta(seconds=30)) is None


def test_the_day_begins_anew_at_the_midnight_of_the_tenant_and_at_no_other():
    office = Office(zone="America/Chicago", questionsPerDay=1)
    late = datetime(2026, 11, 22, 5, 59, 59, tzinfo=UTC)
    assert office.ask(NOON) is None
    assert office.ask(late).retry_after == 1
    assert office.ask(late + timedelta(seconds=1)) is None


def test_on_the_long_day_of_autumn_the_wait_is_the_hours_that_really_pass():
    office = Office(zone="Europe/Berlin", questionsPerDay=1)
    start = datetime(2026, 10, 24, 22, tzinfo=UTC)
    office.ask(start)
    assert office.ask(start).retry_after == 25 * 3600


def test_what_was_counted_under_its_name_is_not_counted_again_and_never_refused():
    office = Office(questionsPerDay=2)
    assert [office.ask(once="a"), office.ask(once="a"), office.ask(once="b")] == [None] * 3
    assert office.ask(once="c") is not None
    assert office.ask(once="b") is None


def test_what_was_refused_was_not_counted_and_counts_when_it_comes_again():
    office = Office(questionsPerMinute=1)
    office.ask(once="a")
    assert office.ask(once="b") is not None
    later = NOON + timedelta(minutes=1)
    assert office.ask(later, once="b") is None
    assert office.ask(later, once="c") is not None


def test_a_count_whose_answer_was_lost_counts_once():
    office = Office(questionsPerDay=2)
    office.store.faults_after = [TransientNetwork("lost")]
    assert office.ask() is None
    assert [office.ask() is None, office.ask() is None] == [True, False]


def test_a_question_is_not_let_through_uncounted():
    office = Office()
    office.store.faults_before = [TransientNetwork("down")] * 6
    with pytest.raises(Unavailable):
        office.ask()


def test_thirty_two_callers_at_once_get_through_as_often_as_is_allowed():
    office = Office(questionsPerDay=20, questionsPerMinute=100)
    with ThreadPoolExecutor(32) as pool:
        outcomes = list(pool.map(lambda _: office.ask() is None, range(64)))
    assert outcomes.count(True) == 20


def test_another_tenant_is_counted_apart():
    office = Office(questionsPerDay=1)
    office.ask()
    other = Allowance(
        tenant("acme-corp", plan=Plan.FREE, metadata=office.allowance.tenant.metadata), office.allowance.counters
    )
    other.question(NOON)
    assert office.ask() is not None


def test_rows_and_loads_are_limited_and_a_batch_that_does_not_fit_leaves_the_rest_for_a_smaller_one():
    office = Office(rowsPerDay=100)
    office.allowance.load(60, NOON)
    with pytest.raises(LimitReached, match=r"allows 100 rows a day, and 60 are used\. They begin anew at midnight"):
        office.allowance.load(41, NOON)
    office.allowance.load(40, NOON)
    with pytest.raises(LimitReached, match="allows 100 rows a day, and 100 are used"):
        office.allowance.upload(NOON)


def test_a_batch_larger_than_a_day_is_refused_on_an_empty_sheet():
    office = Office(rowsPerDay=100)
    with pytest.raises(LimitReached, match="allows 100 rows a day, and 0 are used"):
        office.allowance.load(101, NOON)


def test_files_are_let_in_while_there_is_room_and_what_they_held_counts_once():
    office = Office(rowsPerDay=100)
    office.allowance.upload(NOON)
    for _ in range(2):
        office.allowance.uploaded(99, NOON, once="batch")
    office.allowance.upload(NOON)
    office.allowance.uploaded(5_000, NOON, once="other")
    with pytest.raises(LimitReached):
        office.allowance.upload(NOON)


def test_loads_have_a_rate_of_their_own():
    office = Office(loadsPerMinute=2, questionsPerMinute=1)
    office.ask()
    office.allowance.load(1, NOON)
    office.allowance.upload(NOON)
    with pytest.raises(LimitReached, match="allows 2 loads a minute"):
        office.allowance.load(1, NOON)


def test_counters_expire_and_those_of_past_minutes_are_removed():
    office = Office()
    for minute in range(0, 60, 3):
        office.ask(NOON + timedelta(minutes=minute))
    (sheet,) = office.store.items(MESSAGES, "LIMIT")
    assert sheet["day"] == 20
    assert sheet["ttl"] == NOON.timestamp() + 57 * 60 + 3 * 86_400
    assert len([name for name in sheet if name.startswith("m")]) == 1


def test_the_note_that_a_question_was_counted_lasts_as_long_as_the_question():
    office = Office(historyDays=5)
    office.ask(once="a")
    (note,) = office.store.items(MESSAGES, "COUNTED#")
    assert note["ttl"] == int(NOON.timestamp()) + 5 * 86_400


@given(
    st.integers(1, 8),
    st.integers(1, 4),
    st.lists(st.tuples(st.integers(0, 130), st.none() | st.sampled_from("abc")), max_size=30),
)
def test_no_order_of_calls_gets_more_than_the_limits_or_less(per_day, per_minute, calls):
    """Against a plain model, with questions that come again and minutes that pass."""
    office = Office(questionsPerDay=per_day, questionsPerMinute=per_minute)
    day, minutes, seen = 0, dict[int, int](), set[str]()
    for seconds, once in sorted(calls, key=lambda call: call[0]):
        minute = (30 + seconds) // 60
        free = day < per_day and minutes.get(minute, 0) < per_minute
        known = once in seen
        assert (office.ask(NOON + timedelta(seconds=seconds), once=once) is None) == (known or free)
        if free and not known:
            day, minutes[minute] = day + 1, minutes.get(minute, 0) + 1
            seen |= {once} if once else set()
