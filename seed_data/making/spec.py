"""The vocabulary in which a tenant's figures are written down."""

from collections.abc import Mapping
from dataclasses import dataclass, field

Slicing = tuple[str, ...]
"""Names of the dimensions by which rows are sliced; one name for an ordinary slice."""


@dataclass(frozen=True, slots=True)
class Dimension:
    """A dimension and the weight of each of its values, in the first month and (drifting evenly) in the last."""

    name: str
    shares: Mapping[str, tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Effect:
    """Something that happened: in these months or quarters, cells like ``where`` weigh ``percent`` % of their usual.

    Without periods it always holds: two dimensions that hang together.
    """

    periods: tuple[str, ...]
    where: Mapping[str, str]
    percent: int


@dataclass(frozen=True, slots=True)
class Flow:
    """A metric that adds over time: a total for each of the eight quarters, split over months and cells.

    With ``per`` it is split like the cells of that earlier flow, each weighing the product of ``rates`` of its values.
    """

    subject: str
    quarters: tuple[int, ...]
    dimensions: tuple[Dimension, ...] = ()
    slicings: tuple[Slicing, ...] = ()
    quarterly: tuple[Slicing, ...] = ()
    """Slicings kept for quarters only."""
    season: tuple[int, int, int] = (32, 33, 35)
    effects: tuple[Effect, ...] = ()
    noise: int = 3
    per: str | None = None
    rates: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    """Dimension → value → weight."""


@dataclass(frozen=True, slots=True)
class Stock:
    """A level at the end of each quarter, from ``opening`` on; the months between lie evenly on the way."""

    subject: str
    opening: int
    quarters: tuple[int, ...]
    dimensions: tuple[Dimension, ...] = ()
    slicings: tuple[Slicing, ...] = ()
    effects: tuple[Effect, ...] = ()
    step: int = 1
    """Months' totals are multiples of this."""


@dataclass(frozen=True, slots=True)
class Customers:
    """Opening + new - churned = closing, in every month and cell; quarters give (new, churned)."""

    opening: int
    quarters: tuple[tuple[int, int], ...]
    dimensions: tuple[Dimension, ...]
    slicings: Mapping[str, tuple[Slicing, ...]]
    """Per subject."""
    effects: Mapping[str, tuple[Effect, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Ratio:
    """Numerator over denominator, kept for the quarters and years in which the quotient is a short exact decimal."""

    subject: str
    numerator: str
    denominator: str


@dataclass(frozen=True, slots=True)
class Survey:
    """A score that adds over nothing: asked each month, quarter and year anew."""

    subject: str
    quarters: tuple[int, ...]
    years: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Target:
    """What was planned: period → amount (as text), and how a period's plan was shared out over slices."""

    subject: str
    amounts: Mapping[str, str]
    shares: Dimension | None = None
    shared: tuple[str, ...] = ()
    """The periods whose plan was shared out."""


@dataclass(frozen=True, slots=True)
class TenantSpec:
    """Everything of one tenant, in the order in which it is made."""

    tenant_id: str
    first_year: int
    fiscal_year_start: str
    flows: tuple[Flow, ...]
    stocks: tuple[Stock, ...]
    customers: Customers
    ratios: tuple[Ratio, ...]
    surveys: tuple[Survey, ...]
    targets: tuple[Target, ...]
