"""Comments on answers, in the tenant's own messages table: all that is said of an answer lies in one partition.

So many are kept for an answer, which a counter beside them holds in the same write: all of them are read at once.
"""

from typing import Final

from salestalk import names
from salestalk.contracts.colleagues import ABOUT_PREFIX, MAX_COMMENTS, Comment
from salestalk.errors import Conflict, Fault, NotFound
from salestalk.ingestion.idempotency import Contended, IdempotencyStrategy
from salestalk.ingestion.pins import PIN_SK
from salestalk.ingestion.retrying import RetryingStore
from salestalk.ingestion.shares import SHARE_PREFIX
from salestalk.ingestion.slots import Permission, fields_of, is_there, put, removed
from salestalk.ingestion.store import HIGHEST, STORED, Increment, Item, ItemStore, Key, Query, SortRange, WritesRefused
from salestalk.values import frozen

COMMENT_PREFIX: Final = "COMMENT#"
COUNT_SK: Final = "COMMENTS"
_COUNT: Final = "comments"
_OPENING: Final = (PIN_SK, SHARE_PREFIX)
"""What opens an answer to comments: how the sort keys of such items begin."""


@frozen
class Comments:
    """What was said of an answer, in order, and whether more can be."""

    items: tuple[Comment, ...]
    is_open: bool


class CommentBook:
    """Comments of any tenant whose tables the store may reach."""

    def __init__(self, store: ItemStore, strategy: IdempotencyStrategy) -> None:
        self._store = store
        self._strategy = strategy

    def add(
        self, tenant_id: str, comment: Comment, *, until: int | None, deadline: float | None = None
    ) -> tuple[Comment, bool]:
        """Keep a comment until ``until`` (Unix seconds); gives it, or the one with its id that is there, and which.

        Raises `Conflict` where the answer has all the comments that it may have, or where the id belongs to another
        comment, or to one that was removed; `Unavailable`.
        """
        view, table = self._view(deadline), names.messages_table(tenant_id)
        key = comment_key(comment.message_id, comment.comment_id)
        counted = Increment(
            count_key(comment.message_id),
            {_COUNT: 1},
            {_COUNT: MAX_COMMENTS},
            settings={} if until is None else {"ttl": until},
        )
        try:
            view.transact(table, [put(key, comment.as_item(), over=None, until=until), counted])
        except WritesRefused:
            before = view.get(table, key)
            if before is None:
                raise Conflict(f"This answer has {MAX_COMMENTS} comments; no more are kept.") from None
            return _the_same(before, comment), False
        return comment, True

    def all(self, tenant_id: str, message_id: str, *, deadline: float | None = None) -> Comments:
        """Every comment on an answer, the first one first. Raises `Unavailable`."""
        found = self._about(tenant_id, message_id, None, deadline)
        kept = [item for item in found if item["sk"].startswith(COMMENT_PREFIX) and is_there(item)]
        comments = sorted(map(_comment_of, kept), key=lambda each: (each.written_at, each.comment_id))
        return Comments(tuple(comments), any(map(_opens, found)))

    def is_open(self, tenant_id: str, message_id: str, *, deadline: float | None = None) -> bool:
        """Whether the answer is pinned or shared now. Raises `Unavailable`."""
        among = SortRange("between", (PIN_SK, SHARE_PREFIX + HIGHEST))
        return any(map(_opens, self._about(tenant_id, message_id, among, deadline)))

    def remove(
        self,
        tenant_id: str,
        message_id: str,
        comment_id: str,
        permit: Permission,
        *,
        now: int,
        deadline: float | None = None,
    ) -> bool:
        """Remove a comment; False when that was done before.

        Raises `NotFound`, `AccessDenied` from ``permit``, `Unavailable`.
        """
        view, table = self._view(deadline), names.messages_table(tenant_id)

        def attempt() -> bool:
            item = view.get(table, comment_key(message_id, comment_id))
            if item is None:
                raise NotFound("There is no such comment.")
            if not is_there(item):
                return False
            permit(item["author"]["userId"])
            try:
                view.transact(table, [removed(item, now=now), Increment(count_key(message_id), {_COUNT: -1})])
            except WritesRefused:
                raise Contended("the comment was being removed") from None
            return True

        return self._strategy.call(attempt, deadline=deadline)

    def _about(self, tenant_id: str, message_id: str, among: SortRange | None, deadline: float | None) -> list[Item]:
        query = Query(ABOUT_PREFIX + message_id, among, consistent=True)
        return self._view(deadline).query(names.messages_table(tenant_id), query)

    def _view(self, deadline: float | None) -> RetryingStore:
        return RetryingStore(self._store, self._strategy, deadline)


def comment_key(message_id: str, comment_id: str) -> Key:
    """Where a comment is."""
    return Key(ABOUT_PREFIX + message_id, COMMENT_PREFIX + comment_id)


def count_key(message_id: str) -> Key:
    """Where the number of an answer's comments is."""
    return Key(ABOUT_PREFIX + message_id, COUNT_SK)


def _opens(item: Item) -> bool:
    return item["sk"].startswith(_OPENING) and is_there(item)


def _comment_of(item: Item) -> Comment:
    return Comment.model_validate(fields_of(item), context=STORED)


def _the_same(item: Item, comment: Comment) -> Comment:
    """The comment that is there, which must say what this one says."""
    if is_there(item) and (before := _comment_of(item)).text == comment.text:
        return before
    said = "Idempotency-Key: was used for another comment, or one that was removed; take a new one"
    raise Conflict("The key belongs to another comment.", [Fault("Idempotency-Key", "idempotency_key_reused", said)])
