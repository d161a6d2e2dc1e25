"""Writing values of many keys in few transactions, so that no concurrent writer loses an update or a version.

Rows are read, the values are folded in, and each row is written on the condition that it is still what was read. A
transaction whose conditions fail writes nothing; its keys are read and folded again.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from salestalk.contracts.api import IngestStatus
from salestalk.contracts.metric import MetricValue
from salestalk.ingestion.idempotency import Contended
from salestalk.ingestion.retrying import RetryingStore, together
from salestalk.ingestion.rows import history_item, row_item, value_of
from salestalk.ingestion.store import MAX_WRITES, Absent, Condition, Holds, Key, Put, WritesRefused
from salestalk.ingestion.versions import Folded, fold

KEYS_PER_GROUP: Final = 100
VALUES_PER_ROUND: Final = 90
"""Values of one key that are folded at once: with a history item for each they still fit one transaction."""

Values = Mapping[Key, Sequence[MetricValue]]
Statuses = dict[Key, list[IngestStatus]]


def write_values(view: RetryingStore, table: str, values: Values) -> Statuses:
    """The status of each value; those of one key are applied in the order given."""
    statuses: Statuses = {key: [] for key in values}
    for round_values in _rounds(values):
        groups = [_Group(view, table, dict(chunk)) for chunk in _chunks(round_values)]
        for done in together([group.write for group in groups]):
            for key, found in done.items():
                statuses[key].extend(found)
    return statuses


class _Group:
    """Some keys, with what is still to be written and what became of the rest."""

    def __init__(self, view: RetryingStore, table: str, pending: dict[Key, Sequence[MetricValue]]) -> None:
        self._view = view
        self._table = table
        self._pending = pending
        self._done: Statuses = {}

    def write(self) -> Statuses:
        """Write until nothing is pending."""
        self._view.call(self._attempt)
        return self._done

    def _attempt(self) -> None:
        items = self._view.get_many(self._table, self._pending)
        current = {Key(item["pk"], item["sk"]): value_of(item) for item in items}
        for bundle in _bundles(
            {key: (current.get(key), fold(current.get(key), v)) for key, v in self._pending.items()}
        ):
            self._try(bundle)
        if self._pending:
            raise Contended(f"{len(self._pending)} rows were being written by others")

    def _try(self, bundle: Mapping[Key, tuple[Sequence[Put], Folded]]) -> None:
        writes = [write for puts, _ in bundle.values() for write in puts]
        try:
            if writes:
                self._view.transact(self._table, writes)
        except WritesRefused:
            return
        for key, (_, folded) in bundle.items():
            self._done[key] = list(folded.statuses)
            del self._pending[key]


def _bundles(
    folded: Mapping[Key, tuple[MetricValue | None, Folded]],
) -> Iterator[dict[Key, tuple[Sequence[Put], Folded]]]:
    """Keys with their writes, as many together as a transaction takes; a key's writes are never parted."""
    bundle: dict[Key, tuple[Sequence[Put], Folded]] = {}
    size = 0
    for key, (before, after) in folded.items():
        puts = _puts(before, after)
        if size + len(puts) > MAX_WRITES:
            yield bundle
            bundle, size = {}, 0
        bundle[key] = (puts, after)
        size += len(puts)
    yield bundle


def _puts(before: MetricValue | None, after: Folded) -> list[Put]:
    if after.row is None or after.row == before:
        return []
    kept = [Put(history_item(replaced)) for replaced in after.replaced]
    return [Put(row_item(after.row), _unmoved(before)), *kept]


def _unmoved(row: MetricValue | None) -> Condition:
    return Absent() if row is None else Holds({"version": row.version, "recordedAt": row.recorded_at})


def _rounds(values: Values) -> Iterator[dict[Key, Sequence[MetricValue]]]:
    """One round, or more where a key has very many values."""
    longest = max(map(len, values.values()), default=0)
    for start in range(0, longest, VALUES_PER_ROUND):
        sliced = {key: found[start : start + VALUES_PER_ROUND] for key, found in values.items()}
        yield {key: found for key, found in sliced.items() if found}


def _chunks(values: Values) -> list[list[tuple[Key, Sequence[MetricValue]]]]:
    pairs = list(values.items())
    return [pairs[start : start + KEYS_PER_GROUP] for start in range(0, len(pairs), KEYS_PER_GROUP)]
