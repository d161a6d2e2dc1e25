"""What administrators see of the tenants, over the routes."""

import time
from collections.abc import Sequence
from typing import Any

import pytest

from runtime.http import serve
from salestalk.contracts.jsontext import dumps, loads
from salestalk.contracts.tenant import Tenant, TenantProfile, TenantStatus
from salestalk.tenancy.creation import Creation
from salestalk.tenancy.listing import LOOKED_AT
from tenants_handler.leaving import LeavingRoutes
from tenants_handler.routes import TenantsRoutes
from tests.unit.functions.fakes import Clock, Context
from tests.unit.runtime.test_http import Lines
from tests.unit.tenancy.fakes import NOW, STACK, MemoryStore, tenant
from tests.unit.tenancy.onboarding_fakes import MemoryBook, MemoryStacks, Time

ADMIN = {"sub": "u-1", "token_use": "id", "cognito:groups": "[platform-admin]"}


class MemoryLists:
    """The registry's lists over a dictionary, in the order of the ids."""

    def __init__(self, store: MemoryStore) -> None:
        self.store = store

    def of_status(self, status: TenantStatus, **page: Any) -> Any:
        return self._page([each for each in self.store.entries.values() if each.status == status], **page)

    def of_owner(self, owner_email: str, **page: Any) -> Any:
        return self._page([each for each in self.store.entries.values() if each.owner_email == owner_email], **page)

    def all(self, **page: Any) -> Any:
        return self._page(list(self.store.entries.values()), **page)

    def count(self, status: TenantStatus, *, deadline: float) -> int:
        return sum(each.status == status for each in self.store.entries.values())

    @staticmethod
    def _page(
        found: list[Tenant], *, limit: int, after: str | None, deadline: float
    ) -> tuple[Sequence[Tenant], str | None]:
        assert deadline > time.monotonic()
        rest = sorted((each for each in found if after is None or each.tenant_id > after), key=lambda t: t.tenant_id)
        return rest[:limit], rest[limit - 1].tenant_id if len(rest) > limit else None


class Desk:
    """The handler's routes over memory."""

    def __init__(self, *tenants: Tenant) -> None:
        self.store, self.stacks, time = MemoryStore(*tenants), MemoryStacks(), Time()
        creation = Creation(self.store, MemoryBook(), self.stacks, Clock(NOW + 60), time, time.sleep)
        nobody_leaves: Any = None
        leaving = LeavingRoutes(nobody_leaves, nobody_leaves)
        self.routes = TenantsRoutes(self.store, MemoryLists(self.store), creation, leaving)
        self.headers: dict[str, str] = {}

    def call(self, route: str, *, claims: dict[str, Any] | None = None, **event: Any) -> tuple[int, Any]:
        given = {"routeKey": route, "requestContext": {"authorizer": {"jwt": {"claims": claims or ADMIN}}}, **event}
        answer = serve(self.routes.table, Lines(), given, Context())
        self.headers = answer["headers"]
        return answer["statusCode"], loads(answer["body"])

    def create(self, headers: dict[str, str] | None = None, **body: Any) -> tuple[int, Any]:
        given = {"name": "ACME", "ownerEmail": "owner@acme.example", "plan": "free", **body}
        return self.call("POST /tenants", body=dumps(given), headers=headers or {})

    def change(self, tenant_id: str, **body: Any) -> tuple[int, Any]:
        return self.call("PATCH /tenants/{id}", pathParameters={"id": tenant_id}, body=dumps(body))

    def show(self, tenant_id: str) -> tuple[int, Any]:
        return self.call("GET /tenants/{id}", pathParameters={"id": tenant_id})

    def list(self, **query: str) -> tuple[int, Any]:
        return self.call("GET /tenants", queryStringParameters=query)


def many(number: int, **fields: Any) -> list[Tenant]:
    return [tenant(f"t-{each:03d}", **fields) for each in range(number)]


