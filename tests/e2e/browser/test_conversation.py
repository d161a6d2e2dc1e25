"""What people come for: to ask, to understand the answer, to see where its figures come from, and to ask on."""

import csv
import io
import re

import pytest
from playwright.sync_api import expect

from tests.e2e.browser.visitor import Visitor
from tests.e2e.conftest import ACME, TECHSTART, NewTenant, Platform, record


@pytest.fixture
def asking(visitor: Visitor, platform: Platform) -> Visitor:
    """Signed in as ACME's user."""
    return visitor.sign_in(platform.connection.user_of(ACME))


@pytest.mark.parametrize(("tenant_id", "figure"), [(ACME, "$2,500,000"), (TECHSTART, "€1,800,000")])
def test_each_tenant_signs_in_and_is_answered_from_its_own_rows(visitor, platform, tenant_id, figure):
    visitor.sign_in(platform.connection.user_of(tenant_id))
    answer = visitor.ask("What was revenue in Q3 2025?")
    expect(answer).to_contain_text(figure)
    visitor.figure(figure).click()
    expect(visitor.page.get_by_role("dialog")).to_contain_text(f"tenant-{tenant_id}-metrics")


def test_a_wrong_password_is_told_as_such_and_the_address_kept(visitor, platform):
    user = platform.connection.user_of(ACME)
    visitor.expects("400 (Bad Request)")
    visitor.open()
    visitor.give_password(user, password="Wrong-password-1")
    expect(visitor.page.get_by_role("alert")).to_have_text("Email or password is not right.")
    expect(visitor.page.get_by_label("Email")).to_have_value(user.email)


def test_pointing_at_a_figure_shows_its_row_and_leaving_it_hides_it(asking):
    asking.ask("What was revenue in Q3 2025?")
    asking.figure("$2,500,000").hover()
    lineage = asking.page.get_by_role("dialog")
    for part in ("Stored row", "METRIC#revenue", "2025-Q3", "Version", "total"):
        expect(lineage).to_contain_text(part)
    asking.box.hover()
    expect(lineage).to_have_count(0)


def test_a_computed_figure_leads_down_to_the_rows_it_is_made_of(asking):
    asking.ask("Compare revenue in Q3 2025 with Q2 2025")
    asking.answer.get_by_role("button", name="where it comes from").first.click()
    lineage = asking.page.get_by_role("dialog")
    expect(lineage).to_contain_text("Computed")
    lineage.get_by_role("button").first.click()
    expect(lineage).to_contain_text("METRIC#revenue")


def test_a_follow_up_inherits_what_it_does_not_name(asking):
    asking.ask("What was revenue in Q3 2025?")
    answer = asking.ask("And in EMEA?")
    reading = answer.get_by_role("group", name="How your question was read")
    for part in ("Revenue", "EMEA", "Q3 2025"):
        expect(reading).to_contain_text(part)


def test_a_part_of_the_reading_is_changed_by_choosing_another(asking):
    asking.ask("What was revenue in EMEA in Q3 2025?")
    asking.answer.get_by_role("button", name="Period: Q3 2025. Change").click()
    asking.page.get_by_role("dialog").get_by_role("button", name="Q2 2025", exact=True).click()
    reading = asking.next_answer(1).get_by_role("group", name="How your question was read")
    for part in ("Revenue", "EMEA", "Q2 2025"):
        expect(reading).to_contain_text(part)


def test_a_question_with_two_meanings_is_asked_back_with_choices(asking):
    answer = asking.ask("How are we doing?")
    expect(answer).to_contain_text("A question back")
    choices = answer.get_by_role("region", name="Choose one").get_by_role("button")
    choices.first.click()
    expect(asking.next_answer(1)).not_to_contain_text("A question back")


def test_a_refusal_says_why_and_what_could_be_asked(asking):
    answer = asking.ask("What is the weather in Paris?")
    expect(answer).to_contain_text("Not something I can answer")
    answer.get_by_role("region", name="You could ask").get_by_role("button").first.click()
    asking.next_answer(1)


