"""What a conversation works with: one tenant's data, and the time."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from salestalk.contracts.tenant import Tenant
from salestalk.conversation.knowledge import Knowledge
from salestalk.ingestion.history import MessageHistory
from salestalk.ingestion.messages import MessageIngestion
from salestalk.retrieval import MetricReader
from salestalk.tenancy.allowance import Allowance

if TYPE_CHECKING:
    from salestalk.ingestion.feedback import FeedbackBook


@dataclass(frozen=True, slots=True)
class Workspace:
    """One tenant's data, reached with credentials for this tenant alone."""

    tenant: Tenant
    reader: MetricReader
    messages: MessageIngestion
    history: MessageHistory
    knowledge: Callable[[], Knowledge]
    """Reads the catalog as it is now."""
    allowance: Allowance
    feedback: "Callable[[], FeedbackBook]"
    """Where users say what they think of answers; few do."""


@dataclass(frozen=True, slots=True)
class Clock:
    """The time of day (aware), and milliseconds for measuring."""

    now: Callable[[], datetime]
    milliseconds: Callable[[], float]
