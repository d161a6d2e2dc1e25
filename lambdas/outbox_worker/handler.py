"""Settles what is owed to the event bus: pledges of exchanges, and events that the bus did not take."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from outbox_worker.wiring import make_settling
from runtime.logs import structured_logger
from runtime.queue import Delivery, serve_batch
from salestalk import names
from salestalk.contracts.outbox import ExchangePledge, OutboxNote, read_note

log = structured_logger(names.OUTBOX_WORKER)
settling = cache(make_settling)


def handler(event: dict[str, Any], context: Any) -> Mapping[str, Any]:
    """Settle a batch of notes; gives the ids of those that failed. Raises `SettingsIncomplete`."""
    settling()
    return serve_batch(_settle, log, event, context, title="outbox")


def _settle(delivery: Delivery) -> Mapping[str, Any]:
    note = read_note(delivery.body)
    outcome = settling().serve(note, deadline=delivery.deadline)
    return {**told(note), "outcome": str(outcome), "tries": note.tries}


def told(note: OutboxNote) -> dict[str, Any]:
    """What the log line says a note is about."""
    if isinstance(note, ExchangePledge):
        return {
            "tenantId": note.tenant_id,
            "questionId": note.question_id,
            "correlationId": note.origin.correlation_id,
        }
    event = note.event
    return {name: event.get(name) for name in ("tenantId", "eventId", "eventType")}
