"""Looks for insights: on `metrics.ingested.v1`, `classification.performed.v1`, the weekly tick, and what a run left.

Messages of a tenant that is not served are dropped: nothing is lost, since a look finds what changed by itself.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any

from insights_worker.notes import identity
from insights_worker.wiring import make_working
from runtime.logs import structured_logger
from runtime.queue import Delivery, serve_batch
from salestalk import names

log = structured_logger(names.INSIGHTS_WORKER)
working = cache(make_working)


def handler(event: dict[str, Any], context: Any) -> Mapping[str, Any]:
    """Serve a batch of messages; gives the ids of those that failed. Raises `SettingsIncomplete`."""
    working()
    return serve_batch(_serve, log, event, context, title="insights", identify=identity)


def _serve(delivery: Delivery) -> Mapping[str, Any]:
    return working().serve(delivery.body, deadline=delivery.deadline)
