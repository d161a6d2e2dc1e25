"""A data reference: a number together with the stored row it was read from."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from salestalk import names
from salestalk.contracts.base import WHOLE_NUMBER, Contract, ExactDecimal, Subject, fault
from salestalk.contracts.metric import METRIC_PREFIX, Dimensions, PeriodKey, Unit, metric_sk, parse_sk

_TABLE = r"^tenant-[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?-metrics$"


class Source(Contract):
    """Where the row is: table and key, and the version that was read."""

    table: Annotated[str, Field(pattern=_TABLE)]
    pk: Annotated[str, Field(pattern=r"^METRIC#[a-z][a-z0-9_]{0,63}$")]
    sk: Annotated[str, Field(min_length=4, max_length=1024)]
    version: Annotated[int, Field(ge=1), WHOLE_NUMBER] | None = None


class DataReference(Contract):
    """`{metric, period, value, unit, dimensions?, source}`; what it says of itself must agree with its source's key."""

    metric: Subject
    period: PeriodKey
    value: ExactDecimal
    unit: Unit
    dimensions: Dimensions | None = None
    source: Source

    @model_validator(mode="after")
    def _agrees_with_source(self) -> Self:
        period, dimensions = parse_sk(self.source.sk)
        if self.source.pk != METRIC_PREFIX + self.metric:
            raise fault(
                "reference_metric", f"metric {self.metric!r} is not the subject of its source {self.source.pk!r}"
            )
        if period != self.period:
            raise fault("reference_period", f"period {self.period!r} is not that of its source {self.source.sk!r}")
        if dimensions != (self.dimensions or {}):
            raise fault("reference_dimensions", f"dimensions are not those of the source {self.source.sk!r}")
        if self.source.sk != metric_sk(period, dimensions):
            raise fault("reference_key", f"no row has the key {self.source.sk!r}: it is not written as keys are")
        return self


def check_own_table(tenant_id: str, references: tuple[DataReference, ...]) -> None:
    """Raise unless every reference points into the tenant's own metrics table."""
    own = names.metrics_table(tenant_id)
    for reference in references:
        if reference.source.table != own:
            raise fault("reference_table", f"a reference of tenant {tenant_id!r} must point into {own!r}")
