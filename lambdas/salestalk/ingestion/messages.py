"""Storing messages: one row for each message id, whatever happens.

`attribute_not_exists` on a put checks the whole key, and a message's sort key is its time: the same id under another
time would make a second row. So a guard item under the id alone is made in the same transaction, and the transaction
fails as a whole where the guard exists. The session's roll-up is kept there too, under an optimistic lock.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from salestalk import names
from salestalk.contracts.base import parse
from salestalk.contracts.message import MESSAGE_PREFIX, Message
from salestalk.contracts.session import SessionRollup
from salestalk.errors import Conflict, Fault, InvalidInput
from salestalk.ingestion.idempotency import AlreadyExists, Contended, Creation, IdempotencyStrategy
from salestalk.ingestion.messageitems import (
    ANSWER_ID,
    ANSWER_SK,
    guard_item,
    guard_key,
    message_item,
    message_of,
    session_item,
    session_key,
    session_of,
)
from salestalk.ingestion.retrying import RetryingStore
from salestalk.ingestion.rollup import advance
from salestalk.ingestion.store import Absent, Condition, Holds, ItemStore, Key, Put, Write, WritesRefused


class MessageIngestion:
    """Writes messages of any tenant whose tables the store may reach."""

    def __init__(self, store: ItemStore, strategy: IdempotencyStrategy) -> None:
        self._store = store
        self._strategy = strategy

    def ingest_message(
        self,
        tenant_id: str,
        message: Message | Mapping[str, Any],
        *,
        now: int | None = None,
        deadline: float | None = None,
    ) -> Creation:
        """Store one message, given as such or as plain JSON-named values.

        ``now`` (Unix seconds) bounds the timestamp. Raises `InvalidInput` with every fault, `RightMissing`,
        `Unavailable`.
        """
        checked = message if isinstance(message, Message) else parse(Message, message, now=now)
        _check_tenant(tenant_id, (checked,))
        writer = _Writer(self._view(deadline), names.messages_table(tenant_id), (checked,))
        return self._strategy.create(writer.attempt, deadline=deadline)

    def store_exchange(
        self,
        tenant_id: str,
        question: Message,
        answer: Message,
        *,
        known_session: SessionRollup | None = None,
        deadline: float | None = None,
    ) -> Message | None:
        """Store a question, its answer and the session's roll-up in one transaction, in one round trip.

        Returns None when they were stored, or the answer that was stored with this question's id before.
        ``known_session`` is the roll-up as last read; None expects a new session. Either may be out of date: it is
        read again then. Raises `Conflict` when one of the ids belongs to something else.
        """
        _check_tenant(tenant_id, (question, answer))
        if question.session_id != answer.session_id:
            raise InvalidInput("A question and its answer belong to one session.")
        view, table = self._view(deadline), names.messages_table(tenant_id)
        writer = _Writer(view, table, (question, answer), is_session_known=True, session=known_session)
        if self._strategy.create(writer.attempt, deadline=deadline) is Creation.CREATED:
            return None
        first = stored_answer_of(view, table, question.message_id)
        if first is None:
            raise Conflict(f"Message {question.message_id} or {answer.message_id} exists and is not of this exchange.")
        return first

    def _view(self, deadline: float | None) -> RetryingStore:
        return RetryingStore(self._store, self._strategy, deadline)


def stored_answer_of(view: RetryingStore, table: str, question_id: str) -> Message | None:
    """The answer that was stored together with a question, if the question was stored as part of an exchange."""
    guard = view.get(table, guard_key(question_id))
    if guard is None or ANSWER_ID not in guard:
        return None
    item = view.get(table, Key(MESSAGE_PREFIX + guard[ANSWER_ID], guard[ANSWER_SK]))
    return message_of(item) if item is not None else None


class _Writer:
    """Tries to write messages of one session until nobody else wrote the session's roll-up in between."""

    def __init__(
        self,
        view: RetryingStore,
        table: str,
        messages: Sequence[Message],
        *,
        is_session_known: bool = False,
        session: SessionRollup | None = None,
    ) -> None:
        self._view = view
        self._table = table
        self._messages = messages
        self._is_session_known = is_session_known
        self._session = session

    def attempt(self) -> None:
        """Raises `AlreadyExists` where a message id is there, `Contended` where the roll-up had moved."""
        if not self._is_session_known:
            item = self._view.get(self._table, session_key(self._messages[0].session_id))
            self._session = session_of(item) if item is not None else None
        self._is_session_known = False
        try:
            self._view.transact(self._table, self._writes())
        except WritesRefused as refused:
            if min(refused.positions) < 2 * len(self._messages):
                raise AlreadyExists from None
            raise Contended("the session moved") from None

    def _writes(self) -> list[Write]:
        """Guards and messages first, the roll-up last."""
        answer = self._messages[1] if len(self._messages) > 1 else None
        said = self._session.message_count if self._session else 0
        guards = [guard_item(self._messages[0], answer), *map(guard_item, self._messages[1:])]
        rows = [message_item(message, said + number) for number, message in enumerate(self._messages, start=1)]
        once = [Put(item, Absent()) for item in (*guards, *rows)]
        return [*once, Put(session_item(advance(self._session, self._messages)), self._unmoved())]

    def _unmoved(self) -> Condition:
        return Holds({"revision": self._session.revision}) if self._session else Absent()


def _check_tenant(tenant_id: str, messages: Sequence[Message]) -> None:
    for message in messages:
        if message.tenant_id != tenant_id:
            fault = Fault("tenantId", "wrong_tenant", "tenantId: must be the tenant whose message this is")
            raise InvalidInput("The message belongs to another tenant.", [fault])
