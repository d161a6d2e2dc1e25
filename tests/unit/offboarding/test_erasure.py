"""What an erasure waits for, what stops it, and what it leaves alone."""

from salestalk import names
from salestalk.contracts.jsontext import loads
from salestalk.contracts.offboarding import Certificate, Job, JobState
from salestalk.contracts.tenant import Tenant, TenantStatus
from salestalk.errors import RightMissing, Unavailable
from salestalk.offboarding.certificate import certificate_key, let_in_until
from salestalk.offboarding.jobs import Step
from salestalk.offboarding.retention import CREDENTIALS_SECONDS, QUIET_SECONDS, SECONDS_A_DAY
from salestalk.tenancy.leaving import ERASED_EMAIL
from tests.unit.offboarding.fakes import ADMIN, OTHER, TENANT, World
from tests.unit.tenancy.fakes import STACK, tenant


def is_done(job: Job) -> bool:
    return job.state is JobState.DONE


def certificate_of(job: Job) -> Certificate:
    assert job.certificate is not None
    return job.certificate


def test_the_tenant_is_closed_before_anything_else() -> None:
    world = World()
    job = world.ask_for_erasure()
    assert (world.tenant.status, job.step) == (TenantStatus.DELETING, Step.CLOSE)
    assert len(world.users.members) == 3


def test_the_certificate_counts_what_there_was_and_says_who_asked_and_when() -> None:
    world = World()
    asked_at = world.now
    done = world.run_to_the_end(world.ask_for_erasure(), until=is_done)

    certificate = certificate_of(done)
    assert (certificate.requested_by, certificate.requested_at) == (ADMIN, asked_at)
    assert certificate.closed_at <= certificate.issued_at == done.finished_at
    counts = {each.where: (each.count, each.bytes) for each in certificate.erased if each.count is not None}
    assert counts == {
        names.user_group(TENANT): (3, None),
        names.metrics_table(TENANT): (9, None),
        names.messages_table(TENANT): (8, None),
        names.s3_prefix(TENANT): (6, 15),
    }
    assert {each.where for each in certificate.erased} >= {STACK, names.webhook_secret(TENANT)}
    assert world.objects.read(certificate_key(TENANT, done.job_id)).decode() == certificate.as_json()


def test_the_certificate_says_until_when_what_remains_remains() -> None:
    world = World()
    certificate = certificate_of(world.run_to_the_end(world.ask_for_erasure(), until=is_done))
    ends = {each.where: each.until for each in certificate.remains}
    assert ends["DynamoDB"] == certificate.issued_at + 35 * SECONDS_A_DAY
    assert ends[f"archive of the event bus {names.EVENT_BUS}"] == certificate.issued_at + 90 * SECONDS_A_DAY
    assert ends[names.REGISTRY_TABLE] is None


def test_the_entry_that_is_left_names_nobody() -> None:
    world = World()
    done = world.run_to_the_end(world.ask_for_erasure(), until=is_done)
    left = world.tenant
    assert (left.status, left.name, left.owner_email) == (TenantStatus.DELETED, "(erased)", ERASED_EMAIL)
    assert left.metadata.industry is None
    assert left.metadata.model_extra == {
        "stackId": STACK,
        "erasureId": done.job_id,
        "certificate": certificate_key(TENANT, done.job_id),
    }
    assert Tenant.model_validate(left.as_item(), context={"now": world.now}) == left


def test_a_form_given_out_before_the_closing_brings_nothing_that_stays() -> None:
    world = World()
    done = world.run_to_the_end(world.ask_for_erasure(), until=is_done)
    world.objects.versions.append((f"tenant-{TENANT}/uploads/late/a.csv", b"late"))

    swept = world.run_to_the_end(done)

    assert world.objects.latest(names.s3_prefix(TENANT)) == {}
    certificate = certificate_of(swept)
    assert certificate.let_in_until == let_in_until(certificate.closed_at)
    assert (certificate.swept_at or 0) >= certificate.closed_at + QUIET_SECONDS + CREDENTIALS_SECONDS
    assert certificate.swept_objects == 1
    assert loads(world.objects.read(certificate_key(TENANT, done.job_id)))["sweptObjects"] == 1


