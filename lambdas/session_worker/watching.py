"""One answer of a session, looked at some time later: has the session gone on since, or been silent for long enough?

SQS holds a message back for 15 minutes at most, so a watch is passed on until the silence has lasted. Each answer
begins a watch, and only that of the latest answer lasts: the others see that the session has moved.
"""

from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from typing import Literal

from salestalk.contracts.base import Contract, TenantId, Whole, parse
from salestalk.contracts.events import EventMetadata
from salestalk.contracts.jsontext import dumps, loads
from salestalk.contracts.message import SessionId
from salestalk.contracts.session import SessionRollup
from salestalk.conversation.completion import Completion
from salestalk.errors import InvalidInput, NotFound
from salestalk.events.delivery import read_delivery
from salestalk.events.outbox import MAX_DELAY_SECONDS, Queue
from salestalk.values import frozen


class Watch(Contract):
    """What is being waited for: that nothing follows the answer of this moment."""

    kind: Literal["watch"] = "watch"
    tenant_id: TenantId
    session_id: SessionId
    answered_at: Whole
    """Unix seconds."""
    correlation_id: str


class Seen(StrEnum):
    """What a look at a session showed."""

    ENDED = "ended"
    MOVED = "moved"
    WAITING = "waiting"
    GONE = "gone"


@frozen
class Watching:
    """Serves watches. ``completion_of`` gives what ends sessions of one tenant, by a deadline; ``now`` is aware."""

    completion_of: Callable[[str, float], Completion]
    queue: Queue
    idle_seconds: int
    now: Callable[[], datetime]

    def serve(self, watch: Watch, *, deadline: float) -> Seen:
        """Look once. Raises `TenantNotActive`, `Conflict`, `Unavailable`."""
        completion = self.completion_of(watch.tenant_id, deadline)
        try:
            session = completion.complete_if_idle(
                watch.session_id,
                idle_seconds=self.idle_seconds,
                origin=EventMetadata(correlation_id=watch.correlation_id),
                deadline=deadline,
            )
        except NotFound:
            return Seen.GONE
        if session.completed_at is not None:
            return Seen.ENDED
        if session.last_activity_at > watch.answered_at:
            return Seen.MOVED
        self.queue.send(dumps(watch.as_item()), delay=self._rest(session), deadline=deadline)
        return Seen.WAITING

    def _rest(self, session: SessionRollup) -> int:
        """Seconds until the silence has lasted, as far as the queue holds a message back."""
        rest = session.last_activity_at + self.idle_seconds - int(self.now().timestamp())
        return max(1, min(MAX_DELAY_SECONDS, rest))


def read_watch(body: str) -> Watch:
    """The watch in a message: our own, or the one that an answer's event begins. Raises `InvalidInput`."""
    message = loads(body)
    if isinstance(message, dict) and message.get("kind") == "watch":
        return parse(Watch, message)
    event = read_delivery(body)
    if event.session_id is None:
        raise InvalidInput("The event belongs to no session.")
    return Watch(
        tenant_id=event.tenant_id,
        session_id=event.session_id,
        answered_at=int(datetime.fromisoformat(event.timestamp).timestamp()),
        correlation_id=event.metadata.correlation_id,
    )
