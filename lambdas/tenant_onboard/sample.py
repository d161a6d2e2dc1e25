"""The example that a new tenant can begin with: two years of a small company, month by month, up to last month."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, Final, Protocol

from salestalk.contracts.jsontext import loads
from salestalk.contracts.tenant import Tenant
from salestalk.errors import InvariantBroken
from salestalk.ingestion.idempotency import IdempotencyStrategy
from salestalk.ingestion.metrics import MetricsIngestion
from salestalk.ingestion.store import ItemStore
from salestalk.values import frozen

FILE: Final = Path(__file__).with_name("sample.json")
MONEY: Final = "money"
"""In the file: the unit is the tenant's currency."""


class OpenStore(Protocol):
    """Opens a store that reaches one tenant's tables and nothing else."""

    def __call__(self, tenant_id: str, *, deadline: float) -> ItemStore:
        """Raises `Unavailable`."""


@frozen
class SampleLoader:
    """Implements `salestalk.tenancy.onboarding.LoadSample`.

    What it loads follows from the tenant and the month it was made in, so that a repetition changes nothing.
    """

    open_store: OpenStore
    strategy: IdempotencyStrategy

    def __call__(self, tenant: Tenant, *, deadline: float) -> None:
        """Raises `Unavailable`, and `InvariantBroken` when not all of it landed."""
        made = datetime.fromtimestamp(tenant.created_at, UTC)
        ingestion = MetricsIngestion(
            self.open_store(tenant.tenant_id, deadline=deadline),
            self.strategy,
            calendar_of=lambda _: tenant.metadata.calendar,
            clock=lambda: made,
        )
        outcome = ingestion.ingest_batch(
            tenant.tenant_id, list(records(tenant)), definitions=definitions(tenant), deadline=deadline
        )
        faults = [*outcome.definition_faults, *(fault for result in outcome.results for fault in result.faults)]
        if faults:
            raise InvariantBroken(f"The example data was not taken: {faults[0].message}")


def definitions(tenant: Tenant) -> list[dict[str, Any]]:
    """What the example says about its metrics, in the tenant's currency."""
    return [{**each, "unit": _unit(each["unit"], tenant)} for each in _file()["definitions"]]


def records(tenant: Tenant) -> Iterator[dict[str, Any]]:
    """Every value of the example, up to the month before the tenant was made."""
    units = {each["subject"]: each["unit"] for each in definitions(tenant)}
    last = _month_number(tenant.created_at) - 1
    for series in _file()["series"]:
        values = series["values"]
        for position, value in enumerate(values, start=last - len(values) + 1):
            yield {
                "subject": series["subject"],
                "period": f"{position // 12:04d}-{position % 12 + 1:02d}",
                "value": value,
                "unit": units[series["subject"]],
                "dimensions": series.get("dimensions", {}),
                "recordedAt": tenant.created_at,
            }


def _month_number(timestamp: int) -> int:
    moment = datetime.fromtimestamp(timestamp, UTC)
    return moment.year * 12 + moment.month - 1


def _unit(unit: str, tenant: Tenant) -> str:
    return tenant.metadata.currency if unit == MONEY else unit


@cache
def _file() -> Mapping[str, Any]:
    content: Mapping[str, Any] = loads(FILE.read_bytes())
    return content
