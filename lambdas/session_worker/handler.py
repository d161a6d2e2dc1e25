"""Ends sessions after a time of silence; each answer's event, held back by the queue, begins a watch."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from runtime.logs import structured_logger
from runtime.queue import Delivery, serve_batch
from salestalk import names
from session_worker.watching import read_watch
from session_worker.wiring import make_watching

log = structured_logger(names.SESSION_WORKER)
watching = cache(make_watching)


def handler(event: dict[str, Any], context: Any) -> Mapping[str, Any]:
    """Serve a batch of watches; gives the ids of those that failed. Raises `SettingsIncomplete`."""
    watching()
    return serve_batch(_look, log, event, context, title="session")


def _look(delivery: Delivery) -> Mapping[str, Any]:
    watch = read_watch(delivery.body)
    seen = watching().serve(watch, deadline=delivery.deadline)
    return {
        "tenantId": watch.tenant_id,
        "sessionId": watch.session_id,
        "correlationId": watch.correlation_id,
        "outcome": str(seen),
    }
