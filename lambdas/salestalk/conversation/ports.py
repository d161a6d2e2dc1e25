"""What a conversation needs of the outside, one tenant at a time; implemented in `salestalk.adapters`."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from salestalk.contracts.classification import Classification
from salestalk.contracts.message import Message
from salestalk.contracts.tenant import Tenant
from salestalk.conversation.stages import Knowledge
from salestalk.retrieval import MetricReader


class ConversationStore(Protocol):
    """One tenant's messages."""

    def last_reading(self, session_id: str) -> Classification | None:
        """How the session's latest question was understood; None for a new session."""
        ...

    def store_exchange(self, question: Message, answer: Message) -> Message | None:
        """Store both messages and the session's roll-up in one transaction.

        Returns None when they were stored, and the answer stored first when the question's id was there already.
        """
        ...


@dataclass(frozen=True, slots=True)
class Workspace:
    """One tenant's data, reached with credentials for this tenant alone."""

    tenant: Tenant
    reader: MetricReader
    conversations: ConversationStore
    knowledge: Callable[[], Knowledge]
    """Catalog, lexicon and calendar; cached by whoever provides them, keyed by tenant."""


@dataclass(frozen=True, slots=True)
class Clock:
    """The time of day (aware), and milliseconds for measuring."""

    now: Callable[[], datetime]
    milliseconds: Callable[[], float]
