"""Loading an upload: part by part until the file ends or the time runs low, resumable wherever it was left.

A run that ends in between, for whatever reason, leaves a checkpoint; the next one begins there. The part behind it may
have been stored by the run that ended, wholly or in part: it is loaded again as a repetition (see `ingestion.origin`).
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Final

from salestalk.contracts.batch import IngestStatus
from salestalk.contracts.events import IngestedMetric
from salestalk.contracts.upload import Upload, UploadState
from salestalk.errors import InvalidInput, Unavailable
from salestalk.ingestion.agreement import comparison_of
from salestalk.ingestion.batch import BatchOutcome, RecordOutcome
from salestalk.ingestion.files.model import FilePlan, Reject, Tally
from salestalk.ingestion.idempotency import IdempotencyStrategy
from salestalk.ingestion.metrics import MetricsIngestion
from salestalk.ingestion.origin import Origin
from salestalk.ingestion.uploads import rejects, steps
from salestalk.ingestion.uploads.book import Overtaken, UploadBook
from salestalk.ingestion.uploads.chunks import (
    Chunk,
    RowSource,
    chunks_of,
    originals,
    place_of,
    position_of,
    tally_of,
)
from salestalk.ingestion.uploads.objects import Arrival, BlockStream, FileChanged, FileStore
from salestalk.values import frozen

ROWS_PER_CHUNK: Final = 1_000
SECONDS_PER_CHUNK: Final = steps.LEASE_SECONDS - 15
"""Within the lease: a run that takes longer has lost it, and gives up before somebody else begins."""
SECONDS_TO_HAND_OVER: Final = 30
SECONDS_AFTER_TROUBLE: Final = 10
SECONDS_TO_COMPARE: Final = 15
MAX_SAMPLE_PER_CHUNK: Final = steps.MAX_SAMPLE


@frozen
class Outcome:
    """How a run ended: ``again_in`` seconds to wait before the next one, None when there is nothing left to do."""

    upload: Upload | None
    again_in: int | None = None
    has_progressed: bool = False
    trouble: str | None = None
    """What kept this run from going on; the next one may find it gone."""


@frozen
class UploadLoader:
    """Loads uploads of one tenant.

    ``check`` raises when the tenant is no longer served, ``tell`` emits the event (both by a deadline); ``seconds``
    never goes back and is the scale of deadlines; ``owner`` names this run.
    """

    tenant_id: str
    book: UploadBook
    files: FileStore
    reader: RowSource
    ingestion: MetricsIngestion
    strategy: IdempotencyStrategy
    check: Callable[[float], object]
    tell: Callable[[Upload, float], None]
    now: Callable[[], datetime]
    seconds: Callable[[], float]
    owner: str
    rows_per_chunk: int = ROWS_PER_CHUNK

    def run(self, batch_id: str, arrival: Arrival | None, *, deadline: float) -> Outcome:
        """Load as much as there is time for. ``arrival`` is the file that S3 announced, None for a continuation.

        Raises `Unavailable` when not even a checkpoint could be made, `RightMissing`.
        """
        upload = self.book.get(self.tenant_id, batch_id, deadline=deadline)
        if upload is None or (arrival is None and upload.etag is None):
            return Outcome(None)
        if _is_another(upload, arrival):
            return Outcome(self._refuse(upload, arrival, deadline))
        if upload.state.is_final:
            return Outcome(upload)
        if steps.is_held(upload, self.owner, self.moment()) and upload.lease:
            return Outcome(upload, again_in=max(1, upload.lease.until - self.moment() + 1))
        try:
            upload = self._claim(upload, arrival, deadline)
            return Outcome(upload) if upload.state.is_final else self._load(upload, deadline)
        except Overtaken:
            return Outcome(upload, again_in=1)

    def _refuse(self, upload: Upload, arrival: Arrival | None, deadline: float) -> Upload:
        """Another file under this batch id: said to whoever looks, and not loaded."""
        etag = arrival.etag if arrival else ""
        note = f"Another file (checksum {etag}) was sent under this batch id; it was refused. Send it as a new batch."
        warned = steps.warned(upload, note)
        if warned.notes == upload.notes:
            return upload
        try:
            return self.book.replace(self.tenant_id, upload, warned, deadline=deadline)
        except Overtaken:
            raise Unavailable("The upload is being changed by somebody else.") from None

    def _claim(self, upload: Upload, arrival: Arrival | None, deadline: float) -> Upload:
        claimed = steps.claimed(upload, arrival, self.owner, self.moment())
        if upload.etag is not None or upload.force or arrival is None:
            return self.book.replace(self.tenant_id, upload, claimed, deadline=deadline)
        holder = self.book.begin(self.tenant_id, upload, claimed, deadline=deadline)
        if holder == upload.batch_id:
            return claimed
        other = self.book.get(self.tenant_id, holder, deadline=deadline)
        if other is None or other.state is UploadState.FAILED:
            self.book.take_over(self.tenant_id, upload, claimed, holder, deadline=deadline)
            return claimed
        same = steps.duplicate(upload, arrival, holder, self.moment())
        return self.book.replace(self.tenant_id, upload, same, deadline=deadline)

    def _load(self, upload: Upload, deadline: float) -> Outcome:
        try:
            plan = self._plan(upload, deadline)
            if upload.place is None:
                upload = self.step(upload, steps.planned(upload, place_of(plan.start), plan.notes, self.moment()))
            return _Run(self, plan, upload, deadline).go()
        except (FileChanged, InvalidInput) as error:
            return Outcome(self._fail(upload, error, deadline), has_progressed=True)
        except Unavailable as error:
            found = self.book.get(self.tenant_id, upload.batch_id, deadline=deadline) or upload
            moved = found.place != upload.place
            left = self.left(found, deadline)
            return Outcome(left, again_in=SECONDS_AFTER_TROUBLE, has_progressed=moved, trouble=str(error))

    def left(self, upload: Upload, deadline: float) -> Upload:
        """The upload for the next run to take at once: a run that ended by itself keeps nobody away."""
        if upload.lease is None or upload.lease.owner != self.owner:
            return upload
        return self.step(upload, steps.released(upload), deadline)

    def _plan(self, upload: Upload, deadline: float) -> FilePlan:
        known = self.book.plan(self.tenant_id, upload.batch_id, deadline=deadline)
        if known is not None:
            return known
        plan = self.reader.plan(BlockStream(self.files, file_of(upload), 0), upload.options)
        return self.book.keep_plan(self.tenant_id, upload.batch_id, plan, deadline=deadline)

    def _fail(self, upload: Upload, error: Exception, deadline: float) -> Upload:
        current = self.book.get(self.tenant_id, upload.batch_id, deadline=deadline) or upload
        if current.lease is None or current.lease.owner != self.owner:
            raise Overtaken(upload.batch_id)
        rejects.merge(self.files, self.tenant_id, current)
        return self.book.replace(
            self.tenant_id, current, steps.failed(current, str(error), self.moment()), deadline=deadline
        )

    def step(self, before: Upload, after: Upload, deadline: float | None = None) -> Upload:
        """Write a step. Raises `Overtaken`, `Unavailable`."""
        return self.book.replace(self.tenant_id, before, after, deadline=deadline)

    def moment(self) -> int:
        """Unix seconds."""
        return int(self.now().timestamp())


class _Run:
    """One run over a file, from its checkpoint on."""

    def __init__(self, loader: UploadLoader, plan: FilePlan, upload: Upload, deadline: float) -> None:
        self._loader = loader
        self._plan = plan
        self._upload = upload
        self._deadline = deadline
        self._file = file_of(upload)
        self._began = loader.seconds()
        # Nothing can be stored before the first claim; whoever claims later may come after a run that ended badly.
        self._is_repeated = True
        self._chunks_done = 0
        self._ended_at = self._began

    def go(self) -> Outcome:
        start = position_of(self._upload.place) if self._upload.place else self._plan.start
        tally = tally_of(self._upload.report)
        stream = BlockStream(self._loader.files, self._file, start.offset)
        rows = self._loader.reader.rows(stream, self._plan, start, tally, self._upload.started_at or 0)
        for chunk in chunks_of(rows, start, self._loader.rows_per_chunk):
            self._store(chunk, tally)
            if self._loader.seconds() + SECONDS_TO_HAND_OVER >= self._deadline:
                return self._hand_over()
        return self._finish(tally)

    def _store(self, chunk: Chunk, tally: Tally) -> None:
        """One part: its records, its rejects, then the checkpoint. Each may be done twice, and does the same twice."""
        loader, upload = self._loader, self._upload
        deadline = min(self._deadline, loader.strategy.deadline_in(SECONDS_PER_CHUNK))
        loader.check(deadline)
        outcome = self._ingest(chunk, deadline)
        handed_back = self._handed_back(chunk, outcome)
        if handed_back:
            rejects.write_part(loader.files, loader.tenant_id, upload, handed_back)
        progress = steps.Progress(
            place=place_of(chunk.end),
            records=len(outcome.results),
            counts=_counts(chunk, outcome),
            has_rejects=bool(handed_back),
            report=tally.as_document(),
            active_ms=self._milliseconds(),
            subjects=tuple(new.subject for new in outcome.new_subjects),
            sample=_sample(outcome),
            to_compare=outcome.to_compare,
        )
        self._upload = loader.step(upload, steps.advanced(upload, progress, loader.moment()), deadline)
        self._is_repeated, self._chunks_done = False, self._chunks_done + 1

    def _ingest(self, chunk: Chunk, deadline: float) -> BatchOutcome:
        records = chunk.records
        if not records:
            return BatchOutcome(())
        upload = self._upload
        origin = Origin(upload.batch_id, upload.records + 1, self._is_repeated)
        began = datetime.fromtimestamp(upload.started_at or 0, UTC)
        return self._loader.ingestion.ingest_batch(
            self._loader.tenant_id, records, origin=origin, now=began, deadline=deadline
        )

    def _handed_back(self, chunk: Chunk, outcome: BatchOutcome) -> list[Reject]:
        """What reading and storing refused, in the order of the file; one line for each fault."""
        places = chunk.record_places
        refused = [result for result in outcome.results if result.status is IngestStatus.REJECTED]
        at = [places[result.index] for result in refused]
        lines = originals(self._loader.files, self._file, self._plan.encoding, chunk, at)
        found = [
            Reject(chunk.rows[place].line, fault.field, fault.rule, fault.message, line)
            for place, result, line in zip(at, refused, lines, strict=True)
            for fault in result.faults
        ]
        return sorted([*chunk.rejects, *found], key=lambda reject: reject.line)

    def _finish(self, tally: Tally) -> Outcome:
        """The rejects as one file, the event, then the end: whoever ends in between does the same once more."""
        loader = self._loader
        rejects.merge(loader.files, loader.tenant_id, self._upload)
        upload = self._compared()
        loader.tell(upload, self._deadline)
        # What follows the last row, such as totals and empty lines, belongs to no part.
        ended = loader.step(upload, steps.loaded(upload, tally.as_document(), loader.moment()), self._deadline)
        return Outcome(ended, has_progressed=True)

    def _compared(self) -> Upload:
        """Once, after all parts: a total may stand far from its slices. Kept, so that the event says the same again."""
        loader, upload = self._loader, self._upload
        if not upload.to_compare:
            return upload
        agreement = loader.ingestion.compare_slices(
            loader.tenant_id,
            [comparison_of(text) for text in upload.to_compare],
            seconds=SECONDS_TO_COMPARE,
            deadline=self._deadline,
        )
        return loader.step(upload, steps.compared(upload, agreement), self._deadline)

    def _hand_over(self) -> Outcome:
        loader = self._loader
        left = loader.left(self._upload, self._deadline)
        return Outcome(left, again_in=0, has_progressed=self._chunks_done > 0)

    def _milliseconds(self) -> int:
        """Since the last checkpoint."""
        before, self._ended_at = self._ended_at, self._loader.seconds()
        return max(0, round((self._ended_at - before) * 1000))


def file_of(upload: Upload) -> Arrival:
    """The file that an upload loads, once it has arrived."""
    return Arrival(upload.object_key, upload.etag or "", upload.size, upload.object_version)


def _is_another(upload: Upload, arrival: Arrival | None) -> bool:
    return (
        arrival is not None and upload.etag is not None and (arrival.etag, arrival.size) != (upload.etag, upload.size)
    )


def _counts(chunk: Chunk, outcome: BatchOutcome) -> Mapping[IngestStatus, int]:
    counts = Counter(result.status for result in outcome.results)
    counts[IngestStatus.REJECTED] += len(chunk.rejects)
    return counts


def _sample(outcome: BatchOutcome) -> tuple[IngestedMetric, ...]:
    held = _held(outcome.results)[:MAX_SAMPLE_PER_CHUNK]
    return tuple(
        IngestedMetric(subject=r.subject, period=r.period, value=r.value, unit=r.unit)
        for r in (result.record for result in held)
        if r is not None
    )


def _held(results: Sequence[RecordOutcome]) -> list[RecordOutcome]:
    return [result for result in results if result.status is not IngestStatus.REJECTED]
