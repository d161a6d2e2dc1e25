"""Notes in the outbox queue: what has to reach the event bus, should whoever owes it not get to it.

Two kinds. A *pledge* is left before an exchange is stored: if its events never arrive, they are made again from what is
stored. A *held event* is one that the bus would not take, kept whole until it does.
"""

from collections.abc import Mapping
from typing import Any, Final, Literal

from salestalk.contracts.base import Contract, Count, TenantId, Uuid, parse
from salestalk.contracts.events import EventMetadata
from salestalk.contracts.jsontext import dumps, loads
from salestalk.errors import InvalidInput


class ExchangePledge(Contract):
    """A question is being answered; its events are owed from the moment it is stored."""

    kind: Literal["exchange"] = "exchange"
    tenant_id: TenantId
    question_id: Uuid
    user_id: str
    origin: EventMetadata
    tries: Count = 0
    """Runs that could not settle it."""


class HeldEvent(Contract):
    """An event that the bus did not take: the envelope as it would have been put."""

    kind: Literal["event"] = "event"
    event: dict[str, Any]
    tries: Count = 0


OutboxNote = ExchangePledge | HeldEvent

_KINDS: Final[Mapping[str, type[OutboxNote]]] = {"exchange": ExchangePledge, "event": HeldEvent}


def write_note(note: OutboxNote) -> str:
    """The body of the queue's message."""
    return dumps(note.as_item())


def read_note(body: str) -> OutboxNote:
    """The note in a message. Raises `InvalidInput` with every fault."""
    note: Any = loads(body)
    model = _KINDS.get(str(note.get("kind"))) if isinstance(note, dict) else None
    if model is None:
        raise InvalidInput("The message is no note of the outbox.")
    return parse(model, note)
