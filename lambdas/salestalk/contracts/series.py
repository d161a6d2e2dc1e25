"""The catalog and the values of a metric, as the HTTP API gives them."""

from salestalk.contracts.base import Contract, ExactDecimal
from salestalk.contracts.catalog import CatalogEntry
from salestalk.contracts.metric import Dimensions, Metadata, PeriodKey, Unit
from salestalk.contracts.paging import Cursor


class MetricsList(Contract):
    """`GET /metrics`: the tenant's catalog."""

    metrics: tuple[CatalogEntry, ...]


class SeriesPoint(Contract):
    """One stored value of a series."""

    period: PeriodKey
    value: ExactDecimal
    unit: Unit
    dimensions: Dimensions | None = None
    version: int
    recorded_at: int | None = None
    """With `metadata`, only where all rows were asked for."""
    metadata: Metadata | None = None


class Series(Contract):
    """`GET /metrics/{subject}`: its catalog entry and a page of stored values in key order."""

    metric: CatalogEntry
    points: tuple[SeriesPoint, ...]
    next_cursor: Cursor | None = None
