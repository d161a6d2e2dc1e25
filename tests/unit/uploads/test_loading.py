"""Loading uploads: which file, how often, how far, and what is said about it."""

import csv
import io
import json
from collections.abc import Iterator
from datetime import timedelta

import pytest

from salestalk.contracts.batch import IngestStatus
from salestalk.contracts.upload import UploadOptions, UploadState
from salestalk.errors import TenantNotActive, Unavailable
from salestalk.ingestion.idempotency import TransientNetwork
from salestalk.ingestion.uploads import steps
from salestalk.ingestion.uploads.objects import Arrival
from tests.unit.ingestion.builders import TENANT
from tests.unit.uploads.fakes import BATCH, OTHER_BATCH, START, Faulty, World, checksum

HEADER = "subject,period,value,unit\n"


def file(*rows: str) -> bytes:
    return (HEADER + "".join(f"{row}\n" for row in rows)).encode()


def years(first: int, count: int) -> bytes:
    return file(*(f"revenue,{year},{year},USD" for year in range(first, first + count)))


@pytest.fixture
def world() -> World:
    return World()


def test_a_file_is_loaded_and_told_of(world: World) -> None:
    upload = world.run_to_the_end(world.send(years(2000, 25)))
    assert (upload.state, upload.counts[IngestStatus.CREATED], upload.records) == (UploadState.LOADED, 25, 25)
    assert upload.place is not None
    assert upload.place.offset == upload.size
    assert [told.batch_id for told in world.told] == [BATCH]


def test_the_same_announcement_five_times_loads_once(world: World) -> None:
    arrival = world.send(years(2000, 25))
    ends = [world.run_to_the_end(arrival) for _ in range(5)]
    assert all(end == ends[0] for end in ends)
    assert len(world.told) == 1


def test_while_one_run_loads_another_comes_back_when_the_lease_is_over(world: World) -> None:
    arrival = world.send(years(2000, 25))
    second: list[int | None] = []

    def meanwhile() -> None:
        if len(world.rows()) > 5 and not second:
            second.append(world.run(arrival, owner="second").again_in)

    world.run(arrival, store=Faulty(world.store, meanwhile), owner="first")
    assert second == [121]
    assert world.upload().counts[IngestStatus.CREATED] == 25


def test_when_the_time_runs_low_the_load_is_left_to_the_next_run(world: World) -> None:
    arrival = world.send(years(2000, 25))
    outcome = world.run(arrival, seconds=20)
    assert (outcome.again_in, outcome.has_progressed) == (0, True)
    assert outcome.upload is not None
    assert (outcome.upload.records, outcome.upload.lease) == (10, None)
    again = world.run(None)
    assert again.upload is not None
    assert (again.upload.state, again.upload.records) == (UploadState.LOADED, 25)


def test_values_are_as_old_as_the_load_however_long_it_takes(world: World) -> None:
    arrival = world.send(years(2000, 25))
    world.run(arrival, seconds=20)
    world.time.now += 5000
    world.run(None)
    known = {row["recordedAt"] for row in world.rows() if row["pk"].startswith("METRIC#")}
    assert known == {world.upload().started_at}


def test_a_correction_that_came_in_while_the_file_was_loading_is_not_overwritten(world: World) -> None:
    arrival = world.send(years(2000, 25))
    world.run(arrival, seconds=20)
    later = int(world.now().timestamp()) + 60
    world.time.now += 120
    change = {"subject": "revenue", "period": "2020", "value": 1, "unit": "USD", "recordedAt": later}
    world.loader().ingestion.ingest_metric(TENANT, change, now=START + timedelta(days=1))
    upload = world.run_to_the_end(arrival)
    assert upload.counts[IngestStatus.STALE] == 1
    assert next(row["value"] for row in world.rows() if row["sk"] == "2020") == 1


def test_the_same_file_as_another_batch_is_a_duplicate(world: World) -> None:
    body = years(2000, 25)
    world.run_to_the_end(world.send(body))
    second = world.run_to_the_end(world.send(body, OTHER_BATCH), OTHER_BATCH)
    assert (second.state, second.duplicate_of) == (UploadState.DUPLICATE, BATCH)
    assert len(world.told) == 1


def test_the_same_file_is_loaded_again_when_it_is_forced(world: World) -> None:
    body = years(2000, 25)
    world.run_to_the_end(world.send(body))
    second = world.run_to_the_end(world.send(body, OTHER_BATCH, force=True), OTHER_BATCH)
    assert (second.state, second.counts[IngestStatus.UNCHANGED]) == (UploadState.LOADED, 25)


def test_a_file_whose_first_load_failed_is_no_duplicate(world: World) -> None:
    body = years(2000, 25)
    arrival = world.send(body)
    world.run(arrival, seconds=20)
    del world.files.objects[arrival.key]
    assert world.run_to_the_end(arrival).state is UploadState.FAILED
    assert world.run_to_the_end(world.send(body, OTHER_BATCH), OTHER_BATCH).state is UploadState.LOADED


