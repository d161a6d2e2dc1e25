"""One note of the outbox: settled now or, while the bus does not answer, ever later."""

from collections.abc import Callable
from typing import Final

from salestalk.contracts.outbox import ExchangePledge, HeldEvent, OutboxNote
from salestalk.conversation.relay import Settled
from salestalk.errors import TenantNotActive, Unavailable
from salestalk.events.envelope import read_event
from salestalk.events.outbox import MAX_DELAY_SECONDS, Outbox
from salestalk.events.publisher import EventPublisher
from salestalk.values import frozen

FIRST_DELAY_SECONDS: Final = 30
SECONDS_A_NOTE: Final = 3.0
"""What one note may take of the batch's time, so that enough is left to put the others back."""
MAX_TRIES: Final = 100
"""About a day, at `MAX_DELAY_SECONDS` from the fifth on; then the note goes to the dead letters."""
AGAIN: Final = "again"
TENANT_GONE: Final = "tenant gone"


@frozen
class Settling:
    """Settles notes. ``settle`` makes good on a pledge, by a deadline; ``seconds`` is the clock of the deadlines."""

    settle: Callable[[ExchangePledge, float], Settled]
    bus: EventPublisher
    outbox: Outbox
    seconds: Callable[[], float]

    def serve(self, note: OutboxNote, *, deadline: float) -> str:
        """What became of the note.

        Raises `Unavailable` when it could neither be settled nor put back, `InvalidInput` for an event that breaks its
        contract.
        """
        try:
            return self._serve(note, min(deadline, self.seconds() + SECONDS_A_NOTE))
        except TenantNotActive:
            return TENANT_GONE
        except Unavailable:
            return self._put_back(note, deadline)

    def _serve(self, note: OutboxNote, deadline: float) -> str:
        match note:
            case ExchangePledge():
                return self.settle(note, deadline)
            case HeldEvent():
                self.bus.publish([read_event(note.event)], deadline=deadline)
                return Settled.PUBLISHED

    def _put_back(self, note: OutboxNote, deadline: float) -> str:
        if note.tries >= MAX_TRIES:
            raise Unavailable(f"{MAX_TRIES} tries came to nothing.")
        delay = min(MAX_DELAY_SECONDS, FIRST_DELAY_SECONDS * 2 ** min(note.tries, 10))
        self.outbox.keep(note.model_copy(update={"tries": note.tries + 1}), delay=delay, deadline=deadline)
        return AGAIN
