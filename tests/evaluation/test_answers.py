"""The true numbers: well formed, in step with the seed files, and checked by a judge that can tell right from wrong."""

import csv
from collections import Counter
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from salestalk.calendar import Period
from tests.evaluation.answers import TrueAnswer, TrueNumber, faults, load_answers

ANSWERS = load_answers()
TENANTS = {"acme-corp-001", "techstart-inc-002"}
SEEDS = Path(__file__).parents[2] / "seed_data"


def seed_values(tenant: str) -> set[tuple[str, Fraction, str]]:
    """Period, value and unit of every seed row, read by plain csv."""
    with (SEEDS / tenant / "metrics.csv").open(encoding="utf-8", newline="") as file:
        return {(row["period"], Fraction(row["value"]), row["unit"]) for row in csv.DictReader(file)}


def right(truth: TrueAnswer) -> dict[str, Any]:
    """An answer that holds exactly what it must (numbers that never end rounded to six places)."""
    numbers = [{"value": exact(number.value), "unit": number.unit} for number in truth.numbers]
    return {
        "outcome": min(truth.outcomes),
        "answer": " ".join([*truth.mentions, *truth.requires, "linear trend"]),
        "interpretation": {"periods": list(truth.periods), "filters": [], "groupBy": []},
        "dataReferences": [],
        "derived": [{**number, "label": "", "operation": ""} for number in numbers],
    }


def exact(value: Fraction) -> str:
    places = next((n for n in range(12) if value * 10**n % 1 == 0), 6)
    return f"{round(value * 10**places) / 10**places:.{places}f}"


def test_there_are_a_hundred_questions_of_every_kind_on_both_tenants() -> None:
    assert len(ANSWERS) >= 100
    assert len({truth.id for truth in ANSWERS}) == len({(t.tenant, t.question) for t in ANSWERS}) == len(ANSWERS)
    assert {truth.tenant for truth in ANSWERS} == TENANTS
    assert set(Counter(truth.kind for truth in ANSWERS)) >= {
        "lookup", "rollup", "comparison", "trend", "breakdown", "ranking", "root_cause",
        "target", "anomaly", "correlation", "forecast", "zero", "missing",
    }  # fmt: skip


def test_only_answers_have_numbers_and_their_periods_exist() -> None:
    for truth in ANSWERS:
        assert bool(truth.numbers) <= (truth.outcomes == {"answered"}), truth.id
        assert truth.numbers or truth.requires or truth.outcomes != {"answered"}, truth.id
        assert all(Period.parse(period) for period in truth.periods), truth.id


@pytest.mark.parametrize("tenant", sorted(TENANTS))
def test_every_looked_up_number_stands_in_the_seed_files(tenant: str) -> None:
    rows = seed_values(tenant)
    looked_up = [truth for truth in ANSWERS if truth.tenant == tenant and truth.kind in ("lookup", "zero")]
    assert looked_up
    for truth in looked_up:
        for number in truth.numbers:
            assert (truth.periods[0], number.value, number.unit) in rows, truth.id


@pytest.mark.parametrize("truth", ANSWERS, ids=lambda truth: truth.id)
def test_a_true_answer_has_no_fault_and_one_without_its_numbers_has(truth: TrueAnswer) -> None:
    assert faults(truth, right(truth)) == ()
    if truth.numbers:
        assert faults(truth, right(truth) | {"derived": []})
    if "answered" not in truth.outcomes:
        assert faults(truth, right(truth) | {"outcome": "answered"})


@pytest.mark.parametrize(
    ("true", "unit", "value", "given_unit", "same"),
    [
        ("0.35", "ratio", "0.35", "ratio", True),
        ("0.35", "ratio", "35.0", "%", True),
        ("-0.03", "ratio", "-3", "points", True),
        ("1/6", "ratio", "0.1667", "ratio", True),
        ("1/6", "ratio", "16.7", "%", True),
        ("1/6", "ratio", "16.6", "%", False),
        ("1/6", "ratio", "0.2", "ratio", False),
        ("2500000", "USD", "2500000", "EUR", False),
        ("2500000", "USD", "2500001", "USD", False),
        ("0.345580", "ratio", "0.3456", "ratio", False),
    ],
)
def test_a_number_is_the_same_only_if_exact_or_rightly_rounded(
    true: str, unit: str, value: str, given_unit: str, same: bool
) -> None:
    assert TrueNumber(Fraction(true), unit).is_given_by(value, given_unit) is same
