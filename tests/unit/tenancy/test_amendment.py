"""What administrators may change of a tenant, and when."""

from typing import Any

import pytest

from salestalk.contracts.administration import TenantPatch
from salestalk.contracts.base import parse
from salestalk.contracts.tenant import TenantProfile, TenantStatus
from salestalk.errors import Conflict, InvalidInput, NotFound
from salestalk.tenancy.amendment import amended
from salestalk.tenancy.headroom import QUOTAS, TAKING_ROOM, headroom
from tests.unit.tenancy.fakes import NOW, STACK, tenant


def patch(**fields: Any) -> TenantPatch:
    return parse(TenantPatch, fields, now=NOW + 100)


def held(**fields: Any):
    noted = {"industry": "Retail", "stackId": STACK, "contract": "C-17", "timeZone": "Europe/Berlin"}
    return tenant(metadata=TenantProfile.model_validate(noted), **fields)


@pytest.mark.parametrize(("status", "wanted"), [("active", "suspended"), ("suspended", "active")])
def test_a_tenant_is_suspended_and_goes_on(status, wanted):
    entry = amended(held(status=TenantStatus(status)), patch(status=wanted), NOW + 60)

    assert (entry.status, entry.updated_at) == (wanted, NOW + 60)


@pytest.mark.parametrize("status", ["provisioning", "failed", "deleting", "deleted"])
def test_a_transition_that_is_not_allowed_is_refused_by_name(status):
    with pytest.raises(Conflict, match=f"that is {status} cannot be changed") as refusal:
        amended(held(status=TenantStatus(status)), patch(status="active"), NOW)

    assert [fault.message for fault in refusal.value.faults] == [f"status: cannot go from {status} to active"]


@pytest.mark.parametrize("status", ["deleted", "deleting", "provisioning", "failed", "asleep"])
def test_nobody_sets_a_status_that_is_the_platforms_to_set(status):
    with pytest.raises(InvalidInput):
        patch(status=status)


def test_metadata_is_merged_and_null_removes():
    wanted = {"industry": None, "region": "EMEA", "timeZone": None, "limits": {"questionsPerDay": 9}}

    entry = amended(held(), patch(metadata=wanted, updatedAt=NOW), NOW + 60)

    assert entry.metadata.as_item() == {
        "region": "EMEA",
        "contract": "C-17",
        "stackId": STACK,
        "fiscalYearStart": "01-01",
        "timeZone": "UTC",
        "currency": "USD",
        "limits": {"questionsPerDay": 9},
    }


def test_a_change_of_what_was_changed_since_is_refused():
    with pytest.raises(Conflict) as refusal:
        amended(held(updated_at=NOW + 5), patch(name="New", updatedAt=NOW), NOW + 60)

    assert [fault.rule for fault in refusal.value.faults] == ["stale"]
    with pytest.raises(Conflict):
        amended(held(updated_at=NOW + 5), patch(plan="free", updatedAt=NOW), NOW + 60)


def test_a_change_that_was_made_already_is_a_success():
    once = amended(held(), patch(name="New", updatedAt=NOW), NOW + 60)

    assert amended(once, patch(name="New", updatedAt=NOW), NOW + 61) is once


@pytest.mark.parametrize("fields", [{"name": "New"}, {"metadata": {}}, {}, {"updatedAt": NOW}])
def test_name_and_metadata_are_changed_only_by_who_saw_them_and_nothing_is_no_change(fields):
    with pytest.raises(InvalidInput):
        patch(**fields)


@pytest.mark.parametrize(
    "metadata",
    [
        {"stackId": "x"},
        {"failure": "x"},
        {"timeZone": "Moon/Base"},
        {"notes": "x" * 9_000},
        {"fiscalYearStart": "13-01"},
    ],
)
def test_metadata_that_cannot_be_is_refused(metadata):
    with pytest.raises(InvalidInput):
        amended(held(), patch(metadata=metadata, updatedAt=NOW), NOW + 60)


def test_an_unknown_tenant_is_not_found():
    with pytest.raises(NotFound):
        amended(None, patch(plan="free"), NOW)


def test_headroom_is_what_the_tightest_quota_leaves():
    counts = dict.fromkeys(TAKING_ROOM, 0)
    assert headroom(counts).tenants == 1_249
    full = headroom({**counts, TenantStatus.ACTIVE: 1_200, TenantStatus.SUSPENDED: 49})
    assert (full.tenants, [(use.quota, use.used, use.left) for use in full.quotas]) == (
        0,
        [("tables", 2_500, 0), ("stacks", 1_251, 749)],
    )
    assert headroom({**counts, TenantStatus.ACTIVE: 5_000}).tenants == 0


def test_every_quota_says_where_it_is_from():
    assert all(quota.source.startswith("https://docs.aws.amazon.com/") for quota in QUOTAS)
