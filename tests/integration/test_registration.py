"""A tenant's registration against the real registry, user pool and bus."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Any

import pytest

from salestalk import names
from salestalk.adapters.patience import system_strategy
from salestalk.adapters.registry import RegistryTable
from salestalk.contracts.tenant import TenantProfile, TenantStatus
from salestalk.errors import InvariantBroken
from salestalk.events.delivery import read_delivery
from salestalk.names import Env
from salestalk.tenancy.lifecycle import holder
from salestalk.tenancy.registry import ActiveTenants
from salestalk_cli.local.aws import LocalAws
from tenant_onboard import handler as function
from tests.integration.parts import (
    TABLE_ARN_PREFIX,
    BusWithQueue,
    make_bus,
    make_data_access_role,
    make_registry,
    make_user_pool,
    reach,
)
from tests.integration.tables import make_tables
from tests.unit.functions.cloudformation import CloudFormation, receiving
from tests.unit.tenancy.fakes import NOW, STACK, tenant


def stack(tenant_id: str, number: int = 1) -> str:
    return f"arn:aws:cloudformation:us-east-1:000000000000:stack/Tenant-{tenant_id}/{number:032d}"


@dataclass(frozen=True)
class Registrar:
    """The registration's own function with a registry, a user pool and a bus of its own."""

    aws: LocalAws
    tenant_id: str
    registry: RegistryTable
    table: str
    user_pool_id: str
    bus: BusWithQueue
    cloudformation: CloudFormation

    def ask(self, request_type: str = "Create", *, number: int = 1, **properties: str) -> dict[str, Any]:
        held_by = stack(self.tenant_id, number)
        return self.cloudformation.ask(request_type, tenant_id=self.tenant_id, stack=held_by, **properties)

    def groups(self) -> list[str]:
        found = self.aws.client("cognito-idp").list_groups(UserPoolId=self.user_pool_id)["Groups"]
        return [group["GroupName"] for group in found]

    def users(self) -> dict[str, str]:
        """The tenant of each user of this tenant's group, by e-mail address."""
        cognito, group = self.aws.client("cognito-idp"), names.user_group(self.tenant_id)
        found = cognito.list_users_in_group(UserPoolId=self.user_pool_id, GroupName=group)["Users"]
        attributes = [{each["Name"]: each["Value"] for each in user["Attributes"]} for user in found]
        return {each["email"]: each[names.TENANT_CLAIM] for each in attributes}

    def found_by(self, index: str, key: str, value: str) -> list[str]:
        items = self.aws.client("dynamodb").query(
            TableName=self.table,
            IndexName=index,
            KeyConditionExpression="#k = :v",
            ExpressionAttributeNames={"#k": key},
            ExpressionAttributeValues={":v": {"S": value}},
        )["Items"]
        return [item["tenantId"]["S"] for item in items]


@pytest.fixture
def registrar(emulator, unique, monkeypatch):
    table = f"registry-{unique}"
    make_registry(emulator, table)
    user_pool_id = make_user_pool(emulator, unique)
    bus = make_bus(emulator, unique)
    settings = {
        Env.REGISTRY_TABLE: table,
        Env.DATA_ACCESS_ROLE_ARN: make_data_access_role(emulator, unique),
        Env.TABLE_ARN_PREFIX: TABLE_ARN_PREFIX,
        Env.USER_POOL_ID: user_pool_id,
        Env.EVENT_BUS: bus.bus,
        Env.OUTBOX_QUEUE_URL: emulator.client("sqs").create_queue(QueueName=f"{unique}-outbox")["QueueUrl"],
    }
    for name, value in reach(emulator, **settings).items():
        monkeypatch.setenv(name, value)
    function.onboarding.cache_clear()
    registry = RegistryTable(emulator.client("dynamodb"), table, system_strategy())
    with receiving() as cloudformation:
        yield Registrar(emulator, unique, registry, table, user_pool_id, bus, cloudformation)
    function.onboarding.cache_clear()


