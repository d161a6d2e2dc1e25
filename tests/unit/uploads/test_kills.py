"""A load that is killed anywhere, any number of times, and resumed, ends as if nobody had killed it."""

import csv
import io
import random
from collections import Counter
from typing import Any

import pytest

from salestalk.contracts.batch import IngestStatus
from salestalk.contracts.upload import Upload, UploadState
from salestalk.ingestion.idempotency import Throttled, TransientNetwork
from salestalk.ingestion.uploads.objects import Arrival
from tests.unit.ingestion.builders import TENANT
from tests.unit.uploads.fakes import BATCH, Faulty, Killed, World, sample_file
from upload_worker.working import ingested

FILE = sample_file(150, bad=0.15, repeated=0.3)
SPOILED_CALLS = 300
LEASE = 121


class Countdown:
    """Kills the process at the n-th call that passes here."""

    def __init__(self, calls: int) -> None:
        self.left = calls

    def __call__(self) -> None:
        self.left -= 1
        if self.left == 0:
            raise Killed


def clean() -> World:
    world = World()
    world.run_to_the_end(world.send(FILE))
    return world


CLEAN = clean()


def killed_once(world: World, arrival: Arrival, point: int, *, after: bool) -> bool:
    """One run that dies at a call, before it is done or before its answer is known. Whether it did."""
    strike = Countdown(point)
    around: tuple[Any, ...] = (lambda: None, strike) if after else (strike,)
    try:
        world.run(arrival, store=Faulty(world.store, *around), files=Faulty(world.files, *around))
    except Killed:
        return True
    return False


def told_of(upload: Upload) -> dict[str, Any]:
    """All that is reported, times aside."""
    times = {"started_at", "updated_at", "finished_at", "requested_at", "active_ms", "revision", "subjects"}
    return upload.model_dump(exclude=times)


def assert_as_clean(world: World) -> None:
    assert stored(world) == stored(CLEAN)
    assert told_of(world.upload()) == told_of(CLEAN.upload())
    assert world.rejects() == CLEAN.rejects()
    assert {told_event(upload) for upload in world.told} == {told_event(upload) for upload in CLEAN.told}


def stored(world: World) -> list[dict[str, Any]]:
    """Everything stored; what was recorded when loading began is told as such."""
    began = world.upload().started_at

    def plain(value: Any) -> Any:
        if isinstance(value, dict):
            return {k: "began" if k == "recordedAt" and v == began else plain(v) for k, v in value.items()}
        return value

    return [plain(row) for row in world.rows()]


def told_event(upload: Upload) -> str:
    return ingested(upload.model_copy(update={"active_ms": 0})).as_json()


@pytest.mark.parametrize("after", [False, True], ids=["before-the-call", "after-the-call"])
@pytest.mark.parametrize("seed", range(60))
def test_a_load_killed_at_a_random_point_ends_as_one_that_was_not(seed: int, after: bool) -> None:
    world, rng = World(), random.Random(seed)
    arrival = world.send(FILE)
    killed_once(world, arrival, rng.randrange(1, SPOILED_CALLS), after=after)
    world.time.now += LEASE
    world.run_to_the_end(arrival)
    assert_as_clean(world)


@pytest.mark.parametrize("seed", range(10))
def test_a_load_killed_again_and_again_ends_as_one_that_was_not(seed: int) -> None:
    world, rng = World(), random.Random(seed)
    arrival = world.send(FILE)
    kills = 0
    while killed_once(world, arrival, rng.randrange(5, 40), after=rng.random() < 0.5):
        kills += 1
        world.time.now += LEASE
    world.run_to_the_end(arrival)
    assert kills > 5
    assert_as_clean(world)


