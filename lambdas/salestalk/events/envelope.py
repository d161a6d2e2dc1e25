"""Events as they are made and as they travel: each is checked against its contract when built, sent and received."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from pydantic import ValidationError

from salestalk.contracts.base import Contract, faults_of
from salestalk.contracts.events import EVENT_DATA, EVENT_SOURCES, Event, EventMetadata, event_id, event_time
from salestalk.contracts.jsontext import dumps, loads
from salestalk.errors import Fault, InvalidInput, InvariantBroken
from salestalk.names import EventType

_TYPES: Final[Mapping[type[Contract], EventType]] = {data: event_type for event_type, data in EVENT_DATA.items()}


def envelope(
    data: Contract,
    *,
    cause: str,
    tenant_id: str,
    metadata: EventMetadata,
    now: datetime,
    user_id: str | None = None,
    session_id: str | None = None,
) -> Event:
    """The event that says ``data``; its type and its source follow from what that is.

    ``cause`` names what made it happen, once and for all: a message's or a batch's id. The event's id follows from it,
    so a retried request says the same event again. Raises `InvariantBroken` for what breaks the contract.
    """
    event_type = _TYPES[type(data)]
    try:
        return Event(
            event_id=event_id(event_type, tenant_id, cause),
            event_type=event_type,
            source=EVENT_SOURCES[event_type],
            timestamp=event_time(now),
            tenant_id=tenant_id,
            user_id=user_id,
            session_id=session_id,
            metadata=metadata,
            data=data,
        )
    except ValidationError as error:
        raise _broken(event_type, faults_of(error)) from None


def write_event(event: Event) -> str:
    """The JSON text that is put on the bus, read back once to be sure. Raises `InvariantBroken` if it is invalid."""
    text = dumps(event.as_item())
    try:
        _read(loads(text), unknown_fields="forbid")
    except ValidationError as error:
        raise _broken(event.event_type, faults_of(error)) from None
    return text


def read_event(detail: Any) -> Event:
    """The event of a JSON value. Fields it does not know are passed over: a compatible change may have added them.

    Raises `InvalidInput` with every fault.
    """
    try:
        return _read(detail, unknown_fields="ignore")
    except ValidationError as error:
        raise InvalidInput("The event is not valid.", faults_of(error)) from None


def _read(detail: Any, *, unknown_fields: Any) -> Event:
    data_model = _data_model(detail)
    if data_model is not None:
        data = data_model.model_validate(detail["data"], extra=unknown_fields)
        detail = {**detail, "data": data}
    return Event.model_validate(detail, extra=unknown_fields)


def _data_model(detail: Any) -> type[Contract] | None:
    """None when the envelope itself is at fault, which its own contract then tells."""
    if not isinstance(detail, Mapping) or "data" not in detail or detail.get("eventType") not in list(EventType):
        return None
    return EVENT_DATA[EventType(detail["eventType"])]


def _broken(event_type: EventType, faults: list[Fault]) -> InvariantBroken:
    return InvariantBroken(f"{event_type} is not valid and was not sent: " + "; ".join(each.message for each in faults))
