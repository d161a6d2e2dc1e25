"""What administrators ask of exports and erasures, over the routes."""

from typing import Any

import pytest

from runtime.http import serve
from salestalk import names
from salestalk.contracts.jsontext import loads
from salestalk.contracts.upload import Download
from salestalk.errors import NotFound
from tenants_handler.leaving import LeavingRoutes
from tests.unit.functions.fakes import Context
from tests.unit.offboarding.fakes import TENANT, World
from tests.unit.runtime.test_http import Lines, event

ADMIN = {"sub": "admin-1", "token_use": "id", "cognito:groups": "[platform-admin]"}
USER = {"sub": "user-1", "token_use": "id", "custom:tenantId": TENANT, "cognito:groups": f"[tenant-{TENANT}]"}
ROUTES = (
    "POST /tenants/{id}/export",
    "GET /tenants/{id}/export/{exportId}",
    "DELETE /tenants/{id}",
    "GET /tenants/{id}/erasure",
)


class Handover:
    """One tenant's files as they are handed over."""

    def __init__(self, world: World, tenant_id: str) -> None:
        assert tenant_id == TENANT
        self.world = world

    def read(self, key: str) -> bytes:
        return self.world.objects.read(key)

    def download(self, key: str) -> Download:
        return Download(url=f"https://files.example/{key}", expires_at=1)


class Desk:
    """The routes over memory."""

    def __init__(self) -> None:
        self.world, self.lines = World(), Lines()
        self.routes = LeavingRoutes(self.world.desk, lambda tenant_id, _: Handover(self.world, tenant_id))

    def call(self, route: str, tenant_id: str = TENANT, *, claims: Any = None, headers: Any = None, **more: Any) -> Any:
        path = {"id": tenant_id, "exportId": more.pop("export_id", "")}
        given = event(
            route,
            claims=ADMIN if claims is None else claims,
            pathParameters=path,
            queryStringParameters=more or None,
            headers=headers or {},
        )
        reply = serve(self.routes.table, self.lines, given, Context())
        return reply["statusCode"], loads(reply["body"]), reply["headers"]


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize("claims", [USER, {}, {**ADMIN, "token_use": "access"}, {**ADMIN, "cognito:groups": "[admin]"}])
def test_nobody_but_an_administrator_is_served(desk: Desk, route: str, claims: Any):
    assert desk.call(route, claims=claims)[0] == 403
    assert (desk.world.book.jobs, desk.world.queue.notes) == ({}, [])


@pytest.mark.parametrize("tenant_id", ["nobody", "*", "ACME", "acme/../other"])
@pytest.mark.parametrize("route", ROUTES)
def test_what_names_no_tenant_is_not_found_and_nothing_is_made(desk: Desk, route: str, tenant_id: str):
    export_id = "00000000-0000-4000-8000-000000000001"
    assert desk.call(route, tenant_id, export_id=export_id)[0] == 404
    assert (desk.world.book.jobs, desk.world.queue.notes) == ({}, [])


def test_an_export_is_begun_and_shown_page_by_page_with_addresses(desk: Desk):
    status, begun, headers = desk.call("POST /tenants/{id}/export")
    assert (status, begun["state"], begun["isFinal"]) == (202, "waiting", False)
    assert headers["location"] == f"/tenants/{TENANT}/export/{begun['exportId']}"
    job = desk.world.book.jobs[TENANT, begun["exportId"]]
    assert "files" not in desk.call("GET /tenants/{id}/export/{exportId}", export_id=job.job_id)[1]
    desk.world.run_to_the_end(job)

    found, cursor = [], {}
    while True:
        more = {"export_id": job.job_id, "limit": "3", **cursor}
        status, page, _ = desk.call("GET /tenants/{id}/export/{exportId}", **more)
        assert status == 200
        found += page["files"]
        if "nextCursor" not in page:
            break
        cursor = {"cursor": page["nextCursor"]}
    for file in found:
        assert file["download"]["url"] == f"https://files.example/{names.s3_prefix(TENANT)}{file['name']}"
    assert len({file["name"] for file in found}) == len(found) > 6
    assert page["expiresAt"] > page["finishedAt"]


@pytest.mark.parametrize("query", [{"cursor": "x"}, {"cursor": "-1"}, {"limit": "0"}, {"page": "2"}])
def test_what_is_asked_wrongly_of_an_export_is_refused(desk: Desk, query: dict[str, str]):
    job = desk.world.run_to_the_end(desk.world.ask_for_export())
    assert desk.call("GET /tenants/{id}/export/{exportId}", export_id=job.job_id, **query)[0] == 400


def test_an_export_whose_files_are_gone_is_told_as_that(desk: Desk):
    job = desk.world.run_to_the_end(desk.world.ask_for_export())
    desk.world.objects.versions.clear()
    with pytest.raises(NotFound):
        Handover(desk.world, TENANT).read("any")
    assert desk.call("GET /tenants/{id}/export/{exportId}", export_id=job.job_id)[0] == 404


def test_the_same_key_of_the_same_administrator_is_the_same_export(desk: Desk):
    keyed = {"idempotency-key": "k"}
    first, again = (desk.call("POST /tenants/{id}/export", headers=keyed)[1]["exportId"] for _ in range(2))
    other = desk.call("POST /tenants/{id}/export", headers=keyed, claims={**ADMIN, "sub": "admin-2"})[1]["exportId"]
    assert first == again != other


def test_an_erasure_offers_an_export_first_then_goes_its_way(desk: Desk):
    status, problem, _ = desk.call("DELETE /tenants/{id}")
    assert (status, problem["errors"][0]["rule"]) == (409, "export_first")
    assert desk.call("GET /tenants/{id}/erasure")[0] == 404

    status, begun, headers = desk.call("DELETE /tenants/{id}", export="skip")
    assert (status, headers["location"]) == (202, f"/tenants/{TENANT}/erasure")
    assert desk.call("DELETE /tenants/{id}")[1]["erasureId"] == begun["erasureId"]
    desk.world.run_to_the_end(desk.world.book.jobs[TENANT, begun["erasureId"]])

    status, done, _ = desk.call("DELETE /tenants/{id}")
    assert (status, done["state"]) == (200, "done")
    assert desk.call("GET /tenants/{id}/erasure")[1] == done
    assert done["certificate"]["requestedBy"] == "admin-1"


@pytest.mark.parametrize("query", [{"export": "no"}, {"export": ""}, {"force": "true"}])
def test_what_is_asked_wrongly_of_an_erasure_erases_nothing(desk: Desk, query: dict[str, str]):
    assert desk.call("DELETE /tenants/{id}", **query)[0] == 400
    assert desk.world.book.jobs == {}


def test_the_log_says_whose_tenant_and_job_it_was_about(desk: Desk):
    _, begun, _ = desk.call("POST /tenants/{id}/export")
    [(level, line)] = desk.lines.lines
    assert (level, line["about"], line["jobId"]) == ("info", TENANT, begun["exportId"])
