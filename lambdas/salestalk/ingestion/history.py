"""Reading conversations back."""

from typing import Final

from salestalk import names
from salestalk.contracts.message import MESSAGE_PREFIX, Message
from salestalk.contracts.session import SESSION_SENDER, SessionRollup
from salestalk.ingestion.idempotency import IdempotencyStrategy
from salestalk.ingestion.messageitems import SEQUENCE, message_of, session_key, session_of
from salestalk.ingestion.messages import stored_answer_of
from salestalk.ingestion.paging import page_by_time
from salestalk.ingestion.retrying import RetryingStore
from salestalk.ingestion.sessionsearch import FoundSessions, search
from salestalk.ingestion.store import ItemStore, Page, Query

PAGE: Final = 50


class MessageHistory:
    """Reads messages and sessions of any tenant whose tables the store may reach.

    Lists come from indexes, which follow a write within moments; single messages and roll-ups are always current.
    """

    def __init__(self, store: ItemStore, strategy: IdempotencyStrategy) -> None:
        self._store = store
        self._strategy = strategy

    def message(self, tenant_id: str, message_id: str, *, deadline: float | None = None) -> Message | None:
        """One message by its id."""
        query = Query(MESSAGE_PREFIX + message_id, limit=1, consistent=True)
        found = self._view(deadline).query(names.messages_table(tenant_id), query)
        return message_of(found[0]) if found else None

    def exchange(
        self, tenant_id: str, question_id: str, *, deadline: float | None = None
    ) -> tuple[Message, Message] | None:
        """A question and the answer that was stored with it; None unless both were."""
        view, table = self._view(deadline), names.messages_table(tenant_id)
        answer = stored_answer_of(view, table, question_id)
        question = answer and self.message(tenant_id, question_id, deadline=deadline)
        return (question, answer) if question and answer else None

    def messages(
        self,
        tenant_id: str,
        session_id: str,
        *,
        limit: int = PAGE,
        cursor: str | None = None,
        deadline: float | None = None,
    ) -> Page[Message]:
        """A session's messages in the order of time; those of one second in the order in which they were stored."""
        query = Query(session_id, index=names.SESSION_INDEX)
        found, following = page_by_time(self._view(deadline), names.messages_table(tenant_id), query, limit, cursor)
        found.sort(key=lambda item: (item["timestamp"], item[SEQUENCE]))
        return Page(tuple(map(message_of, found)), following)

    def session(self, tenant_id: str, session_id: str, *, deadline: float | None = None) -> SessionRollup | None:
        """A session's roll-up, as last written."""
        item = self._view(deadline).get(names.messages_table(tenant_id), session_key(session_id))
        return session_of(item) if item is not None else None

    def sessions(
        self, tenant_id: str, *, limit: int = PAGE, cursor: str | None = None, deadline: float | None = None
    ) -> Page[SessionRollup]:
        """The tenant's sessions, the latest activity first."""
        query = Query(SESSION_SENDER, index=names.SENDER_INDEX, descending=True)
        found, following = page_by_time(self._view(deadline), names.messages_table(tenant_id), query, limit, cursor)
        return Page(tuple(map(session_of, found)), following)

    def search(
        self,
        tenant_id: str,
        wanted: str,
        *,
        limit: int = PAGE,
        cursor: str | None = None,
        deadline: float | None = None,
    ) -> FoundSessions:
        """Of the tenant's sessions those whose name or first question holds every word of ``wanted``."""

        def page_at(at: str | None, size: int) -> Page[SessionRollup]:
            return self.sessions(tenant_id, limit=size, cursor=at, deadline=deadline)

        return search(page_at, wanted, limit, cursor)

    def _view(self, deadline: float | None) -> RetryingStore:
        return RetryingStore(self._store, self._strategy, deadline)
