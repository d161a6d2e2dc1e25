"""What the plans allow, and what is agreed with a tenant in their place."""

from dataclasses import fields

import pytest

from salestalk.contracts.tenant import AgreedLimits, Plan, TenantProfile
from salestalk.tenancy.lifecycle import claimed
from salestalk.tenancy.plans import PLANS, Limits, limits_of
from tests.unit.tenancy.fakes import NOW, STACK, tenant


def test_every_plan_has_limits_and_a_larger_one_allows_more_of_everything():
    free, standard, enterprise = (PLANS[plan] for plan in Plan)
    for name in (field.name for field in fields(Limits)):
        allowed = [getattr(limits, name) for limits in (free, standard, enterprise)]
        assert allowed == sorted(allowed)
        assert allowed[0] < allowed[2]


def test_whatever_is_limited_can_be_agreed_otherwise():
    assert [field.name for field in fields(Limits)] == list(AgreedLimits.model_fields)


@pytest.mark.parametrize("plan", Plan)
def test_a_tenant_has_the_limits_of_its_plan_as_it_is_now(plan):
    assert limits_of(tenant(plan=plan)) == PLANS[plan]


def test_what_is_agreed_replaces_single_limits():
    agreed = AgreedLimits(questions_per_day=7, language_model=True)
    limits = limits_of(tenant(plan=Plan.FREE, metadata=TenantProfile(limits=agreed)))
    assert (limits.questions_per_day, limits.language_model) == (7, True)
    assert limits.questions_per_minute == PLANS[Plan.FREE].questions_per_minute


def test_messages_are_kept_for_the_days_of_the_plan():
    assert PLANS[Plan.FREE].kept_until(NOW) == NOW + 30 * 86_400


def test_an_update_of_the_stack_leaves_what_was_agreed():
    agreed = TenantProfile.model_validate({"limits": {"questionsPerDay": 7}, "stackId": STACK})
    wanted = tenant(name="ACME Inc.")
    after = claimed(tenant(metadata=agreed), wanted, STACK, NOW + 1)
    assert (after.name, limits_of(after).questions_per_day) == ("ACME Inc.", 7)