@pytest.mark.parametrize(
    "claims",
    [
        {"sub": "u", "token_use": "id", "custom:tenantId": "acme"},
        {"sub": "u", "token_use": "id", "cognito:groups": "[tenant-acme]"},
        {"sub": "u", "token_use": "id", "cognito:groups": "[not-platform-admin platform-administrator]"},
        {"sub": "u", "token_use": "access", "cognito:groups": "[platform-admin]"},
        {"sub": "u", "cognito:groups": "[platform-admin]"},
    ],
    ids=("tenant's user", "other group", "similar groups", "access token", "kind not told"),
)
def test_who_is_no_administrator_is_refused_by_every_call_before_anything_is_read(claims):
    desk = Desk(tenant())
    for route in desk.routes.table:
        status, problem = desk.call(route, claims=claims, pathParameters={"id": "acme"})
        assert (status, problem["type"]) == (403, "urn:salestalk:problem:access-denied")
    assert desk.store.looked_up == 0


@pytest.mark.parametrize("groups", ["[platform-admin]", "platform-admin", "[tenant-acme platform-admin]"])
def test_an_administrator_needs_no_tenant(groups):
    assert (
        Desk(tenant()).call(
            "GET /tenants/{id}", claims={**ADMIN, "cognito:groups": groups}, pathParameters={"id": "acme"}
        )[0]
        == 200
    )


def test_a_tenant_is_shown_with_what_the_platform_notes_beside_its_metadata():
    noted = TenantProfile.model_validate({"industry": "Retail", "stackId": STACK, "failure": "No room."})
    status, shown = Desk(tenant(status=TenantStatus.FAILED, metadata=noted)).show("acme")

    assert (status, shown["status"], shown["reason"], shown["stackId"]) == (200, "failed", "No room.", STACK)
    assert shown["metadata"] == {"industry": "Retail", "fiscalYearStart": "01-01", "timeZone": "UTC", "currency": "USD"}


@pytest.mark.parametrize("tenant_id", ["unknown", "A", "../x", "", "acme*", "x" * 65])
def test_what_is_no_tenant_is_not_found(tenant_id):
    assert Desk(tenant()).show(tenant_id)[0] == 404


def test_every_tenant_is_listed_once_over_the_pages():
    desk, found, query = Desk(*many(7)), [], {"limit": "3"}
    while True:
        status, page = desk.list(**query)
        assert status == 200
        found += [each["tenantId"] for each in page["tenants"]]
        if "nextCursor" not in page:
            break
        query["cursor"] = page["nextCursor"]
    assert found == [f"t-{each:03d}" for each in range(7)]


def test_tenants_are_listed_by_status_and_by_owner_and_by_both():
    sleeping = tenant("sleeping", status=TenantStatus.SUSPENDED)
    other = tenant("other", owner_email="o@other.example")
    desk = Desk(tenant(), sleeping, other)
    for query, expected in [
        ({"status": "suspended"}, ["sleeping"]),
        ({"status": "failed"}, []),
        ({"ownerEmail": "owner@acme.example"}, ["acme", "sleeping"]),
        ({"ownerEmail": "owner@acme.example", "status": "active"}, ["acme"]),
        ({"ownerEmail": "Owner@ACME.example"}, ["acme", "sleeping"]),
        ({}, ["acme", "other", "sleeping"]),
    ]:
        assert [each["tenantId"] for each in desk.list(**query)[1]["tenants"]] == expected


def failed_unseen(tenant_id: str) -> Tenant:
    """Its stack is gone, and nobody has looked since."""
    return tenant(tenant_id, status=TenantStatus.PROVISIONING, created_at=NOW - 60, updated_at=NOW - 60)


@pytest.mark.parametrize(("query", "listed"), [({}, ["acme", "lost"]), ({"status": "failed"}, ["lost"])])
def test_a_creation_that_failed_is_listed_so_though_nobody_looked_at_it(query, listed):
    desk = Desk(tenant(), failed_unseen("lost"))
    found = desk.list(**query)[1]["tenants"]

    assert [each["tenantId"] for each in found] == listed
    assert (found[-1]["status"], "never begun" in found[-1]["reason"]) == ("failed", True)


