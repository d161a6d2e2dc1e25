"""Events as EventBridge hands them to a queue: our envelope is the `detail` of its own."""

from collections.abc import Mapping
from typing import Any, Final

from salestalk.contracts.events import Event
from salestalk.contracts.jsontext import loads
from salestalk.errors import Fault, InvalidInput
from salestalk.events.envelope import read_event

_IDENTITY: Final = ("tenantId", "eventId", "eventType", "sessionId", "questionId", "correlationId")
_TRACED: Final = ("correlationId", "traceId")

UNTOLD: Final = "-"
"""In a log line: the message did not say. No tenant can be called so."""


def read_delivery(body: str) -> Event:
    """The event in a queue's message. Raises `InvalidInput` with every fault."""
    delivery = loads(body)
    if not isinstance(delivery, Mapping) or "detail" not in delivery:
        raise InvalidInput(
            "The message is not from the event bus.", [Fault("detail", "required", "detail: is missing")]
        )
    event = read_event(delivery["detail"])
    if (delivery.get("source"), delivery.get("detail-type")) != (event.source, event.event_type):
        raise InvalidInput("The message's source or type is not that of the event in it.")
    return event


def claimed_identity(body: str) -> dict[str, Any]:
    """Whom and what a message says it is about, valid or not: for logs. Takes any text.

    Of an event from the bus: `tenantId`, `eventId`, `eventType`, `correlationId`, its `traceId`, when it happened
    (`eventTime`), and the `replay` that it came by, if any. Of a note of our own: what it says of these.
    """
    try:
        message = loads(body)
        detail = message.get("detail", message)
        about = {name: detail.get(name) for name in _IDENTITY if detail.get(name) is not None}
        metadata = detail.get("metadata") or detail.get("origin") or {}
        traced = {name: metadata.get(name) for name in _TRACED if metadata.get(name) is not None}
        when = {"eventTime": detail["timestamp"]} if "eventId" in detail and "timestamp" in detail else {}
        replay = {"replay": message["replay-name"]} if "replay-name" in message else {}
        return {"tenantId": UNTOLD, **about, **traced, **when, **replay}
    except (InvalidInput, LookupError, TypeError, AttributeError):
        return {"tenantId": UNTOLD}
