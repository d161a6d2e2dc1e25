"""Changing a session's roll-up for other reasons than a message: pure changes, none of which overwrites another's."""

from collections.abc import Callable

from salestalk import names
from salestalk.contracts.session import SessionRollup
from salestalk.errors import Conflict, NotFound
from salestalk.ingestion.idempotency import IdempotencyStrategy
from salestalk.ingestion.messageitems import session_item, session_key, session_of
from salestalk.ingestion.retrying import RetryingStore
from salestalk.ingestion.store import Holds, ItemStore, Put, WritesRefused

ATTEMPTS = 8

Change = Callable[[SessionRollup], SessionRollup]
"""Gives the same object when there is nothing to change."""


class SessionKeeper:
    """Reads and changes roll-ups of any tenant whose tables the store may reach."""

    def __init__(self, store: ItemStore, strategy: IdempotencyStrategy) -> None:
        self._store = store
        self._strategy = strategy

    def change(
        self, tenant_id: str, session_id: str, change: Change, *, deadline: float | None = None
    ) -> SessionRollup:
        """The session after the change.

        Raises `NotFound`, `Conflict` when others keep changing it, `Unavailable`, and what ``change`` raises.
        """
        view, table = RetryingStore(self._store, self._strategy, deadline), names.messages_table(tenant_id)
        for _ in range(ATTEMPTS):
            item = view.get(table, session_key(session_id))
            if item is None:
                raise NotFound("There is no such session.")
            before = session_of(item)
            after = change(before)
            if after is before:
                return before
            after = after.model_copy(update={"revision": before.revision + 1})
            try:
                view.transact(table, [Put(session_item(after), Holds({"revision": before.revision}))])
            except WritesRefused:
                continue
            return after
        raise Conflict("The session is being changed by somebody else; try again.")


def called(session: SessionRollup, name: str | None) -> SessionRollup:
    """A change: the session under another name, or without one of its own."""
    return session if session.name == name else session.model_copy(update={"name": name})