def test_another_file_under_the_same_batch_id_is_refused_and_said(world: World) -> None:
    first = world.run_to_the_end(world.send(years(2000, 25)))
    other = b"subject,period,value,unit\nrevenue,2001,7,USD\n"
    for _ in range(3):
        world.run(Arrival(first.object_key, checksum(other), len(other)))
    upload = world.upload()
    assert (upload.state, upload.counts) == (UploadState.LOADED, first.counts)
    (note,) = [note for note in upload.notes if "refused" in note]
    assert checksum(other) in note


def test_a_file_that_is_replaced_while_it_is_loaded_fails_and_says_so(world: World) -> None:
    arrival = world.send(years(2000, 25))
    world.run(arrival, seconds=20)
    world.files.objects[arrival.key] = years(1990, 25)
    upload = world.run_to_the_end(arrival)
    assert upload.state is UploadState.FAILED
    assert "replaced" in str(upload.reason)


def test_a_file_that_nobody_asked_to_send_is_not_loaded(world: World) -> None:
    assert world.run(Arrival("k", "e", 1), OTHER_BATCH).upload is None
    assert world.rows() == []


def test_a_tenant_that_is_suspended_meanwhile_is_refused_from_the_next_part_on(world: World) -> None:
    arrival = world.send(years(2000, 25))
    answers: Iterator[Exception | None] = iter([None, TenantNotActive("suspended")])

    def check(deadline: float) -> None:
        if (error := next(answers)) is not None:
            raise error

    with pytest.raises(TenantNotActive):
        world.run(arrival, check=check)
    assert world.upload().records == 10


def test_a_service_that_is_down_leaves_the_load_for_later(world: World) -> None:
    arrival = world.send(years(2000, 25))

    def down() -> None:
        if len(world.rows()) > 10:
            raise TransientNetwork("no answer")

    with pytest.raises(Unavailable):
        world.run(arrival, store=Faulty(world.store, down))
    world.time.now += 121
    assert world.run_to_the_end(arrival).counts[IngestStatus.CREATED] == 25


def test_after_a_service_was_down_the_next_run_goes_on_at_once(world: World) -> None:
    arrival = world.send(years(2000, 25))

    def check(deadline: float) -> None:
        if len(world.rows()) > 10:
            raise Unavailable("no answer")

    outcome = world.run(arrival, check=check)
    assert (outcome.again_in, outcome.trouble, world.upload().lease) == (10, "no answer", None)
    assert world.run(arrival, owner="next").again_in is None
    assert world.upload().counts[IngestStatus.CREATED] == 25


def test_a_run_that_was_overtaken_while_a_service_was_down_leaves_the_other_its_lease(world: World) -> None:
    arrival = world.send(years(2000, 25))

    def check(deadline: float) -> None:
        world.time.now += 121
        world.run(arrival, seconds=20, owner="other")
        held = world.upload()
        world.book.replace(TENANT, held, steps.claimed(held, None, "other", int(world.now().timestamp())))
        raise Unavailable("no answer")

    world.run(arrival, check=check, owner="first")
    lease = world.upload().lease
    assert lease is not None
    assert lease.owner == "other"


def test_half_a_file_is_loaded_as_far_as_it_goes_and_its_torn_line_handed_back(world: World) -> None:
    body = years(2000, 25)
    torn = body[: len(body) - 12]
    upload = world.run_to_the_end(world.send(torn))
    lines = torn.decode().splitlines()[1:]
    assert upload.counts[IngestStatus.CREATED] == len(lines) - 1
    assert upload.rejected == 1
    assert lines[-1].encode() in world.rejects()


def test_what_a_spreadsheet_would_run_is_handed_back_as_text(world: World) -> None:
    line = "=HYPERLINK(A1),2010-Q9,1,USD"
    upload = world.run_to_the_end(world.send(years(2000, 3) + f"{line}\n".encode()))
    assert upload.rejected == 1
    handed_back = list(csv.DictReader(io.StringIO(world.rejects().decode())))
    assert [row["original"] for row in handed_back] == [f"'{line}"]


def test_half_a_json_array_is_loaded_as_far_as_it_goes(world: World) -> None:
    rows = [{"subject": "revenue", "period": str(year), "value": year, "unit": "USD"} for year in range(2000, 2025)]
    upload = world.run_to_the_end(world.send(json.dumps(rows).encode()[:-40], name="data.json"))
    assert upload.counts[IngestStatus.CREATED] >= 23
    assert upload.state is UploadState.FAILED or upload.rejected == 1


def test_an_empty_file_and_a_zip_bomb_named_csv_fail_with_a_reason(world: World) -> None:
    bomb = b"PK\x03\x04" + b"\0" * 5000
    assert "ZIP" in str(world.run_to_the_end(world.send(bomb)).reason)
    empty = world.run_to_the_end(world.send(b"\n\n", OTHER_BATCH), OTHER_BATCH)
    assert (empty.state, empty.counts) == (UploadState.FAILED, {})


