"""Events as EventBridge hands them to a queue: our envelope is the `detail` of its own."""

from collections.abc import Mapping
from typing import Any, Final

from salestalk.contracts.events import Event
from salestalk.contracts.jsontext import loads
from salestalk.errors import Fault, InvalidInput
from salestalk.events.envelope import read_event

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
    """`tenantId`, `eventId`, `eventType` and `correlationId` as a message states them, valid or not: for logs."""
    try:
        detail = loads(body)["detail"]
        return {
            "tenantId": detail.get("tenantId"),
            "eventId": detail.get("eventId"),
            "eventType": detail.get("eventType"),
            "correlationId": detail["metadata"].get("correlationId"),
        }
    except (InvalidInput, LookupError, TypeError, AttributeError):
        return {"tenantId": UNTOLD, "eventId": UNTOLD}
