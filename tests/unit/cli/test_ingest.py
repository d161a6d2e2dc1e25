"""`salestalk ingest`, `metrics` and `export` against the metrics handler: nothing lost or twice, and all of it told."""

import csv
import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from salestalk import names
from salestalk_cli.loading import batches
from salestalk_cli.main import run
from tests.unit.files.served import Fault, served
from tests.unit.functions.test_metrics_handler import SILENT, Door

FILE = 'KPI,Month,Region,Amount\nRevenue,Sep-25,EMEA,"$1,200.50"\nRevenue,Oct-25,,$7\nOrders,Oct-25,,3\n'


class Shell:
    """The command, signed in at a handler whose tables are dictionaries."""

    def __init__(self, door: Door, url: str, calls: list[str], capsys: pytest.CaptureFixture[str]) -> None:
        self.door = door
        self.calls = calls
        self._url = url
        self._capsys = capsys
        self.out = self.err = ""

    def __call__(self, *arguments: object) -> int:
        with pytest.raises(SystemExit) as ended:
            run([*map(str, arguments), "--api-url", self._url, "--token", "t"])
        self.out, self.err = self._capsys.readouterr()
        return int(ended.value.code or 0)

    @property
    def rows(self) -> dict[tuple[str, str], Any]:
        table = self.door.store.tables[names.metrics_table("acme")]
        return {(key.pk, key.sk): item for key, item in table.items() if key.pk.startswith("METRIC#")}


@pytest.fixture
def faults() -> list[Fault]:
    return []


@pytest.fixture
def shell(capsys: pytest.CaptureFixture[str], faults: list[Fault]) -> Iterator[Shell]:
    door = Door()

    def fault(number: int) -> int | None:
        return faults[0](number) if faults else None

    with served(door.routes.table, SILENT, fault=fault) as (url, calls):
        yield Shell(door, url, calls, capsys)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "sales.csv"
    path.write_text(FILE)
    return path


def rejects_of(file: Path) -> list[dict[str, str]]:
    with file.with_name(f"{file.name}.rejects.csv").open(newline="") as lines:
        return list(csv.DictReader(lines))


def test_a_file_lands_and_again_it_is_unchanged(shell: Shell, file: Path) -> None:
    assert shell("ingest", file, "--json") == 0
    (first,) = json.loads(shell.out)["files"]
    assert first["records"] == {"created": 3, "updated": 0, "unchanged": 0, "stale": 0}
    assert shell.rows["METRIC#revenue", "2025-09#region=EMEA"]["value"] == Decimal("1200.50")
    assert shell.rows["METRIC#orders", "2025-10"]["unit"] == "count"

    assert shell("ingest", file, "--json") == 0
    (again,) = json.loads(shell.out)["files"]
    assert again["records"]["unchanged"] == 3
    batch_ids = [event.data.batch_id for event in shell.door.publisher.events]
    assert batch_ids[0] == batch_ids[1]


def test_another_file_or_another_reading_is_another_batch(shell: Shell, file: Path) -> None:
    shell("ingest", file)
    shell("ingest", file, "--decimal", "comma", "--dates", "dmy")
    file.write_text(FILE + "Orders,Nov-25,,4\n")
    shell("ingest", file)
    assert len({event.data.batch_id for event in shell.door.publisher.events}) == len(shell.door.publisher.events)


def test_what_is_handed_back_stands_in_the_rejects_file_and_in_the_exit_code(shell: Shell, file: Path) -> None:
    file.write_text(FILE + 'Revenue,Nov-25,"EM,EA",x\nRevenue,Nov-2031,,$9\nRevenue,Dec-24,,€5\n=1+1,Dec-25,,$5\n')
    assert shell("ingest", file) == 4
    found = {int(row["line"]): row for row in rejects_of(file)}
    assert {line: row["rule"] for line, row in found.items()} == {
        5: "number",
        6: "future_period",
        7: "unit_conflict",
        8: "subject",
    }
    assert found[5]["original"] == 'Revenue,Nov-25,"EM,EA",x'
    assert found[6]["original"] == "Revenue,Nov-2031,,$9"
    assert found[8]["original"] == "'=1+1,Dec-25,,$5"
    assert "4 rejected" in shell.err
    assert len(shell.rows) == 3


