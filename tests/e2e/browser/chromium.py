"""The browser that tests the page: Debian's Chromium, which calls nobody but whom it is sent to."""

import os
from pathlib import Path
from typing import Final

CHROMIUM: Final = Path(os.environ.get("SALESTALK_CHROMIUM", "/usr/bin/chromium"))
SWITCHES: Final = (
    # Where the tests run as root there is no sandbox; the rest keeps the browser from calling home.
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage"),
)
