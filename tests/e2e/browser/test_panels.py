"""The pages beside the conversation: metrics and their names, loading, insights, usage, and the platform's tenants."""

import pytest
from playwright.sync_api import FilePayload, expect

from tests.e2e.browser.visitor import Visitor
from tests.e2e.conftest import ACME, NewTenant, Platform, record
from tests.e2e.patience import until, until_a_day_lasts

ROWS = """period,subject,value,unit
2025-Q3,bookings_net,1200,USD
2025-Q4,bookings_net,abc,USD
2025-Q4,bookings_net,1300,USD
"""


@pytest.fixture
def owner(visitor: Visitor, tenant: NewTenant) -> Visitor:
    """Signed in to a tenant that nobody else uses, with one metric."""
    tenant.load(record("10.50"), record("12.25", "2025-Q4"))
    return visitor.sign_in(tenant.user)


def csv_file(text: str, name: str = "deals.csv") -> FilePayload:
    return {"name": name, "mimeType": "text/csv", "buffer": text.encode()}


def test_a_file_is_loaded_followed_and_what_was_handed_back_can_be_had(owner):
    owner.open("#/upload")
    owner.page.get_by_label("Choose a file").set_input_files(csv_file(ROWS))
    card = owner.page.get_by_role("region", name="deals.csv")
    expect(card).to_contain_text("2 new")
    expect(card).to_contain_text("1 row was handed back.")
    with owner.page.expect_download() as rejects:
        card.get_by_role("link", name="Download them with reasons").click()
    assert "abc" in rejects.value.path().read_text(encoding="utf-8-sig")
    card.get_by_role("button", name="Ask about it").click()
    expect(owner.answer).to_contain_text("1,300")


def test_a_file_is_dropped(owner):
    owner.open("#/upload")
    files = owner.page.evaluate_handle(
        """text => {
            const files = new DataTransfer();
            files.items.add(new File([text], "deals.csv", { type: "text/csv" }));
            return files;
        }""",
        ROWS,
    )
    zone = owner.page.get_by_text("Drop a file here")
    zone.dispatch_event("dragover", {"dataTransfer": files})
    zone.dispatch_event("drop", {"dataTransfer": files})
    expect(owner.page.get_by_role("region", name="deals.csv")).to_contain_text("2 new")


def test_a_file_that_was_loaded_before_changes_nothing_unless_it_is_meant(owner):
    owner.open("#/upload")
    card = owner.page.get_by_role("region", name="deals.csv")
    owner.page.get_by_label("Choose a file").set_input_files(csv_file(ROWS))
    expect(card).to_contain_text("2 new")
    owner.page.get_by_role("button", name="Load another file").click()
    owner.page.get_by_label("Choose a file").set_input_files(csv_file(ROWS))
    expect(card).to_contain_text("This very file was loaded before.")
    card.get_by_role("button", name="Load it all the same").click()
    expect(card).to_contain_text("2 unchanged")


def test_an_empty_file_is_not_sent(owner):
    owner.open("#/upload")
    owner.page.get_by_label("Choose a file").set_input_files(csv_file("", "nothing.csv"))
    expect(owner.page.get_by_role("alert")).to_have_text("nothing.csv is empty.")
    expect(owner.page.get_by_label("Choose a file")).to_be_attached()


def test_a_name_that_is_added_is_understood_at_once(owner):
    owner.open("#/catalog")
    owner.page.get_by_role("button", name="Revenue").click()
    owner.page.get_by_label("Also called").fill("takings of the house")
    owner.page.get_by_role("button", name="Add").click()
    expect(owner.page.get_by_role("button", name="Remove takings of the house")).to_be_visible()
    owner.open()
    expect(owner.ask("What were the takings of the house in Q3 2025?")).to_contain_text("$10.50")


def test_what_a_colleague_changed_meanwhile_is_not_overwritten_unseen(owner, tenant):
    owner.expects("409 (Conflict)")
    owner.open("#/catalog")
    owner.page.get_by_role("button", name="Revenue").click()
    tenant.api.call("PATCH", "/metrics/revenue", {"displayName": "Net revenue"})
    owner.page.get_by_label("Also called").fill("net sales")
    owner.page.get_by_role("button", name="Add").click()
    expect(owner.page.get_by_role("alert")).to_contain_text("Somebody else changed this metric meanwhile.")
    expect(owner.page.get_by_role("button", name="Net revenue")).to_be_visible()
    owner.page.get_by_role("button", name="Add").click()
    expect(owner.page.get_by_role("button", name="Remove net sales")).to_be_visible()


