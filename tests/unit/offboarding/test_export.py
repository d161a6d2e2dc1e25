"""What an export holds, and what it promises of the moment it stands for."""

import csv
import io
from decimal import Decimal
from hashlib import sha256
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from salestalk import names
from salestalk.contracts.jsontext import dumps, loads
from salestalk.contracts.offboarding import ExportManifest, Job, JobState
from salestalk.contracts.tenant import TenantStatus
from salestalk.ingestion.files.exactrows import unguarded
from salestalk.offboarding.export import MANIFEST, export_folder
from salestalk.offboarding.parts import METRICS, Part
from salestalk.offboarding.retention import QUIET_SECONDS
from tests.unit.offboarding.fakes import TENANT, World

NUMBERS = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**30), max_value=10**30, places=6)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20)


def manifest_of(world: World, job: Job) -> ExportManifest:
    return ExportManifest.model_validate(loads(world.objects.read(export_folder(TENANT, job.job_id) + MANIFEST)))


def exported_items(world: World, job: Job, folder: str) -> list[Any]:
    """All items of a folder of the export, in the order of its parts."""
    files = world.objects.latest(f"{export_folder(TENANT, job.job_id)}{folder}/")
    return [loads(line) for name in sorted(files) for line in files[name].splitlines()]


def test_every_item_is_there_once_in_parts_of_bounded_size() -> None:
    world = World()
    rows = {table: list(items) for table, items in world.tables.rows.items()}

    job = world.run_to_the_end(world.ask_for_export())

    assert exported_items(world, job, "metrics-items") == rows[names.metrics_table(TENANT)]
    assert exported_items(world, job, "messages-items") == rows[names.messages_table(TENANT)]
    assert len(world.objects.latest(f"{export_folder(TENANT, job.job_id)}metrics-items/")) > 1


def test_the_manifest_holds_for_every_file_and_names_no_other() -> None:
    world = World()
    job = world.run_to_the_end(world.ask_for_export())
    manifest, prefix = manifest_of(world, job), names.s3_prefix(TENANT)

    made = {prefix + file.name: file for file in manifest.files if file.sha256}
    assert {*made, export_folder(TENANT, job.job_id) + MANIFEST} == set(
        world.objects.latest(export_folder(TENANT, job.job_id))
    )
    for key, file in made.items():
        body = world.objects.read(key)
        assert (file.bytes, file.sha256) == (len(body), sha256(body).hexdigest())
    uploads = [file for file in manifest.files if file.etag]
    assert {file.name for file in uploads} == {f"uploads/{each}/a.csv" for each in range(5)}
    assert (
        manifest.counts
        == job.counts
        == {
            "metrics-items": 9,
            "metrics": 7,
            "messages-items": 8,
            "messages": 4,
            "files": 5,
            "fileBytes": sum(file.bytes for file in uploads),
        }
    )
    assert set(made) <= world.objects.expiring


def test_cells_that_a_spreadsheet_would_run_are_guarded() -> None:
    world = World()
    job = world.run_to_the_end(world.ask_for_export())
    body = world.objects.read(f"{export_folder(TENANT, job.job_id)}metrics/000001.csv").decode()
    rows = list(csv.DictReader(io.StringIO(body)))
    assert [row["region"] for row in rows] == [f"'=R{each}" for each in range(len(rows))]


def test_an_export_of_a_tenant_in_use_is_not_final() -> None:
    world = World()
    assert world.run_to_the_end(world.ask_for_export()).is_final is False


def test_an_export_of_a_suspended_tenant_is_final_and_begins_when_nobody_writes_any_more() -> None:
    world = World()
    world.suspended(ago=20)
    job = world.ask_for_export()
    outcome = world.run(job)
    assert (outcome.again_in, world.tables.calls) == (QUIET_SECONDS - 20, 0)

    done = world.run_to_the_end(job)

    assert (done.state, done.is_final) == (JobState.DONE, True)


def test_an_export_during_which_the_tenant_was_in_use_for_a_while_is_not_final() -> None:
    world = World()
    world.suspended()
    job = world.ask_for_export()
    world.spent = 40.0
    world.run(job, seconds=100)
    assert world.book.jobs[TENANT, job.job_id].entry_of is not None
    world.spent = 0.0
    world.suspended(ago=5)
    assert world.run_to_the_end(job).is_final is False


def test_a_tenant_that_is_erased_meanwhile_ends_the_export() -> None:
    world = World()
    export = world.ask_for_export()
    world.ask_for_erasure()
    failed = world.run_to_the_end(export, until=lambda job: job.state is JobState.FAILED)
    assert failed.state is JobState.FAILED
    assert "erased" in str(failed.reason)


def test_a_tenant_without_data_gives_an_export_of_nothing() -> None:
    world = World()
    world.tables.rows = {table: [] for table in world.tables.rows}
    world.objects.versions = []
    job = world.run_to_the_end(world.ask_for_export())
    assert job.state is JobState.DONE
    assert manifest_of(world, job).files == ()


def test_a_status_that_is_not_exportable_is_told() -> None:
    world = World()
    job = world.ask_for_export()
    world.store.entries[TENANT] = world.tenant.model_copy(update={"status": TenantStatus.FAILED})
    assert world.run(job).job is not None
    assert world.book.jobs[TENANT, job.job_id].state is JobState.FAILED


@given(rows=st.lists(st.tuples(NUMBERS, TEXTS, TEXTS), max_size=8))
def test_lines_and_cells_hold_every_value_exactly(rows: list[tuple[Decimal, str, str]]) -> None:
    items = [
        {
            "pk": "METRIC#revenue",
            "sk": f"2025#{number}",
            "subject": "revenue",
            "period": "2025",
            "value": value,
            "unit": unit,
            "dimensions": {"unit": name, "region": name},
            "recordedAt": Decimal(1_760_000_000),
        }
        for number, (value, unit, name) in enumerate(rows)
    ]
    part = Part(METRICS)
    part.take(items)
    files = {file.name: file.body for file in part.files(1)}
    if not rows:
        assert files == {}
        return
    lines = files["metrics-items/000001.jsonl"].split(b"\n")[:-1]
    assert [loads(line) for line in lines] == [loads(dumps(item)) for item in items]
    read = list(csv.DictReader(io.StringIO(files["metrics/000001.csv"].decode(), newline="")))
    assert [Decimal(row["value"]) for row in read] == [value for value, _, _ in rows]
    assert [unguarded(row["unit"]) for row in read] == [unit for _, unit, _ in rows]
    assert [row["dim.unit"] for row in read] == [row["region"] for row in read]
