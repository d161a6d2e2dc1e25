"""Who is beyond a limit: whose questions are counted before anything else is done for them.

A question is counted while it is read, so that nobody waits for the count. A tenant far beyond its limit would so have
each of its questions read, for nothing, on processors that its neighbors wait for.
"""

from collections.abc import Callable
from typing import Final

from salestalk.errors import LimitReached

REMEMBERED: Final = 1_000


class Limited:
    """The tenants whose last question was beyond a limit. Each question is counted all the same; only when, differs."""

    def __init__(self) -> None:
        self._refused: dict[str, None] = {}

    def __contains__(self, tenant_id: str) -> bool:
        return tenant_id in self._refused

    def count(self, tenant_id: str, charge: Callable[[], None]) -> None:
        """Count a question, and remember whether it was beyond a limit. Raises what ``charge`` raises."""
        try:
            charge()
        except LimitReached:
            self._remember(tenant_id)
            raise
        self._refused.pop(tenant_id, None)

    def _remember(self, tenant_id: str) -> None:
        self._refused[tenant_id] = None
        if len(self._refused) > REMEMBERED:
            self._refused.pop(next(iter(self._refused)), None)
