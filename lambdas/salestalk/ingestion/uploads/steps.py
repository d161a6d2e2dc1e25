"""How an upload's state changes, step by step: pure, and each step raises its revision."""

from collections.abc import Iterable, Mapping
from dataclasses import field
from typing import Any, Final

from salestalk.contracts.batch import IngestStatus
from salestalk.contracts.events import IngestedMetric
from salestalk.contracts.upload import Upload, UploadLease, UploadPlace, UploadState
from salestalk.ingestion.agreement import Agreement, Comparison
from salestalk.ingestion.uploads.objects import Arrival
from salestalk.values import frozen

LEASE_SECONDS: Final = 120
"""How long a run that fell silent keeps others away; each checkpoint begins it anew."""
MAX_SUBJECTS: Final = 100
MAX_SAMPLE: Final = 10
MAX_NOTES: Final = 50
MAX_TO_COMPARE: Final = 500
"""Totals with a dimension each that an upload keeps in mind, to compare them when all is loaded."""


@frozen
class Progress:
    """What a part of a file adds."""

    place: UploadPlace
    records: int
    counts: Mapping[IngestStatus, int]
    has_rejects: bool
    report: Mapping[str, Any]
    active_ms: int
    subjects: tuple[str, ...] = ()
    sample: tuple[IngestedMetric, ...] = field(default=())
    to_compare: tuple[Comparison, ...] = ()


def is_held(upload: Upload, owner: str, now: int) -> bool:
    """Whether somebody else is loading."""
    return upload.lease is not None and upload.lease.owner != owner and upload.lease.until > now


def claimed(upload: Upload, arrival: Arrival | None, owner: str, now: int) -> Upload:
    """The upload in the hands of a run; the first run settles which file it is and when loading began."""
    changes: dict[str, Any] = {"state": UploadState.LOADING, "lease": _lease(owner, now)}
    if arrival is not None and upload.etag is None:
        changes |= {"etag": arrival.etag, "size": arrival.size, "object_version": arrival.version}
    if upload.started_at is None:
        changes |= {"started_at": now, "updated_at": now}
    return _changed(upload, **changes)


def planned(upload: Upload, place: UploadPlace, notes: Iterable[str], now: int) -> Upload:
    """The upload once it is settled how its file is read."""
    return _moved(upload, now, place=place, notes=_notes(upload, notes))


def advanced(upload: Upload, progress: Progress, now: int) -> Upload:
    """The upload with one more part of its file loaded."""
    to_compare = tuple(dict.fromkeys((*upload.to_compare, *(each.as_text for each in progress.to_compare))))
    counts = {status: upload.counts.get(status, 0) + progress.counts.get(status, 0) for status in IngestStatus}
    return _moved(
        upload,
        now,
        place=progress.place,
        records=upload.records + progress.records,
        counts=counts,
        reject_parts=upload.reject_parts + progress.has_rejects,
        report=dict(progress.report),
        active_ms=upload.active_ms + progress.active_ms,
        subjects=tuple(dict.fromkeys((*upload.subjects, *progress.subjects)))[:MAX_SUBJECTS],
        sample=(*upload.sample, *progress.sample)[:MAX_SAMPLE],
        to_compare=to_compare[:MAX_TO_COMPARE],
        not_all_checked=upload.not_all_checked or len(to_compare) > MAX_TO_COMPARE,
        lease=_lease(upload.lease.owner if upload.lease else "", now),
    )


def released(upload: Upload) -> Upload:
    """The upload for anybody to go on with."""
    return _changed(upload, lease=None)


def compared(upload: Upload, agreement: Agreement) -> Upload:
    """The upload once its totals were compared with their slices, for which nothing is left to keep in mind."""
    return _changed(
        upload,
        to_compare=(),
        warnings=agreement.warnings,
        warning_count=agreement.count,
        not_all_checked=upload.not_all_checked or not agreement.is_complete,
    )


def loaded(upload: Upload, report: Mapping[str, Any], now: int) -> Upload:
    """The upload at its end: its file is read to the last byte."""
    place = (upload.place or UploadPlace()).model_copy(update={"offset": upload.size})
    end = {"state": UploadState.LOADED, "lease": None, "finished_at": now}
    return _moved(upload, now, **end, place=place, report=dict(report))


def failed(upload: Upload, reason: str, now: int) -> Upload:
    """The upload that cannot be loaded any further; what is stored stays."""
    return _moved(upload, now, state=UploadState.FAILED, reason=reason[:1000], lease=None, finished_at=now)


def duplicate(upload: Upload, arrival: Arrival, of: str, now: int) -> Upload:
    """The upload whose file another one has brought."""
    reason = f"The very same file came in as batch {of}. Send it with force to load it once more."
    same = {"etag": arrival.etag, "size": arrival.size, "object_version": arrival.version}
    state = {"state": UploadState.DUPLICATE, "reason": reason, "duplicate_of": of, "lease": None}
    return _moved(upload, now, **same, **state, finished_at=now)


def warned(upload: Upload, note: str) -> Upload:
    """The upload with a note to whoever looks at it, once."""
    return _changed(upload, notes=_notes(upload, [note]))


def _notes(upload: Upload, more: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*upload.notes, *more)))[:MAX_NOTES]


def _lease(owner: str, now: int) -> UploadLease:
    return UploadLease(owner=owner, until=now + LEASE_SECONDS)


def _changed(upload: Upload, **changes: Any) -> Upload:
    return upload.model_copy(update={**changes, "revision": upload.revision + 1})


def _moved(upload: Upload, now: int, **changes: Any) -> Upload:
    return _changed(upload, **changes, updated_at=now)
