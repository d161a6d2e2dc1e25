"""What a piece of work asks of AWS: each call with its time, its bytes and the capacity it consumed.

Counting happens in botocore's own events, once for every request that leaves the process, so nothing that calls AWS has
to take part in it; whose request it is, the context says (`salestalk.workers` carries it into threads).
"""

import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import field
from threading import get_ident
from typing import TYPE_CHECKING, Any, Final

from salestalk.values import frozen, mutable

if TYPE_CHECKING:
    from salestalk.adapters.clients import AwsSession

UNREADABLE: Final = "UnreadableAnswer"
_READS: Final = frozenset({"BatchGetItem", "ExecuteStatement", "GetItem", "Query", "Scan", "TransactGetItems"})
_DENIED: Final = ("AccessDenied", "NotAuthorized", "Unauthorized")
_THROTTLED: Final = ("Throttl", "ThroughputExceeded", "LimitExceeded", "TooManyRequests", "SlowDown")


@frozen
class Call:
    """One request to AWS, on the scale of `time.perf_counter`; ``failure`` is the error's code, if it failed."""

    service: str
    operation: str
    began: float
    ended: float
    sent: int
    received: int
    units: float = 0
    failure: str | None = None
    refused: int = 0
    """Entries of a batch that were not taken, though the call itself went well."""

    @property
    def name(self) -> str:
        """Such as ``dynamodb:Query``."""
        return f"{self.service}:{self.operation}"

    @property
    def is_throttled(self) -> bool:
        """Whether AWS asked for patience."""
        return self.failure is not None and any(part in self.failure for part in _THROTTLED)

    @property
    def is_denied(self) -> bool:
        """Whether IAM did not allow it."""
        return self.failure is not None and any(part in self.failure for part in _DENIED)


@frozen
class Usage:
    """What all calls of a piece of work come to."""

    calls: Sequence[Call]

    def __len__(self) -> int:
        return len(self.calls)

    @property
    def by_name(self) -> Mapping[str, int]:
        """Calls by service and operation."""
        return dict(sorted(Counter(call.name for call in self.calls).items()))

    @property
    def round_trips(self) -> int:
        """The longest row of calls of which none began before the one before it had ended.

        Nobody waited longer than for so many; some may only have happened one after the other, on threads of their own.
        """
        trips, free_from = 0, float("-inf")
        for call in sorted(self.calls, key=lambda each: (each.ended, each.began)):
            if call.began >= free_from:
                trips, free_from = trips + 1, call.ended
        return trips

    @property
    def read_units(self) -> float:
        """Read capacity consumed, in DynamoDB's units (whole or half ones)."""
        return sum(call.units for call in self.calls if call.operation in _READS)

    @property
    def write_units(self) -> float:
        """Write capacity consumed, in DynamoDB's units."""
        return sum(call.units for call in self.calls if call.operation not in _READS)

    @property
    def throttled(self) -> int:
        """Calls that AWS put off."""
        return sum(call.is_throttled for call in self.calls)

    @property
    def denied(self) -> int:
        """Calls that IAM did not allow."""
        return sum(call.is_denied for call in self.calls)

    def refused(self, operation: str) -> int:
        """Entries that calls of this operation did not take, a failed call counted as one."""
        return sum(call.refused or bool(call.failure) for call in self.calls if call.operation == operation)

    def told(self) -> dict[str, Any]:
        """As a log line says it."""
        failed = Counter(f"{call.name} {call.failure}" for call in self.calls if call.failure)
        return {
            "calls": self.by_name,
            "roundTrips": self.round_trips,
            "ms": round(sum(call.ended - call.began for call in self.calls) * 1000, 1),
            "sentBytes": sum(call.sent for call in self.calls),
            "receivedBytes": sum(call.received for call in self.calls),
            "readUnits": self.read_units,
            "writeUnits": self.write_units,
            **({"failed": dict(failed)} if failed else {}),
        }


@mutable
class Meter:
    """Takes down calls as they happen, in whatever thread."""

    _done: list[Call] = field(default_factory=list)
    _open: dict[int, tuple[str, str, float, int]] = field(default_factory=dict)

    @property
    def usage(self) -> Usage:
        """The calls that have ended by now."""
        return Usage(tuple(self._done))

    def begin(self, service: str, operation: str, sent: int, now: float) -> None:
        """A request leaves. One before it in this thread, if it is still open, had an answer that nobody could read."""
        self.end(now, failure=UNREADABLE)
        self._open[get_ident()] = (service, operation, now, sent)

    def end(
        self, now: float, *, received: int = 0, units: float = 0, failure: str | None = None, refused: int = 0
    ) -> None:
        """The request of this thread ended."""
        begun = self._open.pop(get_ident(), None)
        if begun is not None:
            service, operation, began, sent = begun
            self._done.append(Call(service, operation, began, now, sent, received, units, failure, refused))


_METER: ContextVar[Meter | None] = ContextVar("meter", default=None)


@contextmanager
def metered() -> Iterator[Meter]:
    """Count what is called within, by clients of a session that `watch` knows."""
    meter = Meter()
    token = _METER.set(meter)
    try:
        yield meter
    finally:
        _METER.reset(token)


def watch(session: "AwsSession", clock: Callable[[], float] = time.perf_counter) -> "AwsSession":
    """Count the calls of all clients that the session makes from now on; DynamoDB is asked what each consumes."""

    def began(request: Any, event_name: str, **_: Any) -> None:
        meter = _METER.get()
        if meter is not None:
            service, operation = event_name.split(".")[1:]
            meter.begin(service, operation, _size(request.body), clock())

    def ended(response_dict: Any, parsed_response: Any, exception: Any, **_: Any) -> None:
        meter = _METER.get()
        if meter is not None:
            meter.end(clock(), **_answered(response_dict or {}, parsed_response or {}, exception))

    session.events.register("before-parameter-build.dynamodb", _ask_for_consumption)
    session.events.register("before-send", began)
    session.events.register("response-received", ended)
    return session


def _ask_for_consumption(params: dict[str, Any], model: Any, **_: Any) -> None:
    shape = model.input_shape
    if shape is not None and "ReturnConsumedCapacity" in shape.members:
        params.setdefault("ReturnConsumedCapacity", "TOTAL")


def _answered(response: Mapping[str, Any], parsed: Mapping[str, Any], exception: Exception | None) -> dict[str, Any]:
    error = parsed.get("Error", {}).get("Code")
    consumed = parsed.get("ConsumedCapacity") or ()
    each = [consumed] if isinstance(consumed, Mapping) else consumed
    return {
        "received": _size(response.get("body")) or int(response.get("headers", {}).get("content-length") or 0),
        "units": sum(part.get("CapacityUnits", 0) for part in each),
        "failure": type(exception).__name__ if exception is not None else error,
        "refused": parsed.get("FailedEntryCount", 0),
    }


def _size(body: Any) -> int:
    """Bytes of a body at hand; 0 for one that is streamed."""
    if isinstance(body, str):
        return len(body.encode())
    return len(body) if isinstance(body, bytes | bytearray) else 0
