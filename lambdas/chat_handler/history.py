"""The calls about conversations that were had: lists of them, one of them, and what each is called."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from chat_handler.answers import answer_body
from runtime.http import Request, Response, Route
from runtime.parameters import known_id, only_known, page_limit
from salestalk.contracts.base import Uuid, parse
from salestalk.contracts.history import (
    History,
    HistoryMessage,
    SearchedSessions,
    SessionChange,
    SessionList,
    SessionSummary,
)
from salestalk.contracts.message import Message, SessionId
from salestalk.contracts.session import MAX_TITLE, SessionRollup
from salestalk.conversation.exchange import whole_answer
from salestalk.conversation.workspace import Workspace
from salestalk.errors import Fault, InvalidInput, NotFound
from salestalk.ingestion.sessions import SessionKeeper, called
from salestalk.values import frozen

NO_SESSION: Final = "There is no such session."
NO_MESSAGE: Final = "There is no such message."
FULL: Final = "full"


@frozen
class HistoryRoutes:
    """The routes over the history of a tenant, by its id and a deadline."""

    open_workspace: Callable[[str, float], Workspace]
    keeper_of: Callable[[str, float], SessionKeeper]

    @property
    def table(self) -> Mapping[str, Route]:
        """Each route by its key, as the HTTP API names it."""
        return {
            "GET /sessions": self.sessions,
            "PATCH /sessions/{id}": self.rename,
            "GET /sessions/{id}/messages": self.messages,
            "GET /messages/{id}": self.message,
        }

    def sessions(self, request: Request) -> Response:
        """`GET /sessions`."""
        only_known(request, "search", "limit", "cursor")
        wanted = _wanted(request)
        workspace = self.open_workspace(request.caller().tenant_id, request.deadline)
        if wanted is not None:
            return _found(request, workspace, wanted)
        page = workspace.history.sessions(
            workspace.tenant.tenant_id,
            limit=page_limit(request),
            cursor=request.query.get("cursor"),
            deadline=request.deadline,
        )
        found = tuple(map(summary, page.items))
        return Response(SessionList(sessions=found, next_cursor=page.next_cursor).as_item())

    def rename(self, request: Request) -> Response:
        """`PATCH /sessions/{id}`."""
        caller = request.caller()
        only_known(request)
        session_id = known_id(SessionId, request.path["id"], NO_SESSION)
        said = parse(SessionChange, request.json(), title="The change is not valid.")
        keeper = self.keeper_of(caller.tenant_id, request.deadline)
        session = keeper.change(
            caller.tenant_id, session_id, lambda session: called(session, said.title), deadline=request.deadline
        )
        return Response(summary(session).as_item(), log={"sessionId": session_id})

    def messages(self, request: Request) -> Response:
        """`GET /sessions/{id}/messages`."""
        only_known(request, "answers", "limit", "cursor")
        in_full = _in_full(request)
        workspace = self.open_workspace(request.caller().tenant_id, request.deadline)
        session_id = known_id(SessionId, request.path["id"], NO_SESSION)
        page = workspace.history.messages(
            workspace.tenant.tenant_id,
            session_id,
            limit=page_limit(request),
            cursor=request.query.get("cursor"),
            deadline=request.deadline,
        )
        if not page.items and "cursor" not in request.query:
            raise NotFound(NO_SESSION)
        told = History(session_id=session_id, messages=tuple(map(_told, page.items)), next_cursor=page.next_cursor)
        if not in_full:
            return Response(told.as_item())
        return Response({**told.as_item(), "messages": list(map(_in_full_told, page.items))})

    def message(self, request: Request) -> Response:
        """`GET /messages/{id}`."""
        only_known(request)
        workspace = self.open_workspace(request.caller().tenant_id, request.deadline)
        message = message_named(request, workspace)
        return Response({**_in_full_told(message), "sessionId": message.session_id})


def message_named(request: Request, workspace: Workspace) -> Message:
    """The message that the path names. Raises `NotFound`."""
    message_id = known_id(Uuid, request.path["id"], NO_MESSAGE)
    message = workspace.history.message(workspace.tenant.tenant_id, message_id, deadline=request.deadline)
    if message is None:
        raise NotFound(NO_MESSAGE)
    return message


def _in_full(request: Request) -> bool:
    """Whether whole answers are asked for. Raises `InvalidInput` for what asks for something else."""
    asked = request.query.get("answers")
    if asked not in (None, FULL):
        fault = Fault("answers", "answers", f"answers: must be {FULL}")
        raise InvalidInput("A query parameter is not valid.", [fault])
    return asked is not None


def _wanted(request: Request) -> str | None:
    """The words to search for. Raises `InvalidInput` when there are none, or too many."""
    text = request.query.get("search")
    if text is not None and not (text.strip() and len(text) <= MAX_TITLE):
        message = f"search: must be 1 to {MAX_TITLE} characters, not all of them blank"
        raise InvalidInput("A query parameter is not valid.", [Fault("search", "search", message)])
    return text


def _found(request: Request, workspace: Workspace, wanted: str) -> Response:
    found = workspace.history.search(
        workspace.tenant.tenant_id,
        wanted,
        limit=page_limit(request),
        cursor=request.query.get("cursor"),
        deadline=request.deadline,
    )
    answer = SessionList(
        sessions=tuple(map(summary, found.page.items)),
        next_cursor=found.page.next_cursor,
        searched=SearchedSessions(sessions=found.looked_at, back_to=found.back_to),
    )
    return Response(answer.as_item(), log={"searched": found.looked_at, "found": len(found.page.items)})


def summary(session: SessionRollup) -> SessionSummary:
    """A session as it is listed."""
    return SessionSummary(
        session_id=session.session_id,
        title=session.name or session.title,
        first_question=session.title,
        started_by=session.started_by,
        started_at=session.started_at,
        last_activity_at=session.last_activity_at,
        message_count=session.message_count,
        subjects=session.subjects,
        intents=session.intents,
        completed_at=session.completed_at,
        satisfaction_rating=session.satisfaction_rating,
    )


def _told(message: Message) -> HistoryMessage:
    return HistoryMessage(
        message_id=message.message_id,
        sender=message.sender,
        text=message.text,
        timestamp=message.timestamp,
        outcome=(message.metadata or {}).get("outcome"),
        classification=message.classification,
        data_references=message.data_references,
    )


def _in_full_told(message: Message) -> dict[str, Any]:
    """The same with its answer as it was given, chart and all."""
    answer, told = whole_answer(message), _told(message).as_item()
    return told if answer is None else {**told, "answer": answer_body(answer)}
