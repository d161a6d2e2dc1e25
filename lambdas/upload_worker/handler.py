"""Loads uploaded files: what S3 announces, and what a run before left to be gone on with.

What S3 announces of a tenant that is not served, or under a key that is none of an upload, ends among the dead letters.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any, Final

from runtime.logs import structured_logger
from runtime.queue import Delivery, serve_batch
from salestalk import names
from salestalk.ingestion.uploads.loading import Outcome
from upload_worker.notes import Note
from upload_worker.wiring import make_working

SECONDS_TO_REPORT: Final = 5.0

log = structured_logger(names.UPLOAD_WORKER)
working = cache(make_working)


def handler(event: dict[str, Any], context: Any) -> Mapping[str, Any]:
    """Serve a batch of messages (of one, as deployed); gives the ids of those that failed."""
    working()
    return serve_batch(_serve, log, event, context, title="upload", seconds_to_report=SECONDS_TO_REPORT)


def _serve(delivery: Delivery) -> Mapping[str, Any]:
    return told(*working().serve(delivery.body, run=delivery.run, deadline=delivery.deadline))


def told(note: Note, outcome: Outcome) -> dict[str, Any]:
    """What the log line says of a run."""
    upload = outcome.upload
    otherwise = "not begun" if outcome.trouble else "not asked for"
    counts = {str(status): count for status, count in upload.counts.items() if count} if upload else {}
    return {
        "tenantId": note.address.tenant_id,
        "batchId": note.address.batch_id,
        "outcome": str(upload.state) if upload else otherwise,
        "records": counts,
        "againIn": outcome.again_in,
        "trouble": outcome.trouble,
    }
