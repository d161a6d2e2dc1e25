"""Two users and the owner of a tenant, and a user of another one, over HTTP: who sees what, and who may undo it."""

from dataclasses import dataclass

import pytest

from salestalk_cli.api import Api
from salestalk_cli.local.installation import User
from salestalk_cli.local.users import make_user, new_password
from tests.e2e.conftest import NewTenant, Platform, record

QUESTION = "What was revenue in Q3?"


@dataclass(frozen=True)
class Company:
    """A tenant's users, one of another tenant, and an answer that the first one got."""

    ada: Api
    bob: Api
    owner: Api
    stranger: Api
    message_id: str
    session_id: str

    def about(self, what: str) -> str:
        """The path of something about the answer."""
        return f"/messages/{self.message_id}/{what}"


def joined(platform: Platform, tenant_id: str, name: str) -> Api:
    user = User(tenant_id, f"{name}@{tenant_id}.example", new_password())
    make_user(platform.aws, platform.connection.user_pool_id, user)
    return platform.api_as(user)


@pytest.fixture
def company(tenant: NewTenant, techstart: Api) -> Company:
    tenant.load(*(record(number, f"2025-Q{number}") for number in range(1, 5)))
    ada, bob, owner = (joined(tenant.platform, tenant.tenant_id, name) for name in ("ada", "bob", "owner"))
    answer = ada.ask(QUESTION).body
    return Company(ada, bob, owner, techstart, answer["messageId"], answer["sessionId"])


def test_what_one_user_pins_shares_and_says_the_others_see_and_no_other_tenant(company: Company) -> None:
    pinned = company.ada.call("PUT", company.about("pin"), {"note": "For Monday"}).body
    assert pinned["pinnedBy"]["name"].startswith("ada@")
    link = company.ada.call("POST", company.about("share")).body
    said = company.bob.call("POST", company.about("comments"), {"text": "<b>Low</b>"}).body
    assert company.bob.call("GET", "/pins").body["pins"] == [pinned]
    shared = company.bob.call("GET", link["path"]).body
    assert (shared["question"], shared["answer"]["messageId"]) == (QUESTION, company.message_id)
    assert company.ada.call("GET", company.about("comments")).body["comments"] == [said]
    assert (said["text"], said["author"]["name"].startswith("bob@")) == ("<b>Low</b>", True)

    refused = {
        "share": company.stranger.call("GET", link["path"]).status,
        "unshare": company.stranger.call("DELETE", link["path"]).status,
        "comments": company.stranger.call("GET", company.about("comments")).status,
        "comment": company.stranger.call("POST", company.about("comments"), {"text": "x"}).status,
        "pin": company.stranger.call("PUT", company.about("pin"), {}).status,
        "message": company.stranger.call("GET", f"/messages/{company.message_id}").status,
        "session": company.stranger.call("PATCH", f"/sessions/{company.session_id}", {"title": "x"}).status,
    }
    assert refused == dict.fromkeys(refused, 404)
    found = company.stranger.call("GET", "/pins").body["pins"]
    assert company.message_id not in [pin["messageId"] for pin in found]


def test_what_a_user_made_they_and_the_owner_may_undo_and_others_not(company: Company) -> None:
    company.ada.call("PUT", company.about("pin"))
    link = company.ada.call("POST", company.about("share")).body["path"]
    said = company.ada.call("POST", company.about("comments"), {"text": "x"}).body["commentId"]
    paths = (company.about(f"comments/{said}"), link, company.about("pin"))
    assert [company.bob.call("DELETE", path).status for path in paths] == [403, 403, 403]
    assert [company.owner.call("DELETE", path).body for path in paths] == [{"removed": True}] * 3
    assert [company.ada.call("DELETE", path).body for path in paths] == [{"removed": False}] * 3
    assert company.ada.call("GET", link).status == 404
    assert company.ada.call("GET", "/pins").body == {"pins": []}
    listed = company.ada.call("GET", company.about("comments")).body
    assert (listed["isOpen"], listed["comments"]) == (False, [])


def test_each_is_told_who_they_are(company: Company, platform: Platform) -> None:
    ada, owner, admin = (api.call("GET", "/me").body for api in (company.ada, company.owner, platform.admin()))
    assert ada["tenantId"] == owner["tenantId"]
    assert (ada["email"].startswith("ada@"), ada["features"]["moderate"], ada["platformAdmin"]) == (True, False, False)
    assert owner["features"]["moderate"] is True
    assert (admin["platformAdmin"], "tenantId" in admin) == (True, False)


def test_a_suspended_tenants_users_are_told_nothing_of_it(tenant: NewTenant) -> None:
    tenant.set_status("suspended")
    reply = tenant.api.call("GET", "/me")
    assert (reply.status, reply.body["type"]) == (403, "urn:salestalk:problem:tenant-not-active")


def test_a_conversation_is_found_named_and_read_again_with_its_charts(company: Company) -> None:
    trend = company.ada.ask("Revenue trend by quarter in 2025", session_id=company.session_id).body
    session = f"/sessions/{company.session_id}"
    assert company.bob.call("PATCH", session, {"title": "Board meeting"}).body["title"] == "Board meeting"
    found = company.bob.call("GET", "/sessions?search=board%20revenue").body
    assert [each["sessionId"] for each in found["sessions"]] == [company.session_id]
    assert company.bob.call("GET", "/sessions?search=churn").body["sessions"] == []
    told = company.bob.call("GET", f"{session}/messages?answers=full").body["messages"]
    assert told[3]["answer"] == trend
    assert trend["chart"]["data"]["values"]
    assert company.bob.call("GET", f"/messages/{trend['messageId']}").body["answer"] == trend
