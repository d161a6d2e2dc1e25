"""One tenant's calls to a model for one question: in time, within the budget, and past the breaker, or not at all."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from salestalk.ai.breaker import Breaker
from salestalk.ai.budget import Budget, Reservation
from salestalk.ai.policy import Policy
from salestalk.ai.ports import TOOLS, Failure, Model, ModelFailed, ModelRequest, Reply, Spent, Task
from salestalk.ai.prompts import Prompt, prompt
from salestalk.contracts.jsontext import dumps
from salestalk.errors import Unavailable


class Fallback(StrEnum):
    """Why the built-in reading or text was taken; the code in `aiModel.fallback`."""

    LATE = "late"
    UNAVAILABLE = "unavailable"
    MALFORMED = "malformed"
    BLOCKED = "blocked"
    NO_TIME = "no_time"
    """Too little was left of the time that an answer may take."""
    RESTING = "resting"
    """The provider failed several times in a row and is left alone."""
    OVER_BUDGET = "over_budget"
    UNCOUNTED = "uncounted"
    """The budget could not be counted, so nothing was spent."""
    UNSURE = "unsure"
    """The model named no metric either."""
    INVALID = "invalid"
    """Its reading named what does not exist, and its second try too."""
    UNANSWERABLE = "unanswerable"
    """Its reading leads to no answer."""
    UNPROVEN = "unproven"
    """Its text says something that the findings do not."""


FAILURES: Final = frozenset({Fallback(failure) for failure in Failure})
"""Those that are the provider's."""


class NotHelped(Exception):
    """There is no reply, and the built-in way is taken."""

    def __init__(self, fallback: Fallback) -> None:
        super().__init__(fallback)
        self.fallback = fallback


@dataclass(slots=True)
class Calls:
    """The calls for one question, with what they took. ``seconds`` is the `time.monotonic` scale of both deadlines:
    ``deadline`` is when a reply is of no use any more, ``storing`` when nothing can be counted any more.
    """

    model: Model
    breaker: Breaker
    budget: Budget
    policy: Policy
    seconds: Callable[[], float]
    now: datetime
    deadline: float
    storing: float
    spent: Spent = field(default_factory=Spent)
    milliseconds: float = 0.0
    made: int = 0
    failed: int = 0
    prompts: list[Prompt] = field(default_factory=list)

    def ask(self, task: Task, data: Mapping[str, Any], schema: Mapping[str, Any], max_tokens: int) -> Reply:
        """Ask the model, with ``data`` as JSON text. Raises `NotHelped`."""
        began = self.seconds()
        try:
            return self._ask(self._request(task, data, schema, max_tokens))
        finally:
            self.milliseconds += (self.seconds() - began) * 1000

    def _request(self, task: Task, data: Mapping[str, Any], schema: Mapping[str, Any], max_tokens: int) -> ModelRequest:
        return ModelRequest(
            tenant_id=self.budget.tenant.tenant_id,
            task=task,
            system=prompt(task).text,
            user=dumps(data),
            name=TOOLS[task],
            schema=schema,
            max_tokens=max_tokens,
            deadline=self.deadline,
        )

    def _ask(self, request: ModelRequest) -> Reply:
        if (self.deadline - self.seconds()) * 1000 < self.policy.worth_trying_ms:
            raise NotHelped(Fallback.NO_TIME)
        if not self.breaker.lets_through():
            raise NotHelped(Fallback.RESTING)
        reservation = self._reserve(request)
        self.made += 1
        if prompt(request.task) not in self.prompts:
            self.prompts.append(prompt(request.task))
        return self._complete(request, reservation)

    def _reserve(self, request: ModelRequest) -> Reservation:
        sent = sum(len(part.encode()) for part in (request.system, request.user, dumps(request.schema)))
        expected = self.policy.expected(sent, request.max_tokens)
        fallback = Fallback.OVER_BUDGET
        try:
            reservation = self.budget.reserve(expected, self.now, deadline=self.deadline)
        except Unavailable:
            reservation, fallback = None, Fallback.UNCOUNTED
        except BaseException:
            self.breaker.unsettled()
            raise
        if reservation is None:
            self.breaker.unsettled()
            raise NotHelped(fallback)
        return reservation

    def _complete(self, request: ModelRequest, reservation: Reservation) -> Reply:
        try:
            reply = self.model.complete(request)
        except ModelFailed as failed:
            # What a guardrail holds back says nothing about the provider's health.
            self.breaker.worked() if failed.failure is Failure.BLOCKED else self.breaker.failed()
            self.failed += 1
            self._settle(reservation, failed.spent)
            raise NotHelped(Fallback(failed.failure)) from failed
        except BaseException:
            self.breaker.failed()
            raise
        self.breaker.worked()
        self._settle(reservation, reply.spent)
        return reply

    def _settle(self, reservation: Reservation, spent: Spent | None) -> None:
        """Count what was used, where that is known. An answer does not fail for it: then what was reserved stands."""
        if spent is None:
            return
        self.spent += spent
        with suppress(Unavailable):
            self.budget.settle(reservation, spent, deadline=self.storing)
