"""Calls in time, within the budget and past the breaker, or not at all; and what each of them took."""

from datetime import UTC, datetime
from typing import Any

import pytest

from salestalk.ai.breaker import State
from salestalk.ai.calling import FAILURES, Calls, Fallback, NotHelped
from salestalk.ai.ports import TOOLS, Failure, ModelRequest, Spent, Task
from salestalk.ai.prompts import prompt
from salestalk.contracts.tenant import AgreedLimits, Plan, TenantProfile
from salestalk.errors import TenantNotActive, Unavailable
from salestalk.ingestion.limitcounters import LimitCounters
from tests.unit.ai.fakes import PRICE, SPENT, Bench, Say, failure
from tests.unit.tenancy.fakes import tenant

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
SCHEMA = {"type": "object"}
DATA = {"question": "What was revenue?"}


def bench(say: Say, **agreed: Any) -> Bench:
    limits = AgreedLimits.model_validate(agreed) if agreed else None
    return Bench(tenant(plan=Plan.STANDARD, metadata=TenantProfile(limits=limits)), say)


def calls_of(made: Bench, *, seconds: float = 1.0) -> Calls:
    return Calls(
        model=made.model,
        breaker=made.breaker,
        budget=made.budget,
        policy=made.policy,
        seconds=made.clock,
        now=NOW,
        deadline=made.clock.now + seconds,
        storing=made.clock.now + 10,
    )


def ask(calls: Calls) -> Any:
    return calls.ask(Task.PHRASING, DATA, SCHEMA, 100)


def refused(calls: Calls) -> Fallback:
    with pytest.raises(NotHelped) as caught:
        ask(calls)
    return caught.value.fallback


def well(_: ModelRequest) -> dict[str, str]:
    return {"text": "fine"}


def test_a_model_gets_our_instructions_the_data_as_json_and_the_tenant_it_works_for():
    made = bench(well)
    assert ask(calls_of(made)).structure == {"text": "fine"}
    (request,) = made.model.asked
    assert (request.system, request.user) == (prompt(Task.PHRASING).text, '{"question":"What was revenue?"}')
    assert (request.tenant_id, request.name) == (made.tenant.tenant_id, TOOLS[Task.PHRASING])


def test_a_call_is_counted_by_what_the_provider_says_it_took():
    made = bench(well)
    calls = calls_of(made)
    ask(calls)
    ask(calls)
    assert calls.spent == SPENT + SPENT
    assert made.counted() == (2 * 980, 2 * PRICE.nano(SPENT))
    assert (calls.made, calls.failed, round(calls.milliseconds)) == (2, 0, 200)


def test_too_little_time_is_not_begun():
    made = bench(well)
    assert refused(calls_of(made, seconds=0.2)) is Fallback.NO_TIME
    assert (made.model.asked, made.counted()) == ([], (0, 0))


def test_a_late_model_is_left_alone_and_keeps_what_it_reserved():
    made = bench(well)
    made.model.takes = 5
    calls = calls_of(made)
    began = made.clock.now
    assert refused(calls) is Fallback.LATE
    assert made.clock.now - began == pytest.approx(1.0)
    assert calls.spent == Spent()
    assert made.counted()[0] >= 100


@pytest.mark.parametrize("kind", list(Failure))
def test_every_failure_of_a_provider_has_its_code(kind):
    assert refused(calls_of(bench(lambda _: failure(kind)))) in FAILURES


def test_a_failure_that_took_nothing_costs_nothing_and_one_that_did_is_counted():
    cheap, dear = bench(lambda _: failure(spent=Spent())), bench(lambda _: failure(Failure.MALFORMED, Spent(7, 3)))
    for made in (cheap, dear):
        refused(calls_of(made))
    assert (cheap.counted()[0], dear.counted()[0]) == (0, 10)


def test_a_provider_that_keeps_failing_is_not_asked_for_a_while():
    made = bench(lambda _: failure())
    for _ in range(3):
        assert refused(calls_of(made)) is Fallback.UNAVAILABLE
    before = made.counted()
    assert refused(calls_of(made)) is Fallback.RESTING
    assert (len(made.model.asked), made.counted()) == (3, before)
    made.clock.now += 30
    made.model.say = well
    assert ask(calls_of(made))
    assert made.breaker.state is State.CLOSED


def test_what_a_guardrail_holds_back_is_no_failure_of_the_provider():
    made = bench(lambda _: failure(Failure.BLOCKED, Spent(5, 0)))
    for _ in range(5):
        assert refused(calls_of(made)) is Fallback.BLOCKED


def test_a_bug_in_an_adapter_does_not_leave_the_breaker_waiting_for_a_try_for_ever():
    made = bench(lambda _: failure())
    for _ in range(3):
        refused(calls_of(made))
    made.clock.now += 30

    def broken(_: ModelRequest) -> Any:
        raise KeyError("bug")

    made.model.say = broken
    with pytest.raises(KeyError):
        ask(calls_of(made))
    made.clock.now += 30
    made.model.say = well
    assert ask(calls_of(made))


def test_a_budget_that_breaks_does_not_leave_the_breaker_waiting_for_a_try_for_ever(monkeypatch):
    made = bench(lambda _: failure())
    for _ in range(3):
        refused(calls_of(made))
    made.clock.now += 30

    def gone(*_: Any, **__: Any) -> None:
        raise TenantNotActive("suspended meanwhile")

    with monkeypatch.context() as patch:
        patch.setattr(LimitCounters, "add", gone)
        with pytest.raises(TenantNotActive):
            ask(calls_of(made))
    made.model.say = well
    assert ask(calls_of(made))


def test_nothing_is_asked_once_the_budget_is_used_up_and_the_breaker_stays_as_it_was():
    made = bench(well, modelTokensPerDay=10)
    assert refused(calls_of(made)) is Fallback.OVER_BUDGET
    assert (made.model.asked, made.counted()) == ([], (0, 0))
    assert made.breaker.lets_through()


def test_nothing_is_asked_where_it_cannot_be_counted():
    made = bench(well)
    made.store.faults_before = [Unavailable("down")] * 50
    assert refused(calls_of(made)) is Fallback.UNCOUNTED
    assert made.model.asked == []


def test_an_answer_does_not_fail_because_what_it_took_could_not_be_counted():
    made = bench(well)

    def then_down(_: ModelRequest) -> dict[str, str]:
        made.store.faults_before = [Unavailable("down")] * 50
        return {"text": "fine"}

    made.model.say = then_down
    calls = calls_of(made)
    assert ask(calls).structure == {"text": "fine"}
    assert calls.spent == SPENT
    made.store.faults_before = []
    assert made.counted()[0] >= 100
