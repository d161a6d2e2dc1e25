"""Tells of each new tenant, once."""

from collections.abc import Callable
from enum import StrEnum
from typing import Protocol

from salestalk.contracts.events import Event
from salestalk.values import frozen
from welcome_worker.letter import letter_of


class Operators(Protocol):
    """Those who run the platform."""

    def tell(self, subject: str, text: str, *, deadline: float) -> None:
        """Tell them. Raises `Unavailable`."""


class Marks(Protocol):
    """Marks of events that were told, by tenant."""

    def set(self, tenant_id: str, event_id: str, *, deadline: float) -> bool:
        """Mark the event; False when it was marked before."""

    def is_set(self, tenant_id: str, event_id: str, *, deadline: float) -> bool:
        """Whether the event is marked."""


class Told(StrEnum):
    """What became of an event."""

    TOLD = "told"
    DUPLICATE = "duplicate"


@frozen
class Welcoming:
    """Tells operators. ``marks_of`` gives marks that only one tenant's credentials reach, by a deadline."""

    operators: Operators
    marks_of: Callable[[Event, float], Marks]

    def welcome(self, event: Event, *, deadline: float) -> Told:
        """Tell, then mark: a note may come twice when a run dies between the two, and none is lost.

        Raises `InvalidInput` for another event, `TenantNotActive`, `Unavailable`.
        """
        letter = letter_of(event)
        marks = self.marks_of(event, deadline)
        if marks.is_set(event.tenant_id, event.event_id, deadline=deadline):
            return Told.DUPLICATE
        self.operators.tell(letter.subject, letter.text, deadline=deadline)
        marks.set(event.tenant_id, event.event_id, deadline=deadline)
        return Told.TOLD
