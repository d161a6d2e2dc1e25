"""A session's roll-up: what its messages add up to, kept in the same transaction as each of them.

Stored in ``tenant-{tenantId}-messages`` under ``SESSION#{sessionId}`` / ``METADATA``. The item carries
`sender` = ``session`` and `timestamp` = the last activity, and no `sessionId`: so `SenderIndex` lists the tenant's
sessions by last activity (a table's keys cannot, and scans are forbidden), and `SessionIndex` holds messages only.
"""

from decimal import Decimal
from typing import Annotated, Final

from pydantic import Field

from salestalk.contracts.base import WHOLE_NUMBER, Contract, Count, ExactDecimal, Subject, Whole
from salestalk.contracts.classification import Classification, Intent
from salestalk.contracts.message import SESSION_PREFIX, SessionId

SESSION_SENDER: Final = "session"
MAX_TITLE: Final = 120


class SessionRollup(Contract):
    """One conversation so far."""

    session_id: SessionId
    title: Annotated[str, Field(max_length=MAX_TITLE)] | None = None
    """The beginning of the first thing the user said."""
    name: Annotated[str, Field(max_length=MAX_TITLE)] | None = None
    """What somebody called it, shown in place of its title."""
    started_by: str | None = None
    """User id of who asked first; unknown for the first sessions."""
    started_at: Whole
    """Unix seconds of the earliest message."""
    last_activity_at: Whole
    """Unix seconds of the latest message."""
    message_count: Count
    user_message_count: Count
    assistant_message_count: Count
    subjects: tuple[Subject, ...] = ()
    """In the order in which they first came up."""
    intents: tuple[Intent, ...] = ()
    last_classification: Classification | None = None
    """How the latest question was read."""
    total_response_time_ms: Count = 0
    total_cost_usd: Annotated[ExactDecimal, Field(alias="totalCostUSD")] = Decimal(0)
    """What models cost that worked for it."""
    actions: tuple[str, ...] = ()
    """What users did besides asking, such as `feedback`, in the order in which they first did it."""
    satisfaction_rating: Annotated[int, Field(ge=1, le=5), WHOLE_NUMBER] | None = None
    completed_at: Whole | None = None
    """Unix seconds of its end; another message opens it again."""
    completions: Count = 0
    """How often it ended: its end is told of once each time."""
    is_end_told: bool = False
    """Whether `conversation.completed.v1` of the latest end was put."""
    ttl: Whole | None = None
    """When the row may be deleted, Unix seconds: with the last of its messages."""
    revision: Annotated[int, Field(ge=1), WHOLE_NUMBER] = 1
    """Raised by every change: the optimistic lock."""


def session_pk(session_id: str) -> str:
    """``SESSION#{sessionId}``."""
    return SESSION_PREFIX + session_id