def test_tenants_are_listed_while_cloudformation_does_not_answer():
    desk = Desk(tenant(), failed_unseen("lost"))
    desk.stacks.is_silent = True
    status, page = desk.list()
    assert (status, [each["status"] for each in page["tenants"]]) == (200, ["active", "provisioning"])


def test_a_list_looks_at_no_more_than_a_few_stacks_and_only_for_its_first_page():
    desk = Desk(*(failed_unseen(f"t-{number:02d}") for number in range(LOOKED_AT + 10)))
    _, page = desk.list(limit="1")
    assert len(desk.stacks.looked_at) == LOOKED_AT
    desk.list(limit="1", cursor=page["nextCursor"])
    assert len(desk.stacks.looked_at) == LOOKED_AT


@pytest.mark.parametrize(
    "query",
    [
        {"status": "asleep"},
        {"state": "active"},
        {"limit": "0"},
        {"limit": "x"},
        {"cursor": "%%"},
        {"cursor": "Li4v"},
        {"cursor": ""},
    ],
)
def test_a_wrong_question_about_tenants_is_refused(query):
    status, problem = Desk(tenant()).list(**query)
    assert (status, [fault["field"] for fault in problem["errors"]]) == (400, list(query))


def test_a_tenant_is_accepted_with_where_it_is_seen():
    desk = Desk()

    status, shown = desk.create(tenantId="acme")

    assert (status, desk.headers["location"], shown["status"]) == (202, "/tenants/acme", "provisioning")
    assert desk.show("acme") == (200, shown)


def test_the_same_request_is_accepted_again_and_another_one_is_a_conflict():
    desk = Desk()
    key = {"Idempotency-Key": "k-1"}
    _, first = desk.create(key)

    assert desk.create(key) == (202, first)
    status, problem = desk.create(key, name="Other")
    assert (status, problem["errors"][0]["rule"]) == (409, "idempotency_key_reused")
    status, problem = desk.create(tenantId=first["tenantId"], plan="enterprise")
    assert (status, [fault["field"] for fault in problem["errors"]]) == (409, ["plan"])
    assert len(desk.stacks.created) == 1


def test_every_fault_of_a_tenant_is_listed_at_once_and_nothing_is_made():
    desk = Desk()

    status, problem = desk.create(
        name="  ",
        ownerEmail="x" * 200 + "@acme.example",
        plan="gold",
        tenantId="Acme",
        metadata={"stackId": "x"},
        sampleData="yes",
        color="red",
    )

    assert status == 400
    assert {fault["field"] for fault in problem["errors"]} == {
        *("name", "ownerEmail", "plan", "tenantId", "metadata", "sampleData", "color"),
    }
    assert desk.store.entries == {}


def test_a_tenant_is_changed():
    desk = Desk(tenant())

    status, shown = desk.change("acme", plan="enterprise", status="suspended")

    assert (status, shown["plan"], shown["status"], shown["updatedAt"]) == (200, "enterprise", "suspended", NOW + 60)
    assert desk.change("acme", name="New", updatedAt=NOW)[0] == 409
    assert desk.change("acme", name="New", updatedAt=NOW + 60)[1]["name"] == "New"
    assert desk.change("unknown", plan="free")[0] == 404
    assert desk.change("acme")[0] == 400


def test_the_first_page_tells_the_headroom_and_the_others_do_not():
    desk = Desk(*many(3), tenant("gone", status=TenantStatus.DELETED))

    first = desk.list(limit="2")[1]
    second = desk.list(limit="2", cursor=first["nextCursor"])[1]

    assert (first["headroom"]["tenants"], "headroom" in second) == (1_246, False)
    assert [use["used"] for use in first["headroom"]["quotas"]] == [8, 5]
