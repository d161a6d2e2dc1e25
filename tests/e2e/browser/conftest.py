"""The page in a real browser, against the whole platform: a browser for the run, a visitor for each test."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.e2e.browser.chromium import CHROMIUM, SWITCHES
from tests.e2e.browser.office import QUESTION, Office, joined
from tests.e2e.browser.visitor import Visitor
from tests.e2e.conftest import NewTenant, Platform, record


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=list(SWITCHES))
        yield chromium
        chromium.close()


@pytest.fixture
def make_visitor(browser: Browser, platform: Platform) -> Iterator[Callable[..., Visitor]]:
    """Visitors with a browser window each, of which none may have met an error that it did not expect."""
    visitors: list[Visitor] = []

    def make(**settings: object) -> Visitor:
        context = browser.new_context(base_url=platform.connection.page_url, **settings)  # type: ignore[arg-type]
        visitors.append(Visitor(context, platform))
        return visitors[-1]

    yield make
    faults = [fault for visitor in visitors for fault in visitor.faults]
    for visitor in visitors:
        visitor.context.close()
    assert faults == []


@pytest.fixture
def visitor(make_visitor: Callable[..., Visitor]) -> Visitor:
    """Somebody at a desk."""
    return make_visitor()


@pytest.fixture
def office(tenant: NewTenant, make_visitor: Callable[..., Visitor]) -> Office:
    """A tenant with two users and two quarters of revenue."""
    tenant.load(record("10.50"), record("12.25", "2025-Q4"))
    return Office(joined(tenant, "ada"), joined(tenant, "bob"), make_visitor)


@pytest.fixture
def ada(office: Office) -> Visitor:
    """Signed in, with one question answered."""
    visitor = office.sign_in(office.ada)
    visitor.ask(QUESTION)
    return visitor
