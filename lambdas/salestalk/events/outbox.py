"""What the bus did not take is kept in a queue until it does, so that nobody who asks has to wait for the bus."""

from collections.abc import Callable, Sequence
from typing import Final, Protocol

from salestalk.contracts.events import Event
from salestalk.contracts.outbox import HeldEvent, OutboxNote, write_note
from salestalk.events.publisher import EventPublisher, EventsNotPut
from salestalk.values import frozen

BUS_PATIENCE_SECONDS: Final = 1.5
"""How long somebody who waits for an answer waits for the bus; the outbox takes over then."""
PLEDGE_SECONDS: Final = 60
"""Until a pledge is looked at: longer than an exchange may take and its events need to arrive."""
HOLD_SECONDS: Final = 5
MAX_DELAY_SECONDS: Final = 900
"""The longest that SQS holds a message back."""


class Queue(Protocol):
    """A queue of ours."""

    def send(self, body: str, *, delay: int, deadline: float) -> None:
        """Put a message, to be seen after ``delay`` (0 to 900) seconds. Raises `Unavailable`."""


@frozen
class Outbox:
    """The durable queue of what is owed to the bus."""

    queue: Queue

    def keep(self, note: OutboxNote, *, delay: int, deadline: float) -> None:
        """Keep a note, to be looked at after so many seconds. Raises `Unavailable`."""
        self.queue.send(write_note(note), delay=delay, deadline=deadline)


@frozen
class DurablePublisher:
    """Puts events on the bus or, where it does not take them soon enough, into the outbox. An `EventPublisher`.

    ``seconds`` is the clock of the deadlines.
    """

    bus: EventPublisher
    outbox: Outbox
    seconds: Callable[[], float]
    patience: float = BUS_PATIENCE_SECONDS

    def publish(self, events: Sequence[Event], *, deadline: float) -> None:
        """Put them, or keep them. Raises `InvariantBroken`, and `Unavailable` only when the outbox fails as well."""
        try:
            self.bus.publish(events, deadline=min(deadline, self.seconds() + self.patience))
        except EventsNotPut as error:
            for event in error.events:
                self.outbox.keep(HeldEvent(event=event.as_item()), delay=HOLD_SECONDS, deadline=deadline)
