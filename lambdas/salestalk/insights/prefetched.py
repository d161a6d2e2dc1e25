"""Rows that were read together, handed out plan by plan."""

from collections.abc import Iterable, Sequence

from salestalk.contracts.metric import MetricValue
from salestalk.planning.model import QueryPlan
from salestalk.retrieval import MetricReader, RowKey, SliceRange


class PrefetchedReader:
    """A `MetricReader` over another one: what many plans need is read at once, and nothing twice."""

    def __init__(self, reader: MetricReader) -> None:
        self._reader = reader
        self._rows: dict[RowKey, MetricValue | None] = {}

    def read(self, keys: Iterable[RowKey]) -> list[MetricValue]:
        """The rows under the keys, as far as there are any."""
        wanted = tuple(dict.fromkeys(keys))
        missing = [key for key in wanted if key not in self._rows]
        if missing:
            self._rows |= dict.fromkeys(missing)
            self._rows |= {RowKey(row.subject, row.sk): row for row in self._reader.fetch(missing, ())}
        return [row for key in wanted if (row := self._rows[key]) is not None]

    def read_ahead(self, plans: Iterable[QueryPlan]) -> None:
        """Read all that the plans name by key."""
        self.read(key for plan in plans for key in plan.keys)

    def fetch(self, keys: Sequence[RowKey], ranges: Sequence[SliceRange]) -> Sequence[MetricValue]:
        """As `MetricReader` says; only what was not read yet is read."""
        found = self.read(keys)
        return [*found, *self._reader.fetch((), ranges)] if ranges else found
