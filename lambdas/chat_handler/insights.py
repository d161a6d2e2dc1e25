"""The calls about insights. They are seldom made beside questions: what only they need is loaded by the first one."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, TypeVar

from runtime.http import Request, Response, Route
from runtime.parameters import known_id, only_known, page_limit
from salestalk.contracts.base import Uuid, parse
from salestalk.errors import Fault, InvalidInput
from salestalk.values import frozen

if TYPE_CHECKING:
    from salestalk.insights.board import InsightBoard, Wanted

Chosen = TypeVar("Chosen", bound=StrEnum)


@frozen
class InsightRoutes:
    """The routes over the insights of a tenant, by its id and a deadline; ``now`` gives the time (aware)."""

    board_of: "Callable[[str, float], InsightBoard]"
    now: Callable[[], datetime]

    @property
    def table(self) -> Mapping[str, Route]:
        """Each route by its key, as the HTTP API names it."""
        return {"GET /insights": self.insights, "POST /insights/{id}/feedback": self.judge}

    def insights(self, request: Request) -> Response:
        """`GET /insights`."""
        from salestalk.contracts.insight import InsightList  # noqa: PLC0415 - most calls do not need it

        caller = request.caller()
        only_known(request, "subject", "kind", "since", "limit", "cursor")
        page = self.board_of(caller.tenant_id, request.deadline).page(
            caller.tenant_id,
            _wanted(request),
            limit=page_limit(request),
            cursor=request.query.get("cursor"),
            deadline=request.deadline,
        )
        return Response(InsightList(insights=page.items, next_cursor=page.next_cursor).as_item())

    def judge(self, request: Request) -> Response:
        """`POST /insights/{id}/feedback`."""
        from salestalk.contracts.insight import InsightVerdict  # noqa: PLC0415 - most calls do not need it

        caller = request.caller()
        only_known(request)
        given = parse(InsightVerdict, request.json(), title="The feedback is not valid.")
        insight_id = known_id(Uuid, request.path["id"], "There is no such insight.")
        kept = self.board_of(caller.tenant_id, request.deadline).judge(
            caller.tenant_id,
            insight_id,
            given,
            user_id=caller.user_id,
            now=int(self.now().timestamp()),
            deadline=request.deadline,
        )
        return Response(kept.as_item(), log={"insightId": insight_id, "verdict": given.verdict})


def _wanted(request: Request) -> "Wanted":
    from salestalk.contracts.insight import InsightKind  # noqa: PLC0415 - most calls do not need it
    from salestalk.insights.board import Wanted  # noqa: PLC0415

    return Wanted(request.query.get("subject"), _chosen(InsightKind, request, "kind"), _day(request, "since"))


def _chosen(kinds: type[Chosen], request: Request, name: str) -> Chosen | None:
    text = request.query.get(name)
    if text is not None and text not in list(kinds):
        message = f"{name}: must be one of {', '.join(kinds)}"
        raise InvalidInput("A query parameter is not valid.", [Fault(name, "enum", message)])
    return None if text is None else kinds(text)


def _day(request: Request, name: str) -> date | None:
    text = request.query.get(name)
    try:
        return None if text is None else date.fromisoformat(text)
    except ValueError:
        fault = Fault(name, "date", f"{name}: must be a date such as 2026-11-01")
        raise InvalidInput("A query parameter is not valid.", [fault]) from None
