"""The tenant's catalog: one entry per subject, kept current by ingestion (pk ``CATALOG``, sk the subject)."""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Annotated, Final

from pydantic import Field

from salestalk.calendar import Granularity
from salestalk.contracts.base import WHOLE_NUMBER, Contract, DimensionName, NonEmpty, Subject
from salestalk.contracts.classification import Domain
from salestalk.contracts.metric import PeriodKey, Unit
from salestalk.values import frozen

CATALOG_PK: Final = "CATALOG"

MAX_SYNONYMS: Final = 50
Synonyms = Annotated[tuple[NonEmpty, ...], Field(max_length=MAX_SYNONYMS)]


class Kind(StrEnum):
    """How values of a metric may be put together."""

    FLOW = "flow"
    """Adds over time and over slices: revenue, orders."""
    STOCK = "stock"
    """The last value over time, adds over slices: customers, ARR, pipeline."""
    RATIO = "ratio"
    """Adds over neither: margin, churn rate. Computed from numerator and denominator where they are named."""


class GoodDirection(StrEnum):
    """Which way is good news."""

    UP = "up"
    DOWN = "down"
    NEUTRAL = "neutral"


class Span(Contract):
    """The first and the last period with a total, of one granularity."""

    first: PeriodKey
    last: PeriodKey


class MetricDefinition(Contract):
    """What people say about a metric: given with a batch, edited through the API."""

    subject: Subject
    display_name: NonEmpty | None = None
    unit: Unit | None = None
    synonyms: Synonyms = ()
    kind: Kind | None = None
    good_direction: GoodDirection | None = None
    domain: Domain | None = None
    numerator: Subject | None = None
    denominator: Subject | None = None
    target_of: Subject | None = None


class CatalogEntry(Contract):
    """A subject's entry: its definition and what has been loaded of it."""

    subject: Subject
    display_name: NonEmpty
    unit: Unit
    synonyms: Synonyms = ()
    kind: Kind
    good_direction: GoodDirection = GoodDirection.UP
    domain: Domain = Domain.UNKNOWN
    numerator: Subject | None = None
    denominator: Subject | None = None
    target_of: Subject | None = None
    """The subject this one holds the targets of."""
    dimensions: dict[DimensionName, tuple[str, ...]] = {}
    """Values seen per dimension, sorted."""
    periods: dict[Granularity, Span] = {}
    """First and last period per granularity, of totals and slices alike."""
    revision: Annotated[int, Field(ge=1), WHOLE_NUMBER] = 1
    """Raised by every change: the optimistic lock."""


@frozen
class Catalog:
    """All entries of one tenant, in the order of their subjects."""

    tenant_id: str
    entries: Mapping[str, CatalogEntry]

    def __iter__(self) -> Iterator[CatalogEntry]:
        return iter(self.entries.values())

    def get(self, subject: str) -> CatalogEntry | None:
        """The entry of a subject, if anything of it was loaded."""
        return self.entries.get(subject)
