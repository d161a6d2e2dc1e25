"""When something goes wrong on the way: nothing typed is lost, nothing is asked twice, and everything is told."""

import re
from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Route, expect

from tests.e2e.browser.office import conversations
from tests.e2e.browser.visitor import Visitor
from tests.e2e.conftest import ACME, NewTenant, Platform, record

QUESTION = "What was revenue in Q3 2025?"
CHAT = re.compile(r"/api/chat$")


@pytest.fixture
def asking(visitor: Visitor, tenant: NewTenant) -> Visitor:
    """Signed in to a tenant that nobody else uses."""
    tenant.load(record("10.50"))
    visitor.expects("Failed to load resource", "net::ERR")
    return visitor.sign_in(tenant.user)


def visitors_request(route: Route) -> int:
    """Send it on, keep the answer back, and give its status. Only browsers lead names under `localhost` here."""
    address = urlsplit(route.request.url)
    connection = HTTPConnection("127.0.0.1", address.port, timeout=30)
    headers = {**route.request.headers, "host": address.netloc}
    connection.request(route.request.method, address.path, route.request.post_data, headers)
    return connection.getresponse().status


def questions(tenant: NewTenant) -> list[str]:
    return [item["text"] for item in tenant.messages if item.get("sender") == "user"]


def test_a_question_that_is_asked_offline_is_sent_once_when_the_connection_is_back(asking, tenant):
    asking.context.set_offline(True)
    asking.box.fill(QUESTION)
    asking.box.press("Enter")
    expect(asking.page.get_by_text("You are offline.")).to_be_visible()
    expect(asking.page.get_by_role("heading", name=QUESTION)).to_be_visible()
    asking.context.set_offline(False)
    expect(asking.answer).to_contain_text("$10.50")
    assert questions(tenant) == [QUESTION]


def test_an_answer_that_was_lost_on_its_way_is_fetched_and_the_question_not_asked_twice(asking, tenant):
    lost: list[str] = []
    delivered: list[int] = []

    def lose_the_first(route: Route) -> None:
        if lost:
            return route.continue_()
        delivered.append(visitors_request(route))
        lost.append(route.request.headers["idempotency-key"])
        return route.abort("connectionreset")

    asking.page.route(CHAT, lose_the_first)
    answer = asking.ask(QUESTION)
    expect(answer).to_contain_text("$10.50")
    assert (len(lost), delivered) == (1, [200])
    assert questions(tenant) == [QUESTION]


def test_a_service_that_fails_for_long_is_told_and_the_question_can_be_sent_again(asking, tenant):
    asking.page.route(CHAT, lambda route: route.fulfill(status=500, body="{}", content_type="application/json"))
    asking.box.fill(QUESTION)
    asking.box.press("Enter")
    alert = asking.page.get_by_role("alert")
    expect(alert).to_contain_text("Something went wrong on our side.", timeout=40_000)
    asking.page.unroute(CHAT)
    alert.get_by_role("button", name="Try again").click()
    expect(asking.answer).to_contain_text("$10.50")
    assert questions(tenant) == [QUESTION]


def test_what_is_typed_meanwhile_stays(asking):
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    asking.page.route(CHAT, hold)
    asking.box.fill(QUESTION)
    with asking.page.expect_request(CHAT):
        asking.box.press("Enter")
    asking.box.fill("And in Q2?")
    held[0].continue_()
    expect(asking.answer).to_contain_text("$10.50")
    expect(asking.box).to_have_value("And in Q2?")


def test_an_answer_that_comes_while_another_page_is_open_takes_nobody_away_from_it(asking):
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    asking.page.route(CHAT, hold)
    asking.box.fill(QUESTION)
    with asking.page.expect_request(CHAT):
        asking.box.press("Enter")
    asking.page.get_by_role("link", name="Insights").click()
    insights = asking.page.get_by_role("heading", name="Insights")
    expect(insights).to_be_visible()

    held[0].continue_()

    expect(conversations(asking)).to_have_text([QUESTION])
    expect(insights).to_be_visible()
    asking.page.go_back()
    expect(asking.answer).to_contain_text("$10.50")
    asking.page.wait_for_url(re.compile("/#/s/"))


def test_an_expired_token_is_renewed_without_a_word(asking):
    refused: list[str] = []

    def refuse_the_first(route: Route) -> None:
        if refused:
            return route.continue_()
        refused.append(route.request.headers["authorization"])
        return route.fulfill(status=401, body='{"message": "Unauthorized"}', content_type="application/json")

    asking.page.route(CHAT, refuse_the_first)
    expect(asking.ask(QUESTION)).to_contain_text("$10.50")
    assert len(refused) == 1


def test_who_cannot_be_renewed_signs_in_again_and_finds_what_was_typed(asking, tenant):
    asking.box.fill(QUESTION)
    asking.page.route(re.compile(r"/api/"), lambda route: route.fulfill(status=401, body='{"message": "Unauthorized"}'))
    refusal = '{"__type": "NotAuthorizedException", "message": "Refresh Token has been revoked"}'
    sign_in = re.compile(r"//localhost:\d+/$")
    asking.page.route(
        sign_in,
        lambda route: route.fulfill(
            status=400,
            body=refusal,
            content_type="application/x-amz-json-1.1",
            headers={"access-control-allow-origin": "*"},
        ),
    )
    asking.box.press("Enter")
    expect(asking.page.get_by_text("You were signed out after a while.")).to_be_visible()
    asking.page.unroute_all()
    asking.give_password(tenant.user)
    expect(asking.page.get_by_text(QUESTION).first).to_be_visible()


def test_a_page_that_is_loaded_again_needs_no_password_but_another_window_does(asking, make_visitor):
    asking.page.reload()
    expect(asking.box).to_be_visible()
    assert (
        asking.page.evaluate("Object.keys(localStorage).filter((key) => /token/i.test(localStorage[key] + key))") == []
    )
    stranger = make_visitor().open()
    expect(stranger.page.get_by_label("Password")).to_be_visible()


def test_signing_out_leaves_nothing_of_the_user_behind(asking, platform: Platform):
    asking.ask(QUESTION)
    asking.box.fill("What nobody else should read")
    asking.page.get_by_role("button", name="Sign out").click()
    expect(asking.page.get_by_label("Password")).to_be_visible()
    assert asking.page.evaluate("sessionStorage.length") == 0
    asking.give_password(platform.connection.user_of(ACME))
    expect(asking.page.get_by_role("link", name="New conversation")).to_be_visible()
    expect(asking.page.get_by_text("$10.50")).to_have_count(0)
    expect(asking.box).to_have_value("")


def test_a_question_that_waits_is_not_asked_for_who_signs_in_next(asking, platform: Platform):
    sent: list[str] = []

    def refuse(route: Route) -> None:
        sent.append(route.request.headers["authorization"])
        route.abort()

    asking.page.route(CHAT, refuse)
    asking.box.fill(QUESTION)
    with asking.page.expect_request(CHAT):
        asking.box.press("Enter")
    asking.box.fill("What nobody else should read")
    asking.page.get_by_role("button", name="Sign out").click()
    asking.give_password(platform.connection.user_of(ACME))
    expect(asking.page.get_by_text("ACME Corporation")).to_be_visible()
    expect(asking.box).to_have_value("")
    asking.page.wait_for_timeout(3_000)  # longer than it waits between the first tries
    assert len(set(sent)) == 1
