"""Somebody in front of the page: what they do, and what went wrong meanwhile that they did not cause."""

import re
import time
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Locator, Page, Request, expect

from salestalk_cli.local.installation import Administrator, User
from tests.e2e.conftest import Platform

LOCAL = re.compile(r"(.+\.)?localhost|127\.0\.0\.1")
SLOW_MACHINE_MS = 20_000
"""How long to look for something before it counts as missing: both cores may be busy with other tests."""

STILL = """() => document.getAnimations().every(
    (one) => one.playState !== "running" || one.effect.getComputedTiming().endTime === Infinity)"""


class Visitor:
    """A window of its own, with its own storage; `page` is Playwright's."""

    def __init__(self, context: BrowserContext, platform: Platform) -> None:
        self.context = context
        self.platform = platform
        self.faults: list[str] = []
        self._expected: list[str] = []
        self._under_way: set[Request] = set()
        context.set_default_timeout(SLOW_MACHINE_MS)
        expect.set_options(timeout=SLOW_MACHINE_MS)
        self.page: Page = context.new_page()
        self.page.on("console", self._on_console)
        self.page.on("pageerror", lambda error: self.faults.append(f"script: {error}"))
        self.page.on("request", self._on_request)
        self.page.on("requestfinished", self._on_end)
        self.page.on("requestfailed", self._on_end)

    def expects(self, *parts: str) -> None:
        """Messages of the browser with one of these in them are what the test is about."""
        self._expected += parts

    def open(self, path: str = "") -> "Visitor":
        """Load the page anew; `path` as in an address that somebody sent."""
        self.page.goto(f"/{path}")
        return self

    def sign_in(self, user: User | Administrator, path: str = "") -> "Visitor":
        """From nothing to the page."""
        self.open(path)
        self.give_password(user)
        expect(self.page.locator("main#main")).to_be_visible()
        return self

    def give_password(self, user: User | Administrator, password: str | None = None) -> None:
        """Fill in the form and send it."""
        self.page.get_by_label("Email").fill(user.email)
        self.page.get_by_label("Password").fill(password or user.password)
        self.page.get_by_role("button", name="Sign in").click()

    @property
    def box(self) -> Locator:
        """Where questions are typed."""
        return self.page.get_by_role("textbox", name="Your question")

    @property
    def answers(self) -> Locator:
        """All the answers that are shown, oldest first."""
        return self.page.get_by_role("article")

    @property
    def answer(self) -> Locator:
        """The latest."""
        return self.answers.last

    def ask(self, question: str) -> Locator:
        """Type it, send it, and wait for its answer."""
        before = self.answers.count()
        self.box.fill(question)
        self.box.press("Enter")
        return self.next_answer(before)

    def next_answer(self, before: int) -> Locator:
        """The answer that comes after `before` others."""
        expect(self.answers).to_have_count(before + 1)
        return self.answer

    def figure(self, text: str) -> Locator:
        """A figure in the latest answer."""
        return self.answer.get_by_role("button", name=f"{text}: where it comes from")

    def row_of(self, tenant_id: str) -> Locator:
        """A tenant's row among those that an administrator sees, however many others come before it."""
        row = self.page.get_by_role("row", name=tenant_id)
        more = self.page.get_by_role("button", name="Show more")
        expect(row.or_(more).first).to_be_visible()
        while row.count() == 0:
            more.click()
            expect(row.or_(more).first).to_be_visible()
        return row

    def settled(self) -> "Visitor":
        """Once nothing is on its way any more, and all that appears or changes its color has done so."""
        end = time.monotonic() + SLOW_MACHINE_MS / 1000
        while self._under_way:
            assert time.monotonic() < end, f"still on its way: {[request.url for request in self._under_way]}"
            self.page.wait_for_timeout(20)
        self.page.wait_for_function(STILL)
        return self

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not any(part in message.text for part in self._expected):
            self.faults.append(f"console: {message.text}")

    def _on_request(self, request: Request) -> None:
        """The page talks to this machine and to nobody else."""
        if request.is_navigation_request():
            self._under_way.clear()  # they ended with the page that asked
        self._under_way.add(request)
        address = urlsplit(request.url)
        if address.scheme in {"http", "https"} and not LOCAL.fullmatch(address.hostname or ""):
            self.faults.append(f"asked {address.hostname} for {address.path}")

    def _on_end(self, request: Request) -> None:
        self._under_way.discard(request)
