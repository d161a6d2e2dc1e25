"""Excel workbooks: cached values, real dates, what formats say, and archives that are none."""

import zipfile
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from salestalk.ingestion.files import Options
from salestalk_cli.loading import workbook
from salestalk_cli.loading.source import opened_source
from salestalk_cli.problems import Problem


def saved(path: Path, *rows: list[Any], formats: dict[str, str] | None = None, title: str = "Data") -> Path:
    book = Workbook()
    sheet: Any = book.active
    sheet.title = title
    for row in rows:
        sheet.append(row)
    for place, shown in (formats or {}).items():
        sheet[place].number_format = shown
    other = book.create_sheet("Other")
    other.append(["metric", "period", "value", "unit"])
    other.append(["orders", "2025-Q1", 3, "count"])
    book.save(path)
    return path


def records(path: Path, sheet: str | None = None, **options: Any) -> tuple[list[tuple[Any, ...]], list[str]]:
    with opened_source(path, Options(**options), sheet) as source:
        reads = list(source.reads)
    found = [read.record for read in reads if read.record]
    rejects = [f"{read.reject.line} {read.reject.rule}" for read in reads if read.reject]
    return [(each["subject"], each["period"], each["value"], each["unit"]) for each in found], rejects


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "book.xlsx"


def test_dates_are_what_their_format_shows(path: Path) -> None:
    day = datetime(2025, 9, 1)  # noqa: DTZ001 - cells of a workbook have no zone
    rows = [
        ["metric", "period", "value", "unit"],
        ["a", day, 1, "x"],
        ["a", day, 2, "x"],
        ["a", date(2025, 9, 30), 3, "x"],
    ]
    rows += [["a", 2025, 4, "x"], ["a", 45931, 5, "x"]]
    found, rejects = records(saved(path, *rows, formats={"B2": "mmm-yy", "B3": "yyyy", "B4": "dd.mm.yyyy"}))
    assert [each[1:3] for each in found] == [("2025-09", 1), ("2025", 2), ("2025-09-30", 3), ("2025", 4)]
    assert rejects == ["6 period"]


def test_formats_say_percent_and_currency(path: Path) -> None:
    rows = [
        ["metric", "period", "value"],
        ["margin", "2025", 0.355],
        ["revenue", "2025", 1234.5],
        ["arr", "2025", 7],
        ["x", "2025", 8],
    ]
    formats = {"C2": "0.0%", "C3": '"$"#,##0.00', "C4": "#,##0.00 [$€-407]", "C5": '#,##0 "pcs"'}
    found, rejects = records(saved(path, *rows, formats=formats))
    assert found == [
        ("margin", "2025", Decimal("0.355"), "ratio"),
        ("revenue", "2025", Decimal("1234.5"), "USD"),
        ("arr", "2025", Decimal(7), "EUR"),
    ]
    assert rejects == ["5 unit_missing"]


def test_numbers_are_the_decimals_that_excel_keeps(path: Path) -> None:
    values = [0.1 + 0.2, 1e15, 123456789.12, 1.0, 2**53, -0.0]
    found, _ = records(
        saved(path, ["metric", "period", "value", "unit"], *(["a", "2025", value, "x"] for value in values))
    )
    assert [each[2] for each in found] == [Decimal("0.3"), 10**15, Decimal("123456789.12"), 1, 2**53, 0]


def test_texts_empty_cells_errors_and_booleans(path: Path) -> None:
    values = ["1,234.50", None, "n/a", "#DIV/0!", True, "(5)", "12,5"]
    with opened_source(
        saved(path, ["metric", "period", "value", "unit"], *(["a", "Q3 2025", value, "x"] for value in values)),
        Options(decimal=None),
    ) as source:
        reads = list(source.reads)
    assert [read.record["value"] for read in reads if read.record] == [Decimal("1234.50"), -5, Decimal("12.5")]
    assert [read.reject.rule for read in reads if read.reject] == ["cell_error", "number"]
    assert source.tally.missing == 2


def test_a_wide_sheet_with_a_title_and_dates_over_its_columns(path: Path) -> None:
    january, february = datetime(2025, 1, 31), datetime(2025, 2, 28)  # noqa: DTZ001
    rows = [
        ["Report"],
        [],
        ["USD k", january, february, "Total"],
        ["Revenue", 10, 12.5, 22.5],
        ["Total", 10, 12.5, 22.5],
    ]
    found, _ = records(saved(path, *rows, formats={"B3": "mmm yyyy", "C3": "mmm yyyy"}))
    assert found == [("revenue", "2025-01", 10_000, "USD"), ("revenue", "2025-02", 12_500, "USD")]


def test_a_sheet_is_named_or_the_first(path: Path) -> None:
    saved(path, ["metric", "period", "value", "unit"], ["revenue", "2025", 1, "USD"])
    assert records(path)[0][0][0] == "revenue"
    assert records(path, "Other")[0][0][0] == "orders"
    with pytest.raises(Problem, match="it has Data, Other"):
        records(path, "Nope")


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0 old or encrypted", b"metric,period,value"])
def test_what_is_no_workbook_is_told_in_a_sentence(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    with pytest.raises(Problem, match=r"is not an \.xlsx workbook"):
        records(path)


def test_an_archive_of_something_else_is_told_in_a_sentence(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("hello.txt", "hello")
    with pytest.raises(Problem, match="is not a workbook"):
        records(path)


def test_an_archive_that_unpacks_to_too_much_is_not_unpacked(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    saved(path, ["metric", "period", "value", "unit"])
    monkeypatch.setattr(workbook, "MAX_SHARED_BYTES", 100)
    with pytest.raises(Problem, match="unpacks to more"):
        records(path)
