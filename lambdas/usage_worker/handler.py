"""Counts usage from events, once each: answers, loads, ended conversations and new tenants.

An event of a tenant that is unknown or deleted fails: it is looked at, not dropped.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any

from runtime.logs import structured_logger
from runtime.queue import Delivery, serve_batch
from salestalk import names
from salestalk.events.delivery import claimed_identity, read_delivery
from usage_worker.wiring import make_counting

log = structured_logger(names.USAGE_WORKER)
counting = cache(make_counting)


def handler(event: dict[str, Any], context: Any) -> Mapping[str, Any]:
    """Count a batch of messages; gives the ids of those that failed. Raises `SettingsIncomplete`."""
    counting()
    return serve_batch(_count, log, event, context, title="usage", identify=claimed_identity)


def _count(delivery: Delivery) -> Mapping[str, Any]:
    return {"outcome": counting().count(read_delivery(delivery.body), deadline=delivery.deadline)}
