"""Values of which something is worth telling, and waiting until it is told."""

import time
from typing import Any

from tests.e2e.conftest import NewTenant, record
from tests.e2e.patience import PATIENCE_SECONDS

STEADY = [100, 102, 101, 103, 102, 104, 103, 105, 104, 106, 105, 107]


def months(values: list[int], **fields: Any) -> list[dict[str, Any]]:
    """Monthly values up to October 2026."""
    last = 2026 * 12 + 9
    keys = [divmod(last - back, 12) for back in range(len(values) - 1, -1, -1)]
    return [
        record(value, f"{year}-{month + 1:02d}", **fields) for (year, month), value in zip(keys, values, strict=True)
    ]


def insights_once(tenant: NewTenant, number: int = 1, query: str = "") -> list[dict[str, Any]]:
    """The tenant's insights, once there are so many; as they are when they do not become as many in time."""
    until = time.monotonic() + PATIENCE_SECONDS
    while True:
        found: list[dict[str, Any]] = tenant.api.call("GET", f"/insights{query}").body["insights"]
        if len(found) >= number or time.monotonic() > until:
            return found
        time.sleep(0.1)


def an_insight(tenant: NewTenant) -> dict[str, Any]:
    """One insight, of values loaded for it."""
    tenant.load(*months([*STEADY, 300], subject="bookings"))
    return insights_once(tenant)[0]