def test_a_tenant_is_registered_found_grouped_and_announced(registrar):
    assert registrar.ask()["Status"] == "SUCCESS"

    tenant_id = registrar.tenant_id
    entry = registrar.registry.get(tenant_id)
    assert entry is not None
    assert (entry.status, holder(entry)) == (TenantStatus.ACTIVE, stack(tenant_id))
    assert registrar.found_by(names.STATUS_INDEX, "status", "active") == [tenant_id]
    assert registrar.found_by(names.OWNER_EMAIL_INDEX, "ownerEmail", "owner@acme.example") == [tenant_id]
    assert registrar.groups() == [names.user_group(tenant_id)]
    [said] = [read_delivery(body) for body in registrar.bus.receive(1)]
    assert (said.event_type, said.tenant_id) == (names.EventType.TENANT_PROVISIONED, tenant_id)


def test_a_repeated_creation_says_the_same_event_and_leaves_the_entry_as_it_was(registrar):
    registrar.ask()
    first = registrar.registry.get(registrar.tenant_id)

    registrar.ask()

    assert registrar.registry.get(registrar.tenant_id) == first
    said = [read_delivery(body).event_id for body in registrar.bus.receive(2)]
    assert (len(said), len(set(said))) == (2, 1)


def test_an_updated_stack_changes_the_entry_and_a_deleted_one_closes_it(registrar):
    registrar.ask()
    assert registrar.ask("Update", Plan="enterprise", TenantName="ACME Holding")["Status"] == "SUCCESS"
    entry = registrar.registry.get(registrar.tenant_id)
    assert entry is not None
    assert (entry.plan, entry.name, entry.status) == ("enterprise", "ACME Holding", TenantStatus.ACTIVE)

    assert [registrar.ask("Delete")["Status"] for _ in range(2)] == ["SUCCESS", "SUCCESS"]

    assert registrar.found_by(names.STATUS_INDEX, "status", "deleted") == [registrar.tenant_id]
    assert registrar.groups() == []


def test_a_second_stack_is_refused_and_its_rollback_leaves_the_first_ones_tenant(registrar):
    registrar.ask(number=1)

    refused = registrar.ask(number=2)
    assert (refused["Status"], stack(registrar.tenant_id, 1) in refused["Reason"]) == ("FAILED", True)
    assert registrar.ask("Delete", number=2)["Status"] == "SUCCESS"

    entry = registrar.registry.get(registrar.tenant_id)
    assert entry is not None
    assert (entry.status, holder(entry)) == (TenantStatus.ACTIVE, stack(registrar.tenant_id, 1))
    assert registrar.groups() == [names.user_group(registrar.tenant_id)]


def test_a_registration_without_its_user_pool_fails_with_a_reason_and_rolls_back(registrar):
    registrar.aws.client("cognito-idp").delete_user_pool(UserPoolId=registrar.user_pool_id)

    failed = registrar.ask()

    assert (failed["Status"], "ResourceNotFound" in failed["Reason"]) == ("FAILED", True)
    assert registrar.ask("Delete")["Status"] == "FAILED"


def test_the_owner_is_a_user_of_the_tenants_group_however_often_that_is_said(registrar):
    assert [registrar.ask()["Status"] for _ in range(2)] == ["SUCCESS", "SUCCESS"]
    assert registrar.users() == {"owner@acme.example": registrar.tenant_id}

    assert registrar.ask("Update", OwnerEmail="new@acme.example")["Status"] == "SUCCESS"
    assert registrar.users().keys() == {"owner@acme.example", "new@acme.example"}


def test_another_tenants_user_stays_another_tenants(registrar):
    registrar.ask()
    other = replace(registrar, tenant_id=f"{registrar.tenant_id}-b")

    refused = other.ask()

    assert (refused["Status"], "belongs to a user who is not this tenant's" in refused["Reason"]) == ("FAILED", True)
    assert other.users() == {}
    assert other.ask("Delete")["Status"] == "SUCCESS"
    assert registrar.users() == {"owner@acme.example": registrar.tenant_id}
    assert other.registry.get(other.tenant_id).status is TenantStatus.FAILED


