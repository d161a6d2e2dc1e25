"""A dictionary in place of DynamoDB, and a time that passes only when somebody sleeps."""

from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from decimal import Decimal
from threading import RLock
from typing import Any

from salestalk import names
from salestalk.ingestion.idempotency import IdempotencyStrategy
from salestalk.ingestion.store import (
    MAX_KEYS_PER_READ,
    MAX_WRITES,
    Absent,
    Condition,
    Fetched,
    Increment,
    Key,
    Put,
    Query,
    QueryPage,
    SortRange,
    Write,
    WritesRefused,
)

INDEXES = {
    None: ("pk", "sk"),
    names.SESSION_INDEX: ("sessionId", "timestamp"),
    names.SENDER_INDEX: ("sender", "timestamp"),
}


class FakeTime:
    """Seconds that pass by sleeping; remembers each sleep."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.slept: list[float] = []

    def clock(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds

    def strategy(self, uniform: Callable[[float, float], float] = lambda low, high: high) -> IdempotencyStrategy:
        return IdempotencyStrategy(clock=self.clock, sleep=self.sleep, uniform=uniform)


class DictStore:
    """Implements `ItemStore`.

    ``faults_before`` and ``faults_after`` are raised by the next calls, one each.

    A fault after a call is an answer that was lost: what was to be done is done. ``before_transact`` runs once, ahead
    of the next transaction: the moment at which somebody else may write.
    """

    def __init__(self) -> None:
        self.tables: dict[str, dict[Key, dict[str, Any]]] = {}
        self.faults_before: list[Exception | None] = []
        self.faults_after: list[Exception | None] = []
        self.before_transact: list[Callable[[], None]] = []
        self.most_read_at_once = MAX_KEYS_PER_READ
        self.page_size = 3
        self.calls: list[str] = []
        self._tokens: set[str] = set()
        self._lock = RLock()

    def items(self, table: str, prefix: str = "") -> list[dict[str, Any]]:
        """The items whose partition key begins with ``prefix``, in key order."""
        return [item for key, item in sorted(self.tables.get(table, {}).items()) if key.pk.startswith(prefix)]

    def get_some(self, table: str, keys: Sequence[Key], *, consistent: bool) -> Fetched:
        assert len(set(keys)) == len(keys) <= MAX_KEYS_PER_READ
        with self._lock:
            self._enter("get")
            found = self.tables.get(table, {})
            taken = keys[: self.most_read_at_once]
            items = [deepcopy(found[key]) for key in taken if key in found]
            self._leave()
            return Fetched(items, keys[self.most_read_at_once :])

    def query_page(self, table: str, query: Query, resume: Mapping[str, Any] | None) -> QueryPage:
        with self._lock:
            self._enter("query")
            hash_name, range_name = INDEXES[query.index]
            found = [
                deepcopy(item)
                for item in self.items(table)
                if item.get(hash_name) == query.partition
                and range_name in item
                and _within(item[range_name], query.sort)
            ]
            found.sort(key=lambda item: item[range_name], reverse=query.descending)
            start = resume["offset"] if resume else 0
            end = start + min(self.page_size, query.limit or self.page_size)
            self._leave()
            return QueryPage(found[start:end], {"offset": end} if end < len(found) else None)

    def transact(self, table: str, writes: Sequence[Write], *, token: str) -> None:
        if self.before_transact:
            self.before_transact.pop(0)()
        with self._lock:
            self._enter("transact")
            if token not in self._tokens:
                self._apply(self.tables.setdefault(table, {}), writes)
                self._tokens.add(token)
            self._leave()

    def _apply(self, items: dict[Key, dict[str, Any]], writes: Sequence[Write]) -> None:
        keys = [key_of(write) for write in writes]
        assert len(set(keys)) == len(keys), "a transaction may touch an item only once"
        assert 0 < len(writes) <= MAX_WRITES
        refused = frozenset(
            position
            for position, (key, write) in enumerate(zip(keys, writes, strict=True))
            if not may(write, items.get(key))
        )
        if refused:
            raise WritesRefused(refused)
        for key, write in zip(keys, writes, strict=True):
            items[key] = deepcopy(dict(write.item)) if isinstance(write, Put) else added(items.get(key), write)

    def _enter(self, call: str) -> None:
        self.calls.append(call)
        _raise_next(self.faults_before)

    def _leave(self) -> None:
        _raise_next(self.faults_after)


def _raise_next(faults: list[Exception | None]) -> None:
    if faults and (fault := faults.pop(0)) is not None:
        raise fault


def key_of(write: Write) -> Key:
    return Key(write.item["pk"], write.item["sk"]) if isinstance(write, Put) else write.key


def _holds(condition: Condition | None, item: Mapping[str, Any] | None) -> bool:
    if condition is None:
        return True
    if isinstance(condition, Absent):
        return item is None
    return item is not None and all(item.get(name) == value for name, value in condition.attributes.items())


def may(write: Write, item: Mapping[str, Any] | None) -> bool:
    if isinstance(write, Put):
        return _holds(write.only_if, item)
    found = item or {}
    return all(found[name] + write.amounts[name] <= most for name, most in write.at_most.items() if name in found)


def added(item: Mapping[str, Any] | None, write: Increment) -> dict[str, Any]:
    found = dict(item or {"pk": write.key.pk, "sk": write.key.sk})
    numbers = {name: Decimal(found.get(name, 0)) + amount for name, amount in write.amounts.items()}
    kept = {name: value for name, value in found.items() if name not in write.forget}
    return kept | numbers | dict(write.settings)


def _within(value: Any, sort: SortRange | None) -> bool:
    if sort is None:
        return True
    first = sort.values[0]
    match sort.op:
        case "begins_with":
            return bool(value.startswith(first))
        case "between":
            return bool(first <= value <= sort.values[1])
        case "<":
            return bool(value < first)
        case ">":
            return bool(value > first)
        case "=":
            return bool(value == first)
