import pytest
from hypothesis import given
from hypothesis import strategies as st

from salestalk.contracts.tenant import Plan, TenantProfile, TenantStatus
from salestalk.errors import Conflict
from salestalk.tenancy.lifecycle import MAX_FAILURE, activated, claimed, deleted, failed, failure, holder
from tests.unit.tenancy.fakes import NOW, OTHER_STACK, STACK, tenant

STACKS = (STACK, OTHER_STACK)


def held(status=TenantStatus.ACTIVE, stack=STACK, **fields):
    return tenant(status=status, metadata={"industry": "Manufacturing", "stackId": stack}, **fields)


def test_a_new_tenant_is_provisioned_then_active():
    entry = claimed(None, tenant(), STACK, NOW)

    assert (entry.status, entry.created_at, holder(entry)) == (TenantStatus.PROVISIONING, NOW, STACK)
    assert activated(entry, STACK, NOW + 3).status is TenantStatus.ACTIVE


def test_the_same_registration_twice_is_a_success_and_changes_nothing():
    entry = activated(claimed(None, tenant(), STACK, NOW), STACK, NOW + 1)

    assert claimed(entry, tenant(), STACK, NOW + 60) is entry
    assert activated(entry, STACK, NOW + 60) is entry


def test_an_update_changes_name_plan_and_metadata_and_raises_updated_at():
    wanted = tenant(name="ACME Inc", plan=Plan.ENTERPRISE, metadata=TenantProfile(region="Europe"))

    entry = claimed(held(), wanted, STACK, NOW + 60)

    assert (entry.name, entry.plan, entry.metadata.region) == ("ACME Inc", Plan.ENTERPRISE, "Europe")
    assert (entry.metadata.industry, entry.status) == (None, TenantStatus.ACTIVE)
    assert (entry.created_at, entry.updated_at) == (NOW, NOW + 60)


def test_an_update_keeps_what_others_noted_and_a_suspension():
    found = tenant(status=TenantStatus.SUSPENDED, metadata={"stackId": STACK, "contract": "C-17"})

    entry = claimed(found, tenant(name="Renamed"), STACK, NOW + 60)

    assert (entry.status, entry.metadata.model_extra) == (
        TenantStatus.SUSPENDED,
        {"stackId": STACK, "contract": "C-17"},
    )
    assert activated(entry, STACK, NOW + 61) is entry


def test_updated_at_rises_with_every_change_of_one_second():
    once = claimed(held(), tenant(name="One"), STACK, NOW)
    twice = claimed(once, tenant(name="Two"), STACK, NOW)

    assert (once.updated_at, twice.updated_at) == (NOW + 1, NOW + 2)


@pytest.mark.parametrize("status", [TenantStatus.ACTIVE, TenantStatus.SUSPENDED, TenantStatus.DELETING])
def test_an_id_that_another_stack_holds_is_refused_with_that_stack(status):
    with pytest.raises(Conflict, match=OTHER_STACK):
        claimed(held(status, OTHER_STACK), tenant(), STACK, NOW)


def test_a_tenant_that_was_asked_for_is_taken_over_by_its_stack():
    asked_for = tenant(status=TenantStatus.PROVISIONING, created_at=NOW - 60, updated_at=NOW - 60)

    entry = claimed(asked_for, tenant(), STACK, NOW)

    assert (holder(entry), entry.created_at, entry.status) == (STACK, NOW - 60, TenantStatus.PROVISIONING)


def test_a_failed_registration_can_be_tried_again_by_a_new_stack_and_forgets_its_failure():
    gone_wrong = failed(held(TenantStatus.PROVISIONING, OTHER_STACK), "No room.", NOW)
    assert (gone_wrong.status, failure(gone_wrong)) == (TenantStatus.FAILED, "No room.")

    entry = claimed(gone_wrong, tenant(), STACK, NOW)

    assert (entry.status, holder(entry), failure(entry)) == (TenantStatus.PROVISIONING, STACK, None)


def test_a_late_repetition_does_not_revive_what_its_stack_took_back():
    taken_back = deleted(held(TenantStatus.PROVISIONING), STACK, NOW)
    assert taken_back is not None
    assert taken_back.status is TenantStatus.FAILED
    with pytest.raises(Conflict, match="given up"):
        claimed(taken_back, tenant(), STACK, NOW)
    with pytest.raises(Conflict, match="no longer held"):
        activated(taken_back, STACK, NOW)


def test_a_failure_is_noted_once_and_only_of_what_is_not_active():
    first = failed(held(TenantStatus.PROVISIONING), "x" * 5_000, NOW)
    assert len(failure(first) or "") == MAX_FAILURE
    assert failed(first, "Another.", NOW) is first
    assert failed(active := held(), "Late.", NOW) is active


def test_a_deleted_tenant_comes_back_as_a_new_one_with_a_new_stack():
    entry = claimed(held(TenantStatus.DELETED, OTHER_STACK, updated_at=NOW + 5), tenant(), STACK, NOW + 5)

    assert (entry.status, entry.created_at, holder(entry)) == (TenantStatus.PROVISIONING, NOW + 6, STACK)


def test_a_late_repetition_does_not_bring_a_deleted_tenant_back():
    with pytest.raises(Conflict, match="given up with this stack; deploy it as a new stack"):
        claimed(held(TenantStatus.DELETED), tenant(), STACK, NOW)
    with pytest.raises(Conflict, match="no longer held"):
        activated(held(TenantStatus.DELETED), STACK, NOW)


def test_deletion_is_repeatable_and_leaves_strangers_alone():
    gone = deleted(held(), STACK, NOW + 9)

    assert gone is not None
    assert (gone.status, gone.updated_at) == (TenantStatus.DELETED, NOW + 9)
    assert deleted(gone, STACK, NOW + 99) is gone
    assert deleted(None, STACK, NOW) is None
    assert deleted(foreign := held(stack=OTHER_STACK), STACK, NOW) is foreign


@given(st.lists(st.tuples(st.sampled_from(["claim", "activate", "delete"]), st.sampled_from(STACKS)), max_size=20))
def test_at_most_one_stack_holds_a_tenant_and_only_it_can_change_it(steps):
    entry = None
    for second, (step, stack) in enumerate(steps):
        before, now = entry, NOW + second
        try:
            match step:
                case "claim":
                    entry = claimed(entry, tenant(), stack, now)
                case "activate":
                    entry = activated(entry, stack, now)
                case "delete":
                    entry = deleted(entry, stack, now)
        except Conflict:
            assert entry is before
        if before is not None and entry is not before:
            assert entry.updated_at > before.updated_at
            assert holder(before) == stack or before.status in {
                TenantStatus.PROVISIONING,
                TenantStatus.DELETED,
                TenantStatus.FAILED,
            }