def test_files_of_a_new_life_of_the_tenant_are_not_swept_away() -> None:
    world = World()
    done = world.run_to_the_end(world.ask_for_erasure(), until=is_done)
    world.store.entries[TENANT] = tenant(TENANT, created_at=world.now + 5, updated_at=world.now + 5)
    key = f"tenant-{TENANT}/uploads/new/a.csv"
    world.objects.versions.append((key, b"new"))

    swept = world.run_to_the_end(done)

    assert world.objects.latest(names.s3_prefix(TENANT)) == {key: b"new"}
    assert (swept.state, certificate_of(swept).swept_at) == (JobState.DONE, None)


def test_a_stack_that_cannot_be_deleted_stops_the_erasure_until_somebody_asks_again() -> None:
    world = World()
    world.stacks.fault = "the registrar did not answer"
    failed = world.run_to_the_end(world.ask_for_erasure(), until=lambda job: job.state is JobState.FAILED)
    assert (failed.state, failed.step) == (JobState.FAILED, Step.STACK)
    assert "the registrar did not answer" in str(failed.reason)
    assert world.tenant.status is TenantStatus.DELETING
    assert world.run(failed).again_in is None

    world.stacks.fault = None
    again = world.ask_for_erasure()
    assert (again.job_id, again.state) == (failed.job_id, JobState.WAITING)
    assert world.run_to_the_end(again).state is JobState.DONE


def test_a_protected_stack_is_told_of_and_left() -> None:
    world = World()
    world.stacks.refused = True
    failed = world.run_to_the_end(world.ask_for_erasure(), until=lambda job: job.state is JobState.FAILED)
    assert (failed.step, failed.reason) == (Step.STACK, "Stack is protected")


def test_a_stack_somebody_deleted_by_hand_is_no_obstacle() -> None:
    world = World()
    world.stacks.standing.clear()
    world.registrar_lets_go(STACK)
    assert world.tenant.status is TenantStatus.DELETED

    done = world.run_to_the_end(world.ask_for_erasure())

    assert (done.state, world.stacks.asked) == (JobState.DONE, 0)
    assert world.tables.rows == {}


def test_a_run_gives_over_in_time_and_the_next_one_goes_on() -> None:
    world = World(spent=4.0)
    job = world.ask_for_erasure()
    outcome = world.run(job, seconds=60)
    assert (outcome.again_in, outcome.has_progressed) == (0, True)
    assert outcome.job is not None
    assert outcome.job.lease is None
    assert world.run_to_the_end(job).state is JobState.DONE


def test_trouble_that_may_pass_is_waited_out() -> None:
    world = World()
    job = world.ask_for_erasure()
    calls = iter(range(10))

    def strike() -> None:
        if next(calls, None) == 9:
            raise Unavailable("AWS does not answer")

    outcome = world.run(job, strike)
    assert (outcome.again_in, outcome.trouble) == (10, "AWS does not answer")
    assert world.run_to_the_end(job).state is JobState.DONE


def test_a_right_that_is_missing_is_not_waited_out() -> None:
    world = World()
    job = world.ask_for_erasure()
    calls = iter(range(10))

    def strike() -> None:
        if next(calls, None) == 9:
            raise RightMissing("DeleteTable: AccessDenied")

    outcome = world.run(job, strike)
    assert outcome.job is not None
    assert (outcome.job.state, outcome.job.reason) == (JobState.FAILED, "DeleteTable: AccessDenied")
    assert world.run_to_the_end(world.ask_for_erasure()).state is JobState.DONE


def test_the_tenants_exports_are_forgotten_and_certificates_of_earlier_lives_kept() -> None:
    world = World()
    export = world.run_to_the_end(world.ask_for_export())
    world.run_to_the_end(world.ask_for_erasure())
    world.store.entries[TENANT] = tenant(TENANT, created_at=world.now + 5, updated_at=world.now + 5)

    second = world.run_to_the_end(world.ask_for_erasure(), until=is_done)

    kept = [job.job_id for job in world.book.of_tenant(TENANT, deadline=0)]
    assert (len(kept), export.job_id in kept, second.job_id in kept) == (2, False, True)


def test_the_neighbour_whose_name_begins_the_same_keeps_everything() -> None:
    world = World()
    world.store.entries[OTHER] = tenant(OTHER)
    world.run_to_the_end(world.ask_for_erasure())
    assert world.store.entries[OTHER].status is TenantStatus.ACTIVE
    assert world.objects.latest().keys() >= {f"tenant-{OTHER}/uploads/1"}
    assert world.objects.parts == [f"tenant-{OTHER}/rejects/1.csv"]
