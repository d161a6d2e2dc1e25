import json

import pytest

from runtime.settings import required_variables
from salestalk.contracts.base import parse
from salestalk.contracts.tenant import Tenant, TenantStatus
from salestalk.errors import Unavailable
from salestalk.tenancy.lifecycle import holder
from salestalk.tenancy.onboarding import Onboarding
from tenant_onboard import handler as function
from tenant_onboard.settings import OnboardSettings
from tests.unit.functions.cloudformation import CloudFormation, receiving
from tests.unit.functions.fakes import Announced, Clock, Context, Groups, Samples, Users
from tests.unit.tenancy.fakes import NOW, OTHER_STACK, STACK, MemoryStore, tenant


@pytest.fixture
def cloudformation():
    with receiving() as started:
        yield started


@pytest.fixture
def onboarding(monkeypatch) -> Onboarding:
    parts = Onboarding(MemoryStore(), Groups(), Users(), Samples(), Announced(), Clock(NOW))
    monkeypatch.setattr(function, "onboarding", lambda: parts)
    return parts


def test_a_created_stack_registers_its_tenant_as_active(cloudformation, onboarding):
    answer = cloudformation.ask()

    entry = onboarding.store.get("acme")
    assert (answer["Status"], answer["PhysicalResourceId"]) == ("SUCCESS", f"acme@{STACK}")
    assert (entry.status, entry.name, entry.plan, holder(entry)) == ("active", "ACME Corporation", "standard", STACK)
    assert (entry.metadata.fiscal_year_start, entry.metadata.time_zone) == ("04-01", "Europe/Berlin")
    assert onboarding.groups.names == {"tenant-acme"}


def test_a_created_tenant_is_announced_for_its_stack(cloudformation, onboarding):
    cloudformation.ask()

    [(said, stack)] = onboarding.announce.said
    assert (said.tenant_id, said.region, said.plan, stack) == ("acme", "North America", "standard", STACK)
    assert said.resources.metrics_table_name == "tenant-acme-metrics"


def test_a_repeated_creation_changes_nothing_and_names_the_same_cause(cloudformation, onboarding):
    cloudformation.ask()
    first = onboarding.store.get("acme")

    assert cloudformation.ask()["Status"] == "SUCCESS"
    assert onboarding.store.get("acme") is first
    assert {stack for _, stack in onboarding.announce.said} == {STACK}


def test_an_interrupted_creation_is_completed_when_it_is_repeated(cloudformation, onboarding):
    onboarding.groups.broken = True
    assert "CreateGroup" in cloudformation.ask()["Reason"]
    assert onboarding.store.get("acme").status is TenantStatus.PROVISIONING
    assert onboarding.announce.said == []

    onboarding.groups.broken = False

    assert cloudformation.ask()["Status"] == "SUCCESS"
    assert onboarding.store.get("acme").status is TenantStatus.ACTIVE


def test_the_owner_becomes_the_tenants_first_user(cloudformation, onboarding):
    cloudformation.ask()

    assert onboarding.users.tenants == {"owner@acme.example": "acme"}


def test_an_owner_who_is_a_user_of_the_tenant_already_is_fine(cloudformation, onboarding):
    onboarding.users.tenants["owner@acme.example"] = "acme"

    assert cloudformation.ask()["Status"] == "SUCCESS"


def test_an_owner_who_is_another_tenants_user_is_refused_and_stays_theirs(cloudformation, onboarding):
    onboarding.users.tenants["owner@acme.example"] = "other"

    refused, rolled_back = cloudformation.ask(), cloudformation.ask("Delete")

    assert (refused["Status"], rolled_back["Status"]) == ("FAILED", "SUCCESS")
    assert "owner@acme.example belongs to a user" in refused["Reason"]
    assert onboarding.store.get("acme").status is TenantStatus.FAILED
    assert (onboarding.users.tenants, onboarding.groups.names) == ({"owner@acme.example": "other"}, set())
    assert onboarding.announce.said == []


