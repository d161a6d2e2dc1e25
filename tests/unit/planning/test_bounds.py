"""However finely a metric is loaded, one question starts few reads; what would take more is refused by name."""

from datetime import date, timedelta

import pytest

from salestalk.contracts.answer import Outcome
from salestalk.planning.bounds import MAX_KEYS, MAX_RANGES, bounded
from salestalk.planning.keys import SliceRange
from tests.unit.planning.world import World

DAYS_2024 = [(date(2024, 1, 1) + timedelta(days=day)).isoformat() for day in range(366)]


def daily(totals: bool = True, customers: int = 1, years: int = 1) -> World:
    world = World()
    world.define("orders", unit="count")
    days = [(date(2024, 1, 1) + timedelta(days=day)).isoformat() for day in range(366 + 365 * (years - 1))]
    if totals:
        world.record("orders", dict.fromkeys(days, 2))
    for number in range(customers):
        world.record("orders", dict.fromkeys(days, 2), customer=f"customer {number}")
    return world


def test_a_year_of_daily_totals_is_read_by_key_alone() -> None:
    world = daily()
    answer = world.ask("orders", ["2024"])
    assert answer.text.startswith("Orders were 732 in 2024.")
    assert world.reads == [(366, 0)]


def test_days_that_have_only_slices_are_read_by_month() -> None:
    world = daily(totals=False)
    answer = world.ask("orders", ["2024"])
    assert answer.text.startswith("Orders were 732 in 2024.")
    assert "Where no total is stored, it is the sum over customer." in answer.text
    assert world.reads == [(366, 0), (0, 12)]


def test_only_the_days_without_a_total_are_looked_for_among_slices() -> None:
    world = daily()
    for day in ("2024-02-03", "2024-07-09"):
        del world.rows["orders", day]
    assert world.ask("orders", ["2024"]).text.startswith("Orders were 732 in 2024.")
    assert world.reads == [(366, 0), (0, 2)]


def test_a_year_of_days_split_by_customer_is_read_by_month() -> None:
    world = daily(customers=2)
    answer = world.ask("orders", ["2024"], "breakdown", group_by=["customer"])
    assert "732" in answer.text
    assert all(ranges <= MAX_RANGES for _, ranges in world.reads)


def test_a_split_that_would_scan_too_much_is_refused_by_name() -> None:
    world = daily(totals=False, customers=200)
    answer = world.ask("orders", ["2024"], "breakdown", group_by=["customer"])
    assert (answer.outcome, answer.reason) == (Outcome.REFUSED, "too_many_rows")
    assert "Ask about a shorter time" in answer.text
    assert world.reads == []


def test_more_days_than_an_answer_can_rest_on_are_refused_by_name() -> None:
    world = daily(years=4)
    answer = world.ask("orders", ["2024", "2025", "2026", "2027"][:3])
    assert (answer.outcome, answer.reason) == (Outcome.REFUSED, "too_many_rows")
    assert world.reads == []


@pytest.mark.parametrize("intent", [
    "fact_retrieval", "comparison", "trend_analysis", "root_cause", "breakdown", "ranking", "target", "anomaly",
    "prediction", "correlation",
])  # fmt: skip
@pytest.mark.parametrize("keys", [[], ["2024"], ["2024-05"], DAYS_2024[:90]])
@pytest.mark.parametrize("grain", ["day", "year"])
def test_no_question_starts_more_reads_than_the_bounds(intent, keys, grain) -> None:
    world = DAILY
    world.reads.clear()
    group_by = ["customer"] if intent in ("breakdown", "ranking") else []
    world.ask(
        "orders", keys, intent, grain=grain, group_by=group_by, related="visits" if intent == "correlation" else None
    )
    assert len(world.reads) <= 2
    assert all(rows <= MAX_KEYS and ranges <= MAX_RANGES for rows, ranges in world.reads)


def _related() -> World:
    world = daily(customers=3)
    for subject in ("visits", "orders_target"):
        world.define(subject, unit="count", target_of="orders" if "target" in subject else None)
        world.record(subject, {day: place for place, day in enumerate(DAYS_2024)})
        world.record(subject, dict.fromkeys(DAYS_2024, 1), region="EMEA")
    return world


DAILY = _related()


def test_joined_ranges_hold_all_they_replace() -> None:
    days = [SliceRange("orders", f"{day}#customer=") for day in DAYS_2024]
    joined = bounded(days, DAILY.entries)
    assert joined is not None
    assert len(joined) == 12
    assert all(any(day.prefix.startswith(one.prefix) for one in joined) for day in days)
    assert bounded(days[:MAX_RANGES], DAILY.entries) == tuple(days[:MAX_RANGES])