def test_the_rejects_of_an_earlier_run_go_when_there_are_none_now(shell: Shell, file: Path) -> None:
    file.write_text(FILE + "Orders,Nov-25,,x\n")
    assert shell("ingest", file) == 4
    file.write_text(FILE + "Orders,Nov-25,,4\n")
    assert shell("ingest", file) == 0
    assert not file.with_name("sales.csv.rejects.csv").exists()


def test_a_file_of_that_name_which_is_not_ours_stays(shell: Shell, file: Path) -> None:
    own = file.with_name("sales.csv.rejects.csv")
    own.write_text("my own notes\n")
    assert shell("ingest", file) == 0
    assert own.read_text() == "my own notes\n"


def test_a_batch_of_which_nothing_holds_is_handed_back_row_by_row(shell: Shell, file: Path) -> None:
    file.write_text("metric,period,value,unit\nrevenue,2031-Q1,1,USD\nrevenue,2031-Q2,2,USD\n")
    assert shell("ingest", file) == 4
    assert [(row["line"], row["rule"]) for row in rejects_of(file)] == [("2", "future_period"), ("3", "future_period")]
    assert not shell.door.publisher.events


def test_a_dry_run_sends_nothing_and_says_how_the_file_is_read(file: Path, shell: Shell) -> None:
    with pytest.raises(SystemExit) as ended:
        run(["ingest", str(file), "--dry-run"])
    assert int(ended.value.code or 0) == 0
    assert shell("ingest", file, "--dry-run") == 0
    assert "3 records; nothing was sent" in shell.out
    assert "Region → dimension region" in shell.out
    assert shell.calls == ["GET /metrics"]


def test_the_unit_of_a_known_metric_need_not_be_said(shell: Shell, file: Path) -> None:
    shell("ingest", file)
    file.write_text("metric,period,value\nrevenue,2025-Q1,5\n")
    assert shell("ingest", file) == 0
    assert shell.rows["METRIC#revenue", "2025-Q1"]["unit"] == "USD"


def test_records_are_sent_in_batches_in_their_order(shell: Shell, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches, "BATCH_RECORDS", 4)
    rows = "".join(f"orders,2025-{month:02d},{month},count\n" for month in range(1, 11))
    file.write_text(f"metric,period,value,unit\n{rows}orders,2025-01,99,count\n")
    assert shell("ingest", file, "--json") == 0
    assert [event.data.record_count for event in shell.door.publisher.events] == [4, 4, 3]
    assert json.loads(shell.out)["files"][0]["records"]["updated"] == 1
    assert shell.rows["METRIC#orders", "2025-01"]["value"] == 99


def test_answers_that_are_lost_are_asked_for_again(shell: Shell, file: Path, faults: list[Fault]) -> None:
    faults.append(lambda number: 503 if number in (2, 3) else None)
    assert shell("ingest", file, "--json") == 0
    assert json.loads(shell.out)["files"][0]["records"]["unchanged"] == 3
    assert len(shell.rows) == 3


def test_a_service_that_stays_away_stops_the_load_and_says_where(
    shell: Shell, file: Path, faults: list[Fault], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "ATTEMPTS", 2)
    faults.append(lambda number: 503 if number > 1 else None)
    assert shell("ingest", file) == 1
    assert "stopped at line 2 of sales.csv" in shell.err
    assert "Run the same command again" in shell.err


def test_one_file_that_is_no_table_does_not_stop_the_others(shell: Shell, file: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.csv"
    other.write_bytes(b"PK\x03\x04")
    assert shell("ingest", other, file) == 1
    assert "ZIP" in shell.err
    assert len(shell.rows) == 3


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["no-such-file.csv"], "cannot be read"),
        (["{file}", "--decimal", "dot"], "--decimal must be point or comma"),
        (["{file}", "--dates", "ymd"], "--dates must be dmy or mdy"),
        (["{file}", "--definitions", "nope.json"], "cannot be read"),
        (["{file}", "--definitions", "{file}"], "must be a JSON list"),
    ],
)
def test_what_cannot_be_done_is_a_sentence(shell: Shell, file: Path, arguments: list[str], said: str) -> None:
    assert shell("ingest", *(text.format(file=file) for text in arguments)) in (1, 2)
    assert said in shell.err
    assert not shell.door.publisher.events


