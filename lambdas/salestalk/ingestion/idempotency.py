"""How an operation outlives faults without being done twice.

Network faults are retried 5 times with exponential delays, throttling 10 times with full jitter, from 100 ms up to 5 s;
a lost race counts as throttling. Broken rules and refusals are never retried, what exists already is a success, and
nothing is tried past the caller's deadline. The adapter says which kind a fault is.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import field
from enum import StrEnum
from typing import Final, TypeVar

from salestalk.contracts.metric import MetricRecord, idempotency_key
from salestalk.errors import SalesTalkError, ServiceError, Unavailable
from salestalk.values import frozen, mutable

BASE_SECONDS: Final = 0.1
CAP_SECONDS: Final = 5.0
NETWORK_RETRIES: Final = 5
THROTTLING_RETRIES: Final = 10

T = TypeVar("T")


class TransientFault(ServiceError):
    """The operation may succeed when it is tried again."""


class TransientNetwork(TransientFault):
    """No answer, or one that says the service failed; the operation may or may not have been done."""


class Throttled(TransientFault):
    """The service asks for patience; the operation was not done."""


class Contended(Throttled):
    """Somebody else was writing the same thing; the operation was not done."""


class AlreadyExists(SalesTalkError):
    """What was to be made is there: a success of an earlier attempt."""


class Creation(StrEnum):
    """What became of something that is made once."""

    CREATED = "created"
    ALREADY_EXISTS = "already_exists"


@frozen
class RetryRule:
    """How often a kind of fault is retried, and how long is waited before: exponential, or random up to that."""

    retries: int
    jitter: bool

    def delay(self, retry: int, uniform: Callable[[float, float], float]) -> float:
        """Seconds before the ``retry``-th retry (from 1)."""
        ceiling = min(CAP_SECONDS, BASE_SECONDS * 2.0 ** (retry - 1))
        return uniform(0.0, ceiling) if self.jitter else ceiling


NETWORK: Final = RetryRule(NETWORK_RETRIES, jitter=False)
THROTTLING: Final = RetryRule(THROTTLING_RETRIES, jitter=True)


def rule_for(fault: TransientFault) -> RetryRule:
    """The rule of a transient fault."""
    return THROTTLING if isinstance(fault, Throttled) else NETWORK


class IdempotencyStrategy:
    """Keys and retries. Safe to share between threads and tenants: it keeps nothing.

    ``clock`` gives seconds and never goes back, and deadlines are on its scale; ``uniform(a, b)`` is a random number.
    """

    def __init__(
        self,
        *,
        clock: Callable[[], float],
        sleep: Callable[[float], None],
        uniform: Callable[[float, float], float],
    ) -> None:
        self._clock = clock
        self._sleep = sleep
        self._uniform = uniform

    @staticmethod
    def metric_key(tenant_id: str, record: MetricRecord) -> str:
        """``{tenantId}:{subject}:{period}[:{dimensions}]``."""
        return idempotency_key(tenant_id, record.subject, record.period, record.dimensions)

    @staticmethod
    def message_key(tenant_id: str, message_id: str) -> str:
        """``{tenantId}:{messageId}``: one message id of a tenant is one message."""
        return f"{tenant_id}:{message_id}"

    def deadline_in(self, seconds: float) -> float:
        """The deadline so many seconds from now."""
        return self._clock() + seconds

    def call(self, operation: Callable[[], T], *, deadline: float | None = None) -> T:
        """The operation's result, trying again after transient faults.

        Raises `Unavailable`, caused by the last fault, when the retries or the time are used up; anything else that the
        operation raises is passed on at once.
        """
        if deadline is not None and self._clock() >= deadline:
            raise Unavailable("There was no time left to try.")
        budget = _Budget(self._clock, self._uniform, deadline)
        while True:
            try:
                return operation()
            except TransientFault as fault:
                self._sleep(budget.pause_after(fault))

    def create(self, operation: Callable[[], object], *, deadline: float | None = None) -> Creation:
        """Whether the operation made something, or raised `AlreadyExists`, which is a success and is not retried."""
        try:
            self.call(operation, deadline=deadline)
        except AlreadyExists:
            return Creation.ALREADY_EXISTS
        return Creation.CREATED


@mutable
class _Budget:
    """The retries of one call, counted for each rule."""

    clock: Callable[[], float]
    uniform: Callable[[float, float], float]
    deadline: float | None
    used: Counter[RetryRule] = field(default_factory=Counter)

    def pause_after(self, fault: TransientFault) -> float:
        """Seconds before the next attempt. Raises `Unavailable` for one too many, and for one that begins too late."""
        rule = rule_for(fault)
        self.used[rule] += 1
        pause = rule.delay(self.used[rule], self.uniform)
        if self.used[rule] > rule.retries or self._is_late(pause):
            raise Unavailable(f"Gave up after {self.used.total()} attempts: {fault}") from fault
        return pause

    def _is_late(self, pause: float) -> bool:
        return self.deadline is not None and self.clock() + pause >= self.deadline
