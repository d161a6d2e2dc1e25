"""What a question is read with, and how a warm function comes by it without waiting.

Catalog and session must be as they are now, or an answer could miss what was just loaded or said. But they seldom
change between two questions: so a question is carried through the stages with what was last known, while what is true
is being read beside it, and again only where the two differ. That takes one round trip off nearly every answer.
"""

from collections import OrderedDict
from collections.abc import Hashable
from typing import Final, Generic, TypeVar

from salestalk.contracts.session import SessionRollup
from salestalk.conversation.knowledge import Knowledge
from salestalk.conversation.workspace import Workspace
from salestalk.values import frozen
from salestalk.workers import Workers

REMEMBERED_TENANTS: Final = 100
REMEMBERED_SESSIONS: Final = 1_000

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


@frozen
class Basis:
    """The tenant's knowledge, and the session so far (None for a new one)."""

    knowledge: Knowledge
    session: SessionRollup | None

    def agrees_with(self, other: "Basis") -> bool:
        """Whether a question is read the same way with either."""
        mine, theirs = self.knowledge, other.knowledge
        return mine.catalog == theirs.catalog and mine.calendar == theirs.calendar and self.session == other.session


def read_basis(workspace: Workspace, session_id: str | None, *, deadline: float) -> Basis:
    """Catalog and session as they are now, read at the same time."""
    if session_id is None:
        return Basis(workspace.knowledge(), None)
    tenant_id = workspace.tenant.tenant_id
    with Workers(1) as pool:
        session = pool.submit(workspace.history.session, tenant_id, session_id, deadline=deadline)
        return Basis(workspace.knowledge(), session.result())


class Memory:
    """What was last known, by tenant and by session of a tenant; a guess, never used without being checked."""

    def __init__(self) -> None:
        self._knowledge: _Recent[str, Knowledge] = _Recent(REMEMBERED_TENANTS)
        self._sessions: _Recent[tuple[str, str], SessionRollup] = _Recent(REMEMBERED_SESSIONS)

    def recall(self, tenant_id: str, session_id: str | None) -> Basis | None:
        """The likely basis of a question; None while nothing is known of the tenant."""
        knowledge = self._knowledge.get(tenant_id)
        if knowledge is None:
            return None
        return Basis(knowledge, self._sessions.get((tenant_id, session_id)) if session_id else None)

    def remember(self, tenant_id: str, knowledge: Knowledge, session: SessionRollup) -> None:
        """Keep what is known after an exchange."""
        self._knowledge.put(tenant_id, knowledge)
        self._sessions.put((tenant_id, session.session_id), session)


class _Recent(Generic[Key, Value]):
    """The values used last, up to a number of them."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._values: OrderedDict[Key, Value] = OrderedDict()

    def get(self, key: Key) -> Value | None:
        return self._values.get(key)

    def put(self, key: Key, value: Value) -> None:
        self._values[key] = value
        self._values.move_to_end(key)
        if len(self._values) > self._size:
            self._values.popitem(last=False)
