"""Conversations that were had, as the HTTP API lists, gives and ends them."""

from typing import Annotated

from pydantic import Field, StringConstraints

from salestalk.contracts.answer import ChatAnswer, Outcome
from salestalk.contracts.base import WHOLE_NUMBER, Contract, Uuid
from salestalk.contracts.classification import Classification, Intent
from salestalk.contracts.message import Sender, SessionId
from salestalk.contracts.paging import Cursor
from salestalk.contracts.plaintext import one_line
from salestalk.contracts.reference import DataReference
from salestalk.contracts.session import MAX_TITLE


class SessionSummary(Contract):
    """One conversation."""

    session_id: SessionId
    title: str | None = None
    """What somebody called it, else the beginning of its first question."""
    first_question: str | None = None
    """The beginning of what was asked first."""
    started_by: str | None = None
    """User id of who asked that, where it is known."""
    started_at: int
    last_activity_at: int
    message_count: int
    subjects: tuple[str, ...]
    intents: tuple[Intent, ...]
    completed_at: int | None = None
    """When it ended; absent while it goes on."""
    satisfaction_rating: int | None = None


class SessionChange(Contract):
    """`PATCH /sessions/{id}`: what to call it; null for its first question."""

    title: Annotated[str, StringConstraints(min_length=1), one_line(MAX_TITLE)] | None


class CompletionRequest(Contract):
    """`POST /sessions/{id}/complete`: how it was, if the user says."""

    rating: Annotated[int, Field(ge=1, le=5), WHOLE_NUMBER] | None = None


class SearchedSessions(Contract):
    """What was looked at for a page of a search: how many conversations, and until when back (Unix seconds)."""

    sessions: int
    back_to: int | None = None


class SessionList(Contract):
    """`GET /sessions`: the tenant's conversations, the latest first. Of a search all was seen once no cursor comes."""

    sessions: tuple[SessionSummary, ...]
    next_cursor: Cursor | None = None
    searched: SearchedSessions | None = None


class HistoryMessage(Contract):
    """A stored message as history gives it back."""

    message_id: Uuid
    sender: Sender
    text: str
    timestamp: int
    outcome: Outcome | None = None
    classification: Classification | None = None
    data_references: tuple[DataReference, ...] | None = None
    answer: ChatAnswer | None = None
    """Where it is asked for: the whole answer as `POST /chat` gave it, if that is where it came from."""


class OneMessage(HistoryMessage):
    """`GET /messages/{id}`: with its whole answer."""

    session_id: SessionId


class History(Contract):
    """`GET /sessions/{id}/messages`: in the order they were written."""

    session_id: SessionId
    messages: tuple[HistoryMessage, ...]
    next_cursor: Cursor | None = None
