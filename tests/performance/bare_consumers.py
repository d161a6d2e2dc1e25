"""Consumers that do less than usage-worker, at the same queue edge and with the same log lines.

They run where usage-worker runs, with its environment, role and layer.
"""

import os
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, Final

from runtime.logs import structured_logger
from runtime.queue import Delivery, Together, serve_together
from runtime.settings import from_environment
from runtime.tenant_data import TenantData
from salestalk import names
from salestalk.adapters.clients import aws_session
from salestalk.contracts.jsontext import loads
from salestalk.events.delivery import claimed_identity
from salestalk.ingestion.usage import USAGE_PK
from usage_worker.counting import COUNTED_FOR
from usage_worker.settings import UsageSettings

log = structured_logger(names.USAGE_WORKER)
_READ: Final[Sequence[Mapping[str, Any]]] = ({"outcome": "applied"},)


@cache
def data() -> TenantData:
    """The door to tenants' data, as usage-worker has it."""
    return TenantData.connect(from_environment(UsageSettings, os.environ), aws_session(), served=COUNTED_FOR)


def reads(event: dict[str, Any], context: Any) -> Mapping[str, Any]:
    """Take notice of each message, and no more."""
    reading = Together(_detail, _tenant, lambda found, _: _READ * len(found))
    return serve_together(reading, log, event, context, title="usage", identify=claimed_identity)


def counts(event: dict[str, Any], context: Any) -> Mapping[str, Any]:
    """Add up what the messages say, whatever it is, and however often they come."""
    counting = Together(_detail, _tenant, _count)
    return serve_together(counting, log, event, context, title="usage", identify=claimed_identity)


def _detail(delivery: Delivery) -> Mapping[str, Any]:
    detail: Mapping[str, Any] = loads(delivery.body)["detail"]
    return detail


def _tenant(detail: Mapping[str, Any]) -> str:
    return str(detail["tenantId"])


def _count(found: Sequence[Mapping[str, Any]], deadline: float) -> Sequence[Mapping[str, Any]]:
    """One plain update for each tenant and day of a batch: no marker, so no transaction."""
    tenant_id = _tenant(found[0])
    data().tenants.active_tenant(tenant_id, deadline=deadline)
    days: Counter[str] = Counter()
    for detail in found:
        days[detail["timestamp"][:10]] += detail["data"]["validationResults"]["valid"]
    for day, rows in days.items():
        data().strategy.call(lambda day=day, rows=rows: _add(tenant_id, day, rows), deadline=deadline)  # type: ignore[misc]
    return _READ * len(found)


def _add(tenant_id: str, day: str, rows: int) -> None:
    data().sessions.dynamodb(tenant_id).update_item(
        TableName=names.messages_table(tenant_id),
        Key={"pk": {"S": USAGE_PK}, "sk": {"S": day}},
        UpdateExpression="ADD #n :n",
        ExpressionAttributeNames={"#n": "rowsLoaded"},
        ExpressionAttributeValues={":n": {"N": str(rows)}},
    )
