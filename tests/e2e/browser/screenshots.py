"""Takes the pictures of the page that the README shows: ``make screenshots`` (about a minute).

On a platform of its own, as `make up` leaves one, so that they show what everybody sees.
"""

import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from playwright.sync_api import Browser, Page, sync_playwright

from constructs_lib.deployment import ROOT
from salestalk_cli.api import Api
from salestalk_cli.local.emulator import Emulator
from salestalk_cli.local.examples import tell_latest
from salestalk_cli.local.installation import Connection, Installation
from salestalk_cli.local.platform import bring_up
from salestalk_cli.local.users import sign_in
from salestalk_cli.progress import Progress
from seed_data.loader import TENANT_IDS
from tests.conftest import free_port
from tests.e2e.browser.chromium import CHROMIUM, SWITCHES

FOLDER: Final = ROOT / "docs" / "images"
DESK: Final[dict[str, Any]] = {"viewport": {"width": 1200, "height": 860}}
PHONE: Final[dict[str, Any]] = {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 2, "is_mobile": True}
SETTLED_MS: Final = 1_500
"""Until what appears has appeared and a chart is drawn."""


def answer(page: Page) -> None:
    """An answer, with the lineage of one of its figures."""
    _ask(page, "Why did revenue change in Q3 2025?")
    page.get_by_role("button", name="$2.17M: where it comes from").click()


def breakdown(page: Page) -> None:
    """An answer with its chart."""
    _ask(page, "Revenue by region in Q3 2025")


def insights(page: Page) -> None:
    """What was found unasked."""
    page.goto("/#/insights")
    page.get_by_role("article").first.wait_for()


PICTURES: Final[dict[str, tuple[Callable[[Page], None], dict[str, Any]]]] = {
    "page.png": (answer, DESK),
    "page-dark.png": (breakdown, {**DESK, "color_scheme": "dark"}),
    "page-insights.png": (insights, DESK),
    "page-phone.png": (breakdown, PHONE),
}


def _ask(page: Page, question: str) -> None:
    box = page.get_by_role("textbox", name="Your question")
    box.fill(question)
    box.press("Enter")
    page.locator(".chart-space svg").wait_for()


@contextmanager
def _platform() -> Iterator[Connection]:
    state = Path(tempfile.mkdtemp(prefix="salestalk-screenshots-"))
    installation = Installation(state=state)
    emulator = Emulator(installation)
    try:
        port = free_port()
        emulator.start(port)
        connection = bring_up(installation, port, TENANT_IDS, Progress())
        user = connection.users[0]
        tell_latest(Api(connection.api_url, sign_in(connection, user)), user.tenant_id)
        yield connection
    finally:
        emulator.stop()
        shutil.rmtree(state, ignore_errors=True)


def _take(browser: Browser, connection: Connection, name: str) -> None:
    show, settings = PICTURES[name]
    user = connection.users[0]
    context = browser.new_context(base_url=connection.page_url, **settings)
    page = context.new_page()
    page.goto("/")
    page.get_by_label("Email").fill(user.email)
    page.get_by_label("Password").fill(user.password)
    page.get_by_role("button", name="Sign in").click()
    show(page)
    page.wait_for_timeout(SETTLED_MS)
    page.screenshot(path=FOLDER / name)
    context.close()


def main() -> int:
    """Take them all."""
    with _platform() as connection, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(SWITCHES))
        for name in PICTURES:
            _take(browser, connection, name)
            sys.stdout.write(f"{FOLDER / name}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
