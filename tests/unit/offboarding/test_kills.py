"""Jobs whose process is killed anywhere end as if nothing had happened."""

import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salestalk import names
from salestalk.contracts.jsontext import loads
from salestalk.contracts.offboarding import Certificate, Job, JobState
from salestalk.contracts.tenant import TenantStatus
from salestalk.offboarding.export import export_folder
from salestalk.offboarding.jobs import LEASE_SECONDS
from tests.unit.offboarding.fakes import OTHER, TENANT, Killed, World, strikes

TIMES = {"startedAt", "updatedAt", "finishedAt", "swept_at", "issuedAt", "sweptAt", "until", "revision", "tries"}


def without_times(value: Any) -> Any:
    """What stays the same however long a job took."""
    if isinstance(value, dict):
        return {name: without_times(inner) for name, inner in value.items() if name not in TIMES}
    return [without_times(each) for each in value] if isinstance(value, list | tuple) else value


def killed_and_resumed(world: World, job: Job, kills: list[int], *, until: Any = None) -> Job:
    for seed in kills:
        rng = random.Random(seed)
        try:
            outcome = world.run(job, strikes(rng, 80))
            world.now += outcome.again_in or 0
        except Killed:
            # Nobody else may begin before the lease has ended.
            world.now += LEASE_SECONDS + 1
    return world.run_to_the_end(job, **({"until": until} if until else {}))


def certificate_of(job: Job) -> Certificate:
    assert job.certificate is not None
    return job.certificate


def exported(world: World, job: Job) -> dict[str, bytes]:
    return world.objects.latest(export_folder(TENANT, job.job_id))


@given(kills=st.lists(st.integers(0, 10**6), max_size=6))
def test_a_killed_erasure_ends_as_one_that_nothing_happened_to(kills: list[int]) -> None:
    clean, world = World(), World()
    expected = clean.run_to_the_end(clean.ask_for_erasure())
    found = killed_and_resumed(world, world.ask_for_erasure(), kills)

    assert (found.state, found.step, found.reason) == (JobState.DONE, None, None)
    assert without_times(certificate_of(found).as_item()) == without_times(certificate_of(expected).as_item())
    assert found.counts == expected.counts
    assert world.tables.rows == {}
    assert (world.users.members, world.users.has_group) == ([], False)
    assert (world.stacks.standing, world.outlets.kept, world.requests.fingerprints) == (set(), [], [])
    assert world.objects.latest(names.s3_prefix(TENANT)) == {}
    assert world.objects.parts == [f"tenant-{OTHER}/rejects/1.csv"]
    assert world.objects.latest(names.s3_prefix(OTHER)) == {f"tenant-{OTHER}/uploads/1": b"theirs"}
    assert world.tenant.status is TenantStatus.DELETED
    written = world.objects.latest(names.certificates_prefix(TENANT))
    assert [body.decode() for body in written.values()] == [certificate_of(found).as_json()]


@given(kills=st.lists(st.integers(0, 10**6), max_size=6))
def test_a_killed_export_gives_the_same_files(kills: list[int]) -> None:
    clean, world = World(), World()
    expected = clean.run_to_the_end(clean.ask_for_export("same"))
    found = killed_and_resumed(world, world.ask_for_export("same"), kills)

    assert (found.state, found.counts, found.is_final) == (JobState.DONE, expected.counts, expected.is_final)
    files, wanted = exported(world, found), exported(clean, expected)
    assert files.keys() == wanted.keys()
    manifest = next(name for name in files if name.endswith("manifest.json"))
    assert without_times(loads(files.pop(manifest))) == without_times(loads(wanted.pop(manifest)))
    assert files == wanted


@pytest.mark.parametrize("strike_at", range(1, 50, 3))
def test_a_run_that_is_killed_at_a_given_call_is_followed_by_one_that_goes_on(strike_at: int) -> None:
    world = World()
    job = world.ask_for_erasure()
    left = iter(range(strike_at))

    def strike() -> None:
        if next(left, None) is None:
            raise Killed

    with pytest.raises(Killed):
        world.run(job, strike)
    held = world.book.jobs[TENANT, job.job_id]
    if held.lease is not None:
        assert world.run(job).again_in == LEASE_SECONDS + 1
    world.now += LEASE_SECONDS + 1
    assert world.run_to_the_end(job).state is JobState.DONE
