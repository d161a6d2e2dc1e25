"""One message of the queue: a run over the upload it is about, and what is left for the next run."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final, Protocol

from salestalk.contracts.events import EventMetadata, MetricsIngested, ValidationResults
from salestalk.contracts.upload import Upload
from salestalk.errors import Unavailable
from salestalk.events.envelope import envelope
from salestalk.events.publisher import EventPublisher
from salestalk.ingestion.uploads.loading import SECONDS_AFTER_TROUBLE, Outcome, UploadLoader
from salestalk.tenancy.allowance import Allowance
from salestalk.tenancy.registry import ActiveTenants
from salestalk.values import frozen
from upload_worker.notes import Note, read_note, write_note

IDLE_RUNS: Final = 20
"""Runs in sequence that came to nothing, before somebody has to look: the message goes to the dead-letter queue."""
MAX_DELAY_SECONDS: Final = 900


class Queue(Protocol):
    """The worker's own queue."""

    def send(self, body: str, *, delay: int, deadline: float) -> None:
        """Put a message, to be seen after so many seconds. Raises `Unavailable`."""
        ...


@frozen
class Working:
    """Serves messages. ``loader_of`` gives a loader that only one tenant's credentials reach, by run and deadline."""

    tenants: ActiveTenants
    loader_of: Callable[[str, str, float], UploadLoader]
    queue: Queue
    bucket: str

    def serve(self, body: str, *, run: str, deadline: float) -> tuple[Note, Outcome]:
        """Load, and see to it that somebody goes on where this run could not.

        Raises `InvalidInput` for an object that is no upload, `TenantNotActive`, `RightMissing`, and `Unavailable`
        where nobody could be told to go on: such a message comes again and ends in the dead-letter queue.
        """
        note = read_note(body, self.bucket)
        outcome = self._run(note, run, deadline)
        if outcome.again_in is not None:
            following = note.following(has_progressed=outcome.has_progressed or outcome.trouble is None)
            if following.idle_runs > IDLE_RUNS:
                raise Unavailable(f"{IDLE_RUNS} runs came to nothing: {outcome.trouble}")
            delay = min(MAX_DELAY_SECONDS, outcome.again_in * 2 ** min(following.idle_runs, 6))
            self.queue.send(write_note(following), delay=delay, deadline=deadline)
        return note, outcome

    def _run(self, note: Note, run: str, deadline: float) -> Outcome:
        """A run. What AWS did not answer before it could begin is trouble as well: the queue would try again only when
        the longest run could be over, and somebody waits for the file.
        """
        tenant_id, batch_id = note.address.tenant_id, note.address.batch_id
        try:
            self.tenants.active_tenant(tenant_id, deadline=deadline)
            return self.loader_of(tenant_id, run, deadline).run(batch_id, note.arrival, deadline=deadline)
        except Unavailable as error:
            return Outcome(None, again_in=SECONDS_AFTER_TROUBLE, trouble=str(error))


@frozen
class Announcement:
    """Counts what a tenant's uploads brought, and emits `metrics.ingested.v1` of them.

    The same upload counts once however often it is told of, and always gives the same event id.
    """

    tenant_id: str
    allowance: Allowance
    publisher: EventPublisher
    correlation_id: str

    def __call__(self, upload: Upload, deadline: float) -> None:
        """Say that the upload is loaded. Raises `Unavailable`."""
        # Of the last checkpoint: telling it again tells exactly the same.
        now = datetime.fromtimestamp(upload.updated_at, UTC)
        rows = sum(upload.counts.values())
        self.allowance.uploaded(rows, now, once=upload.batch_id, deadline=deadline)
        event = envelope(
            ingested(upload),
            cause=upload.batch_id,
            tenant_id=self.tenant_id,
            user_id=upload.requested_by or None,
            metadata=EventMetadata(correlation_id=self.correlation_id),
            now=now,
        )
        self.publisher.publish([event], deadline=deadline)


def ingested(upload: Upload) -> MetricsIngested:
    """The event's data, which follows from the upload alone."""
    total = sum(upload.counts.values())
    return MetricsIngested(
        batch_id=upload.batch_id,
        source="csv_upload",
        file_name=upload.file_name,
        record_count=total,
        metrics_ingested=upload.sample,
        validation_results=ValidationResults(
            valid=total - upload.rejected, invalid=upload.rejected, warnings=len(upload.notes) + upload.warning_count
        ),
        processing_time_ms=upload.active_ms,
    )