def test_a_tenant_gets_example_data_only_where_it_is_asked_for_and_before_it_is_open(cloudformation, onboarding):
    cloudformation.ask(SampleData="false")
    cloudformation.ask(tenant_id="b", stack=STACK.replace("acme", "b"), OwnerEmail="b@b.example", SampleData="true")

    assert [(each.tenant_id, each.status) for each in onboarding.load_sample.loaded] == [
        ("b", TenantStatus.PROVISIONING)
    ]
    assert [said.sample_data_seeded for said, _ in onboarding.announce.said] == [False, True]


def test_whether_there_is_example_data_must_be_said_clearly(cloudformation, onboarding):
    assert "SampleData: must be true or false" in cloudformation.ask(SampleData="perhaps")["Reason"]
    assert onboarding.store.entries == {}


def test_nothing_is_left_of_an_onboarding_that_failed_but_its_entry(cloudformation, onboarding):
    onboarding.load_sample.broken = True
    assert cloudformation.ask(SampleData="true")["Status"] == "FAILED"

    assert [cloudformation.ask("Delete")["Status"] for _ in range(2)] == ["SUCCESS", "SUCCESS"]

    assert onboarding.store.get("acme").status is TenantStatus.FAILED
    assert (onboarding.users.tenants, onboarding.groups.names, onboarding.announce.said) == ({}, set(), [])


def test_a_failed_onboarding_is_repeated_by_another_stack_and_not_by_its_own(cloudformation, onboarding):
    onboarding.groups.broken = True
    cloudformation.ask()
    cloudformation.ask("Delete")
    onboarding.groups.broken = False

    assert "given up" in cloudformation.ask()["Reason"]
    assert cloudformation.ask(stack=OTHER_STACK)["Status"] == "SUCCESS"
    assert onboarding.store.get("acme").status is TenantStatus.ACTIVE


def test_an_update_changes_the_plan_and_is_not_announced(cloudformation, onboarding):
    cloudformation.ask()
    onboarding.now.seconds += 60

    answer = cloudformation.ask("Update", Plan="enterprise", Industry=None)

    entry = onboarding.store.get("acme")
    assert (answer["PhysicalResourceId"], entry.plan) == (f"acme@{STACK}", "enterprise")
    assert (entry.metadata.industry, entry.created_at, entry.updated_at) == (None, NOW, NOW + 60)
    assert len(onboarding.announce.said) == 1


def test_an_update_says_again_nothing_that_was_changed_since(cloudformation, onboarding):
    cloudformation.ask()
    entry = onboarding.store.get("acme")
    changed = {"plan": "enterprise", "name": "ACME Holding", "updatedAt": NOW + 5}
    metadata = {**entry.metadata.as_item(), "region": "EMEA"}
    del metadata["industry"]
    onboarding.store.entries["acme"] = parse(Tenant, {**entry.as_item(), **changed, "metadata": metadata})

    assert cloudformation.ask("Update", TimeZone="UTC")["Status"] == "SUCCESS"

    after = onboarding.store.get("acme")
    assert (after.plan, after.name, after.metadata.region, after.metadata.industry) == (
        "enterprise",
        "ACME Holding",
        "EMEA",
        None,
    )
    assert (after.metadata.time_zone, holder(after)) == ("UTC", STACK)


def test_a_deleted_stack_closes_its_tenant_and_removes_the_group(cloudformation, onboarding):
    cloudformation.ask()

    assert [cloudformation.ask("Delete")["Status"] for _ in range(2)] == ["SUCCESS", "SUCCESS"]
    assert onboarding.store.get("acme").status is TenantStatus.DELETED
    assert onboarding.groups.names == set()


def test_deleting_what_was_never_registered_is_a_success(cloudformation, onboarding):
    assert cloudformation.ask("Delete", TenantId="*** not valid ***")["Status"] == "SUCCESS"
    assert cloudformation.ask("Delete")["Status"] == "SUCCESS"
    assert onboarding.store.entries == {}