def test_an_onboarding_that_failed_leaves_neither_user_nor_group(registrar):
    assert registrar.ask(SampleData="true")["Status"] == "FAILED"  # there are no tables to load it into
    assert registrar.users() == {"owner@acme.example": registrar.tenant_id}

    assert [registrar.ask("Delete")["Status"] for _ in range(2)] == ["SUCCESS", "SUCCESS"]

    assert registrar.groups() == []
    users = registrar.aws.client("cognito-idp").list_users(UserPoolId=registrar.user_pool_id)["Users"]
    assert users == []


def test_example_data_is_loaded_once_in_the_tenants_currency_through_its_own_credentials(registrar):
    make_tables(registrar.aws.client("dynamodb"), registrar.tenant_id)

    assert [registrar.ask(SampleData="true", Currency="EUR")["Status"] for _ in range(2)] == ["SUCCESS", "SUCCESS"]

    stored = registrar.aws.client("dynamodb").query(
        TableName=names.metrics_table(registrar.tenant_id),
        KeyConditionExpression="pk = :pk",
        ExpressionAttributeValues={":pk": {"S": "METRIC#revenue"}},
    )["Items"]
    assert len(stored) == 24 * 4
    assert {(item["unit"]["S"], item["version"]["N"]) for item in stored} == {("EUR", "1")}
    said = {read_delivery(body).data.sample_data_seeded for body in registrar.bus.receive(2)}
    assert said == {True}


def test_no_change_of_an_entry_is_lost_among_writers_at_the_same_time(emulator, unique):
    make_registry(emulator, unique)
    registry = RegistryTable(emulator.client("dynamodb"), unique, system_strategy())
    registry.put(tenant(unique, metadata=TenantProfile.model_validate({"stackId": STACK})), replacing=None)

    def note(number: int) -> bool:
        found = registry.get(unique)
        assert found is not None
        noted = {**found.metadata.as_item(), f"note{number}": "seen"}
        changed = found.model_copy(
            update={"metadata": TenantProfile.model_validate(noted), "updated_at": found.updated_at + 1}
        )
        return registry.put(changed, replacing=found) or note(number)

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(note, range(24)))

    entry = registry.get(unique)
    assert entry is not None
    assert set(entry.metadata.model_extra or {}) == {"stackId", *(f"note{number}" for number in range(24))}
    assert entry.updated_at == NOW + 24


def test_of_two_stacks_at_the_same_time_exactly_one_gets_the_tenant(registrar):
    function.onboarding()  # once, before both need it

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda number: registrar.ask(number=number), (1, 2)))

    [winner] = [answer for answer in registrar.cloudformation.answers if answer["Status"] == "SUCCESS"]
    [loser] = [answer for answer in registrar.cloudformation.answers if answer["Status"] == "FAILED"]
    entry = registrar.registry.get(registrar.tenant_id)
    assert entry is not None
    assert (entry.status, holder(entry)) == (TenantStatus.ACTIVE, winner["StackId"])
    assert "held by" in loser["Reason"]


def test_an_entry_is_made_only_once(emulator, unique):
    make_registry(emulator, unique)
    registry = RegistryTable(emulator.client("dynamodb"), unique, system_strategy())
    assert registry.get(unique) is None

    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda number: registry.put(tenant(unique, name=f"{number}"), replacing=None), range(8)))

    assert sorted(made) == [False] * 7 + [True]


def test_an_entry_that_breaks_the_contract_is_our_fault_and_named(emulator, unique):
    make_registry(emulator, unique)
    registry = RegistryTable(emulator.client("dynamodb"), unique, system_strategy())
    registry.put(tenant(unique), replacing=None)
    emulator.client("dynamodb").update_item(
        TableName=unique,
        Key={"tenantId": {"S": unique}},
        UpdateExpression="SET #s = :s",
        ExpressionAttributeNames={"#s": "status"},
        ExpressionAttributeValues={":s": {"S": "asleep"}},
    )

    with pytest.raises(InvariantBroken, match="status"):
        registry.get(unique)
    with pytest.raises(InvariantBroken):
        ActiveTenants(registry, lambda: 0.0).active_tenant(unique)