def test_ten_thousand_metrics_in_one_file(world: World) -> None:
    world.rows_per_chunk = 1000
    upload = world.run_to_the_end(world.send(file(*(f"m{number},2025,1,USD" for number in range(10_000)))))
    assert upload.counts[IngestStatus.CREATED] == 10_000
    assert sum(row["pk"] == "CATALOG" for row in world.rows()) == 10_000


def test_ten_thousand_metrics_as_columns(world: World) -> None:
    world.rows_per_chunk = 1000
    header = ",".join(["period", *(f"m{number} (USD)" for number in range(10_000))])
    row = ",".join(["2025", *map(str, range(10_000))])
    upload = world.run_to_the_end(world.send(f"{header}\n{row}\n".encode()))
    assert upload.counts[IngestStatus.CREATED] == 10_000, upload.reason


def test_what_follows_the_last_row_is_in_the_report(world: World) -> None:
    body = b"Metric,Period,Value,Unit,Region\nRevenue,2025-Q1,10,USD,EMEA\nRevenue,2025-Q1,10,USD,Total\n\n\n"
    upload = world.run_to_the_end(world.send(body))
    assert upload.counts[IngestStatus.CREATED] == 1
    assert upload.report["totalsRows"] == 1


def test_options_reach_the_reader(world: World) -> None:
    body = b'Metric,Period,Value\nRevenue,2025-Q1,"1,234"\n'
    options = UploadOptions(decimal="comma", unit="EUR")
    world.run_to_the_end(world.send(body, options=options))
    (row,) = [row for row in world.rows() if row["pk"] == "METRIC#revenue"]
    assert (str(row["value"]), row["unit"]) == ("1.234", "EUR")


def test_units_kept_already_settle_what_a_file_leaves_open(world: World) -> None:
    world.run_to_the_end(world.send(years(2000, 3)))
    body = b"subject,period,value,unit\nrevenue,2010,1,EUR\n"
    upload = world.run_to_the_end(world.send(body, OTHER_BATCH), OTHER_BATCH)
    assert upload.rejected == 1
    assert b"unit_conflict" in world.rejects(OTHER_BATCH)
    assert b"revenue,2010,1,EUR" in world.rejects(OTHER_BATCH)


def test_progress_is_told_while_loading_and_rejects_when_loaded(world: World) -> None:
    arrival = world.send(file("revenue,2000,x,USD", *(f"revenue,{year},1,USD" for year in range(2001, 2025))))
    world.run(arrival, seconds=20)
    half = world.desk.status(BATCH, deadline=1e9)
    assert half.state is UploadState.LOADING
    assert 0 < half.progress.bytes_read < half.progress.bytes_total
    assert half.rejects.count == 1
    assert half.rejects.file is None
    world.run(None)
    done = world.desk.status(BATCH, deadline=1e9)
    assert done.rejects.file is not None
    assert done.progress.bytes_read == done.progress.bytes_total


def sliced(*rows: str) -> bytes:
    return ("subject,period,value,unit,region\n" + "".join(f"{row}\n" for row in rows)).encode()


def test_totals_and_slices_in_parts_far_apart_are_compared_at_the_end(world: World) -> None:
    between = [f"orders,{year},1,count," for year in range(2000, 2025)]
    rows = ["revenue,2024,9,USD,", *between, "revenue,2024,1,USD,A", "revenue,2024,2,USD,B"]
    upload = world.run_to_the_end(world.send(sliced(*rows)))
    status = world.desk.status(BATCH, deadline=1e9)
    assert [warning.message for warning in status.warnings] == [
        "revenue 2024: the 2 slices by region add up to 3, the total is 9"
    ]
    assert (status.warning_count, status.not_all_checked, upload.to_compare) == (1, False, ())
    assert [told.warning_count for told in world.told] == [1]
    assert upload.counts[IngestStatus.CREATED] == 28


def test_an_upload_whose_totals_agree_with_their_slices_has_no_warning(world: World) -> None:
    upload = world.run_to_the_end(
        world.send(sliced("revenue,2024,1,USD,A", "revenue,2024,2,USD,B", "revenue,2024,3,USD,"))
    )
    assert (upload.warnings, upload.warning_count, upload.not_all_checked) == ((), 0, False)


def test_an_upload_that_touches_too_many_totals_says_that_not_all_were_compared(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(steps, "MAX_TO_COMPARE", 3)
    rows = [row for year in range(2000, 2010) for row in (f"revenue,{year},2,USD,", f"revenue,{year},1,USD,A")]
    upload = world.run_to_the_end(world.send(sliced(*rows)))
    assert (upload.warning_count, upload.not_all_checked) == (3, True)
