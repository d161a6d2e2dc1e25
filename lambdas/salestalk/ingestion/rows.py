"""Metric values as items, and back."""

from typing import Any, Final

from salestalk.calendar import FiscalCalendar, Period
from salestalk.contracts.metric import (
    MetricRecord,
    MetricValue,
    dimension_key,
    metric_id,
    metric_pk,
    version_pk,
    version_sk,
)
from salestalk.ingestion.idempotency import IdempotencyStrategy
from salestalk.ingestion.store import STORED, Item, Key

REPLACED: Final = "replaced"
_KEYS: Final = frozenset({"pk", "sk"})


def row_key(subject: str, sk: str) -> Key:
    """Where a row is."""
    return Key(metric_pk(subject), sk)


def version_key(row: MetricValue, version: int) -> Key:
    """Where a version of the row is kept once it is replaced."""
    return Key(version_pk(row.subject, row.sk), version_sk(version))


def value_of_record(
    tenant_id: str,
    record: MetricRecord,
    calendar: FiscalCalendar,
    now: int,
    upload: tuple[str, int] | tuple[None, None] = (None, None),
) -> MetricValue:
    """The value that a valid record brings, as version 1; known since ``now`` unless it says otherwise.

    ``upload`` is the id of the upload that the record belongs to, and its number there.
    """
    sliced = bool(record.dimensions)
    fields = {
        "tenant_id": tenant_id,
        "metric_id": metric_id(IdempotencyStrategy.metric_key(tenant_id, record)),
        "metric_type": record.subject,
        "subject": record.subject,
        "period": record.period,
        "value": record.value,
        "unit": record.unit,
        "dimensions": record.dimensions if sliced else None,
        "dimension_key": dimension_key(record.dimensions) if sliced else None,
        "timestamp": calendar.start_timestamp(Period.parse(record.period)),
        "recorded_at": now if record.recorded_at is None else record.recorded_at,
        "metadata": record.metadata,
        "batch_id": upload[0],
        "batch_record": upload[1],
    }
    return MetricValue.model_validate(fields, context={"now": now})


def row_item(value: MetricValue) -> dict[str, Any]:
    """The row of a value."""
    return {"pk": value.pk, "sk": value.sk, **value.as_item()}


def history_item(replaced: MetricValue) -> dict[str, Any]:
    """What an update keeps of the row it replaced. All of it lies in one map, so that no index lists it."""
    key = version_key(replaced, replaced.version)
    return {"pk": key.pk, "sk": key.sk, REPLACED: replaced.as_item()}


def value_of(item: Item) -> MetricValue:
    """The value of a row."""
    fields = {name: value for name, value in item.items() if name not in _KEYS}
    return MetricValue.model_validate(fields, context=STORED)


def replaced_value_of(item: Item) -> MetricValue:
    """The value of a history item."""
    return MetricValue.model_validate(item[REPLACED], context=STORED)
