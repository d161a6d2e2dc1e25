"""A circuit breaker: a provider that keeps failing is left alone for a while, then tried with one call.

One for each provider and process. Closed, it counts failures in a row; at ``failures`` it opens, and nobody is let
through for ``rest`` seconds. Then one caller is (half open): its success closes it, its failure opens it anew.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from threading import Lock


class State(StrEnum):
    """Where a breaker stands."""

    CLOSED = "closed"
    OPEN = "open"
    HALF_OPEN = "half open"


@dataclass(slots=True)
class Breaker:
    """``seconds`` is the clock, on any scale that only goes forward. May be used by several threads."""

    seconds: Callable[[], float]
    failures: int = 3
    rest: float = 30.0
    _failed: int = 0
    _opened: float | None = None
    _trying: bool = False
    _lock: Lock = field(default_factory=Lock)

    @property
    def state(self) -> State:
        """Where it stands now."""
        if self._opened is None:
            return State.CLOSED
        return State.OPEN if self.seconds() - self._opened < self.rest else State.HALF_OPEN

    def lets_through(self) -> bool:
        """Whether a call may be made; who is let through tells by `worked`, `failed` or `unsettled` what came of it."""
        with self._lock:
            match self.state:
                case State.CLOSED:
                    return True
                case State.OPEN:
                    return False
                case State.HALF_OPEN:
                    may_try, self._trying = not self._trying, True
                    return may_try

    def worked(self) -> None:
        """A call that was let through had a reply."""
        with self._lock:
            self._failed, self._opened, self._trying = 0, None, False

    def failed(self) -> None:
        """A call that was let through had none."""
        with self._lock:
            self._failed += 1
            self._trying = False
            # A call that began before it opened says nothing about the time since.
            if self._failed >= self.failures and self.state is not State.OPEN:
                self._opened = self.seconds()

    def unsettled(self) -> None:
        """A call that was let through was not made after all."""
        with self._lock:
            self._trying = False
