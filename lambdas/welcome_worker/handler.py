"""Welcomes tenants: `tenant.provisioned.v1`."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from runtime.logs import structured_logger
from runtime.queue import Delivery, serve_batch
from salestalk import names
from salestalk.events.delivery import read_delivery
from welcome_worker.wiring import make_welcoming

log = structured_logger(names.WELCOME_WORKER)
welcoming = cache(make_welcoming)


def handler(event: dict[str, Any], context: Any) -> Mapping[str, Any]:
    """Welcome a batch of tenants; gives the ids of those that failed. Raises `SettingsIncomplete`."""
    welcoming()
    return serve_batch(_welcome, log, event, context, title="welcome")


def _welcome(delivery: Delivery) -> Mapping[str, Any]:
    return {"outcome": str(welcoming().welcome(read_delivery(delivery.body), deadline=delivery.deadline))}
