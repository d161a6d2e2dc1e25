"""Loads on the real engines under every fault at many seeded points: what is stored and reported never differs."""

import random
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import pytest

from salestalk.contracts.batch import IngestStatus
from salestalk.contracts.upload import UploadState
from tests.integration.test_uploads import FILE, assert_as_clean, until_loaded
from tests.integration.upload_support import LEASE, Site, aws_trouble, impatient
from tests.unit.uploads.fakes import Killed

LOADS_AT_ONCE = 3


@pytest.fixture
def site(emulator: Any, unique: str) -> Site:
    return Site.make(emulator, f"up-{unique}")


@pytest.fixture(scope="module")
def clean(emulator: Any) -> Site:
    site = Site.make(emulator, f"clean-{uuid4().hex[:12]}")
    assert site.run_to_the_end(site.send(FILE)).state is UploadState.LOADED
    return site


def strike_after(calls: int) -> Callable[[], None]:
    left = iter(range(calls))

    def strike() -> None:
        if next(left, None) is None:
            raise Killed

    return strike


@pytest.mark.parametrize("seed", range(60))
def test_killed_at_a_random_point(seed: int, site: Site, clean: Site) -> None:
    rng, arrival = random.Random(seed), site.send(FILE)
    for _ in range(rng.randrange(1, 5)):
        try:
            site.run(arrival, **{rng.choice(["before", "after"]): strike_after(rng.randrange(1, 60))})
        except Killed:
            site.ahead += LEASE
    assert_as_clean(site, arrival, site.run_to_the_end(arrival), clean)


@pytest.mark.parametrize("probability", [0.05, 0.1, 0.2, 0.3])
@pytest.mark.parametrize("seed", range(5))
def test_troubled_throughout(seed: int, probability: float, site: Site, clean: Site) -> None:
    rng, arrival = random.Random(seed), site.send(FILE)
    site.strategy, site.trouble = impatient(rng), aws_trouble(rng, probability)
    upload = until_loaded(site, arrival)
    site.trouble = lambda: None
    assert_as_clean(site, arrival, upload, clean)


@pytest.mark.parametrize("seed", range(10))
def test_killed_and_troubled_at_once(seed: int, site: Site, clean: Site) -> None:
    rng, arrival = random.Random(seed), site.send(FILE)
    site.strategy, site.trouble = impatient(rng), aws_trouble(rng, 0.1)
    for _ in range(4):
        try:
            site.run(arrival, after=strike_after(rng.randrange(1, 60)))
        except Killed:
            site.ahead += LEASE
    upload = until_loaded(site, arrival)
    site.trouble = lambda: None
    assert_as_clean(site, arrival, upload, clean)


@pytest.mark.parametrize("seed", range(8))
def test_loads_of_overlapping_keys_at_once(seed: int, site: Site) -> None:
    """Every value is counted by one load alone, and every version that was counted is there."""
    rng = random.Random(seed)
    bodies = []
    for number in range(LOADS_AT_ONCE):
        years = rng.sample(range(1950, 2026), 60)
        rows = (f"revenue,{year},{number}{rng.randrange(3)},USD" for year in years)
        bodies.append("\n".join(["subject,period,value,unit", *rows, ""]).encode())
    arrivals = [site.send(body) for body in bodies]
    with ThreadPoolExecutor(LOADS_AT_ONCE) as pool:
        ends = list(pool.map(lambda arrival: until_loaded(site, arrival), arrivals))
    counts = Counter[IngestStatus]()
    for end in ends:
        assert (end.state, sum(end.counts.values())) == (UploadState.LOADED, 60)
        counts.update(end.counts)
    kinds = Counter(item["pk"]["S"].partition("#")[0] for item in site.stored())
    assert kinds["METRIC"] == counts[IngestStatus.CREATED]
    assert kinds["VERSION"] == counts[IngestStatus.UPDATED]


def test_ten_thousand_metrics_in_one_file(site: Site) -> None:
    site.rows_per_chunk = 1000
    rows = "".join(f"m{number},2025,1,USD\n" for number in range(10_000))
    upload = site.run_to_the_end(site.send(f"subject,period,value,unit\n{rows}".encode()))
    assert (upload.state, upload.counts[IngestStatus.CREATED]) == (UploadState.LOADED, 10_000)
    assert sum(item["pk"]["S"] == "CATALOG" for item in site.stored()) == 10_000
