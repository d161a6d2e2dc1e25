"""Companies come in through both doors, are looked after and refused: by administrators, over HTTP."""

import json
import time
from collections.abc import Callable
from typing import Any

import pytest

from salestalk import names
from salestalk_cli.api import Api, Reply
from salestalk_cli.local.installation import User
from salestalk_cli.local.users import make_user, new_password
from tests.e2e.conftest import ACME, NewTenant, Platform, plain
from tests.e2e.patience import until
from tests.integration.parts import BusWithQueue, listen

ADMINISTRATORS = [
    ("POST", "/tenants", {"name": "Mine", "ownerEmail": "me@mine.example", "plan": "free"}),
    ("GET", "/tenants", None),
    ("GET", f"/tenants/{ACME}", None),
    ("PATCH", f"/tenants/{ACME}", {"status": "suspended"}),
]


@pytest.fixture(scope="module")
def admin(platform: Platform) -> Api:
    """The API as the platform's administrator."""
    return platform.admin()


def body_of(tenant_id: str, **fields: Any) -> dict[str, Any]:
    return {
        "name": "New Company",
        "ownerEmail": f"owner@{tenant_id}.example",
        "plan": "standard",
        "tenantId": tenant_id,
        **fields,
    }


def until_settled(admin: Api, reply: Reply) -> dict[str, Any]:
    assert reply.status == 202, reply.text
    place, end = reply.headers["location"], time.monotonic() + 60
    while time.monotonic() < end:
        found = admin.call("GET", place)
        if found.body["status"] != "provisioning":
            return dict(found.body)
        time.sleep(0.05)
    raise AssertionError(f"{place} never settled")


def entry(platform: Platform, tenant_id: str) -> dict[str, Any]:
    """The registry's item."""
    key = {"tenantId": {"S": tenant_id}}
    return plain(platform.aws.client("dynamodb").get_item(TableName=names.REGISTRY_TABLE, Key=key)["Item"])


def owner(platform: Platform, tenant: dict[str, Any]) -> Api:
    """The API as the tenant's owner, who has accepted the invitation."""
    user = User(tenant["tenantId"], tenant["ownerEmail"], new_password())
    make_user(platform.aws, platform.connection.user_pool_id, user)
    return platform.api_as(user)


def test_a_company_is_onboarded_and_asks_its_first_question(
    platform: Platform, admin: Api, unique: str, record_property: Callable[[str, object], None]
) -> None:
    began = time.perf_counter()
    tenant = until_settled(admin, admin.call("POST", "/tenants", body_of(unique, sampleData=True)))
    answer = owner(platform, tenant).ask("What was revenue last month?").body
    record_property("seconds_from_request_to_first_answer", round(time.perf_counter() - began, 2))

    assert tenant["status"] == "active"
    assert answer["outcome"] == "answered"
    assert {each["source"]["table"] for each in answer["dataReferences"]} == {names.metrics_table(unique)}


def test_a_tenant_of_the_api_is_the_same_as_one_of_the_command_line(
    platform: Platform, admin: Api, make_tenant: Callable[[], NewTenant], unique: str
) -> None:
    by_stack = make_tenant().tenant_id
    fields = {"name": "Throwaway", "ownerEmail": f"owner@{unique}.example", "plan": "standard"}
    until_settled(admin, admin.call("POST", "/tenants", {**fields, "tenantId": unique}))

    assert comparable(entry(platform, unique), unique) == comparable(entry(platform, by_stack), by_stack)
    assert template(platform, unique) == template(platform, ACME)
    assert groups_of(platform, f"owner@{unique}.example") == [names.user_group(unique)]
    assert groups_of(platform, f"owner@{by_stack}.example") == [names.user_group(by_stack)]


def comparable(item: dict[str, Any], tenant_id: str) -> Any:
    """The entry without what differs between any two tenants: the id, the times, the number of the stack."""
    item = {**item, "metadata": {**item["metadata"], "stackId": item["metadata"]["stackId"].rpartition("/")[0]}}
    text = json.dumps(item, default=str, sort_keys=True).replace(tenant_id, "T")
    return {key: value for key, value in json.loads(text).items() if key not in ("createdAt", "updatedAt")}


def template(platform: Platform, tenant_id: str) -> Any:
    """The template of the tenant's stack, whichever way it was made, without the default of its id."""
    found = platform.aws.client("cloudformation").get_template(StackName=names.tenant_stack(tenant_id))["TemplateBody"]
    body = json.loads(found) if isinstance(found, str) else json.loads(json.dumps(found))
    body["Parameters"][names.TenantParameter.TENANT_ID].pop("Default", None)
    return body


def groups_of(platform: Platform, email: str) -> list[str]:
    who = {"UserPoolId": platform.connection.user_pool_id, "Username": email}
    found = platform.aws.client("cognito-idp").admin_list_groups_for_user(**who)["Groups"]
    return [group["GroupName"] for group in found]


