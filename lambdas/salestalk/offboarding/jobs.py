"""How a job changes: pure, and each change raises its revision."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import field
from enum import StrEnum
from typing import Any, Final

from salestalk.contracts.offboarding import MAX_REASON, Job, JobKind, JobLease, JobState
from salestalk.values import frozen

LEASE_SECONDS: Final = 120
"""How long a run that fell silent keeps others away; each checkpoint begins it anew."""


class Step(StrEnum):
    """The steps of all jobs."""

    BEGIN = "begin"
    EXPORT_METRICS = "export-metrics"
    EXPORT_MESSAGES = "export-messages"
    LIST_FILES = "list-files"
    MANIFEST = "manifest"
    TIDY = "tidy"

    CLOSE = "close"
    COUNT_USERS = "count-users"
    COUNT_METRICS = "count-metrics"
    COUNT_MESSAGES = "count-messages"
    COUNT_OBJECTS = "count-objects"
    USERS = "users"
    OUTLETS = "outlets"
    TABLES = "tables"
    OBJECTS = "objects"
    STACK = "stack"
    JOBS = "jobs"
    REQUESTS = "requests"
    ENTRY = "entry"
    CERTIFICATE = "certificate"
    WAIT = "wait"
    COUNT_STRAYS = "count-strays"
    SWEEP = "sweep"


STEPS: Final[Mapping[JobKind, tuple[Step, ...]]] = {
    JobKind.EXPORT: (
        Step.BEGIN,
        Step.EXPORT_METRICS,
        Step.EXPORT_MESSAGES,
        Step.LIST_FILES,
        Step.MANIFEST,
        Step.TIDY,
    ),
    JobKind.ERASE: (
        Step.CLOSE,
        # Before anything is removed: what is counted while it goes would be lost with a run that is killed.
        Step.COUNT_USERS,
        Step.COUNT_METRICS,
        Step.COUNT_MESSAGES,
        Step.COUNT_OBJECTS,
        # First whoever could still come in; and before the stack, whose deletion removes their group.
        Step.USERS,
        Step.OUTLETS,
        # Before the stack too: in production it is told to keep its tables.
        Step.TABLES,
        Step.OBJECTS,
        Step.STACK,
        Step.JOBS,
        Step.REQUESTS,
        Step.ENTRY,
        Step.CERTIFICATE,
        # Once more, when the last form to upload with has ended that was given out before the tenant was closed.
        Step.WAIT,
        Step.COUNT_STRAYS,
        Step.SWEEP,
    ),
}
DONE_WITH: Final[Mapping[JobKind, Step]] = {JobKind.EXPORT: Step.TIDY, JobKind.ERASE: Step.CERTIFICATE}
"""The step after which a job is done. What an erasure does later only makes sure of it."""


@frozen
class Piece:
    """What a piece of a step came to. ``counts`` are added; ``noted`` are further fields of the job.

    Unless the step is done, it goes on at ``cursor``, after so many seconds.
    """

    is_done: bool = True
    cursor: Mapping[str, Any] = field(default_factory=dict)
    counts: Mapping[str, int] = field(default_factory=dict)
    noted: Mapping[str, Any] = field(default_factory=dict)
    wait: int = 0


def new_job(kind: JobKind, tenant_id: str, job_id: str, requested_by: str, now: int) -> Job:
    """A job that waits for its first run."""
    return Job(
        tenant_id=tenant_id,
        job_id=job_id,
        kind=kind,
        requested_by=requested_by,
        requested_at=now,
        updated_at=now,
        step=STEPS[kind][0],
    )


def is_held(job: Job, owner: str, now: int) -> bool:
    """Whether somebody else is at work."""
    return job.lease is not None and job.lease.owner != owner and job.lease.until > now


def claimed(job: Job, owner: str, now: int) -> Job:
    """The job in the hands of a run."""
    state = JobState.RUNNING if job.state is JobState.WAITING else job.state
    return _changed(job, state=state, lease=_lease(owner, now), started_at=job.started_at or now)


def advanced(job: Job, piece: Piece, now: int) -> Job:
    """The job with one more piece done."""
    counts = Counter(job.counts)
    counts.update(piece.counts)
    changes = {"counts": dict(counts), "updated_at": now, "reason": None, **piece.noted}
    if job.lease is not None:
        changes["lease"] = _lease(job.lease.owner, now)
    if not piece.is_done:
        return _changed(job, **changes, cursor=dict(piece.cursor))
    return _changed(job, **changes, cursor={}, **_after(job, now))


def released(job: Job) -> Job:
    """The job for anybody to go on with."""
    return _changed(job, lease=None)


def stopped(job: Job, reason: str, now: int) -> Job:
    """The job that cannot go on; one that was done already stays so, and does no more."""
    said = {"reason": reason[:MAX_REASON], "lease": None, "updated_at": now}
    if job.state is JobState.DONE:
        return _changed(job, **said, step=None)
    return _changed(job, **said, state=JobState.FAILED)


def taken_up(job: Job, now: int) -> Job:
    """The job once somebody asked for it again: a failed one waits for its next run, where it stopped."""
    if job.state is not JobState.FAILED:
        return job
    return _changed(job, state=JobState.WAITING, updated_at=now, tries=job.tries + 1)


def has_work(job: Job) -> bool:
    """Whether a run has anything to do."""
    return job.step is not None and job.state is not JobState.FAILED


def _after(job: Job, now: int) -> dict[str, Any]:
    """The next step, and whether the job is done with the one before."""
    steps = STEPS[job.kind]
    step = Step(str(job.step))
    following = steps[steps.index(step) + 1 :]
    changes: dict[str, Any] = {"step": following[0].value if following else None}
    if step is DONE_WITH[job.kind]:
        changes |= {"state": JobState.DONE, "finished_at": now}
    return changes


def _lease(owner: str, now: int) -> JobLease:
    return JobLease(owner=owner, until=now + LEASE_SECONDS)


def _changed(job: Job, **changes: Any) -> Job:
    return job.model_copy(update={**changes, "revision": job.revision + 1})
