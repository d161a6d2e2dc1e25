"""DynamoDB in this process for measuring: items lie encoded and in order, so that reading costs what is read.

It implements `ItemStore` as far as chats use it, without indexes, and bills reads and writes by DynamoDB's rules.
"""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from math import ceil
from threading import RLock
from typing import Any, Final

from salestalk.adapters.dynamodb.codec import decode_item, encode_item
from salestalk.ingestion.store import HIGHEST, Fetched, Item, Key, Put, Query, QueryPage, Write, WritesRefused
from tests.performance.billing import READ_BLOCK
from tests.unit.cost.capacity import item_size, units
from tests.unit.ingestion.fakes import added, key_of, may

Encoded = dict[str, Any]
Partition = dict[str, Encoded]


class Shelves:
    """Tables by name, partitions by key, items by sort key."""

    def __init__(self, *, billed: bool = False) -> None:
        self.read_units, self.write_units = 0.0, 0
        self._billed = billed
        self._partitions: dict[tuple[str, str], Partition] = {}
        self._order: dict[tuple[str, str], list[str]] = {}
        self._lock: Final = RLock()

    def fill(self, table: str, partition: str, items: Mapping[str, Encoded]) -> None:
        """Put encoded items there by sort key, in place of what there was."""
        self._partitions[table, partition] = dict(items)
        self._order[table, partition] = sorted(items)

    def get_some(self, table: str, keys: Sequence[Key], *, consistent: bool) -> Fetched:
        """The items under the keys."""
        with self._lock:
            found = [self._partitions.get((table, key.pk), {}).get(key.sk) for key in keys]
            items = [decode_item(item) for item in found if item is not None]
            if self._billed:
                blocks = sum(ceil(item_size(item) / READ_BLOCK) for item in items) + len(keys) - len(items)
                self.read_units += blocks if consistent else blocks / 2
            return Fetched(items)

    def query_page(self, table: str, query: Query, resume: Mapping[str, Any] | None) -> QueryPage:
        """All of a query at once. Raises `NotImplementedError` for what chats do not ask."""
        if query.index is not None or resume is not None or (query.sort and query.sort.op != "begins_with"):
            raise NotImplementedError(query)
        prefix = str(query.sort.values[0]) if query.sort else ""
        with self._lock:
            order = self._order.get((table, query.partition), [])
            wanted = order[bisect_left(order, prefix) : bisect_left(order, prefix + HIGHEST)][: query.limit]
            partition = self._partitions.get((table, query.partition), {})
            items = [decode_item(partition[sk]) for sk in wanted]
            if self._billed:
                blocks = max(1, ceil(sum(map(item_size, items)) / READ_BLOCK))
                self.read_units += blocks if query.consistent else blocks / 2
            return QueryPage(items)

    def transact(self, table: str, writes: Sequence[Write], *, token: str) -> None:
        """All or none."""
        with self._lock:
            keys = [key_of(write) for write in writes]
            before = [self._item(table, key) for key in keys]
            refused = frozenset(
                n for n, (write, item) in enumerate(zip(writes, before, strict=True)) if not may(write, item)
            )
            if refused:
                raise WritesRefused(refused)
            for write, key, item in zip(writes, keys, before, strict=True):
                self._put(table, key, write.item if isinstance(write, Put) else added(item, write))
                if self._billed:
                    self.write_units += units(write, replaces=item is not None)

    def _item(self, table: str, key: Key) -> Item | None:
        found = self._partitions.get((table, key.pk), {}).get(key.sk)
        return decode_item(found) if found is not None else None

    def _put(self, table: str, key: Key, item: Item) -> None:
        place = (table, key.pk)
        partition, order = self._partitions.setdefault(place, {}), self._order.setdefault(place, [])
        if key.sk not in partition:
            order.insert(bisect_left(order, key.sk), key.sk)
        partition[key.sk] = encode_item(item)
