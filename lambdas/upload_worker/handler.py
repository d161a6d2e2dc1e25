"""Loads uploaded files: what S3 announces, and what a run before left to be gone on with.

A message that fails comes again and, after three tries, goes to the dead-letter queue: so does what S3 announces of a
tenant that is not served, or under a key that is none of an upload.
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
from salestalk.ingestion.uploads.loading import Outcome
from upload_worker.notes import Note
from upload_worker.wiring import make_working
from upload_worker.working import Working

SECONDS_TO_REPORT: Final = 5.0
"""Kept back from the function's time to say which messages failed."""

log = structured_logger(names.UPLOAD_WORKER)
working = cache(make_working)


def handler(event: dict[str, Any], context: Any) -> Mapping[str, Any]:
    """Serve a batch of messages (of one, as deployed); gives the ids of those that failed."""
    deadline = time.monotonic() + context.get_remaining_time_in_millis() / 1000 - SECONDS_TO_REPORT
    batch = _Batch(working(), context.aws_request_id, deadline)
    processor = BatchProcessor(event_type=EventType.SQS, raise_on_entire_batch_failure=False)
    return process_partial_response(event=event, record_handler=batch.serve, processor=processor)


@dataclass(frozen=True, slots=True)
class _Batch:
    working: Working
    request_id: str
    deadline: float

    def serve(self, record: SQSRecord) -> None:
        """Serve one message, and write its one log line; the processor takes note of what is raised."""
        fields = {"requestId": self.request_id, "messageId": record.message_id}
        run = f"{self.request_id}/{record.message_id}"
        try:
            note, outcome = self.working.serve(record.body, run=run, deadline=self.deadline)
        except SalesTalkError as error:
            log.warning("upload", extra={**fields, "outcome": "failed", "reason": str(error)})
            raise
        except Exception:
            log.exception("upload", extra={**fields, "outcome": "failed"})
            raise
        log.info("upload", extra={**fields, **told(note, outcome)})


def told(note: Note, outcome: Outcome) -> dict[str, Any]:
    """What the log line says of a run."""
    upload = outcome.upload
    counts = {str(status): count for status, count in upload.counts.items() if count} if upload else {}
    return {
        "tenantId": note.address.tenant_id,
        "batchId": note.address.batch_id,
        "outcome": str(upload.state) if upload else "not asked for",
        "records": counts,
        "againIn": outcome.again_in,
        "trouble": outcome.trouble,
    }
