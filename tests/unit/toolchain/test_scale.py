"""A simulated day adds up and is the same each time; what binds is told at the number at which it does."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salestalk.adapters.tenant_sessions import CACHED_TENANTS
from salestalk.contracts.tenant import Plan
from salestalk.tenancy.plans import PLANS
from salestalk_cli.cost import work
from salestalk_cli.cost.budget import call_budget
from tools import scale, simulate_day
from tools.quotas import Limit
from tools.sections import keep
from tools.simulate_day import CREDENTIALS_SECONDS, Environment, Fleet, simulate

LIMIT = Limit(what="things", default=10, each=2, once=1, then="ask for more")
SMALL_DAYS = st.builds(simulate, tenants=st.integers(1, 30), messages=st.integers(0, 400), seed=st.integers(0, 2**16))


@settings(max_examples=30)
@given(SMALL_DAYS)
def test_every_question_is_answered_or_refused_and_counted_once(day):
    assert sum(day.waits.values()) == day.questions
    assert day.calls["eventbridge:PutEvents"] == day.questions
    assert 0 <= day.starts <= day.questions
    assert day.most_at_once <= day.most_environments <= max(1, day.starts) or not day.questions
    assert day.largest_tenant <= day.questions


@given(st.integers(1, 20), st.integers(0, 300), st.integers(0, 99))
@settings(max_examples=10)
def test_a_day_is_the_same_each_time(tenants, messages, seed):
    assert simulate(tenants=tenants, messages=messages, seed=seed) == simulate(
        tenants=tenants, messages=messages, seed=seed
    )


def test_a_tenant_is_held_to_its_plan(monkeypatch):
    small = replace(PLANS[Plan.ENTERPRISE], questions_per_day=10)
    monkeypatch.setattr(simulate_day, "PLANS", {Plan.ENTERPRISE: small})
    day = simulate(tenants=1, messages=200)
    assert (day.questions, day.refused) == (10, 90)


def test_a_day_costs_what_its_questions_are_billed():
    """The bill of a question takes each kind as often; the day draws them, and adds the waits of cold functions."""
    day = simulate(tenants=50, messages=20_000)
    assert day.usd == pytest.approx(work.question().usd * day.questions, rel=Decimal("0.03"))


def test_the_first_question_of_a_tenant_waits_for_what_the_cold_budget_says():
    environment = Environment()
    warm, cold = (call_budget()[f"POST /chat, {name}"].round_trips for name in ("warm", "cold"))
    assert environment.asks(7, 0.0) == (cold - warm, True, True)
    assert environment.asks(7, 1.0) == (0, False, False)
    assert environment.asks(7, 30.0) == (1, False, True)
    assert environment.asks(8, 30.0) == (cold - warm, True, True)
    assert environment.asks(7, CREDENTIALS_SECONDS + 1) == (1, True, True)


def test_a_function_remembers_only_so_many_tenants():
    environment = Environment()
    for tenant in range(CACHED_TENANTS + 1):
        environment.asks(tenant, 0.0)
    forgotten, remembered = environment.asks(0, 1.0), environment.asks(CACHED_TENANTS, 1.0)
    assert (forgotten.trips, forgotten.assumes) == (2, True)
    assert (remembered.trips, remembered.assumes) == (0, False)


def test_the_function_used_last_is_taken_and_idle_ones_go():
    fleet, first, second = Fleet(), Environment(), Environment()
    fleet.work(first, 1.0, 1)
    fleet.work(second, 2.0, 2)
    assert fleet.take(0.5) is None
    assert fleet.take(3.0) is second
    assert fleet.take(1.0 + simulate_day.IDLE_SECONDS + 0.1) is None


def test_a_limit_binds_where_it_is_used_up():
    assert LIMIT.binds_at(10) == 4
    assert (LIMIT.used(4), LIMIT.used(5)) == (9, 11)
    assert replace(LIMIT, each=0).binds_at(10) is None


def test_nothing_binds_at_the_promised_size_and_tables_bind_first():
    assert scale.throttled(scale.TENANTS) == []
    assert scale.throttled(1_249) == []
    assert scale.throttled(1_250) == ["DynamoDB tables"]
    assert "CloudFormation stacks" in scale.throttled(scale.MANY)


def test_the_document_is_what_the_simulation_says(tmp_path, capsys):
    assert keep(scale.FILE, scale.sections(), []) == 0
    stale = tmp_path / "scale.md"
    stale.write_text(scale.FILE.read_text().replace(f"{scale.day().starts:,} (", "7 ("))
    assert keep(stale, scale.sections(), []) == 1
    assert "make generated" in capsys.readouterr().err


def test_the_command_tells_programs_the_day():
    said: list[str] = []
    assert simulate_day.main(["--tenants", "3", "--messages", "20"], said.append) == 0
    assert '"tenants":3' in said[0]
    assert '"usd":' in said[0]
