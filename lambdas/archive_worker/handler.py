"""Archives conversations that ended: `conversation.completed.v1`."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from archive_worker.wiring import make_archiving
from runtime.logs import structured_logger
from runtime.queue import Delivery, serve_batch
from salestalk import names
from salestalk.events.delivery import claimed_identity, read_delivery

log = structured_logger(names.ARCHIVE_WORKER)
archiving = cache(make_archiving)


def handler(event: dict[str, Any], context: Any) -> Mapping[str, Any]:
    """Archive a batch of conversations; gives the ids of those that failed. Raises `SettingsIncomplete`."""
    archiving()
    return serve_batch(_archive, log, event, context, title="archive", identify=claimed_identity)


def _archive(delivery: Delivery) -> Mapping[str, Any]:
    key = archiving().archive(read_delivery(delivery.body), deadline=delivery.deadline)
    return {"outcome": "archived", "key": key}