def test_an_id_that_another_stack_holds_is_refused_and_survives_the_rollback(cloudformation, onboarding):
    cloudformation.ask()

    refused = cloudformation.ask(stack=OTHER_STACK)
    rolled_back = cloudformation.ask("Delete", stack=OTHER_STACK)

    assert (refused["Status"], rolled_back["Status"]) == ("FAILED", "SUCCESS")
    assert STACK in refused["Reason"]
    assert onboarding.store.get("acme").status is TenantStatus.ACTIVE
    assert onboarding.groups.names == {"tenant-acme"}


def test_a_stack_with_another_name_cannot_register_a_tenant(cloudformation, onboarding):
    stack = STACK.replace("Tenant-acme", "Tenant-other")

    answer = cloudformation.ask(stack=stack)

    assert answer["Reason"] == "Stack Tenant-other cannot register tenant acme: the stack must be called Tenant-acme."
    assert onboarding.store.entries == {}


def test_every_fault_of_the_properties_is_told_by_its_name(cloudformation, onboarding):
    answer = cloudformation.ask(
        OwnerEmail="nobody", Plan="gold", FiscalYearStart="13-01", TimeZone="Moon/Base", TenantName=None, Colour="red"
    )

    told = ["OwnerEmail: ", "Plan: ", "FiscalYearStart: ", "TimeZone: ", "TenantName: ", "Colour: "]
    assert [name for name in told if name not in answer["Reason"]] == []
    assert (answer["Status"], onboarding.store.entries) == ("FAILED", {})


@pytest.mark.parametrize("tenant_id", ["", "ACME", "-acme", "a" * 65, "acme*", None])
def test_what_is_no_tenant_id_is_refused(cloudformation, onboarding, tenant_id):
    answer = cloudformation.ask(TenantId=tenant_id)

    assert answer["Status"] == "FAILED"
    assert "TenantId" in answer["Reason"]


def test_tables_that_are_not_the_tenants_are_refused(cloudformation, onboarding):
    assert "tenant-acme-metrics" in cloudformation.ask(MetricsTableName="tenant-other-metrics")["Reason"]


def test_missing_settings_are_answered_by_name(cloudformation, monkeypatch):
    needed = required_variables(OnboardSettings)
    for variable in needed:
        monkeypatch.delenv(variable, raising=False)

    answer = cloudformation.ask()

    assert answer["Status"] == "FAILED"
    assert ", ".join(needed) in answer["Reason"]
    assert {"REGISTRY_TABLE", "DATA_ACCESS_ROLE_ARN", "USER_POOL_ID", "EVENT_BUS"} <= set(needed)


def test_an_unforeseen_error_is_answered_without_its_details(cloudformation, onboarding, monkeypatch):
    def surprise(*_, **__):
        raise ZeroDivisionError("secret")

    monkeypatch.setattr(onboarding.store, "get", surprise)

    answer = cloudformation.ask()

    assert "ZeroDivisionError" in answer["Reason"]
    assert "secret" not in answer["Reason"]


def test_an_answer_fits_what_cloudformation_takes(cloudformation, onboarding):
    answer = cloudformation.ask(**{f"Unknown{number}": "é" for number in range(500)})

    assert len(json.dumps(answer).encode()) <= 4096


def test_a_suspended_tenant_stays_so_when_its_stack_is_updated(cloudformation, onboarding):
    onboarding.store.entries["acme"] = tenant(status=TenantStatus.SUSPENDED, metadata={"stackId": STACK})

    cloudformation.ask("Update", Plan="enterprise")

    entry = onboarding.store.get("acme")
    assert (entry.status, entry.plan) == (TenantStatus.SUSPENDED, "enterprise")


def test_what_cannot_be_answered_is_raised_so_that_lambda_tries_again(onboarding):
    cloudformation = CloudFormation("http://127.0.0.1:1/nobody", context=Context(milliseconds=1_200))

    with pytest.raises(Unavailable):
        cloudformation.ask()


def test_each_request_writes_one_line_with_tenant_and_request(cloudformation, onboarding, caplog):
    cloudformation.ask()
    cloudformation.ask(Plan="gold")

    lines = [record.__dict__ for record in caplog.records]
    assert [(line["tenantId"], line["requestId"], line["outcome"]) for line in lines] == [
        ("acme", "request-1", "done"),
        ("acme", "request-1", "refused"),
    ]
