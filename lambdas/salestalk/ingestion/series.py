"""Reading stored values of one metric: a page of a series, and what updates replaced.

A page asks for little more than the rows it gives: totals and whole slices by their keys, open slices by their prefix,
period by period within what the catalog says is loaded.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field
from functools import partial
from itertools import islice
from typing import Final

from salestalk import names
from salestalk.calendar import FiscalCalendar, Granularity, InvalidPeriod, Period
from salestalk.contracts.catalog import CatalogEntry
from salestalk.contracts.metric import (
    MAX_SORT_KEY_BYTES,
    MetricValue,
    metric_pk,
    metric_sk,
    slice_suffix,
    version_pk,
    version_sk,
)
from salestalk.errors import Fault, InvalidInput
from salestalk.ingestion.idempotency import IdempotencyStrategy
from salestalk.ingestion.paging import decode_cursor, encode_cursor, invalid_cursor
from salestalk.ingestion.retrying import WORKERS, RetryingStore, together
from salestalk.ingestion.rows import replaced_value_of, row_key, value_of
from salestalk.ingestion.store import HIGHEST, ItemStore, Key, Page, Query, SortRange
from salestalk.values import frozen

PAGE: Final = 50
WINDOWS_PER_PAGE: Final = 5
"""Reads in sequence for one page; a sparse series gives shorter pages instead of longer waits."""


@frozen
class SeriesRequest:
    """Which values of a metric are wanted.

    ``dimensions`` empty: totals. A value: exactly that slice. None in place of a value: every value of that dimension.
    ``first`` and ``last`` (of the same granularity, both included) default to what is loaded.
    """

    entry: CatalogEntry
    granularity: Granularity
    calendar: FiscalCalendar
    first: Period | None = None
    last: Period | None = None
    dimensions: Mapping[str, str | None] = field(default_factory=dict)

    @property
    def is_open(self) -> bool:
        """Whether one period may have several rows."""
        return None in self.dimensions.values()

    @property
    def exact(self) -> dict[str, str]:
        """The dimensions that have a value."""
        return {name: value for name, value in self.dimensions.items() if value is not None}

    def prefix(self, period: Period) -> str:
        """How the sort keys of an open slice begin: its dimensions in order, up to the first that is open."""
        ordered = sorted(self.dimensions)
        opened = next(name for name in ordered if self.dimensions[name] is None)
        closed = {name: self.exact[name] for name in ordered[: ordered.index(opened)]}
        parts = [slice_suffix(closed)] if closed else []
        return f"{period.key}#{'&'.join([*parts, f'{opened}='])}"

    def holds(self, value: MetricValue) -> bool:
        """Whether a row has these dimensions, no others, and the values that were given."""
        found = value.dimensions or {}
        return found.keys() == self.dimensions.keys() and self.exact.items() <= found.items()

    def periods(self, start: Period | None) -> Iterator[Period]:
        """The periods to look at, in order, from ``start`` on."""
        for limit in (self.first, self.last, start):
            if limit is not None and limit.granularity is not self.granularity:
                fault = Fault("granularity", "granularity", f"granularity: {limit} is not a {self.granularity}")
                raise InvalidInput("The periods are of different lengths.", [fault])
        span = self.entry.periods.get(self.granularity)
        if span is None:
            return
        period = max(limit for limit in (self.first, start, Period.parse(span.first)) if limit is not None)
        last = min(limit for limit in (self.last, Period.parse(span.last)) if limit is not None)
        while period <= last:
            yield period
            period = self.calendar.shift(period, 1)


class SeriesReader:
    """Reads values of any tenant whose tables the store may reach."""

    def __init__(self, store: ItemStore, strategy: IdempotencyStrategy) -> None:
        self._store = store
        self._strategy = strategy

    def series(
        self,
        tenant_id: str,
        request: SeriesRequest,
        *,
        limit: int = PAGE,
        cursor: str | None = None,
        deadline: float | None = None,
    ) -> Page[MetricValue]:
        """Up to ``limit`` values in key order. A page may be short, even empty, and yet have a next one.

        The cursor holds a sort key to go on behind, within this request's own metric and slices: it can name no other.
        Raises `InvalidInput` for a cursor that was not given out, or periods of another granularity.
        """
        after = decode_cursor(cursor) if cursor else ""
        periods = request.periods(_period(after) if after else None)
        view = RetryingStore(self._store, self._strategy, deadline)
        found: list[MetricValue] = []
        for _ in range(WINDOWS_PER_PAGE):
            window = list(islice(periods, WORKERS if request.is_open else limit + 1))
            if not window:
                return Page(tuple(found))
            rows = self._read(view, names.metrics_table(tenant_id), request, window)
            found += sorted((row for row in rows if row.sk > after), key=lambda row: row.sk)
            after = f"{window[-1].key}#{HIGHEST}"
            if len(found) > limit:
                return Page(tuple(found[:limit]), encode_cursor(found[limit - 1].sk))
        return Page(tuple(found), encode_cursor(after))

    def everything(
        self,
        tenant_id: str,
        subject: str,
        *,
        limit: int = PAGE,
        cursor: str | None = None,
        deadline: float | None = None,
    ) -> Page[MetricValue]:
        """Up to ``limit`` rows of a metric in key order, totals and slices of every granularity.

        Raises `InvalidInput` for a cursor that was not given out.
        """
        after = decode_cursor(cursor) if cursor else ""
        if cursor and not 1 <= len(after.encode()) <= MAX_SORT_KEY_BYTES:
            raise invalid_cursor()
        view = RetryingStore(self._store, self._strategy, deadline)
        behind = SortRange(">", (after,)) if after else None
        query = Query(metric_pk(subject), behind, consistent=True, limit=limit + 1)
        rows = [value_of(item) for item in view.query(names.metrics_table(tenant_id), query)]
        more = encode_cursor(rows[limit - 1].sk) if len(rows) > limit else None
        return Page(tuple(rows[:limit]), more)

    def _read(
        self, view: RetryingStore, table: str, request: SeriesRequest, window: Sequence[Period]
    ) -> list[MetricValue]:
        subject = request.entry.subject
        if not request.is_open:
            keys = [row_key(subject, metric_sk(period.key, request.exact)) for period in window]
            return [value_of(item) for item in view.get_many(table, keys)]
        prefixes = [SortRange("begins_with", (request.prefix(period),)) for period in window]
        queries = [Query(metric_pk(subject), prefix, consistent=True) for prefix in prefixes]
        pages = together([partial(view.query, table, query) for query in queries])
        return [value for page in pages for value in map(value_of, page) if request.holds(value)]

    def replaced(
        self, tenant_id: str, subject: str, sk: str, version: int, *, deadline: float | None = None
    ) -> MetricValue | None:
        """A row as it was in an earlier version."""
        view = RetryingStore(self._store, self._strategy, deadline)
        item = view.get(names.metrics_table(tenant_id), Key(version_pk(subject, sk), version_sk(version)))
        return replaced_value_of(item) if item is not None else None


def _period(sk: str) -> Period:
    try:
        return Period.parse(sk.partition("#")[0])
    except InvalidPeriod:
        raise invalid_cursor() from None
