"""Reads the example tenants' files into contracts. Pure: it talks to no service."""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from salestalk.contracts.base import parse
from salestalk.contracts.catalog import MetricDefinition
from salestalk.contracts.jsontext import loads
from salestalk.contracts.message import Message
from salestalk.contracts.metric import MetricRecord
from salestalk.contracts.tenant import Tenant

TENANT_IDS: Final = ("acme-corp-001", "techstart-inc-002")
DIMENSIONS: Final = ("region", "product_line", "segment", "channel", "department")
COLUMNS: Final = ("subject", "period", *DIMENSIONS, "value", "unit", "recordedAt")
FOLDER: Final = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class SeedTenant:
    """Everything of one example tenant."""

    tenant: Tenant
    definitions: tuple[MetricDefinition, ...]
    records: tuple[MetricRecord, ...]
    messages: tuple[Message, ...]


def load(tenant_id: str, folder: Path = FOLDER) -> SeedTenant:
    """The tenant's files as contracts. Raises `InvalidInput` (with every fault) or `OSError` on broken ones."""
    return SeedTenant(
        tenant=parse(Tenant, _json(folder / tenant_id / "tenant.json")),
        definitions=definitions_of(tenant_id, folder),
        records=tuple(_records(metrics_file(tenant_id, folder))),
        messages=tuple(parse(Message, item) for item in _json(folder / tenant_id / "messages.json")),
    )


def definitions_of(tenant_id: str, folder: Path = FOLDER) -> tuple[MetricDefinition, ...]:
    """What the tenant says about its metrics."""
    items = _json(folder / tenant_id / "definitions.json")
    return tuple(parse(MetricDefinition, item, title=f"{item.get('subject')} is not valid.") for item in items)


def metrics_file(tenant_id: str, folder: Path = FOLDER) -> Path:
    """Where the tenant's rows are."""
    return folder / tenant_id / "metrics.csv"


def _records(file: Path) -> Iterator[MetricRecord]:
    with file.open(newline="") as lines:
        for number, row in enumerate(csv.DictReader(lines), start=2):
            yield parse(MetricRecord, _record(row), title=f"{file.name}, line {number}, is not valid.")


def _record(row: Mapping[str, str]) -> dict[str, Any]:
    return {
        "subject": row["subject"],
        "period": row["period"],
        "value": Decimal(row["value"]),
        "unit": row["unit"],
        "dimensions": {name: row[name] for name in DIMENSIONS if row[name]},
        "recordedAt": int(row["recordedAt"]),
    }


def _json(file: Path) -> Any:
    return loads(file.read_bytes())
