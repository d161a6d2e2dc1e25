"""The counters that hold a tenant to its limits, in its own messages table: one item for each kind of thing and day.

Counting and the look at the limit are one conditional write, so whatever number of callers come at once, no more get
through than may. It needs nothing read before it, and runs beside the reads of a request.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from salestalk import names
from salestalk.ingestion.idempotency import IdempotencyStrategy
from salestalk.ingestion.retrying import RetryingStore
from salestalk.ingestion.store import Absent, Increment, ItemStore, Key, Put, Write, WritesRefused

LIMIT_PK: Final = "LIMIT"
COUNTED_PREFIX: Final = "COUNTED#"


class LimitCounters:
    """Implements `salestalk.tenancy.allowance.Counters` for any tenant whose tables the store may reach."""

    def __init__(self, store: ItemStore, strategy: IdempotencyStrategy) -> None:
        self._store = store
        self._strategy = strategy

    def add(
        self,
        tenant_id: str,
        sheet: str,
        charges: Mapping[str, tuple[int, int | None]],
        *,
        keep: tuple[int, int],
        once: str | None = None,
        forget: Sequence[str] = (),
        deadline: float | None = None,
    ) -> Mapping[str, int] | None:
        """Add to all counters, or to none: see the protocol. A retry after a lost answer counts once as well."""
        view = RetryingStore(self._store, self._strategy, deadline)
        table, key = names.messages_table(tenant_id), Key(LIMIT_PK, sheet)
        sheet_until, note_until = keep
        writes: list[Write] = []
        if once is not None:
            writes.append(Put({"pk": COUNTED_PREFIX + once, "sk": LIMIT_PK, "ttl": note_until}, Absent()))
        amounts = {name: amount for name, (amount, _) in charges.items()}
        bounds = {name: most for name, (_, most) in charges.items() if most is not None}
        writes.append(Increment(key, amounts, bounds, {"ttl": sheet_until}, tuple(forget)))
        try:
            view.transact(table, writes)
        except WritesRefused as refused:
            if once is not None and 0 in refused.positions:
                return None
            found = view.get(table, key) or {}
            return {name: int(found.get(name, 0)) for name in charges}
        return None
