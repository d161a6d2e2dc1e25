"""Feedback on answers, in the tenant's own messages table: the last word of each user counts."""

from contextlib import suppress
from datetime import datetime
from typing import Any, Final

from salestalk import names
from salestalk.contracts.feedback import FEEDBACK_PREFIX, Feedback, FeedbackRequest
from salestalk.contracts.message import Message, Sender
from salestalk.contracts.session import SessionRollup
from salestalk.errors import Fault, InvalidInput, NotFound
from salestalk.ingestion.idempotency import IdempotencyStrategy
from salestalk.ingestion.retrying import RetryingStore
from salestalk.ingestion.sessions import SessionKeeper
from salestalk.ingestion.store import STORED, ItemStore, Put, Query

ACTION: Final = "feedback"
"""What a session's roll-up calls it."""
_ONLY_STORED: Final = frozenset({"pk", "sk", "ttl"})


class FeedbackBook:
    """Feedback of any tenant whose tables the store may reach."""

    def __init__(self, store: ItemStore, strategy: IdempotencyStrategy) -> None:
        self._store = store
        self._strategy = strategy

    def give(
        self, message: Message, user_id: str, said: FeedbackRequest, now: datetime, *, deadline: float | None = None
    ) -> Feedback:
        """Keep what a user says of an answer, in place of what they said of it before, as long as the answer is kept.

        Done again it changes nothing. Raises `InvalidInput` for a message that is no answer, `Conflict` when others
        keep changing the session, `Unavailable`.
        """
        if message.sender is not Sender.ASSISTANT:
            fault = Fault("id", "no_answer", "id: must be that of an answer; this message is a user's")
            raise InvalidInput("Only answers can be rated.", [fault])
        feedback = Feedback(
            message_id=message.message_id,
            session_id=message.session_id,
            user_id=user_id,
            rating=said.rating,
            note=said.note,
            given_at=int(now.timestamp()),
        )
        view = RetryingStore(self._store, self._strategy, deadline)
        view.transact(names.messages_table(message.tenant_id), [Put(_item(feedback, message.ttl))])
        # A roll-up may be expired a moment before the last of its messages.
        with suppress(NotFound):
            keeper = SessionKeeper(self._store, self._strategy)
            keeper.change(message.tenant_id, message.session_id, _acted, deadline=deadline)
        return feedback

    def given(self, tenant_id: str, message_id: str, *, deadline: float | None = None) -> list[Feedback]:
        """What was said of an answer, by each user once."""
        view = RetryingStore(self._store, self._strategy, deadline)
        query = Query(FEEDBACK_PREFIX + message_id, consistent=True)
        return [_feedback(item) for item in view.query(names.messages_table(tenant_id), query)]


def _item(feedback: Feedback, ttl: int | None) -> dict[str, Any]:
    expires = {"ttl": ttl} if ttl is not None else {}
    return {"pk": FEEDBACK_PREFIX + feedback.message_id, "sk": feedback.user_id, **feedback.as_item(), **expires}


def _feedback(item: Any) -> Feedback:
    fields = {name: value for name, value in item.items() if name not in _ONLY_STORED}
    return Feedback.model_validate(fields, context=STORED)


def _acted(session: SessionRollup) -> SessionRollup:
    """The session with this among what users did in it; the same one where it is already."""
    if ACTION in session.actions:
        return session
    return session.model_copy(update={"actions": (*session.actions, ACTION)})
