"""The conversations at the side: the latest on top, found again, renamed, ended."""

import re
from urllib.parse import urlsplit

from playwright.sync_api import Route, expect

from tests.e2e.browser.office import QUESTION, choose, conversations, refuse

OTHER_QUESTION = "What was revenue in Q4 2025?"


def test_a_question_comes_to_stand_on_top_of_the_conversations_and_leads_back_to_its_answer(ada):
    expect(conversations(ada)).to_have_text([QUESTION])
    ada.page.get_by_role("link", name="New conversation").first.click()
    ada.ask(OTHER_QUESTION)
    expect(conversations(ada)).to_have_text([OTHER_QUESTION, QUESTION])
    expect(conversations(ada).first).to_have_attribute("aria-current", "page")
    conversations(ada).last.click()
    expect(ada.answer).to_contain_text("$10.50")
    ada.ask("And in Q4?")
    expect(conversations(ada)).to_have_text([QUESTION, OTHER_QUESTION])


def test_a_conversation_is_renamed_by_keyboard_and_found_by_its_name_by_a_colleague(ada, office):
    choose(ada, "Rename")
    ada.page.keyboard.type("Never mind")
    ada.page.keyboard.press("Escape")
    expect(conversations(ada)).to_have_text([QUESTION])
    choose(ada, "Rename")
    ada.page.keyboard.type("Board meeting")
    ada.page.keyboard.press("Enter")
    expect(conversations(ada)).to_have_text(["Board meeting"])
    expect(conversations(ada).first).to_be_focused()

    bob = office.sign_in(office.bob)
    search = bob.page.get_by_role("searchbox", name="Search conversations")
    search.fill("churn")
    expect(bob.page.get_by_text("Nothing found. The one conversation was searched.")).to_be_visible()
    search.fill("BOARD revenue")
    expect(conversations(bob)).to_have_text(["Board meeting, of a colleague"])
    conversations(bob).first.click()
    expect(bob.answer).to_contain_text("$10.50")


def test_a_search_tells_how_far_back_it_went_and_goes_on_from_there(ada):
    asked: list[str] = []

    def search(route: Route) -> None:
        asked.append(urlsplit(route.request.url).query)
        looked = {"sessions": 500, "backTo": 1_763_000_000} if len(asked) == 1 else {"sessions": 7}
        found = {"sessions": [], "searched": looked} | ({"nextCursor": "further"} if len(asked) == 1 else {})
        route.fulfill(json=found)

    ada.page.route(re.compile(r"/api/sessions\?"), search)
    ada.page.get_by_role("searchbox", name="Search conversations").fill("board")
    expect(ada.page.get_by_text("Nothing found. The latest 500 conversations were searched, back to")).to_be_visible()
    ada.page.get_by_role("button", name="Search further back").click()
    expect(ada.page.get_by_text("Nothing found. All 507 conversations were searched.")).to_be_visible()
    assert ["cursor=further" in query for query in asked] == [False, True]


def test_a_name_that_could_not_be_saved_is_told_and_what_was_typed_kept(ada):
    ada.expects("400 (Bad Request)")
    ada.page.route(re.compile(r"/api/sessions/"), refuse)
    choose(ada, "Rename")
    ada.page.keyboard.type("Board meeting")
    ada.page.keyboard.press("Enter")
    expect(ada.page.get_by_role("alert")).to_contain_text("The name was not saved.")
    expect(ada.page.get_by_label("New name")).to_have_value("Board meeting")
    ada.page.unroute_all()
    ada.page.get_by_role("alert").get_by_role("button", name="Try again").click()
    expect(conversations(ada)).to_have_text(["Board meeting"])


def test_a_conversation_is_ended_with_a_rating_and_goes_on_with_the_next_question(ada, tenant):
    choose(ada, "End conversation")
    form = ada.page.get_by_role("form", name="End conversation")
    form.get_by_role("radio", name="4 of 5").check(force=True)
    form.get_by_role("button", name="End conversation").click()
    expect(ada.page.get_by_text("Thank you. It has ended")).to_be_visible()
    assert [one["satisfactionRating"] for one in tenant.api.call("GET", "/sessions").body["sessions"]] == [4]
    ada.ask("And in Q4?")
    assert "completedAt" not in tenant.api.call("GET", "/sessions").body["sessions"][0]
