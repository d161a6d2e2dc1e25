"""What administrators' calls work with, on the real engine: lists of the registry, requests by key, stacks."""

import json
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from constructs_lib.deployment import Deployment
from salestalk import names
from salestalk.adapters.patience import system_strategy
from salestalk.adapters.registry import RegistryTable
from salestalk.adapters.registry_lists import RegistryLists
from salestalk.adapters.request_book import RequestItems
from salestalk.adapters.tenant_stacks import CloudFormationStacks, Published
from salestalk.contracts.tenant import TenantStatus
from salestalk.tenancy.creation import Noted
from salestalk.tenancy.listing import Listing, list_tenants
from salestalk.tenancy.stacks import Course
from stacks.tenant_template import synthesize_tenant_template
from tests.integration.parts import make_registry
from tests.unit.tenancy.fakes import tenant


def soon() -> float:
    return time.monotonic() + 60


@pytest.fixture
def registry(emulator, unique):
    make_registry(emulator, unique)
    return RegistryTable(emulator.client("dynamodb"), unique, system_strategy())


@pytest.fixture
def lists(emulator, unique, registry):
    return RegistryLists(emulator.client("dynamodb"), unique, system_strategy())


@pytest.fixture
def book(emulator, unique, registry):
    return RequestItems(emulator.client("dynamodb"), unique, system_strategy())


def all_of(lists, **which) -> list[str]:
    found, cursor = [], None
    while True:
        page = list_tenants(lists, Listing(cursor=cursor, limit=2, **which), deadline=soon())
        assert len(page.tenants) <= 2
        found += [each.tenant_id for each in page.tenants]
        cursor = page.next_cursor
        if cursor is None:
            return sorted(found)


def test_every_list_gives_each_of_its_tenants_once_over_its_pages(registry, lists):
    for number in range(7):
        registry.put(tenant(f"a-{number}"), replacing=None)
    registry.put(tenant("b", owner_email="b@b.example"), replacing=None)
    registry.put(tenant("c", status=TenantStatus.SUSPENDED), replacing=None)
    acme = [f"a-{number}" for number in range(7)]

    assert all_of(lists) == [*acme, "b", "c"]
    assert all_of(lists, status=TenantStatus.ACTIVE) == [*acme, "b"]
    assert (
        all_of(lists, owner_email="owner@acme.example")
        == all_of(lists, owner_email="Owner@ACME.example")
        == [*acme, "c"]
    )
    assert all_of(lists, owner_email="owner@acme.example", status=TenantStatus.SUSPENDED) == ["c"]
    assert all_of(lists, status=TenantStatus.FAILED) == []
    assert [lists.count(each, deadline=soon()) for each in (TenantStatus.ACTIVE, TenantStatus.DELETED)] == [8, 0]


def test_of_requests_with_one_key_the_first_is_kept_and_none_is_listed(book, lists):
    with ThreadPoolExecutor(8) as pool:
        notes = [Noted(f"t-{number}", f"f-{number}", 1_760_000_000 + number) for number in range(8)]
        kept = list(pool.map(lambda noted: book.note("k", noted, deadline=soon()), notes))

    assert len(set(kept)) == 1
    assert kept[0] in notes
    assert all_of(lists) == []


@pytest.fixture
def publish(emulator, unique, tmp_path):
    """Publishes the tenant template as it is in production, but with no registration, or with one that fails."""

    def run(*, failing: bool = False) -> CloudFormationStacks:
        template = json.loads(synthesize_tenant_template(tmp_path, Deployment.production()).read_text())
        resources = template["Resources"]
        (registration,) = (key for key, each in resources.items() if each["Type"] == names.REGISTRATION_RESOURCE)
        if failing:
            nobody = f"arn:aws:lambda:{emulator.region}:{emulator.account}:function:nobody"
            resources[registration]["Properties"]["ServiceToken"] = nobody
        else:
            del resources[registration]
        s3 = emulator.client("s3")
        s3.create_bucket(Bucket=unique)
        s3.put_object(Bucket=unique, Key="tenant.json", Body=json.dumps(template))
        url = f"https://s3.{emulator.region}.amazonaws.com/{unique}/tenant.json"
        published = Published(url, f"arn:aws:iam::{emulator.account}:role/any", {"Owner": "platform-engineering"})
        return CloudFormationStacks(emulator.client("cloudformation"), published, system_strategy())

    return run


def settled(stacks: CloudFormationStacks, tenant_id: str, stack_id: str | None = None):
    """The stack, once it is no longer changing."""
    end = soon()
    while time.monotonic() < end:
        stack = stacks.look(tenant_id, stack_id=stack_id, deadline=end)
        if stack is None or stack.course not in (Course.UNDER_WAY, Course.CLEARING):
            return stack
        time.sleep(0.05)
    raise AssertionError("it never settled")


def tables_of(emulator, tenant_id: str) -> set[str]:
    due = {names.messages_table(tenant_id), names.metrics_table(tenant_id)}
    pages = emulator.client("dynamodb").get_paginator("list_tables").paginate()
    return due & {name for page in pages for name in page["TableNames"]}


def test_a_stack_is_begun_once_and_its_tables_outlive_it(emulator, unique, publish):
    stacks, entry = publish(), tenant(unique)
    assert stacks.look(unique, deadline=soon()) is None

    assert [stacks.create(entry, sample_data=False, deadline=soon()) for _ in range(2)] == [True, False]

    stack = settled(stacks, unique)
    assert stack.course is Course.STANDS
    assert len(tables_of(emulator, unique)) == 2
    emulator.client("cloudformation").delete_stack(StackName=stack.stack_id)
    assert settled(stacks, unique) is None
    assert settled(stacks, unique, stack.stack_id).is_gone
    assert len(tables_of(emulator, unique)) == 2


def test_a_stack_that_fails_takes_its_tables_back_says_why_and_can_be_begun_again(emulator, unique, publish):
    stacks, entry = publish(failing=True), tenant(unique)

    stacks.create(entry, sample_data=False, deadline=soon())

    stack = settled(stacks, unique)
    assert stack.course is Course.FAILED
    assert stacks.reason(stack, deadline=soon()).startswith("Registration: ")
    assert tables_of(emulator, unique) == set()
    stacks.remove(stack, deadline=soon())
    assert settled(stacks, unique) is None
    assert publish().create(entry, sample_data=False, deadline=soon())
    assert settled(stacks, unique).course is Course.STANDS


def test_removing_what_is_gone_is_a_success(publish, unique):
    stacks = publish()
    stacks.create(tenant(unique), sample_data=False, deadline=soon())
    stack = settled(stacks, unique)
    for _ in range(2):
        stacks.remove(stack, deadline=soon())
        assert settled(stacks, unique) is None
