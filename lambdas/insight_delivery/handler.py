"""Delivers insights. It reaches no tenant's data: what it delivers is in the message, where to is in the registry."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from insight_delivery.wiring import make_delivering
from runtime.logs import structured_logger
from runtime.queue import Delivery, serve_batch
from salestalk import names
from salestalk.contracts.base import parse
from salestalk.contracts.delivery import DeliveryNote
from salestalk.contracts.jsontext import loads

log = structured_logger(names.INSIGHT_DELIVERY)
delivering = cache(make_delivering)


def handler(event: dict[str, Any], context: Any) -> Mapping[str, Any]:
    """Deliver a batch of insights; gives the ids of the messages that failed. Raises `SettingsIncomplete`."""
    delivering()
    return serve_batch(_deliver, log, event, context, title="delivery")


def _deliver(delivery: Delivery) -> Mapping[str, Any]:
    note = parse(DeliveryNote, loads(delivery.body), title="The message is no insight to deliver.")
    outcome, reason = delivering().serve(note, deadline=delivery.deadline)
    about = {"tenantId": note.tenant_id, "insightId": note.insight.insight_id, "channel": note.channel}
    return {**about, "outcome": outcome, "attempt": note.attempt, "reason": reason}