def test_a_request_that_is_sent_again_and_again_makes_one_tenant_and_one_event(
    platform: Platform, admin: Api, unique: str
) -> None:
    provisioned = {"detail-type": [names.EventType.TENANT_PROVISIONED]}
    bus = listen(platform.aws, names.EVENT_BUS, f"heard-{unique}", provisioned)
    key = {"Idempotency-Key": unique}
    body = body_of(unique, name=f"Company {unique}")
    del body["tenantId"]

    replies = [admin.call("POST", "/tenants", body, headers=key) for _ in range(3)]
    tenant = until_settled(admin, replies[0])
    replies.append(admin.call("POST", "/tenants", body, headers=key))

    assert {reply.status for reply in replies} == {202}
    assert {reply.body["tenantId"] for reply in replies} == {tenant["tenantId"]}
    assert tenant["tenantId"].startswith(f"company-{unique}-")
    assert [each["data"]["sampleDataSeeded"] for each in heard(bus, tenant["tenantId"])] == [False]
    changed = admin.call("POST", "/tenants", {**body, "plan": "free"}, headers=key)
    assert (changed.status, changed.body["errors"][0]["rule"]) == (409, "idempotency_key_reused")


def heard(bus: BusWithQueue, tenant_id: str) -> list[dict[str, Any]]:
    """The tenant's events: the first, and what came in the two seconds after it."""
    said: list[dict[str, Any]] = []

    def look() -> bool:
        details = [json.loads(body)["detail"] for body in bus.drain()]
        said.extend(each for each in details if each["tenantId"] == tenant_id)
        return bool(said)

    until(look)
    time.sleep(2)
    look()
    return said


def test_an_onboarding_that_fails_says_why_leaves_nothing_and_works_when_it_is_put_right(
    platform: Platform, admin: Api, unique: str
) -> None:
    theirs = platform.connection.user_of(ACME).email
    failed = until_settled(admin, admin.call("POST", "/tenants", body_of(unique, ownerEmail=theirs)))

    assert failed["status"] == "failed"
    assert "belongs to a user who is not this tenant's" in failed["reason"]
    pages = platform.aws.client("dynamodb").get_paginator("list_tables").paginate()
    assert not [name for page in pages for name in page["TableNames"] if unique in name]
    stacks = platform.aws.client("cloudformation").describe_stacks()["Stacks"]
    assert names.tenant_stack(unique) not in [each["StackName"] for each in stacks]
    assert platform.api(ACME).ask("What was revenue in Q3?").status == 200

    tenant = until_settled(admin, admin.call("POST", "/tenants", body_of(unique)))

    assert (tenant["status"], "reason" in tenant) == ("active", False)


def test_a_suspended_tenant_is_refused_until_it_goes_on(platform: Platform, admin: Api, unique: str) -> None:
    tenant = until_settled(admin, admin.call("POST", "/tenants", body_of(unique, sampleData=True)))
    api = owner(platform, tenant)

    suspended = admin.call("PATCH", f"/tenants/{unique}", {"status": "suspended", "updatedAt": tenant["updatedAt"]})
    assert (suspended.status, suspended.body["status"]) == (200, "suspended")
    assert api.call("GET", "/metrics").status == 403
    stale = admin.call("PATCH", f"/tenants/{unique}", {"name": "Renamed", "updatedAt": tenant["updatedAt"]})
    assert (stale.status, stale.body["errors"][0]["rule"]) == (409, "stale")

    assert admin.call("PATCH", f"/tenants/{unique}", {"status": "active", "plan": "free"}).body["plan"] == "free"
    assert api.call("GET", "/metrics").status == 200


def test_tenants_are_found_by_status_and_owner_with_the_room_that_is_left(admin: Api) -> None:
    acme = admin.call("GET", f"/tenants/{ACME}").body
    found = admin.call("GET", f"/tenants?ownerEmail={acme['ownerEmail']}&status=active").body

    assert [each["tenantId"] for each in found["tenants"]] == [ACME]
    quotas = {use["quota"]: use for use in found["headroom"]["quotas"]}
    assert quotas["tables"]["used"] >= 2 * 2 + 1
    assert 0 < found["headroom"]["tenants"] < 1_249


@pytest.mark.parametrize(("method", "path", "body"), ADMINISTRATORS)
def test_who_is_no_administrator_is_refused(platform: Platform, acme: Api, method: str, path: str, body: Any) -> None:
    assert acme.call(method, path, body).status == 403
    assert platform.anonymous().call(method, path, body).status == 401
    assert platform.api(ACME).ask("What was revenue in Q3?").status == 200


def test_an_administrator_has_no_tenant_to_ask_about(admin: Api) -> None:
    assert admin.call("POST", "/chat", {"message": "What was revenue in Q3?"}).status == 403


def test_onboarding_takes_one_command(salestalk: Any, platform: Platform, unique: str) -> None:
    email = f"me@{unique}.example"
    made = salestalk("tenants", "create", "My Company", "--owner", email, "--sample-data")
    assert made.returncode == 0, made.stderr
    tenant_id = made.stdout.split()[1]
    assert f"salestalk ask --tenant {tenant_id}" in made.stdout

    asked = salestalk("ask", "--tenant", tenant_id, "What was revenue last month?")
    assert (asked.returncode, "$152,500" in asked.stdout) == (0, True), asked.stderr
    again = salestalk("tenants", "create", "My Company", "--owner", email, "--sample-data", "--json")
    assert json.loads(again.stdout)["tenantId"] == tenant_id
    assert tenant_id in salestalk("tenants", "list", "--owner", email).stdout
    assert "suspended" in salestalk("tenants", "suspend", tenant_id).stdout
    assert "active" in salestalk("tenants", "resume", tenant_id).stdout
    assert json.loads(salestalk("tenants", "plan", tenant_id, "free", "--json").stdout)["plan"] == "free"
