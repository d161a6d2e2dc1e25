"""A model's budget on the real engine: never more than there is, and in the end exactly what was used."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from uuid import uuid4

from salestalk.ai.budget import NANO_USD, TOKENS, Budget
from salestalk.ai.ports import Spent
from salestalk.ai.prices import price_list
from salestalk.contracts.tenant import AgreedLimits, Plan, TenantProfile
from salestalk.ingestion.limitcounters import LIMIT_PK
from tests.integration.ingestion_support import new_tenant
from tests.unit.tenancy.fakes import tenant as entry

NOW = datetime(2026, 11, 21, 12, 0, 30, tzinfo=UTC)
PRICE = price_list().of("bedrock", "amazon.nova-lite-v1:0")


def test_callers_at_once_hold_the_budget_and_leave_exactly_what_they_used(emulator):
    tenant = new_tenant(emulator, f"model-{uuid4().hex[:8]}")
    agreed = AgreedLimits(language_model=True, model_tokens_per_day=10_000)
    profile = TenantProfile(limits=agreed)
    budget = Budget(entry(tenant.tenant_id, plan=Plan.STANDARD, metadata=profile), tenant.limits, PRICE)

    with ThreadPoolExecutor(16) as pool:
        held = list(pool.map(lambda _: budget.reserve(Spent(900, 100), NOW, deadline=1e12), range(32)))
        taken = [reservation for reservation in held if reservation is not None]
        assert len(taken) == 10
        list(pool.map(lambda one: budget.settle(one, Spent(333, 21), deadline=1e12), taken))

    used = Spent(3330, 210)
    (sheet,) = tenant.scan(tenant.messages_table, LIMIT_PK)
    assert sheet["sk"] == {"S": "model#2026-11-21"}
    assert (sheet[TOKENS], sheet[NANO_USD]) == ({"N": "3540"}, {"N": str(PRICE.nano(used))})
    assert budget.reserve(Spent(6000, 460), NOW, deadline=1e12) is not None
    assert budget.reserve(Spent(1, 0), NOW, deadline=1e12) is None
