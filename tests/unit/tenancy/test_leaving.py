"""How an entry changes while its tenant is erased."""

import pytest

from salestalk.contracts.tenant import TenantProfile, TenantStatus
from salestalk.errors import Conflict
from salestalk.tenancy.leaving import closed, erased, erasure_id, erasure_of
from salestalk.tenancy.lifecycle import claimed, deleted, holder
from tests.unit.tenancy.fakes import NOW, OTHER_STACK, STACK, tenant


def held(**fields):
    return tenant(metadata=TenantProfile.model_validate({"stackId": STACK, "industry": "Mining"}), **fields)


ENTRY = held()
JOB = erasure_id(ENTRY)


def test_an_erasure_belongs_to_one_life_of_a_tenant():
    assert erasure_id(ENTRY) == erasure_id(held(updated_at=NOW + 9, status=TenantStatus.SUSPENDED))
    assert len({erasure_id(ENTRY), erasure_id(held(created_at=NOW - 1)), erasure_id(tenant("acme-2"))}) == 3


@pytest.mark.parametrize("status", [each for each in TenantStatus if each is not TenantStatus.PROVISIONING])
def test_a_tenant_is_closed_whatever_its_status_and_once(status):
    entry = held(status=status)
    first = closed(entry, JOB, NOW + 5)
    assert (first.status, erasure_of(first), first.updated_at) == (TenantStatus.DELETING, JOB, NOW + 5)
    assert closed(first, JOB, NOW + 60) is first


def test_one_that_is_being_set_up_or_lives_anew_is_not_closed():
    for found in (None, held(status=TenantStatus.PROVISIONING), held(created_at=NOW - 1)):
        with pytest.raises(Conflict):
            closed(found, JOB, NOW + 5)


def test_what_is_left_names_nobody_and_can_be_written_twice():
    left = erased(closed(ENTRY, JOB, NOW), JOB, "certificates/acme/1.json", NOW + 5)
    assert "acme.example" not in str(left.as_item())
    assert "Mining" not in str(left.as_item())
    assert (left.status, left.plan, left.created_at) == (TenantStatus.DELETED, ENTRY.plan, ENTRY.created_at)
    assert erased(left, JOB, "certificates/acme/1.json", NOW + 60) is left


def test_only_the_erasure_a_tenant_is_in_ends_it():
    for found in (None, ENTRY, closed(held(created_at=NOW - 1), erasure_id(held(created_at=NOW - 1)), NOW)):
        with pytest.raises(Conflict):
            erased(found, JOB, "key", NOW)


def test_the_deletion_of_its_stack_does_not_end_the_erasure_of_a_tenant():
    being_erased = closed(ENTRY, JOB, NOW)
    assert deleted(being_erased, STACK, NOW + 5) is being_erased


def test_no_stack_takes_a_tenant_that_is_being_erased_and_a_new_one_takes_it_afterwards():
    being_erased = closed(ENTRY, JOB, NOW)
    for stack in (STACK, OTHER_STACK):
        with pytest.raises(Conflict):
            claimed(being_erased, tenant(), stack, NOW + 5)
    left = erased(being_erased, JOB, "key", NOW + 5)
    with pytest.raises(Conflict):
        claimed(left, tenant(), STACK, NOW + 9)
    anew = claimed(left, tenant(), OTHER_STACK, NOW + 9)
    assert (holder(anew), erasure_of(anew), anew.status) == (OTHER_STACK, None, TenantStatus.PROVISIONING)
    assert erasure_id(anew) != JOB
