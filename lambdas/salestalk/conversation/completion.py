"""The end of a conversation: by the user's word or after a time of silence, told once for each end."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final

from salestalk.contracts.events import ConversationCompleted, EventMetadata
from salestalk.contracts.session import SessionRollup
from salestalk.events.envelope import envelope
from salestalk.events.publisher import EventPublisher
from salestalk.ingestion.sessions import SessionKeeper
from salestalk.values import frozen

IDLE_MINUTES: Final = 30
"""Of silence, until a session counts as ended."""


@frozen
class Completion:
    """Ends sessions of one tenant. Every step can be repeated: done again after a crash, it comes to the same end.

    The end is stored first and told then; that it was told is noted last. Whoever finds an end that was not told tells
    it, with the id that it has once and for all, so consumers drop what they get twice.
    """

    tenant_id: str
    sessions: SessionKeeper
    publisher: EventPublisher
    now: Callable[[], datetime]

    def complete(
        self, session_id: str, *, rating: int | None, origin: EventMetadata, deadline: float, user_id: str | None = None
    ) -> SessionRollup:
        """End a session because its user says so; one that has ended stays so, and may still be rated.

        A rating that comes after the end was told is stored, and not told. Raises `NotFound`, `Conflict`,
        `Unavailable`.
        """
        moment = int(self.now().timestamp())
        ended = self.sessions.change(
            self.tenant_id, session_id, lambda session: _rated(_ended(session, moment), rating), deadline=deadline
        )
        return self.tell(ended, origin=origin, deadline=deadline, user_id=user_id)

    def complete_if_idle(
        self, session_id: str, *, idle_seconds: int, origin: EventMetadata, deadline: float
    ) -> SessionRollup:
        """End a session nobody has spoken in for so long; otherwise it is left as it is.

        Raises `NotFound`, `Conflict`, `Unavailable`.
        """
        moment = int(self.now().timestamp())

        def change(session: SessionRollup) -> SessionRollup:
            is_idle = moment - session.last_activity_at >= idle_seconds
            return _ended(session, session.last_activity_at) if is_idle else session

        session = self.sessions.change(self.tenant_id, session_id, change, deadline=deadline)
        return self.tell(session, origin=origin, deadline=deadline)

    def tell(
        self, session: SessionRollup, *, origin: EventMetadata, deadline: float, user_id: str | None = None
    ) -> SessionRollup:
        """Put the event of a session's end, if it has one that was not told. Raises `Conflict`, `Unavailable`."""
        if session.completed_at is None or session.is_end_told:
            return session
        event = envelope(
            completed(session, session.completed_at),
            cause=f"{session.session_id}|{session.completions}",
            tenant_id=self.tenant_id,
            user_id=user_id,
            session_id=session.session_id,
            metadata=origin,
            now=self.now(),
        )
        self.publisher.publish([event], deadline=deadline)
        return self.sessions.change(
            self.tenant_id, session.session_id, lambda now: _told(now, session.completions), deadline=deadline
        )


def completed(session: SessionRollup, ended_at: int) -> ConversationCompleted:
    """The event's data, which follows from the roll-up alone."""
    answers = session.assistant_message_count
    return ConversationCompleted(
        conversation_id=session.session_id,
        start_time=datetime.fromtimestamp(session.started_at, UTC),
        end_time=datetime.fromtimestamp(ended_at, UTC),
        duration_seconds=ended_at - session.started_at,
        message_count=session.message_count,
        user_message_count=session.user_message_count,
        assistant_message_count=answers,
        subjects=session.subjects,
        intents=session.intents,
        actions_taken=session.actions,
        satisfaction_rating=session.satisfaction_rating,
        total_cost_usd=session.total_cost_usd,
        average_response_time_ms=round(session.total_response_time_ms / answers) if answers else 0,
    )


def _ended(session: SessionRollup, moment: int) -> SessionRollup:
    if session.completed_at is not None:
        return session
    # Not before its last message, whatever this machine's clock says.
    at = max(moment, session.last_activity_at)
    return session.model_copy(update={"completed_at": at, "completions": session.completions + 1, "is_end_told": False})


def _rated(session: SessionRollup, rating: int | None) -> SessionRollup:
    if rating is None or rating == session.satisfaction_rating:
        return session
    return session.model_copy(update={"satisfaction_rating": rating})


def _told(session: SessionRollup, completions: int) -> SessionRollup:
    """Unless it went on and ended anew meanwhile."""
    is_same_end = session.completions == completions and session.completed_at is not None
    return session.model_copy(update={"is_end_told": True}) if is_same_end and not session.is_end_told else session
