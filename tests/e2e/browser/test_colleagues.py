"""Colleagues on the page: answers pinned, shared, discussed; and nothing of it elsewhere."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.browser.office import (
    QUESTION,
    action,
    choose,
    comment,
    comments,
    conversations,
    pin,
    refuse,
    share,
)
from tests.e2e.browser.test_access import PHONE, violations
from tests.e2e.conftest import TECHSTART, Platform


def test_an_answer_that_is_pinned_is_found_by_colleagues_with_its_note_and_its_rows(ada, office):
    pin(ada, "For <b>Monday</b>")
    bob = office.sign_in(office.bob, "#/pins")
    for part in (QUESTION, "$10.50", "For <b>Monday</b>", f"Pinned by {office.ada.email}"):
        expect(bob.answer).to_contain_text(part)
    bob.figure("$10.50").click()
    expect(bob.page.get_by_role("dialog")).to_contain_text("METRIC#revenue")
    bob.page.keyboard.press("Escape")
    expect(action(bob, "Unpin")).to_have_count(0)
    bob.answer.get_by_role("link", name="Open the conversation").click()
    expect(action(bob, "Pinned")).to_be_visible()

    ada.open("#/pins")
    action(ada, "Edit note").click()
    ada.answer.get_by_label("A note for your colleagues").fill("For Tuesday")
    action(ada, "Save note").click()
    expect(ada.answer).to_contain_text("For Tuesday")
    expect(action(ada, "Edit note")).to_be_focused()
    action(ada, "Unpin").click()
    expect(ada.page.get_by_text("Nothing is pinned.")).to_be_visible()


def test_a_link_shows_the_answer_to_a_colleague_until_it_is_taken_back(ada, office):
    ada.context.grant_permissions(["clipboard-read", "clipboard-write"])
    path = share(ada)
    expect(ada.page.get_by_text("The link is copied.")).to_be_visible()
    assert ada.page.evaluate("navigator.clipboard.readText()").endswith(path)
    bob = office.sign_in(office.bob, path)
    expect(bob.page.get_by_role("heading", name=QUESTION)).to_be_visible()
    expect(bob.page.get_by_text(f"Shared by {office.ada.email}")).to_be_visible()
    bob.figure("$10.50").click()
    expect(bob.page.get_by_role("dialog")).to_contain_text("METRIC#revenue")

    action(ada, "Stop sharing").click()
    expect(ada.page.get_by_role("status").filter(has_text="No longer shared").first).to_be_attached()
    bob.expects("404 (Not Found)")
    bob.page.reload()
    expect(bob.page.get_by_text("This answer is not shared with you, or no longer")).to_be_visible()


def test_a_link_can_be_copied_by_hand_where_the_clipboard_is_closed(ada):
    ada.page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error('closed')) }")
    share(ada)
    expect(ada.page.get_by_text("Copy this link.")).to_be_visible()
    field = ada.answer.get_by_label("Link to this answer")
    expect(field).to_be_focused()
    selected = field.evaluate("field => field.value.slice(field.selectionStart, field.selectionEnd)")
    assert selected == field.input_value()


def test_colleagues_discuss_an_answer_and_delete_what_they_wrote_themselves(ada, office):
    action(ada, "Comments").click()
    expect(comments(ada)).to_contain_text("Pin or share this answer")
    expect(ada.page.get_by_label("Your comment")).to_have_count(0)
    path = share(ada)
    bob = office.sign_in(office.bob, path)
    comment(bob, "Looks <i>low</i>\nto me")
    action(ada, "Comments").click()
    expect(comments(ada)).to_contain_text("Looks <i>low</i>")
    expect(comments(ada)).to_contain_text(office.bob.email)
    expect(comments(ada).get_by_role("button", name="Delete")).to_have_count(0)
    comment(ada, "It is net of refunds")
    delete = comments(ada).get_by_role("button", name="Delete the comment of You")
    delete.click()
    comments(ada).get_by_role("button", name="Cancel").click()
    expect(delete).to_be_focused()
    delete.click()
    comments(ada).get_by_role("alertdialog").get_by_role("button", name="Delete").click()
    expect(comments(ada)).not_to_contain_text("It is net of refunds")
    expect(comments(ada)).to_contain_text("Looks <i>low</i>")


def test_a_comment_that_could_not_be_sent_stays_and_is_written_once(ada, tenant):
    ada.expects("500 (Internal Server Error)", "400 (Bad Request)")
    share(ada)
    action(ada, "Comments").click()
    ada.page.get_by_label("Your comment").fill("Looks low to me")
    ada.page.route(re.compile(r"/comments$"), refuse)
    action(ada, "Comment").click()
    expect(ada.page.get_by_role("alert")).to_contain_text("Your comment was not sent.")
    action(ada, "Comments").click()
    ada.page.unroute_all()
    action(ada, "Comments").click()
    expect(ada.page.get_by_label("Your comment")).to_have_value("Looks low to me")
    action(ada, "Comment").click()
    expect(ada.page.get_by_label("Your comment")).to_have_value("")
    expect(comments(ada)).to_contain_text("Looks low to me")
    assert [item.get("text") for item in tenant.messages].count("Looks low to me") == 1


def test_another_tenants_user_gets_nothing_of_it(ada, office, platform: Platform):
    pin(ada)
    path = share(ada)
    stranger = office.open_window()
    stranger.expects("404 (Not Found)")
    stranger.sign_in(platform.connection.user_of(TECHSTART), path)
    expect(stranger.page.get_by_text("This answer is not shared with you, or no longer")).to_be_visible()
    # Beside it may stand that others of their own tenant asked the same.
    expect(stranger.page.get_by_role("main").get_by_text(QUESTION)).to_have_count(0)
    stranger.open("#/pins")
    expect(stranger.page.get_by_role("heading", name="Pinned")).to_be_visible()
    expect(stranger.page.get_by_text(office.ada.email)).to_have_count(0)


def test_who_signs_in_next_in_the_same_window_finds_nothing_of_the_one_before(ada, platform: Platform):
    pin(ada)
    action(ada, "Comments").click()
    ada.page.get_by_label("Your comment").fill("A secret")
    choose(ada, "Rename")
    ada.page.keyboard.type("A secret")
    ada.page.keyboard.press("Enter")
    expect(conversations(ada)).to_have_text(["A secret"])
    ada.page.get_by_role("button", name="Sign out").click()
    ada.give_password(platform.connection.user_of(TECHSTART))
    expect(ada.page.get_by_role("link", name="New conversation").first).to_be_visible()
    expect(ada.page.get_by_text("TechStart").first).to_be_visible()
    assert "secret" not in ada.page.content()
    assert "10.50" not in ada.page.content()
    ada.page.get_by_role("link", name="Pinned").click()
    expect(ada.page.get_by_role("heading", name="Pinned")).to_be_visible()
    assert "10.50" not in ada.page.content()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_wrong_with_what_colleagues_see(ada, office, scheme):
    pin(ada, "For Monday")
    path = share(ada)
    bob = office.sign_in(office.bob, path, color_scheme=scheme)
    comment(bob, "Looks low to me")
    comments(bob).get_by_role("button", name="Delete the comment of You").click()
    assert violations(bob) == []
    bob.open("#/pins")
    action(bob, "Comments").click()
    expect(comments(bob)).to_contain_text("Looks low to me")
    assert violations(bob) == []
    bob.answer.get_by_role("link", name="Open the conversation").click()
    action(bob, "Pinned").click()
    choose(bob, "End conversation")
    assert violations(bob) == []
    choose(bob, "Rename")
    assert violations(bob) == []


def test_conversations_and_pins_work_on_a_phone(ada, office):
    pin(ada, "For Monday")
    share(ada)
    phone = office.sign_in(office.ada, "#/pins", **PHONE)
    expect(phone.answer).to_contain_text("For Monday")
    action(phone, "Comments").tap()
    expect(phone.page.get_by_label("Your comment")).to_be_visible()
    assert phone.settled().page.evaluate("document.documentElement.scrollWidth") <= 360
    phone.page.get_by_role("button", name="Open the menu").tap()
    conversations(phone).first.tap()
    expect(phone.answer).to_contain_text("$10.50")
    expect(conversations(phone)).to_have_count(0)
    assert phone.settled().page.evaluate("document.documentElement.scrollWidth") <= 360