def test_the_catalog_is_a_table_or_json(shell: Shell, file: Path) -> None:
    assert shell("metrics") == 0
    assert "No metrics are loaded yet" in shell.out
    shell("ingest", file)
    assert shell("metrics") == 0
    assert "revenue" in shell.out
    assert "region (EMEA)" in shell.out
    assert shell("metrics", "--json") == 0
    assert [entry["subject"] for entry in json.loads(shell.out)["metrics"]] == ["orders", "revenue"]


def test_an_export_loads_again_to_the_same_state(shell: Shell, file: Path, tmp_path: Path) -> None:
    odd = [
        {"subject": "m", "period": "2025-Q3", "value": Decimal("-0.000123"), "unit": "=x", "recordedAt": 1_700_000_001},
        {"subject": "m", "period": "2025", "value": 10**37 + 1, "unit": "=x", "metadata": {"a": ["1", 2]}},
        {
            "subject": "m",
            "period": "2025-W07",
            "value": 0,
            "unit": "=x",
            "dimensions": {"value": " =1+1", "unit": "'n/a"},
        },
        {"subject": "m", "period": "2025-02-28", "value": 5, "unit": "=x", "dimensions": {"region": 'Total\r\n"x", y'}},
        {
            "subject": "m",
            "period": "2025-02",
            "value": 6,
            "unit": "=x",
            "dimensions": {"period": "É|#&=%", "region": "-"},
        },
    ]
    shell.door.call("POST /metrics", {"records": odd})
    shell("ingest", file)
    before = shell.rows
    export, definitions = tmp_path / "all.csv", tmp_path / "definitions.json"
    assert shell("export", "-o", export, "--definitions", definitions) == 0
    assert shell("ingest", export, "--json") == 0
    counts = json.loads(shell.out)["files"][0]["records"]
    assert counts == {"created": 0, "updated": 0, "unchanged": len(before), "stale": 0}
    assert shell.rows == before

    shell.door.store.tables.clear()
    assert shell("ingest", export, "--definitions", definitions) == 0
    assert shell.rows == before


def test_an_export_of_one_metric_goes_to_standard_output(shell: Shell, file: Path) -> None:
    shell("ingest", file)
    assert shell("export", "--metric", "orders") == 0
    header, line = shell.out.splitlines()
    assert header.startswith("subject,period,")
    assert line.startswith("orders,2025-10,")
    assert shell("export", "--metric", "nope") == 2
    assert "there are orders, revenue" in shell.err


DISAGREEING = "KPI,Month,Region,Amount\nRevenue,Sep-25,,$9\nRevenue,Sep-25,EMEA,$1\nRevenue,Sep-25,APAC,$2\n"


def test_a_total_that_its_slices_do_not_add_up_to_is_loaded_and_told(shell: Shell, file: Path) -> None:
    file.write_text(DISAGREEING)
    assert shell("ingest", file) == 0
    assert "revenue 2025-09: the 2 slices by region add up to 3, the total is 9" in shell.err
    assert len(shell.rows) == 3


@pytest.mark.parametrize(("total", "told"), [("$9", True), ("$3", False)])
def test_a_period_spread_over_batches_is_told_of_as_it_is_in_the_end(
    shell: Shell, file: Path, monkeypatch: pytest.MonkeyPatch, total: str, told: bool
) -> None:
    monkeypatch.setattr(batches, "BATCH_RECORDS", 2)
    file.write_text(DISAGREEING.replace("$9", total))
    assert shell("ingest", file, "--json") == 0
    said = ["revenue 2025-09: the 2 slices by region add up to 3, the total is 9"] if told else []
    assert json.loads(shell.out)["files"][0]["warnings"] == said
