"""Loads on the real engines: kills, faults, two at once, and other tenants' files."""

import random
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import pytest

from salestalk.contracts.batch import IngestStatus
from salestalk.contracts.upload import Upload, UploadState
from salestalk.errors import RightMissing, Unavailable
from salestalk.ingestion.uploads.objects import Arrival, FileChanged
from tests.integration.upload_support import LEASE, Site, aws_trouble, impatient
from tests.unit.uploads.fakes import Killed, sample_file

FILE = sample_file(120, bad=0.15, repeated=0.3)


@pytest.fixture
def site(emulator: Any, unique: str) -> Site:
    return Site.make(emulator, f"up-{unique}")


@pytest.fixture(scope="module")
def clean(emulator: Any) -> Site:
    """One load that nothing happened to."""
    site = Site.make(emulator, f"clean-{uuid4().hex[:12]}")
    arrival = site.send(FILE)
    assert site.run_to_the_end(arrival).state is UploadState.LOADED
    return site


def assert_as_clean(site: Site, arrival: Arrival, upload: Upload, clean: Site) -> None:
    (expected,) = {told.batch_id: told for told in clean.told}.values()
    assert upload.state is UploadState.LOADED
    assert upload.counts == expected.counts
    assert site.stored() == clean.stored()
    rows = Counter(item["pk"]["S"].partition("#")[0] for item in site.tenant.scan(site.tenant.metrics_table, ""))
    assert rows["METRIC"] == upload.counts[IngestStatus.CREATED]
    assert rows["VERSION"] == upload.counts[IngestStatus.UPDATED]
    assert len(site.rejects(arrival).splitlines()) == 1 + upload.rejected
    assert sum(upload.counts.values()) == len(FILE.splitlines()) - 1
    assert {told.batch_id for told in site.told} == {upload.batch_id}


@pytest.mark.parametrize("seed", range(4))
def test_a_killed_load_is_resumed_as_if_nothing_had_happened(seed: int, site: Site, clean: Site) -> None:
    rng, arrival = random.Random(seed), site.send(FILE)
    for _ in range(3):
        left = iter(range(rng.randrange(5, 40)))

        def strike(left: Any = left) -> None:
            if next(left, None) is None:
                raise Killed

        with pytest.raises(Killed):
            site.run(arrival, **{rng.choice(["before", "after"]): strike})
        site.ahead += LEASE
    assert_as_clean(site, arrival, site.run_to_the_end(arrival), clean)


def test_calls_that_fail_as_often_as_three_in_ten_change_nothing(site: Site, clean: Site) -> None:
    rng = random.Random(1)
    arrival = site.send(FILE)
    site.strategy, site.trouble = impatient(rng), aws_trouble(rng, 0.3)
    upload = until_loaded(site, arrival)
    site.trouble = lambda: None
    assert_as_clean(site, arrival, upload, clean)


def until_loaded(site: Site, arrival: Arrival) -> Upload:
    """As the queue does it: a run whose calls fail too often is followed by another one."""
    for _ in range(50):
        try:
            return site.run_to_the_end(arrival)
        except Unavailable:
            site.ahead += LEASE
    raise AssertionError("the load never ends")


def test_two_loads_of_the_same_keys_at_once_end_in_one_of_their_orders(site: Site) -> None:
    keys = [f"revenue,{year},{{}},USD,R{year % 3}" for year in range(1990, 2026)]
    sent = [
        site.send("\n".join(["subject,period,value,unit,region", *(key.format(value) for key in keys), ""]).encode())
        for value in (1, 2)
    ]
    with ThreadPoolExecutor(2) as pool:
        ends = list(pool.map(site.run_to_the_end, sent))
    counts = Counter[IngestStatus]()
    for end in ends:
        assert sum(end.counts.values()) == len(keys)
        counts.update(end.counts)
    items = site.tenant.scan(site.tenant.metrics_table, "")
    rows = [item for item in items if item["pk"]["S"] == "METRIC#revenue"]
    assert len(rows) == counts[IngestStatus.CREATED] == len(keys)
    history = [item for item in items if item["pk"]["S"].startswith("VERSION#")]
    assert len(history) == counts[IngestStatus.UPDATED]
    assert {row["value"]["N"] for row in rows} <= {"1", "2"}


def test_the_same_event_five_times_at_once_loads_once(site: Site, clean: Site) -> None:
    arrival = site.send(FILE)
    with ThreadPoolExecutor(5) as pool:
        outcomes = list(pool.map(lambda _: site.run(arrival), range(5)))
    assert sum(outcome.again_in is None for outcome in outcomes) >= 1
    assert_as_clean(site, arrival, site.run_to_the_end(arrival), clean)


def test_a_file_of_another_tenant_is_out_of_reach(emulator: Any, site: Site, unique: str) -> None:
    other = site.beside(emulator, f"up-{unique}-2")
    foreign = other.send(FILE)
    with pytest.raises(RightMissing):
        site.files.read(foreign, 0, 10)
    with pytest.raises(RightMissing):
        site.files.write(foreign.key, b"x")
    assert site.run(foreign).upload is None
    assert site.stored() == []


def test_a_file_that_changed_or_is_gone_is_told_from_one_that_cannot_be_read_now(site: Site) -> None:
    arrival = site.send(FILE)
    assert site.files.read(arrival, 0, 7) == FILE[:7]
    assert site.files.read(arrival, len(FILE) - 3, 100) == FILE[-3:]
    with pytest.raises(FileChanged):
        site.files.read(Arrival(arrival.key, "0" * 32, arrival.size), 0, 7)
    with pytest.raises(FileChanged):
        site.files.load(arrival.key + "x")


def test_large_rejects_are_put_together_from_their_parts(site: Site) -> None:
    parts = [bytes([65 + number]) * 3_000_000 for number in range(7)]
    key = f"tenant-{site.tenant_id}/rejects/large.csv"
    site.files.write_all(key, iter(parts))
    assert site.files.load(key) == b"".join(parts)
