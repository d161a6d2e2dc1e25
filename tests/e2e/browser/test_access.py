"""For everybody: by keyboard, with a screen reader, on a phone, in the dark."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from constructs_lib.deployment import ROOT
from tests.e2e.browser.visitor import Visitor
from tests.e2e.conftest import ACME, Platform

AXE = ROOT / "web" / "node_modules" / "axe-core" / "axe.min.js"
PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
PANELS = ("insights", "catalog", "upload", "usage")


def violations(visitor: Visitor) -> list[str]:
    """What axe finds wrong with the page as it is now, each with the first place."""
    visitor.settled()  # colors of what is still appearing are not its own
    visitor.page.evaluate(AXE.read_text(encoding="utf-8"))
    found: dict[str, Any] = visitor.page.evaluate("axe.run(document)")
    return [f"{each['id']}: {each['help']} ({each['nodes'][0]['html'][:200]})" for each in found["violations"]]


@pytest.fixture
def asking(make_visitor: Callable[..., Visitor], platform: Platform) -> Callable[..., Visitor]:
    """Signs in as ACME's user, in a window of the given kind."""
    return lambda path="", **settings: make_visitor(**settings).sign_in(platform.connection.user_of(ACME), path)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_wrong_with_signing_in_and_with_answers(make_visitor, asking, scheme):
    assert violations(make_visitor(color_scheme=scheme).open()) == []
    visitor = asking(color_scheme=scheme)
    assert violations(visitor) == []
    visitor.ask("Why did revenue change in Q3 2025?")
    expect(visitor.answer.locator(".chart-space svg")).to_be_visible()
    assert violations(visitor) == []
    visitor.answer.get_by_role("button", name="where it comes from").first.click()
    assert violations(visitor) == []
    visitor.page.keyboard.press("Escape")
    visitor.answer.get_by_role("button", name="Show as a table").click()
    visitor.answer.get_by_role("button", name="32 sources").click()
    assert violations(visitor) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_wrong_with_the_other_pages(asking, scheme):
    visitor = asking(color_scheme=scheme)
    for path in PANELS:
        visitor.open(f"#/{path}")
        expect(visitor.page.get_by_role("heading", level=1)).to_be_visible()
        if path == "catalog":
            visitor.page.locator("main").get_by_role("button", name="Revenue").first.click()
        assert (path, violations(visitor)) == (path, [])


def test_axe_finds_nothing_wrong_with_the_page_of_administrators(visitor, platform):
    visitor.sign_in(platform.connection.administrator())
    expect(visitor.row_of(ACME)).to_be_visible()
    assert violations(visitor) == []


def test_one_asks_and_finds_a_figures_row_by_keyboard_alone(asking):
    visitor = asking()
    expect(visitor.box).to_be_focused()
    visitor.page.keyboard.type("What was revenue in Q3 2025?")
    visitor.page.keyboard.press("Enter")
    figure = visitor.figure("$2,500,000")
    expect(figure).to_be_visible()
    for _ in range(20):
        visitor.page.keyboard.press("Shift+Tab")
        if figure.evaluate("element => element === document.activeElement"):
            break
    visitor.page.keyboard.press("Enter")
    lineage = visitor.page.get_by_role("dialog")
    expect(lineage).to_contain_text("METRIC#revenue")
    visitor.page.keyboard.press("Escape")
    expect(lineage).to_have_count(0)
    expect(figure).to_be_focused()


def test_choices_are_moved_through_with_arrow_keys(asking):
    visitor = asking()
    visitor.ask("What was revenue in Q3 2025?")
    visitor.answer.get_by_role("button", name="Period: Q3 2025. Change").press("Enter")
    visitor.page.keyboard.press("ArrowDown")
    chosen = visitor.page.evaluate("document.activeElement.textContent")
    visitor.page.keyboard.press("Enter")
    reading = visitor.next_answer(1).get_by_role("group", name="How your question was read")
    expect(reading).to_contain_text(chosen)


def test_answers_are_told_to_a_screen_reader_when_they_come(asking):
    visitor = asking()
    visitor.ask("What was revenue in Q3 2025?")
    expect(visitor.page.get_by_role("status").filter(has_text="Answer: Revenue was $2,500,000")).to_be_attached()


@pytest.mark.parametrize("path", ["", *(f"#/{panel}" for panel in PANELS)])
def test_a_phone_shows_everything_without_scrolling_sideways(asking, path):
    visitor = asking(path, **PHONE)
    if not path:
        visitor.ask("Why did revenue change in Q3 2025?")
        expect(visitor.answer.locator(".chart-space svg")).to_be_visible()
    assert visitor.settled().page.evaluate("document.documentElement.scrollWidth") <= 360
    visitor.page.get_by_role("button", name="Open the menu").tap()
    expect(visitor.page.get_by_role("link", name="New conversation").first).to_be_in_viewport()


def test_a_figure_is_tapped_on_a_phone(asking):
    visitor = asking(**PHONE)
    visitor.ask("What was revenue in Q3 2025?")
    visitor.figure("$2,500,000").tap()
    lineage = visitor.page.get_by_role("dialog")
    expect(lineage).to_be_in_viewport()
    expect(lineage).to_contain_text("METRIC#revenue")


def test_the_dark_page_is_dark_and_the_choice_is_kept(asking):
    visitor = asking()
    visitor.page.get_by_role("radio", name="Dark").check(force=True)
    assert visitor.page.evaluate("getComputedStyle(document.body).colorScheme") == "dark"
    visitor.page.reload()
    expect(visitor.page.get_by_role("radio", name="Dark")).to_be_checked()
