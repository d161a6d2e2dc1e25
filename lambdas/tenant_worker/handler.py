"""Exports tenants and erases them: what administrators asked for, and what a run before left to be gone on with.

A message about a job that failed ends among the dead letters; asked for again, the job goes on where it stopped.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any, Final

from runtime.logs import structured_logger
from runtime.queue import Delivery, serve_batch
from salestalk import names
from salestalk.contracts.jsontext import loads
from salestalk.errors import InvalidInput
from tenant_worker.wiring import make_working

SECONDS_TO_REPORT: Final = 5.0

log = structured_logger(names.TENANT_WORKER)
working = cache(make_working)


def handler(event: dict[str, Any], context: Any) -> Mapping[str, Any]:
    """Serve a batch of messages (of one, as deployed); gives the ids of those that failed."""
    working()
    return serve_batch(
        _serve, log, event, context, title="job", identify=_identity, seconds_to_report=SECONDS_TO_REPORT
    )


def _serve(delivery: Delivery) -> Mapping[str, Any]:
    _, outcome = working().serve(delivery.body, run=delivery.run, deadline=delivery.deadline)
    job = outcome.job
    return {
        "outcome": str(job.state) if job else "not known",
        "step": job.step if job else None,
        "counts": dict(job.counts) if job else {},
        "requestedBy": job.requested_by if job else None,
        "againIn": outcome.again_in,
        "trouble": outcome.trouble,
    }


def _identity(body: str) -> Mapping[str, Any]:
    """Whose message it is, as far as it says so."""
    try:
        said = loads(body)
    except InvalidInput:
        return {}
    return {name: said.get(name) for name in ("tenantId", "jobId", "kind")} if isinstance(said, dict) else {}
