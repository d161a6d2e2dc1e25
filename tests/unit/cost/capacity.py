"""How many write units DynamoDB bills for what is written to the tables of tests: sizes by its published rules."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from math import ceil
from typing import Any

from salestalk.ingestion.store import Put, Write
from tests.unit.ingestion.fakes import DictStore

INDEX_KEYS = (("sessionId", "timestamp"), ("sender", "timestamp"), ("metricType", "timestamp"))
INDEX_KEYS_OF_SLICES = (("dimensionKey", "timestamp"),)


def size(value: Any) -> int:
    """Bytes of an attribute's value."""
    match value:
        case str():
            return len(value.encode())
        case bool() | None:
            return 1
        case int() | Decimal():
            return ceil((len(Decimal(value).as_tuple().digits) + 1) / 2) + 1
        case Mapping():
            return 3 + sum(1 + len(name.encode()) + size(each) for name, each in value.items())
        case Sequence():
            return 3 + sum(1 + size(each) for each in value)
    raise TypeError(type(value))


def item_size(item: Mapping[str, Any]) -> int:
    """Bytes of an item: names and values."""
    return sum(len(name.encode()) + size(value) for name, value in item.items())


def units(write: Write, *, replaces: bool) -> int:
    """Units of a write in a transaction: twice for the table, once for each index, which deletes what moves."""
    if not isinstance(write, Put):
        return 2
    blocks = ceil(item_size(write.item) / 1024)
    indexes = sum(set(pair) <= write.item.keys() for pair in (*INDEX_KEYS, *INDEX_KEYS_OF_SLICES))
    return blocks * (2 + indexes * (2 if replaces else 1))


class Meter:
    """Counts the units of all that is written to a store from now on."""

    def __init__(self, store: DictStore) -> None:
        self.units = 0
        self._transact = store.transact
        self._store = store
        store.transact = self._counting  # type: ignore[method-assign]

    def _counting(self, table: str, writes: Sequence[Write], *, token: str) -> None:
        known = set(self._store.tables.get(table, {}))
        self._transact(table, writes, token=token)
        for write in writes:
            replaces = isinstance(write, Put) and (write.item["pk"], write.item["sk"]) in {(k.pk, k.sk) for k in known}
            self.units += units(write, replaces=replaces)