def test_metrics_are_found_by_any_of_their_names(visitor, platform: Platform):
    visitor.sign_in(platform.connection.user_of(ACME), "#/catalog")
    visitor.page.get_by_role("searchbox", name="Find a metric").fill("TOP line")
    expect(visitor.page.get_by_role("status").filter(has_text="1 metric")).to_be_visible()
    expect(visitor.page.locator("main").get_by_role("button", name="Revenue")).to_be_visible()


def test_an_insight_leads_to_its_rows_and_goes_away_when_dismissed(owner, tenant):
    values = [100, 101, 99, 102, 98, 100, 101, 99, 100, 102, 98, 500]
    tenant.load(*(record(str(value), f"2025-{month:02}") for month, value in enumerate(values, 1)))
    until(lambda: "500" in tenant.api.call("GET", "/insights").text)
    owner.open("#/insights")
    card = owner.page.get_by_role("article").filter(has_text="500").first
    card.get_by_role("button", name="where it comes from").first.click()
    expect(owner.page.get_by_role("dialog")).to_contain_text("METRIC#revenue")
    owner.page.keyboard.press("Escape")
    words = card.locator("p").first.inner_text()
    card.get_by_role("button", name="Dismiss").click()
    expect(owner.page.get_by_text(words, exact=True)).to_have_count(0)


def test_usage_shows_what_was_asked_and_is_exported(owner, tenant):
    until_a_day_lasts(60)
    owner.ask("What was revenue in Q3 2025?")
    until(lambda: tenant.api.call("GET", "/usage").body["total"]["questions"] == 1)
    owner.open("#/usage")
    total = owner.page.get_by_role("row", name="In total")
    expect(total.get_by_role("cell").first).to_have_text("1")
    with owner.page.expect_download() as report:
        owner.page.get_by_role("button", name="Export as CSV").click()
    assert report.value.path().read_text().startswith("day,questions,rowsLoaded")


def test_an_administrator_sees_tenants_and_room_and_asks_nothing(visitor, platform: Platform):
    visitor.sign_in(platform.connection.administrator())
    expect(visitor.page.get_by_role("heading", name="Room for")).to_be_visible()
    expect(visitor.row_of(ACME)).to_be_visible()
    expect(visitor.box).to_have_count(0)
    expect(visitor.page.get_by_role("link", name="New conversation")).to_have_count(0)


def test_a_suspended_tenants_user_is_told_so_and_let_in_again_when_it_is_over(make_visitor, platform, tenant):
    admin = make_visitor().sign_in(platform.connection.administrator())
    row = admin.row_of(tenant.tenant_id)
    row.get_by_role("button", name="Suspend").click()
    admin.page.get_by_role("alertdialog").get_by_role("button", name="Suspend").click()
    expect(row).to_contain_text("suspended")
    user = make_visitor()
    user.expects("403 (Forbidden)")
    user.open()
    user.give_password(tenant.user)
    expect(user.page.get_by_role("alert")).to_contain_text("suspended")
    expect(user.box).to_have_count(0)
    row.get_by_role("button", name="Let in again").click()
    expect(row).to_contain_text("active")
    user.page.get_by_role("button", name="Sign out").click()
    user.give_password(tenant.user)
    expect(user.box).to_be_visible(timeout=30_000)


def test_users_see_no_page_of_the_platforms_administrators(visitor, platform: Platform):
    visitor.expects("403 (Forbidden)")
    visitor.sign_in(platform.connection.user_of(ACME), "#/admin")
    expect(visitor.page.get_by_role("link", name="Tenants")).to_have_count(0)
    expect(visitor.page.get_by_role("row", name=ACME)).to_have_count(0)
    expect(visitor.box).to_be_visible()
    expect(visitor.page.get_by_text("platform-admin")).to_have_count(0)


def test_who_has_nothing_to_ask_about_is_led_to_loading_something(visitor, tenant: NewTenant):
    visitor.sign_in(tenant.user)
    visitor.page.get_by_role("link", name="Load a file to begin").click()
    expect(visitor.page.get_by_text("Drop a file here")).to_be_visible()
