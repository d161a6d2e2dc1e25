"""`GET /me`: what a page has to know of who uses it, from the verified token and the registry alone."""

from typing import Any

import pytest

from salestalk import names
from tests.unit.conversation.test_service import ACME
from tests.unit.functions.test_chat_handler import Door
from tests.unit.functions.test_pins import become

ADMIN = {names.GROUPS_CLAIM: f"[{names.ADMIN_GROUP}]", "token_use": "id"}


@pytest.fixture
def door() -> Door:
    return Door()


def me(door: Door, **event: Any) -> tuple[int, Any]:
    return door.call("GET /me", **event)


def test_a_user_is_told_who_they_are_and_what_their_tenant_is(door):
    become(door, "ada", email="ada@acme.example", token_use="id")
    tenant = door.desk.tenant
    assert me(door) == (200, {
        "userId": "ada",
        "email": "ada@acme.example",
        "platformAdmin": False,
        "tenantId": ACME,
        "tenantName": tenant.name,
        "plan": tenant.plan,
        "currency": tenant.metadata.currency,
        "timeZone": tenant.metadata.time_zone,
        "fiscalYearStart": tenant.metadata.fiscal_year_start,
        "historyDays": 400,
        "features": {"chat": True, "languageModel": True, "moderate": False, "administer": False},
    })  # fmt: skip


def test_the_owner_may_moderate(door):
    become(door, "owner", email=door.desk.tenant.owner_email.upper(), email_verified="true")
    assert me(door)[1]["features"]["moderate"] is True


def test_an_administrator_without_a_tenant_has_nothing_of_one(door):
    become(door, "root", email="root@platform.example", **{**ADMIN, names.TENANT_CLAIM: None})
    assert me(door) == (200, {
        "userId": "root",
        "email": "root@platform.example",
        "platformAdmin": True,
        "features": {"chat": False, "languageModel": False, "moderate": False, "administer": True},
    })  # fmt: skip


def test_an_administrator_with_a_tenant_is_both(door):
    become(door, "root", **ADMIN)
    said = me(door)[1]
    assert (said["platformAdmin"], said["tenantId"]) == (True, ACME)
    assert (said["features"]["chat"], said["features"]["administer"]) == (True, True)


def test_an_administrator_whose_tenant_is_not_served_administers_all_the_same(door):
    become(door, "root", email="root@platform.example", **{**ADMIN, names.TENANT_CLAIM: "suspended-co"})
    assert me(door) == (200, {
        "userId": "root",
        "email": "root@platform.example",
        "platformAdmin": True,
        "features": {"chat": False, "languageModel": False, "moderate": False, "administer": True},
    })  # fmt: skip


def test_a_user_whose_tenant_is_not_served_is_refused(door):
    become(door, "ada", **{names.TENANT_CLAIM: "suspended-co"})
    status, problem = me(door)
    assert (status, problem["type"]) == (403, "urn:salestalk:problem:tenant-not-active")


@pytest.mark.parametrize(
    "claims",
    [
        {names.TENANT_CLAIM: None},
        {names.TENANT_CLAIM: ""},
        {names.TENANT_CLAIM: None, **ADMIN, "token_use": "access"},
        {names.TENANT_CLAIM: None, **ADMIN, names.GROUPS_CLAIM: "[platform-admins]"},
    ],
)
def test_a_token_of_nobody_is_refused(door, claims):
    become(door, "eve", **claims)
    assert me(door)[0] == 403


def test_another_tenants_name_in_the_query_is_refused(door):
    assert me(door, queryStringParameters={"tenantId": "techstart-inc-002"})[0] == 400
