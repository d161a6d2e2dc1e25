"""How soon the page shows itself over a slow line: `python -m tests.performance page`.

A browser with an empty cache loads the page over a line as slow as a phone's. Two moments count:
when something of the page is seen first, and when one can type. The emulator sends files as they are, where AWS sends
them compressed, so what is measured carries more bytes than what people load.
"""

import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Final

from playwright.sync_api import Browser, sync_playwright

from salestalk_cli.local.emulator import Emulator
from salestalk_cli.local.installation import Installation
from salestalk_cli.local.platform import bring_up
from salestalk_cli.progress import Progress
from tests.conftest import free_port
from tests.e2e.browser.chromium import CHROMIUM, SWITCHES
from tests.performance import document
from tests.performance.figures import Outcome, reported
from tests.performance.registry import Given
from tools.sections import table

TIMES: Final = 9
PROMISED_MS: Final = 1_000
LINE: Final = {"offline": False, "latency": 170, "downloadThroughput": 9_000_000 / 8, "uploadThroughput": 9_000_000 / 8}
"""WebPageTest's "4G": 9 Mbit/s both ways, 170 ms there and back."""
PAINTED: Final = "performance.getEntriesByName('first-contentful-paint')[0].startTime"
RECEIVED: Final = "performance.getEntriesByType('resource').reduce((sum, each) => sum + each.encodedBodySize, 0)"


@dataclass(frozen=True, slots=True)
class Load:
    """One load of the page: milliseconds since the address was opened, and kilobytes received by then."""

    painted: float
    usable: float
    kilobytes: float


def load(browser: Browser, url: str) -> Load:
    """With nothing in the cache."""
    context = browser.new_context()
    try:
        page = context.new_page()
        session = context.new_cdp_session(page)
        session.send("Network.enable")
        session.send("Network.emulateNetworkConditions", LINE)
        page.goto(url, wait_until="commit")
        page.get_by_label("Password").wait_for()
        usable = page.evaluate("performance.now()")
        return Load(page.evaluate(PAINTED), usable, page.evaluate(RECEIVED) / 1_000)
    finally:
        context.close()


def run(times: int) -> list[Load]:
    """Measure with an emulator of its own, which is gone afterwards."""
    state = Path(tempfile.mkdtemp(prefix="salestalk-bench-"))
    installation = Installation(state=state)
    emulator = Emulator(installation)
    try:
        port = free_port()
        emulator.start(port)
        url = bring_up(installation, port, [], Progress()).page_url
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(SWITCHES))
            load(browser, url)
            return [load(browser, url) for _ in range(times)]
    finally:
        emulator.stop()
        shutil.rmtree(state, ignore_errors=True)


def section(loads: Sequence[Load]) -> str:
    """The figures as Markdown."""
    rows = [
        ("first render", *_spread([each.painted for each in loads])),
        ("sign-in can be typed into", *_spread([each.usable for each in loads])),
    ]
    found = table(("moment", "median, ms", "most, ms"), rows)
    received = median(each.kilobytes for each in loads)
    return (
        f"{document.conditions()}\n\nPromised: first render < {PROMISED_MS:,} ms at 9 Mbit/s and 170 ms. "
        f"{len(loads)} loads with an empty cache, {received:.0f} kB uncompressed each.\n\n{found}"
    )


def _spread(values: Sequence[float]) -> tuple[str, str]:
    return f"{median(values):.0f}", f"{max(values):.0f}"


def bench(given: Given) -> Outcome:
    """The bench as one of all."""
    loads = run(given.some(TIMES, 1))
    painted = median(each.painted for each in loads)
    figures = (
        reported("page.painted", painted, "ms"),
        reported("page.usable", median(each.usable for each in loads), "ms"),
    )
    missed = [f"first render: {painted:.0f} ms, promised {PROMISED_MS}"] if painted >= PROMISED_MS else []
    return Outcome({"page": section(loads)}, figures, missed=missed)
