"""Exports and erasures on the real engines: everything of one tenant, nothing of another, killed anywhere."""

import random
from decimal import Decimal
from typing import Any

import pytest

from salestalk import names
from salestalk.contracts.jsontext import loads
from salestalk.contracts.offboarding import JobState
from salestalk.contracts.tenant import TenantStatus
from salestalk.errors import RightMissing
from salestalk.offboarding.export import export_folder
from salestalk.offboarding.jobs import LEASE_SECONDS
from tests.integration.offboarding_support import House
from tests.unit.offboarding.fakes import Killed, strikes

KEPT_USER = 2


@pytest.fixture
def house(emulator: Any, unique: str) -> House:
    return House(emulator, unique)


def pair(house: House) -> tuple[str, str]:
    """Two tenants, the one's name the beginning of the other's."""
    leaving, staying = f"l-{house.unique}", f"l-{house.unique}-messages"
    for tenant_id in (leaving, staying):
        house.move_in(tenant_id)
    return leaving, staying


@pytest.mark.parametrize("seed", range(3))
def test_a_tenant_is_erased_without_a_trace_however_often_its_job_is_killed(house: House, seed: int) -> None:
    leaving, staying = pair(house)
    before = house.traces(staying)
    rng, job = random.Random(seed), house.erase(leaving)
    for _ in range(4):
        try:
            outcome = house.run(job, strikes(rng, 40))
            house.ahead += outcome.again_in or 0
        except Killed:
            house.ahead += LEASE_SECONDS + 1

    done = house.run_to_the_end(job)

    assert (done.state, done.step, done.reason) == (JobState.DONE, None, None)
    own = [each for each in house.traces(leaving) if staying not in each]
    # Who runs the platform too keeps the account, and has lost the group.
    assert own == [f"{leaving}-{KEPT_USER}"]
    assert house.traces(staying) == before
    assert done.counts == {
        "users": 2,
        "metrics": 30,
        "messages": 30,
        "objects": 7,
        "objectBytes": size(leaving) * 6,
        "strays": 0,
    }
    entry = house.registry.get(leaving)
    assert entry is not None
    assert entry.status is TenantStatus.DELETED
    assert done.certificate is not None
    key = (entry.metadata.model_extra or {})["certificate"]
    body = house.aws.client("s3").get_object(Bucket=house.bucket, Key=key)["Body"].read()
    assert body.decode() == done.certificate.as_json()
    assert house.book.get(leaving, done.job_id, deadline=1e12) == done


def size(tenant_id: str) -> int:
    return len(f"{tenant_id} 0")


def test_an_export_holds_every_item_as_it_is_stored(house: House) -> None:
    leaving, _ = pair(house)

    done = house.run_to_the_end(house.export(leaving))

    s3, folder = house.aws.client("s3"), export_folder(leaving, done.job_id)
    listed = [each["Key"] for each in s3.list_objects_v2(Bucket=house.bucket, Prefix=folder)["Contents"]]
    assert {key.removeprefix(folder) for key in listed} == {
        "metrics-items/000001.jsonl",
        "messages-items/000001.jsonl",
        "files/000001.jsonl",
        "manifest.json",
    }
    body = s3.get_object(Bucket=house.bucket, Key=f"{folder}metrics-items/000001.jsonl")["Body"].read()
    values = sorted(loads(line)["value"] for line in body.splitlines())
    assert values == [Decimal(f"{number}.{'0' * 20}1") for number in range(30)]
    tags = s3.get_object_tagging(Bucket=house.bucket, Key=f"{folder}manifest.json")["TagSet"]
    assert tags == [{"Key": "kind", "Value": "export"}]


def test_custody_of_one_tenant_reaches_no_other(house: House) -> None:
    leaving, staying = pair(house)
    tables, objects = house.custody_of(leaving)
    prefix = names.s3_prefix(staying)
    for attempt in (
        lambda: tables.items(names.metrics_table(staying), None),
        lambda: tables.count(names.metrics_table(staying), None),
        lambda: tables.remove(names.metrics_table(staying)),
        lambda: objects.list(prefix, None),
        lambda: objects.list("", None),
        lambda: objects.count(prefix, None),
        lambda: objects.remove_some(prefix),
        lambda: objects.read(f"{prefix}uploads/1/a.csv"),
        lambda: objects.write(f"{prefix}x", b"x", "text/plain", expires=False),
        lambda: objects.write(f"{names.certificates_prefix(staying)}x", b"x", "text/plain", expires=False),
        lambda: objects.forget([f"{prefix}uploads/1/a.csv"]),
    ):
        with pytest.raises(RightMissing):
            attempt()
    assert len(house.traces(staying)) > 10


def test_many_files_in_many_versions_are_counted_and_removed(house: House) -> None:
    house.move_in("many-" + house.unique, rows=1)
    tenant_id = "many-" + house.unique
    s3 = house.aws.client("s3")
    for number in range(1_050):
        s3.put_object(Bucket=house.bucket, Key=f"{names.s3_prefix(tenant_id)}many/{number}", Body=b"x")

    done = house.run_to_the_end(house.erase(tenant_id))

    assert done.counts["objects"] == 1_050 + 7
    assert [each for each in house.traces(tenant_id) if not each.endswith(f"-{KEPT_USER}")] == []
