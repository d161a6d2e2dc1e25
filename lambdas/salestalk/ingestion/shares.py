"""Shared answers, in the tenant's own messages table: one share for each answer and user, under an id nobody guesses.

Two items are written together: one beside the answer, by which the same user's next request finds the share, and one
under the share's id, by which everybody else finds the answer.
"""

from typing import Final

from salestalk import names
from salestalk.contracts.colleagues import ABOUT_PREFIX, Share
from salestalk.errors import NotFound
from salestalk.ingestion.idempotency import Contended, IdempotencyStrategy
from salestalk.ingestion.retrying import RetryingStore
from salestalk.ingestion.slots import Permission, fields_of, is_there, put, removed
from salestalk.ingestion.store import STORED, Item, ItemStore, Key, Put, WritesRefused

SHARE_PREFIX: Final = "SHARE#"
SHARE_SK: Final = "SHARE"
NO_SHARE: Final = "There is no such share."


class ShareBook:
    """Shares of any tenant whose tables the store may reach."""

    def __init__(self, store: ItemStore, strategy: IdempotencyStrategy) -> None:
        self._store = store
        self._strategy = strategy

    def share(
        self, tenant_id: str, share: Share, *, until: int | None, deadline: float | None = None
    ) -> tuple[Share, bool]:
        """The user's share of the answer, and whether it is this new one; it expires at ``until`` (Unix seconds).

        Raises `Unavailable`.
        """
        view, table, own = self._view(deadline), names.messages_table(tenant_id), _own_key(share)

        def attempt() -> tuple[Share, bool]:
            item = view.get(table, own)
            if item is not None and is_there(item):
                return _share_of(item), False
            fields = share.as_item()
            writes = [
                put(key, fields, over=over, until=until)
                for key, over in ((own, item), (share_key(share.share_id), None))
            ]
            _write(view, table, writes)
            return share, True

        return self._strategy.call(attempt, deadline=deadline)

    def shared(self, tenant_id: str, share_id: str, *, deadline: float | None = None) -> Share:
        """A share by its id. Raises `NotFound`, also for one that was withdrawn; `Unavailable`."""
        item = self._view(deadline).get(names.messages_table(tenant_id), share_key(share_id))
        if item is None or not is_there(item):
            raise NotFound(NO_SHARE)
        return _share_of(item)

    def withdraw(
        self, tenant_id: str, share_id: str, permit: Permission, *, now: int, deadline: float | None = None
    ) -> bool:
        """Make the id lead nowhere; False when it was done before.

        Raises `NotFound`, `AccessDenied` from ``permit``, `Unavailable`.
        """
        view, table = self._view(deadline), names.messages_table(tenant_id)

        def attempt() -> bool:
            item = view.get(table, share_key(share_id))
            if item is None:
                raise NotFound(NO_SHARE)
            if not is_there(item):
                return False
            share = _share_of(item)
            permit(share.shared_by.user_id)
            beside = view.get(table, _own_key(share))
            gone = [each for each in (item, beside) if each is not None and is_there(each)]
            _write(view, table, [removed(each, now=now) for each in gone])
            return True

        return self._strategy.call(attempt, deadline=deadline)

    def _view(self, deadline: float | None) -> RetryingStore:
        return RetryingStore(self._store, self._strategy, deadline)


def share_key(share_id: str) -> Key:
    """Where a share is found by its id."""
    return Key(SHARE_PREFIX + share_id, SHARE_SK)


def _own_key(share: Share) -> Key:
    """Where a user's share of an answer is."""
    return Key(ABOUT_PREFIX + share.message_id, SHARE_PREFIX + share.shared_by.user_id)


def _share_of(item: Item) -> Share:
    return Share.model_validate(fields_of(item), context=STORED)


def _write(view: RetryingStore, table: str, writes: list[Put]) -> None:
    try:
        view.transact(table, writes)
    except WritesRefused:
        raise Contended("the share was being changed") from None
