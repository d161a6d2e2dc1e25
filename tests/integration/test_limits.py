"""Limits on the real engine: exactly as much as is allowed, whatever number of callers come at once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from uuid import uuid4

import pytest

from salestalk.contracts.tenant import AgreedLimits, Plan, TenantProfile
from salestalk.errors import LimitReached
from salestalk.ingestion.limitcounters import LIMIT_PK
from salestalk.tenancy.allowance import Allowance
from tests.integration.ingestion_support import new_tenant
from tests.unit.tenancy.fakes import tenant as entry

NOW = datetime(2026, 11, 21, 12, 0, 30, tzinfo=UTC)


@pytest.fixture
def tenant(emulator):
    return new_tenant(emulator, f"limits-{uuid4().hex[:8]}")


def allowance(tenant, **agreed):
    profile = TenantProfile(limits=AgreedLimits.model_validate(agreed))
    return Allowance(entry(tenant.tenant_id, plan=Plan.FREE, metadata=profile), tenant.limits)


def is_let_through(office, once=None):
    try:
        office.question(NOW, once=once)
    except LimitReached:
        return False
    return True


@pytest.mark.parametrize("agreed", [{"questionsPerDay": 20}, {"questionsPerMinute": 20, "questionsPerDay": 1_000}])
def test_of_thirty_two_callers_at_once_as_many_get_through_as_may(tenant, agreed):
    office = allowance(tenant, **agreed)
    with ThreadPoolExecutor(32) as pool:
        outcomes = list(pool.map(lambda _: is_let_through(office), range(64)))
    assert outcomes.count(True) == 20
    assert not is_let_through(office)


def test_retries_that_race_count_once(tenant):
    office = allowance(tenant, questionsPerDay=3)
    with ThreadPoolExecutor(16) as pool:
        outcomes = list(pool.map(lambda number: is_let_through(office, once=f"q{number % 3}"), range(48)))
    assert outcomes == [True] * 48
    assert not is_let_through(office, once="q3")
    assert is_let_through(office, once="q1")


def test_who_is_refused_is_told_what_is_used(tenant):
    office = allowance(tenant, rowsPerDay=100, loadsPerMinute=5)
    office.load(70, NOW)
    with pytest.raises(LimitReached, match="allows 100 rows a day, and 70 are used"):
        office.load(31, NOW)
    office.load(30, NOW)
    with pytest.raises(LimitReached, match="100 are used"):
        office.upload(NOW)


def test_the_counters_of_past_minutes_are_taken_off_the_sheet(tenant):
    office = allowance(tenant)
    for minute in range(4):
        office.question(NOW.replace(minute=3 * minute))
    (sheet,) = tenant.scan(tenant.messages_table, LIMIT_PK)
    assert sheet["day"] == {"N": "4"}
    assert len([name for name in sheet if name.startswith("m")]) == 1
