"""Writing values of many keys in few transactions, so that no concurrent writer loses an update or a version.

Rows are read, the values are folded in, and each row is written on the condition that it is still what was read. A
transaction whose conditions fail writes nothing; its keys are read and folded again.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Final

from salestalk.contracts.batch import IngestStatus
from salestalk.contracts.metric import MetricValue
from salestalk.ingestion.idempotency import Contended
from salestalk.ingestion.origin import Origin
from salestalk.ingestion.retrying import RetryingStore, together
from salestalk.ingestion.rows import history_item, replaced_value_of, row_item, value_of, version_key
from salestalk.ingestion.store import MAX_WRITES, Absent, Condition, Holds, Key, Put, Query, WritesRefused
from salestalk.ingestion.versions import Folded, fold

KEYS_PER_GROUP: Final = 100
VALUES_PER_ROUND: Final = 90
"""Values of one key that are folded at once: with a history item for each they still fit one transaction."""

Values = Mapping[Key, Sequence[MetricValue]]
Statuses = dict[Key, list[IngestStatus]]


def write_values(view: RetryingStore, table: str, values: Values, origin: Origin | None = None) -> Statuses:
    """The status of each value; those of one key are applied in the order given."""
    statuses: Statuses = {key: [] for key in values}
    for round_values in _rounds(values):
        groups = [_Group(view, table, dict(chunk), origin) for chunk in _chunks(round_values)]
        for done in together([group.write for group in groups]):
            for key, found in done.items():
                statuses[key].extend(found)
    return statuses


class _Group:
    """Some keys, with what is still to be written and what became of the rest."""

    def __init__(
        self, view: RetryingStore, table: str, pending: dict[Key, Sequence[MetricValue]], origin: Origin | None
    ) -> None:
        self._view = view
        self._table = table
        self._pending = pending
        self._since = origin.first_record if origin else 1
        self._is_repeated = origin is not None and origin.is_repeated
        self._is_upload = origin is not None
        self._done: Statuses = {}

    def write(self) -> Statuses:
        """Write until nothing is pending."""
        self._view.call(self._attempt)
        return self._done

    def _attempt(self) -> None:
        items = self._view.get_many(self._table, self._pending)
        current = {Key(item["pk"], item["sk"]): value_of(item) for item in items}
        history = self._history(current) if self._is_repeated else {}
        for bundle in _bundles(
            {
                key: (row := current.get(key), fold(row, values, history=history.get(key, ()), since=self._since))
                for key, values in self._pending.items()
            }
        ):
            self._try(bundle)
        if self._pending:
            # Whoever wrote these rows may have been the same upload, taken for dead by whoever runs this.
            self._is_repeated = self._is_upload
            raise Contended(f"{len(self._pending)} rows were being written by others")

    def _history(self, current: Mapping[Key, MetricValue]) -> dict[Key, list[MetricValue]]:
        """What rows replaced: there are the values that were stored and that somebody has updated since."""
        updated = [key for key, row in current.items() if row.version > 1]
        queries = [Query(version_key(current[key], 1).pk, consistent=True) for key in updated]
        found = together([partial(self._view.query, self._table, query) for query in queries])
        return {key: [replaced_value_of(item) for item in items] for key, items in zip(updated, found, strict=True)}

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