def test_what_is_asked_is_shown_as_text_whatever_it_is(asking):
    asking.ask('<img src=x onerror="document.title=1"> <b>revenue</b> in Q3 2025?')
    expect(asking.page.get_by_role("heading", name="<b>revenue</b>")).to_be_visible()
    assert asking.page.title() != "1"


def test_the_chart_can_be_read_as_a_table(asking):
    answer = asking.ask("Revenue by region in Q3 2025")
    expect(answer.locator(".chart-space svg")).to_be_visible()
    answer.get_by_role("button", name="Show as a table").click()
    expect(answer.get_by_role("table")).to_contain_text("EMEA")


def test_an_answer_is_taken_along_as_csv_and_as_png(asking):
    answer = asking.ask("Revenue by region in Q3 2025")
    with asking.page.expect_download() as figures:
        answer.get_by_role("button", name="Export the figures as CSV").click()
    rows = list(csv.DictReader(io.StringIO(figures.value.path().read_text(encoding="utf-8-sig"))))
    assert any("EMEA" in value for row in rows for value in row.values())
    assert {"METRIC#revenue"} <= {row["pk"] for row in rows if row.get("pk")}
    expect(answer.locator(".chart-space svg")).to_be_visible()
    with asking.page.expect_download() as chart:
        answer.get_by_role("button", name="Export the chart as PNG").click()
    assert chart.value.path().read_bytes().startswith(b"\x89PNG")


def test_a_note_on_an_answer_reaches_the_tenants_own_table(visitor, tenant: NewTenant):
    tenant.load(record("10.50"))
    visitor.sign_in(tenant.user)
    answer = visitor.ask("What was revenue in Q3 2025?")
    answer.get_by_role("button", name="Wrong").click()
    answer.get_by_label("What is wrong with it?").fill("That is not net of refunds")
    answer.get_by_role("button", name="Send").click()
    expect(answer.get_by_label("What is wrong with it?")).to_have_count(0)
    expect(answer).to_contain_text("Thank you, noted.")
    assert "That is not net of refunds" in str(tenant.messages)


def test_an_answer_is_verified_and_told_when_a_row_changed_since(visitor, tenant: NewTenant):
    tenant.load(record("10.50"))
    visitor.sign_in(tenant.user)
    answer = visitor.ask("What was revenue in Q3 2025?")
    verify = answer.get_by_role("button", name="Verify again")
    verify.click()
    expect(answer).to_contain_text("Still true")
    verify.click()
    tenant.load(record("11.75"))
    verify.click()
    expect(answer).to_contain_text("One row has changed since.")
    expect(answer).to_contain_text("11.75")


def path_of(visitor: Visitor) -> str:
    """The path of the conversation that is shown, once the address names it."""
    visitor.page.wait_for_url(re.compile("/#/s/"))
    return visitor.page.url.partition("/#/")[2]


def test_an_address_that_names_a_conversation_opens_it_with_its_figures(asking, make_visitor, platform):
    asking.ask("What was revenue in Q3 2025?")
    path = path_of(asking)
    colleague = make_visitor().sign_in(platform.connection.user_of(ACME), f"#/{path}")
    expect(colleague.answer).to_contain_text("$2,500,000")
    colleague.figure("$2,500,000").click()
    expect(colleague.page.get_by_role("dialog")).to_contain_text("METRIC#revenue")


def test_another_tenants_conversation_is_not_there(asking, make_visitor, platform):
    asking.ask("What was revenue in Q3 2025?")
    path = path_of(asking)
    stranger = make_visitor()
    stranger.expects("404 (Not Found)")
    stranger.sign_in(platform.connection.user_of(TECHSTART), f"#/{path}")
    expect(stranger.page.get_by_text("This conversation could not be loaded.")).to_be_visible()
    expect(stranger.page.get_by_text("2,500,000")).to_have_count(0)
