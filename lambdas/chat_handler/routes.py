"""The calls of the chat handler: validate, one call, map the result."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

import runtime
from chat_handler.insights import InsightRoutes
from runtime.http import Request, Response, Route, idempotency_key
from runtime.parameters import known_id, only_known, page_limit
from salestalk.contracts.answer import ChatRequest
from salestalk.contracts.api import CompletionRequest, Health, History, HistoryMessage, SessionList, SessionSummary
from salestalk.contracts.base import Uuid, parse
from salestalk.contracts.events import EventMetadata
from salestalk.contracts.message import Message, SessionId
from salestalk.contracts.session import SessionRollup
from salestalk.conversation import ChatService, Question, Workspace, verify
from salestalk.conversation.completion import Completion
from salestalk.errors import NotFound

OPENAPI_FILE: Final = Path(runtime.__file__).with_name("openapi.json")


@dataclass(frozen=True)
class ChatRoutes:
    """The routes over a chat service and the workspaces of its tenants."""

    service: ChatService
    open_workspace: Callable[[str, float], Workspace]
    completion_of: Callable[[str, float], Completion]
    """What ends sessions of a tenant, by deadline."""
    insights: InsightRoutes

    @cached_property
    def table(self) -> Mapping[str, Route]:
        """Each route by its key, as the HTTP API names it."""
        return {
            "POST /chat": self.ask,
            "GET /sessions": self.sessions,
            "GET /sessions/{id}/messages": self.messages,
            "POST /sessions/{id}/complete": self.complete,
            "GET /messages/{id}/verify": self.verify,
            "POST /messages/{id}/feedback": self.feedback,
            **self.insights.table,
            "GET /healthz": self.health,
            "GET /openapi.json": self.openapi,
        }

    def ask(self, request: Request) -> Response:
        """`POST /chat`."""
        caller = request.caller()
        only_known(request)
        question = Question(
            tenant_id=caller.tenant_id,
            user_id=caller.user_id,
            request=parse(ChatRequest, request.json(), title="The question is not valid."),
            origin=EventMetadata(correlation_id=request.correlation_id, trace_id=request.trace_id),
            deadline=request.deadline,
            idempotency_key=idempotency_key(request),
        )
        answer = self.service.ask(question)
        log = {
            "outcome": answer.outcome,
            "reason": answer.reason,
            "messageId": answer.message_id,
            "questionId": answer.user_message_id,
            "sessionId": answer.session_id,
            "stages": answer.performance.as_item(),
        }
        # The chart is part of every answer; null says that there is nothing to draw.
        return Response({**answer.as_item(), "chart": answer.chart}, log=log)

    def sessions(self, request: Request) -> Response:
        """`GET /sessions`."""
        only_known(request, "limit", "cursor")
        workspace = self.open_workspace(request.caller().tenant_id, request.deadline)
        page = workspace.history.sessions(
            workspace.tenant.tenant_id,
            limit=page_limit(request),
            cursor=request.query.get("cursor"),
            deadline=request.deadline,
        )
        found = tuple(map(_summary, page.items))
        return Response(SessionList(sessions=found, next_cursor=page.next_cursor).as_item())

    def messages(self, request: Request) -> Response:
        """`GET /sessions/{id}/messages`."""
        only_known(request, "limit", "cursor")
        workspace = self.open_workspace(request.caller().tenant_id, request.deadline)
        session_id = known_id(SessionId, request.path["id"], "There is no such session.")
        page = workspace.history.messages(
            workspace.tenant.tenant_id,
            session_id,
            limit=page_limit(request),
            cursor=request.query.get("cursor"),
            deadline=request.deadline,
        )
        if not page.items and "cursor" not in request.query:
            raise NotFound("There is no such session.")
        found = tuple(map(_history, page.items))
        return Response(History(session_id=session_id, messages=found, next_cursor=page.next_cursor).as_item())

    def complete(self, request: Request) -> Response:
        """`POST /sessions/{id}/complete`."""
        caller = request.caller()
        only_known(request)
        session_id = known_id(SessionId, request.path["id"], "There is no such session.")
        said = parse(CompletionRequest, request.json()) if request.body.strip() else CompletionRequest()
        session = self.completion_of(caller.tenant_id, request.deadline).complete(
            session_id,
            rating=said.rating,
            origin=EventMetadata(correlation_id=request.correlation_id, trace_id=request.trace_id),
            deadline=request.deadline,
            user_id=caller.user_id,
        )
        return Response(_summary(session).as_item(), log={"sessionId": session_id})

    def feedback(self, request: Request) -> Response:
        """`POST /messages/{id}/feedback`."""
        from salestalk.contracts.feedback import FeedbackRequest  # noqa: PLC0415 - most calls do not need it

        caller = request.caller()
        only_known(request)
        said = parse(FeedbackRequest, request.json(), title="The feedback is not valid.")
        workspace = self.open_workspace(caller.tenant_id, request.deadline)
        message = _message(request, workspace)
        now = self.service.clock.now()
        kept = workspace.feedback().give(message, caller.user_id, said, now, deadline=request.deadline)
        return Response(kept.as_item(), log={"rating": kept.rating})

    def verify(self, request: Request) -> Response:
        """`GET /messages/{id}/verify`."""
        only_known(request)
        workspace = self.open_workspace(request.caller().tenant_id, request.deadline)
        result = verify(_message(request, workspace), workspace.reader)
        return Response(result.as_item(), log={"holds": result.holds})

    def health(self, _: Request) -> Response:
        """`GET /healthz`: the function started, with its settings complete."""
        return Response(Health().as_item())

    def openapi(self, _: Request) -> Response:
        """`GET /openapi.json`."""
        return Response(OPENAPI_FILE.read_text(encoding="utf-8"))


def _message(request: Request, workspace: Workspace) -> Message:
    """The message that the path names. Raises `NotFound`."""
    message_id = known_id(Uuid, request.path["id"], "There is no such message.")
    message = workspace.history.message(workspace.tenant.tenant_id, message_id, deadline=request.deadline)
    if message is None:
        raise NotFound("There is no such message.")
    return message


def _summary(session: SessionRollup) -> SessionSummary:
    return SessionSummary(
        session_id=session.session_id,
        title=session.title,
        started_at=session.started_at,
        last_activity_at=session.last_activity_at,
        message_count=session.message_count,
        subjects=session.subjects,
        intents=session.intents,
        completed_at=session.completed_at,
        satisfaction_rating=session.satisfaction_rating,
    )


def _history(message: Message) -> HistoryMessage:
    return HistoryMessage(
        message_id=message.message_id,
        sender=message.sender,
        text=message.text,
        timestamp=message.timestamp,
        outcome=(message.metadata or {}).get("outcome"),
        classification=message.classification,
        data_references=message.data_references,
    )
