"""Messages of the jobs' queue: worked on, gone on with later, given up, refused."""

from typing import Any

import pytest

from salestalk.contracts.offboarding import Job, JobNote, JobState
from salestalk.errors import InvalidInput, Unavailable
from salestalk.offboarding.running import Outcome
from tenant_worker import handler as function
from tenant_worker.working import IDLE_RUNS, MAX_DELAY_SECONDS, Working
from tests.unit.functions.fakes import Context
from tests.unit.offboarding.fakes import TENANT, MemoryQueue, World
from tests.unit.runtime.test_http import Lines


class Runs:
    """A runner that comes to what a test says."""

    def __init__(self, *outcomes: Outcome) -> None:
        self.outcomes = list(outcomes)
        self.given_up: list[str] = []

    def run(self, tenant_id: str, job_id: str, *, deadline: float) -> Outcome:
        return self.outcomes.pop(0)

    def give_up(self, job: Job, reason: str, *, deadline: float) -> Job:
        self.given_up.append(reason)
        return job.model_copy(update={"state": JobState.FAILED, "reason": reason})


def job(**fields: Any) -> Job:
    return World().ask_for_erasure().model_copy(update=fields)


def note_of(found: Job, **fields: Any) -> JobNote:
    return JobNote(tenant_id=found.tenant_id, job_id=found.job_id, kind=found.kind, **fields)


def working(runs: Runs, queue: MemoryQueue) -> Working:
    runner: Any = runs
    return Working(lambda note, run, deadline: runner, queue)


def test_what_is_left_goes_back_into_the_queue_as_late_as_it_says():
    queue, found = MemoryQueue(), job()
    working(Runs(Outcome(found, again_in=7, has_progressed=True)), queue).serve(
        note_of(found, idle_runs=3).as_json(), run="r", deadline=0
    )
    assert queue.notes == [(note_of(found), 7)]


def test_a_long_wait_comes_in_pieces_that_a_queue_can_hold():
    queue, found = MemoryQueue(), job()
    working(Runs(Outcome(found, again_in=3_600)), queue).serve(note_of(found).as_json(), run="r", deadline=0)
    assert queue.notes == [(note_of(found), MAX_DELAY_SECONDS)]


def test_trouble_is_waited_out_longer_each_time_and_given_up_in_the_end():
    queue, found = MemoryQueue(), job(state=JobState.RUNNING)
    trouble = Outcome(found, again_in=10, trouble="AWS does not answer")
    working(Runs(trouble), queue).serve(note_of(found, idle_runs=2).as_json(), run="r", deadline=0)
    assert queue.notes == [(note_of(found, idle_runs=3), 80)]

    runs = Runs(trouble)
    with pytest.raises(Unavailable, match="AWS does not answer"):
        working(runs, queue).serve(note_of(found, idle_runs=IDLE_RUNS).as_json(), run="r", deadline=0)
    assert len(runs.given_up) == len(queue.notes) == 1


def test_a_job_that_failed_ends_among_the_dead_letters_where_it_is_found():
    found = job(state=JobState.FAILED, reason="The stack is protected.")
    queue = MemoryQueue()
    with pytest.raises(Unavailable, match="protected"):
        working(Runs(Outcome(found)), queue).serve(note_of(found).as_json(), run="r", deadline=0)
    assert queue.notes == []


@pytest.mark.parametrize("body", ["{}", "[]", "no json", '{"tenantId":"A*","jobId":"1","kind":"erase"}'])
def test_what_is_no_message_of_ours_is_refused(body: str):
    with pytest.raises(InvalidInput):
        working(Runs(), MemoryQueue()).serve(body, run="r", deadline=0)


def test_the_function_says_whose_job_it_was_and_how_it_went(monkeypatch: pytest.MonkeyPatch):
    done = job(state=JobState.DONE, step=None, counts={"users": 3})
    monkeypatch.setattr(function, "working", lambda: working(Runs(Outcome(done)), MemoryQueue()))
    lines = Lines()
    monkeypatch.setattr(function, "log", lines)
    record = {"messageId": "m-1", "body": note_of(done).as_json(), "eventSource": "aws:sqs"}

    assert function.handler({"Records": [record]}, Context()) == {"batchItemFailures": []}

    [(level, line)] = lines.lines
    assert level == "info"
    assert (line["tenantId"], line["jobId"], line["kind"]) == (TENANT, done.job_id, "erase")
    assert (line["outcome"], line["counts"]) == ("done", {"users": 3})
