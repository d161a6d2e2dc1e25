"""Waiting for what comes by itself: at once on a quick machine, and as long as it takes on one that is busy."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, Final

PATIENCE_SECONDS: Final = 240.0
"""How long to look for something before it counts as missing: both cores may be busy with other tests, and a message
whose run failed is hidden for as long as six runs may take, three minutes for most, before the next run gets it."""


def until(look: Callable[[], Any], seconds: float = PATIENCE_SECONDS) -> Any:
    """What is looked for, as soon as it is there (which is what counts as true)."""
    end = time.monotonic() + seconds
    while True:
        began = time.monotonic()
        if found := look():
            return found
        assert began < end, f"It did not happen within {seconds:.0f} seconds."
        time.sleep(0.1)


def until_a_day_lasts(seconds: float) -> None:
    """Wait for the next day (UTC), by which things are counted, if this one is over before so many seconds are."""
    now = datetime.now(UTC)
    if (now + timedelta(seconds=seconds)).date() != now.date():
        until(lambda: datetime.now(UTC).date() != now.date(), seconds + PATIENCE_SECONDS)
