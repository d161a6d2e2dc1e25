"""Reads the example tenants' files into contracts. Pure: it talks to no service."""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, Final

from salestalk.contracts.base import Model, parse
from salestalk.contracts.catalog import MetricDefinition
from salestalk.contracts.jsontext import loads
from salestalk.contracts.message import Message
from salestalk.contracts.metric import MetricRecord
from salestalk.contracts.tenant import Tenant
from salestalk.errors import InvalidInput

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
    """The tenant's files as contracts. Raises `InvalidInput` that names file, place and every fault, or `OSError`."""
    return SeedTenant(
        tenant=parse(Tenant, _json(folder / tenant_id / "tenant.json"), title="tenant.json is not valid."),
        definitions=definitions_of(tenant_id, folder),
        records=tuple(_records(metrics_file(tenant_id, folder))),
        messages=tuple(_items(Message, folder / tenant_id / "messages.json")),
    )


def definitions_of(tenant_id: str, folder: Path = FOLDER) -> tuple[MetricDefinition, ...]:
    """What the tenant says about its metrics."""
    return tuple(_items(MetricDefinition, folder / tenant_id / "definitions.json"))


def metrics_file(tenant_id: str, folder: Path = FOLDER) -> Path:
    """Where the tenant's rows are."""
    return folder / tenant_id / "metrics.csv"


def _records(file: Path) -> Iterator[MetricRecord]:
    with file.open(newline="", encoding="utf-8") as lines:
        reader = csv.DictReader(lines, restval="")
        if tuple(reader.fieldnames or ()) != COLUMNS:
            raise InvalidInput(f"{file.name} must have the columns {', '.join(COLUMNS)}.")
        for row in reader:
            yield parse(MetricRecord, _record(row), title=f"{file.name}, line {reader.line_num}, is not valid.")


def _record(row: Mapping[str, str]) -> dict[str, Any]:
    return {
        "subject": row["subject"],
        "period": row["period"],
        "value": _number(row["value"]),
        "unit": row["unit"],
        "dimensions": {name: row[name] for name in DIMENSIONS if row[name]},
        "recordedAt": _number(row["recordedAt"]),
    }


def _number(text: str) -> Decimal | str:
    """What is no number stays text, which the contract refuses by its own rule."""
    try:
        return Decimal(text)
    except InvalidOperation:
        return text


def _items(model: type[Model], file: Path) -> Iterator[Model]:
    items = _json(file)
    if not isinstance(items, list):
        raise InvalidInput(f"{file.name} must be a list.")
    for number, item in enumerate(items, start=1):
        yield parse(model, item, title=f"{file.name}, number {number}, is not valid.")


def _json(file: Path) -> Any:
    try:
        return loads(file.read_bytes())
    except InvalidInput as error:
        raise InvalidInput(f"{file.name} is not valid.", error.faults) from None
