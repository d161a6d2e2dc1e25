"""Metric rows for the retrieval stage."""

from collections.abc import Sequence
from functools import partial

from salestalk import names
from salestalk.contracts.metric import MetricValue, metric_pk
from salestalk.ingestion.idempotency import IdempotencyStrategy
from salestalk.ingestion.retrying import RetryingStore, together
from salestalk.ingestion.rows import row_key, value_of
from salestalk.ingestion.store import MAX_KEYS_PER_READ, Item, ItemStore, Query, SortRange
from salestalk.retrieval.reader import RowKey, SliceRange


class DynamoMetricReader:
    """Implements `salestalk.retrieval.reader.MetricReader` for one tenant and one request.

    Reads are eventually consistent, unless ``consistent`` ones are wanted: half the price, and rows are loaded long
    before they are asked for.
    """

    def __init__(
        self,
        store: ItemStore,
        strategy: IdempotencyStrategy,
        tenant_id: str,
        *,
        deadline: float | None = None,
        consistent: bool = False,
    ) -> None:
        self._view = RetryingStore(store, strategy, deadline)
        self._table = names.metrics_table(tenant_id)
        self._consistent = consistent

    def fetch(self, keys: Sequence[RowKey], ranges: Sequence[SliceRange]) -> Sequence[MetricValue]:
        """Every row found, each once, in no particular order. All reads start together.

        Raises `RightMissing`, and `Unavailable` when storage did not answer in time.
        """
        rows = list(dict.fromkeys(row_key(key.subject, key.sk) for key in keys))
        chunks = [rows[start : start + MAX_KEYS_PER_READ] for start in range(0, len(rows), MAX_KEYS_PER_READ)]
        reads = [partial(self._view.get_many, self._table, chunk, consistent=self._consistent) for chunk in chunks]
        queries = [partial(self._view.query, self._table, self._query(found)) for found in dict.fromkeys(ranges)]
        found: dict[tuple[str, str], Item] = {}
        for items in together([*reads, *queries]):
            found |= {(item["pk"], item["sk"]): item for item in items}
        return [value_of(item) for item in found.values()]

    def _query(self, found: SliceRange) -> Query:
        """An empty prefix means all rows; DynamoDB compares with no empty text."""
        sort = SortRange("begins_with", (found.prefix,)) if found.prefix else None
        return Query(metric_pk(found.subject), sort, consistent=self._consistent)
