"""What administrators may ask for, when, and what asking again does."""

import pytest

from salestalk.contracts.offboarding import JobKind, JobState
from salestalk.contracts.tenant import TenantStatus
from salestalk.errors import Conflict, NotFound
from salestalk.offboarding.retention import EXPORTS_DAYS, SECONDS_A_DAY
from tests.unit.offboarding.fakes import ADMIN, TENANT, World
from tests.unit.tenancy.fakes import NOW, tenant


def with_status(status: TenantStatus) -> World:
    return World(entry=tenant(TENANT, status=status))


def test_a_tenant_that_never_was_is_not_found_and_nothing_is_made() -> None:
    world = World()
    world.store.entries.clear()
    for ask in (world.ask_for_export, world.ask_for_erasure):
        with pytest.raises(NotFound):
            ask()
    with pytest.raises(NotFound):
        world.desk.erasure(TENANT, deadline=0)
    assert (world.book.jobs, world.queue.notes, world.store.entries) == ({}, [], {})


def test_a_tenant_with_data_leaves_only_with_a_word_on_its_export() -> None:
    world = World()
    with pytest.raises(Conflict) as refusal:
        world.ask_for_erasure(without_export=False)
    assert [fault.rule for fault in refusal.value.faults] == ["export_first"]
    assert (world.tenant.status, world.book.jobs, world.queue.notes) == (TenantStatus.ACTIVE, {}, [])


def test_a_tenant_leaves_once_everything_it_has_was_exported() -> None:
    world = World()
    world.suspended()
    world.run_to_the_end(world.ask_for_export())
    assert world.ask_for_erasure(without_export=False).kind is JobKind.ERASE


@pytest.mark.parametrize("what", ["never ended", "in use meanwhile", "in use since", "expired"])
def test_an_export_that_does_not_hold_everything_any_more_is_not_enough(what: str) -> None:
    world = World()
    if what != "in use meanwhile":
        world.suspended()
    job = world.ask_for_export()
    if what != "never ended":
        world.run_to_the_end(job)
    if what in ("in use meanwhile", "in use since"):
        world.suspended(ago=1)
    if what == "expired":
        world.now += EXPORTS_DAYS * SECONDS_A_DAY
    with pytest.raises(Conflict):
        world.ask_for_erasure(without_export=False)


@pytest.mark.parametrize("status", [TenantStatus.FAILED, TenantStatus.DELETED])
def test_what_is_left_of_a_tenant_without_data_goes_without_an_export(status: TenantStatus) -> None:
    world = with_status(status)
    world.ask_for_erasure(without_export=False)
    assert world.tenant.status is TenantStatus.DELETING


def test_a_tenant_that_is_being_set_up_is_let_alone() -> None:
    world = with_status(TenantStatus.PROVISIONING)
    for ask in (world.ask_for_export, world.ask_for_erasure):
        with pytest.raises(Conflict):
            ask()
    assert (world.tenant.status, world.book.jobs) == (TenantStatus.PROVISIONING, {})


def test_asking_again_for_an_erasure_gives_the_same_one_however_far_it_is() -> None:
    world = World()
    first = world.ask_for_erasure()
    assert world.ask_for_erasure(without_export=False).job_id == first.job_id
    done = world.run_to_the_end(first)
    queued = len(world.queue.notes)
    again = world.ask_for_erasure(without_export=False)
    assert (again, len(world.queue.notes)) == (done, queued)


def test_whoever_dies_before_the_tenant_is_closed_is_made_good_for_by_the_worker() -> None:
    world = World()
    job = world.ask_for_erasure()
    world.store.entries[TENANT] = world.entry
    world.run_to_the_end(job, until=lambda job: job.state is JobState.DONE)
    assert world.tenant.status is TenantStatus.DELETED


def test_whoever_dies_before_the_message_is_made_good_for_by_whoever_asks_again() -> None:
    world = World()
    world.ask_for_erasure()
    world.queue.notes.clear()
    world.ask_for_erasure()
    assert [note.kind for note, _ in world.queue.notes] == [JobKind.ERASE]


def test_the_same_key_is_the_same_export_and_no_key_joins_one_that_has_not_ended() -> None:
    world = World()
    keyed = world.ask_for_export("key")
    assert world.ask_for_export("key").job_id == keyed.job_id
    assert world.ask_for_export("other").job_id != keyed.job_id
    for job in world.book.of_tenant(TENANT, deadline=0):
        world.run_to_the_end(job)
    joined = world.ask_for_export()
    assert joined.job_id != keyed.job_id
    assert world.ask_for_export().job_id == joined.job_id


def test_a_key_of_an_earlier_life_of_the_tenant_is_a_new_export() -> None:
    world = World()
    first = world.ask_for_export("key")
    world.store.entries[TENANT] = tenant(TENANT, created_at=NOW + 500, updated_at=NOW + 500)
    assert world.ask_for_export("key").job_id != first.job_id


def test_an_export_that_failed_is_taken_up_again_by_its_key() -> None:
    world = World()
    job = world.ask_for_export("key")
    rows = dict(world.tables.rows)
    world.tables.rows.clear()
    failed = world.run_to_the_end(job, until=lambda job: job.state is JobState.FAILED)
    assert failed.state is JobState.FAILED
    world.tables.rows = rows
    assert world.run_to_the_end(world.ask_for_export("key")).state is JobState.DONE


def test_a_tenant_that_came_anew_shows_the_erasure_of_its_earlier_life_until_it_has_its_own() -> None:
    world = World()
    first = world.run_to_the_end(world.ask_for_erasure())
    world.now += 100
    world.store.entries[TENANT] = tenant(TENANT, created_at=world.now, updated_at=world.now)
    assert world.desk.erasure(TENANT, deadline=0) == first
    second = world.ask_for_erasure()
    assert world.desk.erasure(TENANT, deadline=0).job_id == second.job_id != first.job_id


def test_an_erasure_is_no_export() -> None:
    world = World()
    job = world.ask_for_erasure()
    with pytest.raises(NotFound):
        world.desk.export(TENANT, job.job_id, deadline=0)
    assert job.requested_by == ADMIN
