"""What a conversation works with: one tenant's data, and the time."""

from collections.abc import Callable
from datetime import date, datetime
from typing import TYPE_CHECKING

from salestalk.contracts.tenant import Tenant
from salestalk.conversation.knowledge import Knowledge
from salestalk.ingestion.history import MessageHistory
from salestalk.ingestion.messages import MessageIngestion
from salestalk.retrieval import MetricReader
from salestalk.tenancy.allowance import Allowance
from salestalk.values import frozen

if TYPE_CHECKING:
    from salestalk.ai.assistant import Assistant
    from salestalk.ingestion.feedback import FeedbackBook


def _no_assistant() -> None:
    """No language model."""


@frozen
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
    assistant: "Callable[[], Assistant | None]" = _no_assistant
    """The language model that may help this tenant; none where there is none, or its plan has none."""


@frozen
class Moment:
    """When a question came: the time (aware), the tenant's day at which it is read, and the clock's milliseconds."""

    now: datetime
    as_of: date
    started: float


@frozen
class Clock:
    """The time of day (aware), and milliseconds for measuring."""

    now: Callable[[], datetime]
    milliseconds: Callable[[], float]
