"""Pinned answers, in the tenant's own messages table: one pin for each answer, whoever put it up."""

from typing import Any, Final

from salestalk import names
from salestalk.contracts.colleagues import ABOUT_PREFIX, Pin
from salestalk.errors import Conflict, NotFound
from salestalk.ingestion.idempotency import Contended, IdempotencyStrategy
from salestalk.ingestion.paging import page_by_time
from salestalk.ingestion.retrying import RetryingStore
from salestalk.ingestion.slots import Permission, fields_of, is_there, put, removed
from salestalk.ingestion.store import STORED, Item, ItemStore, Key, Page, Put, Query, WritesRefused

PIN_SK: Final = "PIN"
PIN_SENDER: Final = "pin"
_INDEXED: Final = frozenset({"sender", "timestamp"})


class PinBoard:
    """Pins of any tenant whose tables the store may reach."""

    def __init__(self, store: ItemStore, strategy: IdempotencyStrategy) -> None:
        self._store = store
        self._strategy = strategy

    def pin(self, tenant_id: str, pin: Pin, *, until: int | None, deadline: float | None = None) -> Pin:
        """Put an answer up, or change the note of who put it up; gives the pin as it stands.

        It expires at ``until`` (Unix seconds), with the answer. Done again it changes nothing. Raises `Conflict` for a
        note on another user's pin, `Unavailable`.
        """
        view, table, key = self._view(deadline), names.messages_table(tenant_id), pin_key(pin.message_id)

        def attempt() -> Pin:
            item = view.get(table, key)
            before = pin_of(item) if item is not None and is_there(item) else None
            after = _over(before, pin)
            if after != before:
                _write(view, table, put(key, _item(after), over=item, until=until))
            return after

        return self._strategy.call(attempt, deadline=deadline)

    def unpin(
        self, tenant_id: str, message_id: str, permit: Permission, *, now: int, deadline: float | None = None
    ) -> bool:
        """Take an answer down; False when somebody did before.

        Raises `NotFound` for one that was not up, `AccessDenied` from ``permit``, `Unavailable`.
        """
        view, table = self._view(deadline), names.messages_table(tenant_id)

        def attempt() -> bool:
            item = view.get(table, pin_key(message_id))
            if item is None:
                raise NotFound("This answer is not pinned.")
            if not is_there(item):
                return False
            permit(item["pinnedBy"]["userId"])
            _write(view, table, removed(item, now=now))
            return True

        return self._strategy.call(attempt, deadline=deadline)

    def pins(
        self, tenant_id: str, *, limit: int, cursor: str | None = None, deadline: float | None = None
    ) -> Page[Pin]:
        """The tenant's pins, the newest first. Raises `InvalidInput` for a cursor that is none, `Unavailable`."""
        query = Query(PIN_SENDER, index=names.SENDER_INDEX, descending=True)
        found, following = page_by_time(self._view(deadline), names.messages_table(tenant_id), query, limit, cursor)
        return Page(tuple(map(pin_of, found)), following)

    def _view(self, deadline: float | None) -> RetryingStore:
        return RetryingStore(self._store, self._strategy, deadline)


def pin_key(message_id: str) -> Key:
    """Where the pin of an answer is."""
    return Key(ABOUT_PREFIX + message_id, PIN_SK)


def pin_of(item: Item) -> Pin:
    """The pin of an item."""
    fields = {name: value for name, value in fields_of(item).items() if name not in _INDEXED}
    fields["sessionId"] = fields.pop("session")
    return Pin.model_validate(fields, context=STORED)


def _item(pin: Pin) -> dict[str, Any]:
    """Listed by `SenderIndex`, and not by `SessionIndex`."""
    fields = pin.as_item()
    fields["session"] = fields.pop("sessionId")
    return {**fields, "sender": PIN_SENDER, "timestamp": pin.pinned_at}


def _over(before: Pin | None, pin: Pin) -> Pin:
    """What stands after a pin over the one before: its first user's, with that user's latest note."""
    if before is None:
        return pin
    if before.pinned_by.user_id == pin.pinned_by.user_id:
        return before.model_copy(update={"note": pin.note})
    if pin.note is not None:
        raise Conflict(f"{before.pinned_by.name} has pinned this answer already; a comment can be added to it.")
    return before


def _write(view: RetryingStore, table: str, write: Put) -> None:
    try:
        view.transact(table, [write])
    except WritesRefused:
        raise Contended("the pin was being changed") from None
