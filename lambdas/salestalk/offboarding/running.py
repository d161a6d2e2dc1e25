"""Carrying out a job: piece by piece until it ends or the time runs low, resumable wherever it was left."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final

from salestalk.contracts.offboarding import Job, JobState
from salestalk.errors import CallerError, RightMissing, Unavailable
from salestalk.offboarding import jobs
from salestalk.offboarding.jobs import Piece, Step
from salestalk.offboarding.ports import JobBook, Overtaken
from salestalk.values import frozen

SECONDS_PER_PIECE: Final = jobs.LEASE_SECONDS - 15
"""Within the lease: a run that takes longer has lost it, and its checkpoint is refused."""
SECONDS_TO_HAND_OVER: Final = 20
SECONDS_AFTER_TROUBLE: Final = 10

Work = Callable[[Job, float], Piece]
"""Does a piece of a step, by a deadline. It may be done twice, and does the same twice.

Raises `Unavailable` for what may pass; a `CallerError` or `RightMissing` for what nobody but a person can change.
"""


@frozen
class Outcome:
    """How a run ended: ``again_in`` seconds to wait before the next one, None when there is nothing left to do."""

    job: Job | None
    again_in: int | None = None
    has_progressed: bool = False
    trouble: str | None = None
    """What kept this run from going on; the next one may find it gone."""


@frozen
class JobRunner:
    """Carries out one tenant's jobs. ``seconds`` is the scale of deadlines; ``owner`` names the run."""

    book: JobBook
    work: Mapping[Step, Work]
    now: Callable[[], datetime]
    seconds: Callable[[], float]
    owner: str

    def run(self, tenant_id: str, job_id: str, *, deadline: float) -> Outcome:
        """Do as much as there is time for. Raises `Unavailable` when not even a checkpoint could be made."""
        job = self.book.get(tenant_id, job_id, deadline=deadline)
        if job is None or not jobs.has_work(job):
            return Outcome(job)
        if jobs.is_held(job, self.owner, self.moment()) and job.lease:
            return Outcome(job, again_in=max(1, job.lease.until - self.moment() + 1))
        try:
            return self._go(
                self.book.replace(job, jobs.claimed(job, self.owner, self.moment()), deadline=deadline), deadline
            )
        except Overtaken:
            return Outcome(job, again_in=1)

    def give_up(self, job: Job, reason: str, *, deadline: float) -> Job:
        """Leave the job for somebody to look at; asked for again, it goes on where it stopped."""
        return self.book.replace(job, jobs.stopped(job, reason, self.moment()), deadline=deadline)

    def _go(self, job: Job, deadline: float) -> Outcome:
        pieces = 0
        while jobs.has_work(job):
            try:
                piece = self.work[Step(str(job.step))](job, min(deadline, self.seconds() + SECONDS_PER_PIECE))
            except Unavailable as trouble:
                left = self.book.replace(job, jobs.released(job), deadline=deadline)
                return Outcome(left, SECONDS_AFTER_TROUBLE, has_progressed=pieces > 0, trouble=str(trouble))
            except (CallerError, RightMissing) as error:
                return Outcome(self.give_up(job, str(error), deadline=deadline), has_progressed=pieces > 0)
            job = self.book.replace(job, jobs.advanced(job, piece, self.moment()), deadline=deadline)
            pieces += 1
            if piece.wait or (jobs.has_work(job) and self.seconds() + SECONDS_TO_HAND_OVER >= deadline):
                left = self.book.replace(job, jobs.released(job), deadline=deadline)
                return Outcome(left, piece.wait, has_progressed=pieces > 1 or not piece.wait)
        return Outcome(self._at_rest(job, deadline), has_progressed=True)

    def _at_rest(self, job: Job, deadline: float) -> Job:
        return self.book.replace(job, jobs.released(job), deadline=deadline) if job.lease else job

    def moment(self) -> int:
        """Unix seconds."""
        return int(self.now().timestamp())


def is_over(job: Job) -> bool:
    """Whether the job has come to its end, well or badly."""
    return job.state in (JobState.DONE, JobState.FAILED)
