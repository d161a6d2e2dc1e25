"""One message of the queue: a run over the job it names, and what is left for the next run."""

from collections.abc import Callable
from typing import Final

from salestalk.contracts.base import parse
from salestalk.contracts.jsontext import loads
from salestalk.contracts.offboarding import JobNote, JobState
from salestalk.errors import Unavailable
from salestalk.offboarding.ports import JobQueue
from salestalk.offboarding.running import JobRunner, Outcome
from salestalk.values import frozen

IDLE_RUNS: Final = 20
"""Runs in sequence that came to nothing, before somebody has to look."""
MAX_DELAY_SECONDS: Final = 900

RunnerOf = Callable[[JobNote, str, float], JobRunner]


@frozen
class Working:
    """Serves messages. ``runner_of`` gives one that only one tenant's credentials reach, by note, run and deadline."""

    runner_of: RunnerOf
    queue: JobQueue

    def serve(self, body: str, *, run: str, deadline: float) -> tuple[JobNote, Outcome]:
        """Work on the job, and see to it that somebody goes on where this run could not.

        Raises `InvalidInput` for what is no message of ours, `RightMissing`, and `Unavailable`, also for a job that
        failed: such a message comes again, does nothing more, and ends in the dead-letter queue, where it is found.
        """
        note = parse(JobNote, loads(body), title="The message is not about a job.")
        runner = self.runner_of(note, run, deadline)
        outcome = runner.run(note.tenant_id, note.job_id, deadline=deadline)
        if outcome.again_in is not None:
            outcome = self._left(note, runner, outcome, deadline)
        if outcome.job is not None and outcome.job.state is JobState.FAILED:
            raise Unavailable(f"The job failed at {outcome.job.step}: {outcome.job.reason}")
        return note, outcome

    def _left(self, note: JobNote, runner: JobRunner, outcome: Outcome, deadline: float) -> Outcome:
        idle = note.idle_runs + 1 if outcome.trouble is not None and not outcome.has_progressed else 0
        if idle > IDLE_RUNS and outcome.job is not None:
            reason = f"{IDLE_RUNS} runs in sequence came to nothing: {outcome.trouble}"
            return Outcome(runner.give_up(outcome.job, reason, deadline=deadline))
        delay = min(MAX_DELAY_SECONDS, (outcome.again_in or 0) * 2 ** min(idle, 6))
        self.queue.put(note.model_copy(update={"idle_runs": idle}), delay=delay, deadline=deadline)
        return outcome
