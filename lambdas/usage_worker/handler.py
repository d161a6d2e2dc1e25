"""Counts usage from events, once each: answers, loads, ended conversations and new tenants.

The events of one tenant in a batch are counted in one transaction. An event of a tenant that is unknown fails: it is
looked at, not dropped.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from runtime.logs import structured_logger
from runtime.queue import Delivery, Together, serve_together
from salestalk import names
from salestalk.events.delivery import claimed_identity, read_delivery
from salestalk.ingestion.usage import Use
from salestalk.values import frozen
from usage_worker.counting import use_of
from usage_worker.wiring import make_counting

log = structured_logger(names.USAGE_WORKER)
counting = cache(make_counting)


@frozen
class _Counted:
    """An event as far as it is counted."""

    tenant_id: str
    use: Use


def handler(event: dict[str, Any], context: Any) -> Mapping[str, Any]:
    """Count a batch of messages; gives the ids of those that failed. Raises `SettingsIncomplete`."""
    counting()
    by_tenant = Together(_read, lambda found: found.tenant_id, _count)
    return serve_together(by_tenant, log, event, context, title="usage", identify=claimed_identity)


def _read(delivery: Delivery) -> _Counted:
    event = read_delivery(delivery.body)
    counting().tenants.tenant_at(event.tenant_id, event.timestamp, deadline=delivery.deadline)
    return _Counted(event.tenant_id, use_of(event))


def _count(found: Sequence[_Counted], deadline: float) -> Sequence[Mapping[str, Any]]:
    """What each log line says; of an event that came twice in one batch, the second is the duplicate."""
    recorded = counting().count(found[0].tenant_id, [each.use for each in found], deadline=deadline)
    told: list[Mapping[str, Any]] = []
    counted: set[str] = set()
    for each in found:
        name = each.use.event_id
        told.append({"outcome": "duplicate" if name in counted else recorded[name]})
        counted.add(name)
    return told
