"""The messages of the worker's queue: events, the weekly tick, and what one run leaves for another."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from salestalk.calendar import Period
from salestalk.contracts.events import Event
from salestalk.contracts.jsontext import dumps, loads
from salestalk.errors import InvalidInput
from salestalk.events.delivery import claimed_identity, read_delivery
from salestalk.tenancy.session_policy import checked_tenant_id
from salestalk.values import frozen

OWN: Final = "insights"
_TICK: Final = ("aws.events", "Scheduled Event")


@frozen
class Tick:
    """It is some full hour, and Monday somewhere."""

    at: datetime


@frozen
class LookOn:
    """Look at what a run before did not get to; ``subjects`` first."""

    tenant_id: str
    subjects: tuple[str, ...] = ()


@frozen
class TellWeek:
    """Tell a tenant its week in short."""

    tenant_id: str
    week: str


Note = Event | Tick | LookOn | TellWeek


def read_note(body: str) -> Note:
    """The note of a message. Raises `InvalidInput` for what is none."""
    message = loads(body)
    try:
        if OWN in message:
            return _own(message[OWN])
        if (message["source"], message["detail-type"]) == _TICK:
            return Tick(datetime.fromisoformat(message["time"]))
    except (KeyError, TypeError, ValueError):
        raise InvalidInput("The message is not about insights.") from None
    return read_delivery(body)


def write_note(note: LookOn | TellWeek) -> str:
    """The message of a note."""
    told: dict[str, Any] = {"tenantId": note.tenant_id}
    told |= {"subjects": list(note.subjects)} if isinstance(note, LookOn) else {"week": note.week}
    return dumps({OWN: told})


def identity(body: str) -> Mapping[str, Any]:
    """Whose a message says it is, valid or not: for logs."""
    try:
        return {"tenantId": str(loads(body)[OWN]["tenantId"])}
    except (InvalidInput, KeyError, TypeError):
        return claimed_identity(body)


def _own(told: Any) -> LookOn | TellWeek:
    tenant_id = checked_tenant_id(told["tenantId"])
    if "week" in told:
        return TellWeek(tenant_id, Period.parse(told["week"]).key)
    return LookOn(tenant_id, tuple(map(str, told["subjects"])))
