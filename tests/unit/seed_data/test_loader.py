"""What the files say, held against the stories they tell."""

import shutil
from decimal import Decimal
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest

from salestalk.errors import InvalidInput
from seed_data.loader import FOLDER, TENANT_IDS, SeedTenant, load

ACME, TECHSTART = TENANT_IDS


@cache
def seed_of(tenant_id: str) -> SeedTenant:
    return load(tenant_id)


def value(tenant_id: str, subject: str, period: str, **dimensions: str) -> Decimal:
    (found,) = (
        record.value
        for record in seed_of(tenant_id).records
        if (record.subject, record.period, record.dimensions) == (subject, period, dimensions)
    )
    return found


def months(tenant_id: str, subject: str) -> dict[str, Decimal]:
    return {
        record.period: record.value
        for record in seed_of(tenant_id).records
        if record.subject == subject and not record.dimensions and len(record.period) == 7 and "Q" not in record.period
    }


def test_quarters_of_a_fiscal_year_from_april_end_in_march() -> None:
    last = max(months(TECHSTART, "revenue"))
    assert last == "2026-03"
    assert max(months(ACME, "revenue")) == "2025-12"
    quarter = sum(months(TECHSTART, "revenue")[month] for month in ("2025-10", "2025-11", "2025-12"))
    assert quarter == value(TECHSTART, "revenue", "2025-Q3") == 1_800_000


def test_acmes_margin_fell_because_pumps_earned_less_and_sold_more() -> None:
    def margin(line: str, quarter: str) -> Decimal:
        profit = value(ACME, "gross_profit", quarter, product_line=line)
        return profit / value(ACME, "revenue", quarter, product_line=line)

    assert margin("Pumps", "2025-Q4") < margin("Pumps", "2025-Q3") - Decimal("0.04")
    for line in ("Valves", "Spare Parts"):
        assert abs(margin(line, "2025-Q4") - margin(line, "2025-Q3")) < Decimal("0.01")
    shares = [
        value(ACME, "revenue", quarter, product_line="Pumps") / value(ACME, "revenue", quarter)
        for quarter in ("2025-Q3", "2025-Q4")
    ]
    assert shares[1] > shares[0] + Decimal("0.03")


def test_emea_dipped_in_one_quarter_and_missed_its_plan() -> None:
    quarters = [value(ACME, "revenue", f"2025-Q{number}", region="EMEA") for number in (1, 2, 3, 4)]
    assert quarters[1] == min(quarters)
    assert quarters[1] < value(ACME, "revenue_target", "2025-Q2", region="EMEA") * Decimal("0.8")
    assert value(ACME, "revenue", "2025-Q2") > value(ACME, "revenue", "2025-Q1")


def test_one_month_in_two_years_stands_out() -> None:
    revenue = months(ACME, "revenue")
    keys = sorted(revenue)
    drops = [later for earlier, later in pairwise(keys) if revenue[later] < revenue[earlier] * Decimal("0.8")]
    assert drops == ["2025-02"]
    leads = months(TECHSTART, "leads")
    assert max(leads, key=lambda month: leads[month]) == "2025-06"


def test_techstarts_recurring_revenue_leapt_because_enterprises_expanded() -> None:
    growth = {
        segment: value(TECHSTART, "arr", "2025-Q4", segment=segment)
        - value(TECHSTART, "arr", "2025-Q3", segment=segment)
        for segment in ("Enterprise", "Mid-Market", "SMB")
    }
    assert sum(growth.values()) == 1_200_000
    assert growth["Enterprise"] > 1_000_000


def test_churn_fell_quarter_by_quarter() -> None:
    rates = [value(TECHSTART, "churn_rate", f"2025-Q{number}") for number in (1, 2, 3, 4)]
    assert rates == sorted(rates, reverse=True)


def test_a_name_with_a_reserved_character_is_among_the_dimensions() -> None:
    lines = {record.dimensions.get("product_line") for record in seed_of(TECHSTART).records}
    assert "Training & Support" in lines


@pytest.fixture
def files(tmp_path: Path) -> Path:
    shutil.copytree(FOLDER / ACME, tmp_path / ACME)
    return tmp_path


def spoil(file: Path, old: str, new: str) -> None:
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new, 1))


@pytest.mark.parametrize(
    ("old", "new", "field", "rule"),
    [
        ("revenue,2024-Q1,,,", "revenue,2024-Q7,,,", "period", "period"),
        ("revenue,2024-Q1,,,,,,1760000", "revenue,2024-Q1,,,,,,many", "value", "exact_number"),
        ("revenue,2024-Q1,,,,,,1760000", "revenue,2024-Q1,,,,,,NaN", "value", "finite_number"),
        ("revenue,2024-Q1,,,,,,1760000,USD,", "revenue,2024-Q1,,,,,,1760000,USD,-", "recordedAt", "timestamp"),
    ],
)
def test_a_broken_row_is_named_by_its_line(files: Path, old: str, new: str, field: str, rule: str) -> None:
    spoil(files / ACME / "metrics.csv", old, new)
    with pytest.raises(InvalidInput, match=r"metrics\.csv, line 4") as refusal:
        load(ACME, files)
    assert [(fault.field, fault.rule) for fault in refusal.value.faults] == [(field, rule)]


@pytest.mark.parametrize(
    ("file", "old", "new", "words"),
    [
        ("metrics.csv", "recordedAt", "recorded", "must have the columns subject, period"),
        ("messages.json", "[", "{", "messages.json is not valid"),
        ("messages.json", '"sender": "assistant"', '"sender": "robot"', "messages.json, number 2, is not valid"),
        ("definitions.json", '"flow"', '"sum"', "definitions.json, number 1, is not valid"),
        ("tenant.json", '"active"', '"asleep"', "tenant.json is not valid"),
    ],
)
def test_a_broken_file_is_named_with_the_place(files: Path, file: str, old: str, new: str, words: str) -> None:
    spoil(files / ACME / file, old, new)
    with pytest.raises(InvalidInput, match=words):
        load(ACME, files)


def test_a_file_that_is_no_list_is_refused(files: Path) -> None:
    (files / ACME / "messages.json").write_text('{"messages": []}')
    with pytest.raises(InvalidInput, match="must be a list"):
        load(ACME, files)


def test_a_tenant_that_is_not_there_is_an_error_of_the_file_system(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        load(ACME, tmp_path)
