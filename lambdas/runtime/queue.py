"""The queue edge of the functions: a batch of SQS messages in, those that failed out, one log line for each.

A message that fails goes back to the queue by itself and, after three tries, to the dead-letter queue; the others of
its batch are done. One that is about a tenant that is gone can never be served: it is dropped, with a line that says
so and counts it, whether it was late, redriven or replayed. (`batchItemFailures` is all the protocol there is:
https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html.)
"""

import time
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, Final, Generic, Protocol, TypeVar

from runtime.measures import Values
from runtime.observing import Observation, observing
from salestalk.errors import SalesTalkError, TenantGone
from salestalk.events.delivery import claimed_identity
from salestalk.names import Metric
from salestalk.values import frozen

SECONDS_TO_REPORT: Final = 2.0
"""Kept back from the function's time to say which messages failed."""

TENANT_GONE: Final = "tenant gone"
"""The outcome of a message that was dropped."""

Work = TypeVar("Work")


class Log(Protocol):
    """The part of a structured logger that is used here."""

    def info(self, msg: str, /, *, extra: Mapping[str, Any]) -> None:
        """A message that was served."""

    def warning(self, msg: str, /, *, extra: Mapping[str, Any]) -> None:
        """A message that could not be served, for a reason we know."""

    def exception(self, msg: str, /, *, extra: Mapping[str, Any]) -> None:
        """A message that failed in a way nobody foresaw, with its traceback."""


@frozen
class Delivery:
    """One message. ``run`` names this try of it; ``deadline`` is on the `time.monotonic` scale, in seconds."""

    body: str
    message_id: str
    run: str
    deadline: float
    number: int = 1
    """How often it was delivered by now."""


Serve = Callable[[Delivery], Mapping[str, Any]]
"""Serves one message and gives what its log line says; raises what makes the message come again."""


@frozen
class Together(Generic[Work]):
    """Work that is cheaper done together: each message is read by itself, each group served at once.

    ``serve`` takes a group and its deadline, and gives what the log line of each says; what it raises fails the group.
    """

    read: Callable[[Delivery], Work]
    group_of: Callable[[Work], Hashable]
    serve: Callable[[Sequence[Work], float], Sequence[Mapping[str, Any]]]


def serve_batch(
    serve: Serve,
    log: Log,
    event: dict[str, Any],
    context: Any,
    *,
    title: str,
    identify: Callable[[str], Mapping[str, Any]] = claimed_identity,
    seconds_to_report: float = SECONDS_TO_REPORT,
) -> Mapping[str, Any]:
    """Serve a batch; gives `batchItemFailures`. ``title`` names the log lines; ``identify`` reads a body for them.

    ``identify`` must take any text. What `serve` says of a message wins over what the message says of itself.
    """
    lines = _Lines(log, title, identify, context.aws_request_id)
    for delivery in _deliveries(event, context, seconds_to_report):
        with lines.failing([delivery]) as seen:
            lines.served([delivery], [serve(delivery)], seen)
    return lines.failures()


def serve_together(
    together: Together[Work],
    log: Log,
    event: dict[str, Any],
    context: Any,
    *,
    title: str,
    identify: Callable[[str], Mapping[str, Any]],
    seconds_to_report: float = SECONDS_TO_REPORT,
) -> Mapping[str, Any]:
    """The same, group by group."""
    lines = _Lines(log, title, identify, context.aws_request_id)
    groups: dict[Hashable, list[tuple[Delivery, Work]]] = {}
    for delivery in _deliveries(event, context, seconds_to_report):
        with lines.failing([delivery]):
            work = together.read(delivery)
            groups.setdefault(together.group_of(work), []).append((delivery, work))
    for group in groups.values():
        deliveries = [delivery for delivery, _ in group]
        with lines.failing(deliveries) as seen:
            lines.served(deliveries, together.serve([work for _, work in group], deliveries[0].deadline), seen)
    return lines.failures()


def _deliveries(event: Mapping[str, Any], context: Any, seconds_to_report: float) -> Iterator[Delivery]:
    deadline = time.monotonic() + context.get_remaining_time_in_millis() / 1000 - seconds_to_report
    for record in event["Records"]:
        name = record["messageId"]
        number = int(record.get("attributes", {}).get("ApproximateReceiveCount", 1))
        yield Delivery(record["body"], name, f"{context.aws_request_id}/{name}", deadline, number)


class _Lines:
    """Writes each message's one log line, and keeps which of them failed."""

    def __init__(self, log: Log, title: str, identify: Callable[[str], Mapping[str, Any]], request_id: str) -> None:
        self._log = log
        self._title = title
        self._identify = identify
        self._request_id = request_id
        self._failed: list[str] = []

    def served(self, deliveries: Sequence[Delivery], told: Sequence[Mapping[str, Any]], seen: Observation) -> None:
        """A line for each; what they took together stands in the first."""
        tell = seen.told
        for delivery, said in zip(deliveries, told, strict=True):
            fields = {**self._fields(delivery), **said}
            outcome = str(said.get("outcome", "done"))
            self._log.info(self._title, extra={**fields, **tell(outcome, is_error=False, measured=_age(fields))})
            tell = seen.told_beside

    @contextmanager
    def failing(self, deliveries: Sequence[Delivery]) -> Iterator[Observation]:
        """What is raised within fails these messages and ends here: the others of the batch go on."""
        with observing(self._title) as seen:
            try:
                yield seen
            except TenantGone as error:
                self._drop(deliveries, seen, str(error))
            except SalesTalkError as error:
                told = {"reason": str(error), "faults": [each.message for each in getattr(error, "faults", ())]}
                self._fail(deliveries, self._log.warning, seen, told)
            except Exception:  # noqa: BLE001 - the edge: whatever it was is logged, and the message comes again
                self._fail(deliveries, self._log.exception, seen, {})

    def failures(self) -> Mapping[str, Any]:
        """What Lambda is told."""
        return {"batchItemFailures": [{"itemIdentifier": name} for name in self._failed]}

    def _drop(self, deliveries: Sequence[Delivery], seen: Observation, reason: str) -> None:
        tell = seen.told
        for delivery in deliveries:
            fields = {**self._fields(delivery), "reason": reason}
            self._log.info(self._title, extra={**fields, **tell(TENANT_GONE, is_error=False)})
            tell = seen.told_beside

    def _fail(
        self,
        deliveries: Sequence[Delivery],
        write: Callable[..., None],
        seen: Observation,
        told: Mapping[str, Any],
    ) -> None:
        tell = seen.told
        for delivery in deliveries:
            self._failed.append(delivery.message_id)
            write(self._title, extra={**self._fields(delivery), **told, **tell("failed", is_error=True)})
            tell = seen.told_beside

    def _fields(self, delivery: Delivery) -> dict[str, Any]:
        named = {
            "requestId": self._request_id,
            "messageId": delivery.message_id,
            "delivery": delivery.number,
        }
        return {**self._identify(delivery.body), **named}


def _age(fields: Mapping[str, Any]) -> Values:
    """How old an event is by the time it is done; of one that is replayed, its age says nothing."""
    try:
        happened = datetime.fromisoformat(fields["eventTime"])
        age = (datetime.now(UTC) - happened).total_seconds() * 1000
    except (KeyError, TypeError, ValueError):
        return {}
    return {} if "replay" in fields else {Metric.EVENT_AGE: round(age, 1)}
