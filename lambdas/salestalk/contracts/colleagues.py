"""What colleagues make of an answer: they pin it for all, share it by link and comment on it.

As they say it, and as it is stored beside the answer.
"""

from typing import Annotated, Final

from pydantic import StringConstraints

from salestalk.contracts.answer import ChatAnswer, Interpretation, Outcome
from salestalk.contracts.base import Contract, Uuid, Whole
from salestalk.contracts.message import SessionId
from salestalk.contracts.paging import Cursor
from salestalk.contracts.plaintext import lines

ABOUT_PREFIX: Final = "ABOUT#"
MAX_PIN_NOTE: Final = 500
MAX_COMMENT: Final = 2_000
MAX_COMMENTS: Final = 200
"""On one answer: read at once, they are well within what a response may hold."""


class Person(Contract):
    """A user of the tenant as their token named them then: by e-mail address, which is not theirs to change."""

    user_id: str
    name: str


class Removal(Contract):
    """Whether something was removed just now; it is gone in either case."""

    removed: bool


class PinRequest(Contract):
    """`PUT /messages/{id}/pin`."""

    note: Annotated[str, StringConstraints(min_length=1), lines(MAX_PIN_NOTE)] | None = None


class Pin(Contract):
    """An answer that somebody put up for all users of the tenant, with what it said and was asked.

    Stored under ``ABOUT#{messageId}`` / ``PIN``. The item carries `sender` = ``pin`` and `timestamp` = `pinnedAt`, so
    that `SenderIndex` lists the tenant's pins by time; and `session` in place of `sessionId`, as `SessionIndex` holds
    messages only.
    """

    message_id: Uuid
    session_id: SessionId
    pinned_by: Person
    pinned_at: Whole
    note: str | None = None
    question: str | None = None
    asked_at: Whole | None = None
    answer: str
    outcome: Outcome | None = None
    reason: str | None = None
    interpretation: Interpretation | None = None


class PinList(Contract):
    """`GET /pins`: the tenant's, the newest first."""

    pins: tuple[Pin, ...]
    next_cursor: Cursor | None = None


class ShareRequest(Contract):
    """`POST /messages/{id}/share`: there is nothing to say."""


class Share(Contract):
    """An answer that a user gave to others of the tenant by link, with what was asked.

    Stored under ``SHARE#{shareId}`` / ``SHARE``, and once more under ``ABOUT#{messageId}`` / ``SHARE#{userId}``.
    """

    share_id: Uuid
    """Drawn at random, 122 bits of it."""
    message_id: Uuid
    shared_by: Person
    shared_at: Whole
    question: str | None = None
    asked_at: Whole | None = None


class ShareLink(Contract):
    """The answer to `POST /messages/{id}/share`. The path names no tenant: it is that of whoever follows it."""

    share_id: Uuid
    path: str
    message_id: Uuid
    shared_by: Person
    shared_at: Whole


class SharedAnswer(ShareLink):
    """`GET /shares/{id}`: what was asked, and the whole answer as it was given and stored."""

    question: str | None = None
    asked_at: Whole | None = None
    answer: ChatAnswer


class CommentRequest(Contract):
    """`POST /messages/{id}/comments`."""

    text: Annotated[str, StringConstraints(min_length=1), lines(MAX_COMMENT)]


class Comment(Contract):
    """What a user said of an answer that is pinned or shared. Stored under ``ABOUT#{messageId}`` / ``COMMENT#{id}``."""

    comment_id: Uuid
    message_id: Uuid
    author: Person
    text: str
    written_at: Whole


class CommentList(Contract):
    """`GET /messages/{id}/comments`: all of them, the first one first."""

    message_id: Uuid
    is_open: bool
    """Whether the answer is pinned or shared now, so that more can be said."""
    comments: tuple[Comment, ...]
