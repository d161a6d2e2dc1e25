"""What a question was understood to ask."""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from salestalk.calendar import Granularity
from salestalk.contracts.base import WHOLE_NUMBER, Confidence, Contract, DimensionName, Subject
from salestalk.contracts.metric import PeriodKey


class Intent(StrEnum):
    """The kind of answer that is wanted."""

    FACT_RETRIEVAL = "fact_retrieval"
    COMPARISON = "comparison"
    TREND_ANALYSIS = "trend_analysis"
    ROOT_CAUSE = "root_cause"
    PREDICTION = "prediction"
    RANKING = "ranking"
    BREAKDOWN = "breakdown"
    TARGET = "target"
    ANOMALY = "anomaly"
    CORRELATION = "correlation"
    LIST = "list"
    UNKNOWN = "unknown"


class Measure(StrEnum):
    """How the subject's values are to be put together."""

    TOTAL = "total"
    AVERAGE = "average"
    COUNT = "count"
    GROWTH = "growth"
    RATIO = "ratio"
    RATE = "rate"


class Domain(StrEnum):
    """The part of the business a subject belongs to."""

    REVENUE = "revenue"
    MARGIN = "margin"
    CUSTOMERS = "customers"
    PRODUCTS = "products"
    SALES = "sales"
    ORDERS = "orders"
    OPERATIONS = "operations"
    MARKETING = "marketing"
    FINANCE = "finance"
    PEOPLE = "people"
    UNKNOWN = "unknown"


class Comparison(StrEnum):
    """What a value is held against."""

    YOY = "yoy"
    QOQ = "qoq"
    MOM = "mom"
    WOW = "wow"
    PREVIOUS = "previous"
    TARGET = "target"


TIME_EXPRESSIONS = (
    "today", "yesterday",
    "this_week", "last_week", "next_week", "this_month", "last_month", "next_month",
    "this_quarter", "last_quarter", "next_quarter", "this_year", "last_year", "next_year",
    "wtd", "mtd", "qtd", "ytd", "last_7d", "last_30d", "last_90d",
    "l3m", "l6m", "l12m", "l4q", "l8q", "future", "current",
)  # fmt: skip
"""Relative times; `current` means that no time was said."""

TimeExpression = Literal[
    "today", "yesterday",
    "this_week", "last_week", "next_week", "this_month", "last_month", "next_month",
    "this_quarter", "last_quarter", "next_quarter", "this_year", "last_year", "next_year",
    "wtd", "mtd", "qtd", "ytd", "last_7d", "last_30d", "last_90d",
    "l3m", "l6m", "l12m", "l4q", "l8q", "future", "current",
]  # fmt: skip


class TimeRange(Contract):
    """The time asked for. `expression` is absent for an absolute period such as "Q3 2025"."""

    period: Granularity
    value: str | None = None
    year: Annotated[int, Field(ge=1900, le=9998), WHOLE_NUMBER] | None = None
    expression: TimeExpression | None = None
    keys: tuple[PeriodKey, ...] = ()
    comparison: Comparison | None = None


class FilterOp(StrEnum):
    """How a filter's value is applied; `eq` keeps what matches any of the values."""

    EQ = "eq"
    NOT = "not"
    GT = "gt"
    GTE = "gte"
    LT = "lt"
    LTE = "lte"


class Filter(Contract):
    """A condition on a dimension or, with an ordering operator, on an amount (a decimal written as text)."""

    key: DimensionName
    value: str | tuple[str, ...]
    op: FilterOp = FilterOp.EQ

    @property
    def values(self) -> tuple[str, ...]:
        """The values as a tuple, whichever way they were given."""
        return (self.value,) if isinstance(self.value, str) else self.value


class Rank(Contract):
    """Top or bottom n, by a measure or another subject."""

    direction: Literal["top", "bottom"]
    limit: Annotated[int, Field(ge=1, le=1000), WHOLE_NUMBER]
    by: str | None = None


class Components(Contract):
    """How sure each part of the reading is."""

    intent_confidence: Confidence = Field(alias="intent_confidence")
    subject_confidence: Confidence = Field(alias="subject_confidence")
    measure_confidence: Confidence = Field(alias="measure_confidence")
    dimension_confidence: Confidence = Field(alias="dimension_confidence")
    time_confidence: Confidence = Field(alias="time_confidence")


class Classification(Contract):
    """A question's reading. `subject` is a catalog metric id or ``unknown``."""

    intent: Intent
    subject: Subject
    domain: Domain = Domain.UNKNOWN
    measure: Measure
    time_range: TimeRange | None = None
    filters: tuple[Filter, ...] = ()
    group_by: tuple[DimensionName, ...] = ()
    rank: Rank | None = None
    related_subject: Subject | None = None
    confidence: Confidence
    components: Components
