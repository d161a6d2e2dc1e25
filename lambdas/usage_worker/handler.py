"""Counts usage from events, once each: `narrative.generated.v1`, `metrics.ingested.v1`, `tenant.provisioned.v1`.

Messages that fail go back to the queue one by one and, after three tries, to the dead-letter queue; the others of their
batch are done. An event of a tenant that is unknown or deleted fails too: it is looked at, not dropped.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType, process_partial_response
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord

from runtime.logs import structured_logger
from salestalk import names
from salestalk.errors import SalesTalkError
from salestalk.events.delivery import claimed_identity, read_delivery
from usage_worker.counting import Counting
from usage_worker.wiring import make_counting

SECONDS_TO_REPORT: Final = 2.0
"""Kept back from the function's time to say which messages failed."""

log = structured_logger(names.USAGE_WORKER)
counting = cache(make_counting)


def handler(event: dict[str, Any], context: Any) -> Mapping[str, Any]:
    """Count a batch of messages; gives the ids of those that failed. Raises `SettingsIncomplete`."""
    deadline = time.monotonic() + context.get_remaining_time_in_millis() / 1000 - SECONDS_TO_REPORT
    batch = _Batch(counting(), context.aws_request_id, deadline)
    processor = BatchProcessor(event_type=EventType.SQS, raise_on_entire_batch_failure=False)
    return process_partial_response(event=event, record_handler=batch.count, processor=processor)


@dataclass(frozen=True, slots=True)
class _Batch:
    counting: Counting
    request_id: str
    deadline: float

    def count(self, record: SQSRecord) -> None:
        """Count one message, and write its one log line; the processor takes note of what is raised."""
        fields = {**claimed_identity(record.body), "requestId": self.request_id, "messageId": record.message_id}
        try:
            outcome = self.counting.count(read_delivery(record.body), deadline=self.deadline)
        except SalesTalkError as error:
            faults = [each.message for each in getattr(error, "faults", ())]
            log.warning("usage", extra={**fields, "outcome": "failed", "reason": str(error), "faults": faults})
            raise
        except Exception:
            log.exception("usage", extra={**fields, "outcome": "failed"})
            raise
        log.info("usage", extra={**fields, "outcome": outcome})