def test_every_line_is_stored_or_handed_back() -> None:
    lines = FILE.decode().splitlines()[1:]
    counts = CLEAN.upload().counts
    assert sum(counts.values()) == len(lines)
    handed_back = list(csv.DictReader(io.StringIO(CLEAN.rejects().decode())))
    assert {row["original"] for row in handed_back} <= set(lines)
    assert len({row["line"] for row in handed_back}) == counts[IngestStatus.REJECTED]
    for row in handed_back:
        assert FILE.decode().splitlines()[int(row["line"]) - 1] == row["original"]


def test_counts_are_those_of_what_is_stored() -> None:
    counts = CLEAN.upload().counts
    rows = Counter(row["pk"].partition("#")[0] for row in CLEAN.rows())
    assert rows["METRIC"] == counts[IngestStatus.CREATED]
    assert rows["VERSION"] == counts[IngestStatus.UPDATED]


@pytest.mark.parametrize("seed", range(10))
def test_a_load_whose_calls_fail_often_ends_as_one_whose_calls_do_not(seed: int) -> None:
    world, rng = World(), random.Random(seed)
    arrival = world.send(FILE)

    def trouble() -> None:
        if rng.random() < 0.3:
            raise rng.choice([Throttled("slow down"), TransientNetwork("no answer"), TransientNetwork("500")])

    upload = world.run_to_the_end(arrival, store=Faulty(world.store, trouble, trouble))
    assert upload.state is UploadState.LOADED
    assert_as_clean(world)


def test_somebody_elses_update_between_a_kill_and_the_resumption_changes_no_count() -> None:
    body = b"subject,period,value,unit\n" + b"".join(
        f"revenue,{year},{year},USD\n".encode() for year in range(2000, 2020)
    )
    world = World(rows_per_chunk=20)
    arrival = world.send(body)
    with pytest.raises(Killed):
        # The rows are written; the checkpoint is not.
        world.run(arrival, check=lambda _: None, store=Faulty(world.store, KillAtCheckpoint(world)))
    later = int(world.now().timestamp()) + 5
    change = {"subject": "revenue", "period": "2005", "value": 1, "unit": "USD", "recordedAt": later}
    world.loader().ingestion.ingest_metric(TENANT, change)
    world.time.now += LEASE
    upload = world.run_to_the_end(arrival)
    assert upload.counts[IngestStatus.CREATED] == 20
    assert sum(upload.counts.values()) == 20


class KillAtCheckpoint:
    """Kills at the first call after rows were stored."""

    def __init__(self, world: World) -> None:
        self.world = world

    def __call__(self) -> None:
        if any(item["pk"].startswith("METRIC#") for item in self.world.rows()):
            raise Killed


def test_a_run_that_was_taken_for_dead_and_wakes_up_changes_nothing() -> None:
    """It wakes between any two of its calls, long after another run has finished the load."""
    for point in range(1, 200, 7):
        world = World()
        arrival = world.send(FILE)
        strike = Sleep(world, arrival, point)
        world.run(arrival, store=Faulty(world.store, strike), owner="sleeper")
        if not strike.has_slept:
            break
        assert_as_clean(world)
    assert point > 100


class Sleep:
    """At the n-th call this run sleeps through its lease, and another one does all the work."""

    def __init__(self, world: World, arrival: Arrival, calls: int) -> None:
        self.world, self.arrival, self.left = world, arrival, calls
        self.has_slept = False

    def __call__(self) -> None:
        self.left -= 1
        if self.left == 0:
            self.has_slept = True
            self.world.time.now += LEASE
            self.world.run_to_the_end(self.arrival)


def test_an_event_that_is_told_again_after_a_kill_is_the_same_to_the_last_byte() -> None:
    world = World()
    arrival = world.send(FILE)
    loader = world.loader(store=Faulty(world.store, lambda: kill_when(bool(world.told))))
    with pytest.raises(Killed):
        loader.run(BATCH, arrival, deadline=1e6)
    world.time.now += LEASE
    world.run_to_the_end(arrival)
    first, second = world.told
    assert ingested(first) == ingested(second)
    assert first.updated_at == second.updated_at


def kill_when(due: bool) -> None:
    if due:
        raise Killed
