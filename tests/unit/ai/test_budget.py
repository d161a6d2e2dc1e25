"""A tenant's budget for its model: held before, exact after, apart by day, whoever calls at once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salestalk.ai.budget import Budget
from salestalk.ai.ports import Spent
from salestalk.ai.prices import price_list
from salestalk.contracts.tenant import AgreedLimits, Plan, TenantProfile
from salestalk.ingestion.limitcounters import LimitCounters
from tests.unit.ai.fakes import PRICE, Bench, phrased
from tests.unit.ingestion.fakes import FakeTime
from tests.unit.tenancy.fakes import tenant

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


def bench(plan: Plan = Plan.STANDARD, **agreed: object) -> Bench:
    limits = AgreedLimits.model_validate(agreed) if agreed else None
    return Bench(tenant(plan=plan, metadata=TenantProfile(limits=limits, time_zone="UTC")), phrased(""))


def take(budget: Budget, expected: Spent, spent: Spent | None = None, *, now: datetime = NOW) -> bool:
    reservation = budget.reserve(expected, now, deadline=1e9)
    if reservation is not None and spent is not None:
        budget.settle(reservation, spent, deadline=1e9)
    return reservation is not None


def test_what_a_call_really_took_is_what_is_counted():
    made = bench()
    assert take(made.budget, Spent(3000, 400), Spent(1200, 55))
    assert made.counted() == (1255, PRICE.nano(Spent(1200, 55)))


def test_a_call_that_took_more_than_was_reserved_is_counted_in_full():
    made = bench(modelTokensPerDay=100)
    assert take(made.budget, Spent(50, 50), Spent(90, 90))
    assert made.counted()[0] == 180
    assert not take(made.budget, Spent(1, 0))


def test_what_nobody_told_keeps_what_it_reserved():
    made = bench()
    take(made.budget, Spent(3000, 400))
    assert made.counted() == (3400, PRICE.nano(Spent(3000, 400)))


@pytest.mark.parametrize("agreed", [{"modelTokensPerDay": 1000}, {"modelUsdPerDay": Decimal("0.0001")}])
def test_no_call_is_let_through_that_the_rest_of_the_day_does_not_hold(agreed):
    made = bench(**agreed)
    assert take(made.budget, Spent(500, 100))
    before = made.counted()
    assert not take(made.budget, Spent(1800, 0))
    assert made.counted() == before


def test_a_plan_without_a_model_has_no_budget():
    assert not take(bench(Plan.FREE).budget, Spent(1, 0))


def test_a_new_day_has_a_new_budget_where_the_tenant_is():
    made = bench(modelTokensPerDay=1000)
    assert take(made.budget, Spent(1000, 0))
    assert not take(made.budget, Spent(1, 0), now=NOW + timedelta(hours=11, minutes=59))
    assert take(made.budget, Spent(1000, 0), now=NOW + timedelta(hours=12))


def test_a_model_without_a_price_is_held_by_its_tokens_alone():
    made = bench(modelTokensPerDay=1000, modelUsdPerDay=Decimal("0.000001"))
    budget = Budget(
        made.tenant, LimitCounters(made.store, FakeTime().strategy()), price_list().of("ollama", "llama3.2")
    )
    assert take(budget, Spent(1000, 0))
    assert not take(budget, Spent(1, 0))


def test_callers_at_once_get_no_more_than_there_is():
    made = bench(modelTokensPerDay=1000)
    with ThreadPoolExecutor(8) as pool:
        taken = list(pool.map(lambda _: take(made.budget, Spent(100, 0)), range(32)))
    assert sum(taken) == 10
    assert made.counted()[0] == 1000


@given(st.lists(st.tuples(st.integers(1, 400), st.integers(0, 400)), max_size=20))
def test_the_counters_are_the_sum_of_what_was_used_and_hold_the_limit_before_each_call(calls):
    made = bench(modelTokensPerDay=1000)
    used = 0
    for expected, spent in calls:
        let_through = take(made.budget, Spent(expected, 0), Spent(spent, 0))
        assert let_through == (used + expected <= 1000)
        used += spent if let_through else 0
        assert made.counted() == (used, PRICE.nano(Spent(used, 0)))
