"""The upload worker by its messages, over a table and files in memory."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from salestalk.contracts.batch import IngestStatus
from salestalk.contracts.events import MetricsIngested
from salestalk.contracts.upload import UploadLease, UploadState
from salestalk.errors import InvalidInput, Unavailable
from salestalk.ingestion.limitcounters import LIMIT_PK, LimitCounters
from salestalk.ingestion.uploads.objects import Address, Arrival, address_of, object_key, rejects_key, safe_name
from salestalk.names import messages_table
from salestalk.tenancy.allowance import Allowance
from salestalk.tenancy.registry import ActiveTenants
from tests.unit.functions.fakes import Context, MemoryPublisher
from tests.unit.ingestion.builders import TENANT
from tests.unit.tenancy.fakes import MemoryStore, tenant
from tests.unit.uploads.fakes import BATCH, World
from upload_worker import handler as function
from upload_worker.notes import Note, read_note, write_note
from upload_worker.working import IDLE_RUNS, Announcement, Working

BUCKET = "artifacts"
FILE = b"subject,period,value,unit\n" + b"".join(b"revenue,%d,1,USD\n" % year for year in range(2000, 2025))


class Worker:
    """The function over one active tenant; what it puts into its queue is kept with its delay."""

    def __init__(self) -> None:
        self.world = World()
        self.registry = MemoryStore(tenant(TENANT))
        self.publisher = MemoryPublisher()
        self.queue: list[tuple[str, int]] = []
        self.check: Callable[[float], object] = bool
        self.context = Context(milliseconds=800_000)

    def send(self, body: str, *, delay: int, deadline: float) -> None:
        self.queue.append((body, delay))

    def loader_of(self, tenant_id: str, run: str, deadline: float) -> Any:
        assert tenant_id == TENANT
        loader = self.world.loader(owner=run, check=self.check)
        allowance = Allowance(tenant(TENANT), LimitCounters(self.world.store, self.world.time.strategy()))
        announcement = Announcement(tenant_id, allowance, self.publisher, run)
        return replace(loader, tell=announcement)

    def deliver(self, *bodies: str) -> list[str]:
        """Ids of the messages that failed; they are numbered from 0."""
        records = [
            {"messageId": str(number), "body": body, "eventSource": "aws:sqs", "attributes": {}}
            for number, body in enumerate(bodies)
        ]
        answer = function.handler({"Records": records}, self.context)
        return [failure["itemIdentifier"] for failure in answer["batchItemFailures"]]


@pytest.fixture
def worker(monkeypatch) -> Worker:
    made = Worker()
    working = Working(ActiveTenants(made.registry, lambda: 0.0), made.loader_of, made, BUCKET)
    monkeypatch.setattr(function, "working", lambda: working)
    monkeypatch.setattr("time.monotonic", made.world.time.clock)
    return made


def announced(arrival: Arrival, bucket: str = BUCKET, **file: Any) -> str:
    found = {"key": arrival.key, "size": arrival.size, "etag": arrival.etag, **file}
    return json.dumps({"detail-type": "Object Created", "detail": {"bucket": {"name": bucket}, "object": found}})


def test_an_announced_file_is_loaded_and_told_of(worker: Worker) -> None:
    assert worker.deliver(announced(worker.world.send(FILE))) == []
    assert worker.world.upload().state is UploadState.LOADED
    (event,) = worker.publisher.events
    assert isinstance(event.data, MetricsIngested)
    assert (event.data.batch_id, event.data.record_count, event.data.file_name) == (BATCH, 25, "data.csv")
    assert len(event.data.metrics_ingested) == 10


def test_the_rows_of_a_file_count_against_the_day_once_though_it_is_told_of_twice(worker: Worker) -> None:
    message = announced(worker.world.send(FILE))
    assert worker.deliver(message) == []
    assert worker.deliver(message) == []
    (sheet,) = worker.world.store.items(messages_table(TENANT), LIMIT_PK)
    assert sheet["day"] == 25


def test_what_is_not_done_in_time_is_left_to_the_next_run(worker: Worker) -> None:
    arrival = worker.world.send(FILE)
    worker.context.milliseconds = 20_000
    assert worker.deliver(announced(arrival)) == []
    ((left, delay),) = worker.queue
    assert delay == 0
    assert worker.world.upload().records == 10
    worker.context.milliseconds = 800_000
    assert worker.deliver(left) == []
    assert worker.world.upload().counts[IngestStatus.CREATED] == 25
    assert len(worker.queue) == 1


def test_while_another_run_loads_the_message_comes_back_after_its_lease(worker: Worker) -> None:
    arrival = worker.world.send(FILE)
    worker.world.run(arrival, seconds=20, owner="other")
    held = worker.world.upload()
    lease = UploadLease(owner="other", until=int(worker.world.now().timestamp()) + 60)
    claimed = held.model_copy(update={"lease": lease, "revision": held.revision + 1})
    worker.world.book.replace(TENANT, held, claimed)
    assert worker.deliver(announced(arrival)) == []
    assert [delay for _, delay in worker.queue] == [61]


def test_what_aws_does_not_answer_before_the_first_step_is_tried_again_soon(
    worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    message = announced(worker.world.send(FILE))

    def unanswered(tenant_id: str, *, deadline: float | None = None) -> None:
        raise Unavailable("the registry does not answer")

    with monkeypatch.context() as patched:
        patched.setattr(worker.registry, "get", unanswered)
        assert worker.deliver(message) == []
    ((left, delay),) = worker.queue
    assert delay == 20
    assert worker.deliver(left) == []
    assert worker.world.upload().state is UploadState.LOADED


def test_a_tenant_that_is_not_served_is_refused(worker: Worker) -> None:
    arrival = Arrival(f"tenant-nobody/uploads/{BATCH}/a.csv", "e", 10)
    assert worker.deliver(announced(arrival)) == ["0"]
    assert worker.world.rows() == []


@pytest.mark.parametrize(
    "key",
    [
        f"tenant-{TENANT}/uploads/a.csv",
        f"tenant-{TENANT}/rejects/{BATCH}/a.csv",
        f"tenant-{TENANT}/uploads/{BATCH}/b/a.csv",
        f"tenant-{TENANT}/uploads/{BATCH}/",
        f"x/tenant-{TENANT}/uploads/{BATCH}/a.csv",
        f"tenant-/uploads/{BATCH}/a.csv",
        f"tenant-A/uploads/{BATCH}/a.csv",
        f"tenant-{TENANT}/uploads/{BATCH}/a.csv\n",
        f"tenant-{TENANT}/x/tenant-b/uploads/{BATCH}/a.csv",
    ],
)
def test_a_key_that_is_none_of_an_upload_is_refused(worker: Worker, key: str) -> None:
    assert worker.deliver(announced(Arrival(key, "e", 10))) == ["0"]
    with pytest.raises(InvalidInput):
        address_of(key)


def test_another_bucket_and_messages_about_nothing_are_refused(worker: Worker) -> None:
    arrival = worker.world.send(FILE)
    assert worker.deliver(announced(arrival, bucket="other"), "poison", "{}", "[]", '{"detail": 1}') == list("01234")
    assert worker.world.rows() == []


def test_a_note_is_read_as_it_was_written() -> None:
    for note in (
        Note(Address(TENANT, BATCH), Arrival("k", "e", 5, "v"), 3),
        Note(Address(TENANT, BATCH), Arrival("k", "e", 5)),
        Note(Address(TENANT, BATCH)),
    ):
        assert read_note(write_note(note), BUCKET) == note


def test_the_version_that_s3_announces_is_the_one_that_is_read() -> None:
    key = object_key(TENANT, BATCH, "a.csv")
    note = read_note(announced(Arrival(key, "e", 5), **{"version-id": "v7"}), BUCKET)
    assert note.arrival == Arrival(key, "e", 5, "v7")


@pytest.mark.parametrize(("idle", "failed", "left"), [(0, [], [(1, 20)]), (6, [], [(7, 640)]), (IDLE_RUNS, ["0"], [])])
def test_runs_that_come_to_nothing_follow_ever_later_until_somebody_has_to_look(
    worker: Worker, idle: int, failed: list[str], left: list[tuple[int, int]]
) -> None:
    def down(deadline: float) -> None:
        raise Unavailable("the registry does not answer")

    worker.check = down
    note = Note(Address(TENANT, BATCH), worker.world.send(FILE), idle)
    assert worker.deliver(write_note(note)) == failed
    assert [(read_note(body, BUCKET).idle_runs, delay) for body, delay in worker.queue] == left


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("q3.csv", "q3.csv"),
        ("Umsätze Q3.csv", "Ums_tze_Q3.csv"),
        ("../../x.csv", "x.csv"),
        (".htaccess", "htaccess"),
        ("日本.csv", "csv"),
        ("日本", "file"),
        ("a" * 300 + ".csv", "a" * 91 + ".csv"),
    ],
)
def test_file_names_are_made_safe(name: str, safe: str) -> None:
    assert safe_name(name) == safe
    assert address_of(object_key(TENANT, BATCH, name)) == Address(TENANT, BATCH)


def test_what_the_worker_writes_is_not_where_it_is_woken_from() -> None:
    assert "/uploads/" not in rejects_key(TENANT, BATCH, 1)
