"""Putting events on the bus: the port, and what its implementations share."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, Protocol

from salestalk.contracts.events import Event
from salestalk.errors import InvariantBroken, Unavailable
from salestalk.values import frozen

MAX_ENTRIES: Final = 10
MAX_BYTES: Final = 256 * 1024
"""What one PutEvents call takes; a single event may not be larger either."""
_TIME_BYTES: Final = 14  # how AWS counts an entry's time


class EventsNotPut(Unavailable):
    """The bus did not take these events within the retries and the deadline; the others of the call it took."""

    def __init__(self, message: str, events: Sequence[Event]) -> None:
        super().__init__(message)
        self.events = tuple(events)


class EventPublisher(Protocol):
    """Puts events on the bus."""

    def publish(self, events: Sequence[Event], *, deadline: float) -> None:
        """Validate all events first, then put them, in as few calls as can be.

        ``deadline`` is on the `time.monotonic` scale, in seconds. Raises `InvariantBroken` for an invalid event, before
        anything is put, and `EventsNotPut` with those that the bus did not take.
        """


@frozen
class Letter:
    """An event with its JSON text, ready to be put."""

    event: Event
    text: str

    @property
    def size(self) -> int:
        """Bytes, as AWS counts them."""
        return len(self.text.encode()) + len(self.event.source) + len(self.event.event_type) + _TIME_BYTES


def batches(letters: Iterable[Letter]) -> Iterator[list[Letter]]:
    """Split into what one call takes each, in order. Raises `InvariantBroken` for an event that no call takes."""
    batch: list[Letter] = []
    size = 0
    for letter in letters:
        if letter.size > MAX_BYTES:
            raise InvariantBroken(f"{letter.event.event_type} has {letter.size} bytes; the bus takes {MAX_BYTES}.")
        if batch and (len(batch) == MAX_ENTRIES or size + letter.size > MAX_BYTES):
            yield batch
            batch, size = [], 0
        batch.append(letter)
        size += letter.size
    if batch:
        yield batch
