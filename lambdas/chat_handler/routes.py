"""The calls of the chat handler: validate, one call, map the result."""

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any, Final

import runtime
from chat_handler.answers import answer_body
from chat_handler.colleagues import ColleagueRoutes
from chat_handler.history import NO_SESSION, HistoryRoutes, message_named, summary
from chat_handler.insights import InsightRoutes
from chat_handler.profile import me
from runtime.http import Request, Response, Route, idempotency_key
from runtime.parameters import known_id, only_known
from salestalk.contracts.answer import AiModel, ChatRequest
from salestalk.contracts.base import parse
from salestalk.contracts.events import EventMetadata
from salestalk.contracts.health import Health
from salestalk.contracts.history import CompletionRequest
from salestalk.contracts.message import SessionId
from salestalk.conversation.completion import Completion
from salestalk.conversation.service import ChatService, Question
from salestalk.conversation.workspace import Workspace
from salestalk.values import frozen

OPENAPI_FILE: Final = Path(runtime.__file__).with_name("openapi.json")


@frozen
class ChatRoutes:
    """The routes over a chat service and the workspaces of its tenants."""

    service: ChatService
    open_workspace: Callable[[str, float], Workspace]
    completion_of: Callable[[str, float], Completion]
    """What ends sessions of a tenant, by deadline."""
    insights: InsightRoutes
    history: HistoryRoutes
    colleagues: ColleagueRoutes

    @property
    def table(self) -> Mapping[str, Route]:
        """Each route by its key, as the HTTP API names it; what writes is held to the tenant's plan."""
        others = {
            **self.history.table,
            "POST /sessions/{id}/complete": self.complete,
            "GET /messages/{id}/verify": self.verify,
            "POST /messages/{id}/feedback": self.feedback,
            **self.colleagues.table,
            **self.insights.table,
            "GET /me": self.me,
            "GET /healthz": self.health,
            "GET /openapi.json": self.openapi,
        }
        held = {key: route if key.startswith("GET ") else partial(self._held, route) for key, route in others.items()}
        return {"POST /chat": self.ask, **held}

    def _held(self, route: Route, request: Request) -> Response:
        """The route's response, once the change is counted. Raises `LimitReached`."""
        workspace = self.open_workspace(request.caller().tenant_id, request.deadline)
        workspace.allowance.change(self.service.clock.now(), deadline=request.deadline)
        return route(request)

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
            **_of_model(answer.ai_model),
        }
        return Response(answer_body(answer), log=log)

    def complete(self, request: Request) -> Response:
        """`POST /sessions/{id}/complete`."""
        caller = request.caller()
        only_known(request)
        session_id = known_id(SessionId, request.path["id"], NO_SESSION)
        said = parse(CompletionRequest, request.json()) if request.body.strip() else CompletionRequest()
        session = self.completion_of(caller.tenant_id, request.deadline).complete(
            session_id,
            rating=said.rating,
            origin=EventMetadata(correlation_id=request.correlation_id, trace_id=request.trace_id),
            deadline=request.deadline,
            user_id=caller.user_id,
        )
        return Response(summary(session).as_item(), log={"sessionId": session_id})

    def feedback(self, request: Request) -> Response:
        """`POST /messages/{id}/feedback`."""
        from salestalk.contracts.feedback import FeedbackRequest  # noqa: PLC0415 - most calls do not need it

        caller = request.caller()
        only_known(request)
        said = parse(FeedbackRequest, request.json(), title="The feedback is not valid.")
        workspace = self.open_workspace(caller.tenant_id, request.deadline)
        message = message_named(request, workspace)
        now = self.service.clock.now()
        kept = workspace.feedback().give(message, caller.user_id, said, now, deadline=request.deadline)
        return Response(kept.as_item(), log={"rating": kept.rating})

    def verify(self, request: Request) -> Response:
        """`GET /messages/{id}/verify`."""
        from salestalk.conversation.verification import verify  # noqa: PLC0415 - most calls do not need it

        only_known(request)
        workspace = self.open_workspace(request.caller().tenant_id, request.deadline)
        result = verify(message_named(request, workspace), workspace.reader)
        return Response(result.as_item(), log={"holds": result.holds})

    def me(self, request: Request) -> Response:
        """`GET /me`."""
        return me(request, self.open_workspace)

    def health(self, _: Request) -> Response:
        """`GET /healthz`: the function started, with its settings complete."""
        return Response(Health().as_item())

    def openapi(self, _: Request) -> Response:
        """`GET /openapi.json`."""
        return Response(OPENAPI_FILE.read_text(encoding="utf-8"))


def _of_model(used: AiModel) -> Mapping[str, Any]:
    """What the log line says of a language model, where one was wanted; never a word that went to it or came back."""
    if used.used_for is None:
        return {}
    return {"model": {"id": used.model_id, "usedFor": list(used.used_for), "fallback": used.fallback}}
