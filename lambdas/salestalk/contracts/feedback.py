"""What users think of an answer, as they say it and as it is stored beside the answer."""

from enum import StrEnum
from typing import Annotated, Final

from pydantic import StringConstraints

from salestalk.contracts.base import Contract, Timestamp, Uuid
from salestalk.contracts.message import SessionId

FEEDBACK_PREFIX: Final = "FEEDBACK#"
MAX_NOTE: Final = 2_000


class Rating(StrEnum):
    """Whether an answer helped."""

    HELPFUL = "helpful"
    WRONG = "wrong"


class FeedbackRequest(Contract):
    """`POST /messages/{id}/feedback`."""

    rating: Rating
    note: Annotated[str, StringConstraints(min_length=1, max_length=MAX_NOTE)] | None = None


class Feedback(Contract):
    """One user's word on one answer, the last one that was given. Stored under ``FEEDBACK#{messageId}`` / user id."""

    message_id: Uuid
    session_id: SessionId
    user_id: str
    rating: Rating
    note: str | None = None
    given_at: Timestamp
