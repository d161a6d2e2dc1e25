"""The item store as the rest of ingestion uses it: whole results, retried as `idempotency` says."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, Final, TypeVar
from uuid import uuid4

from salestalk.ingestion.idempotency import IdempotencyStrategy, Throttled
from salestalk.ingestion.store import MAX_KEYS_PER_READ, Item, ItemStore, Key, Query, Write
from salestalk.values import frozen
from salestalk.workers import Workers

WORKERS: Final = 8

T = TypeVar("T")


def together(jobs: Sequence[Callable[[], T]]) -> list[T]:
    """The results of all jobs in their order, run at once on up to `WORKERS` threads."""
    if len(jobs) <= 1:
        return [job() for job in jobs]
    with Workers(min(WORKERS, len(jobs))) as pool:
        return list(pool.map(lambda job: job(), jobs))


@frozen
class RetryingStore:
    """One request's view of the store: every call is retried, and none goes past the deadline."""

    store: ItemStore
    strategy: IdempotencyStrategy
    deadline: float | None = None

    def get(self, table: str, key: Key, *, consistent: bool = True) -> Item | None:
        """The item under a key."""
        return next(iter(self.get_many(table, [key], consistent=consistent)), None)

    def get_many(self, table: str, keys: Iterable[Key], *, consistent: bool = True) -> list[Item]:
        """The items under any number of keys, in any order."""
        distinct = list(dict.fromkeys(keys))
        chunks = [distinct[i : i + MAX_KEYS_PER_READ] for i in range(0, len(distinct), MAX_KEYS_PER_READ)]
        jobs = [partial(self._get_chunk, table, chunk, consistent) for chunk in chunks]
        return [item for items in together(jobs) for item in items]

    def _get_chunk(self, table: str, keys: Sequence[Key], consistent: bool) -> list[Item]:
        found: list[Item] = []
        pending = keys

        def attempt() -> None:
            nonlocal pending
            fetched = self.store.get_some(table, pending, consistent=consistent)
            found.extend(fetched.items)
            pending = fetched.unprocessed
            if pending:
                raise Throttled(f"{len(pending)} of {len(keys)} keys were not read")

        self.call(attempt)
        return found

    def query(self, table: str, query: Query) -> list[Item]:
        """All items of a query, or the first ``query.limit``."""
        found: list[Item] = []
        resume: Mapping[str, Any] | None = None
        while True:
            wanted = query if query.limit is None else replace(query, limit=query.limit - len(found))
            page = self.call(partial(self.store.query_page, table, wanted, resume))
            found.extend(page.items)
            resume = page.resume
            if resume is None or (query.limit is not None and len(found) >= query.limit):
                return found

    def transact(self, table: str, writes: Sequence[Write]) -> None:
        """All of the writes or none; a retry after a lost answer is recognized and not written twice."""
        token = str(uuid4())
        self.call(lambda: self.store.transact(table, writes, token=token))

    def call(self, operation: Callable[[], T]) -> T:
        """Any operation, retried within the deadline."""
        return self.strategy.call(operation, deadline=self.deadline)
