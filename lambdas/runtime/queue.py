"""The queue edge of the functions: a batch of SQS messages in, those that failed out, one log line for each.

A message that fails goes back to the queue by itself and, after three tries, to the dead-letter queue; the others of
its batch are done.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Protocol

from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType, process_partial_response
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord

from salestalk.errors import SalesTalkError

SECONDS_TO_REPORT: Final = 2.0
"""Kept back from the function's time to say which messages failed."""


class Log(Protocol):
    """The part of a structured logger that is used here."""

    def info(self, msg: str, /, *, extra: Mapping[str, Any]) -> None:
        """A message that was served."""

    def warning(self, msg: str, /, *, extra: Mapping[str, Any]) -> None:
        """A message that could not be served, for a reason we know."""

    def exception(self, msg: str, /, *, extra: Mapping[str, Any]) -> None:
        """A message that failed in a way nobody foresaw, with its traceback."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """One message. ``run`` names this try of it; ``deadline`` is on the `time.monotonic` scale, in seconds."""

    body: str
    message_id: str
    run: str
    deadline: float


Serve = Callable[[Delivery], Mapping[str, Any]]
"""Serves one message and gives what its log line says; raises what makes the message come again."""


def serve_batch(
    serve: Serve,
    log: Log,
    event: dict[str, Any],
    context: Any,
    *,
    title: str,
    identify: Callable[[str], Mapping[str, Any]] = lambda _: {},
    seconds_to_report: float = SECONDS_TO_REPORT,
) -> Mapping[str, Any]:
    """Serve a batch; gives `batchItemFailures`. ``title`` names the log lines; ``identify`` reads a body for them.

    ``identify`` must take any text. What `serve` says of a message wins over what the message says of itself.
    """
    deadline = time.monotonic() + context.get_remaining_time_in_millis() / 1000 - seconds_to_report

    def one(record: SQSRecord) -> None:
        delivery = Delivery(record.body, record.message_id, f"{context.aws_request_id}/{record.message_id}", deadline)
        fields = {**identify(record.body), "requestId": context.aws_request_id, "messageId": record.message_id}
        _logged(serve, delivery, log, title, fields)

    processor = BatchProcessor(event_type=EventType.SQS, raise_on_entire_batch_failure=False)
    return process_partial_response(event=event, record_handler=one, processor=processor)


def _logged(serve: Serve, delivery: Delivery, log: Log, title: str, fields: Mapping[str, Any]) -> None:
    """Serve one message with its one log line; the processor takes note of what is raised, and hides it."""
    try:
        told = serve(delivery)
    except SalesTalkError as error:
        faults = [each.message for each in getattr(error, "faults", ())]
        log.warning(title, extra={**fields, "outcome": "failed", "reason": str(error), "faults": faults})
        raise
    except Exception:
        log.exception(title, extra={**fields, "outcome": "failed"})
        raise
    log.info(title, extra={**fields, **told})
