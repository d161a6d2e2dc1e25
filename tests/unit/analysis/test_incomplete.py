"""A value of which a part is missing is missing, and the answer says which and what there is."""

from datetime import date, timedelta

from salestalk.contracts.answer import Outcome
from tests.unit.planning.world import World

FIRSTS = [f"2025-{month:02d}-01" for month in range(1, 13)]


def visited(days: list[str]) -> World:
    world = World()
    world.define("visits", unit="count")
    world.record("visits", dict.fromkeys(days, 7))
    return world


def days_from(first: date, count: int) -> list[str]:
    return [(first + timedelta(days=day)).isoformat() for day in range(count)]


def test_a_month_with_one_day_says_so() -> None:
    answer = visited(FIRSTS).ask("visits", ["2025-01"])
    assert (answer.outcome, answer.reason) == (Outcome.NO_DATA, "no_data")
    assert answer.text.startswith("Visits have no complete value in January 2025. Stored are 1 of 31 days of January")


def test_months_with_one_day_each_are_named_up_to_a_few() -> None:
    answer = visited(FIRSTS).ask("visits", [f"2025-{month:02d}" for month in range(1, 12)], "trend_analysis")
    assert answer.outcome is Outcome.NO_DATA
    expected = (
        "Stored are 1 of 31 days of January 2025, 1 of 28 days of February 2025, 1 of 31 days of March 2025 and others."
    )
    assert expected in answer.text


def test_the_incomplete_month_of_a_trend_is_named() -> None:
    days = days_from(date(2025, 1, 1), 90)
    del days[40]
    answer = visited(days).ask("visits", ["2025-01", "2025-02", "2025-03"], "trend_analysis")
    assert answer.outcome is Outcome.ANSWERED
    assert "Visits have no value for February 2025. Stored are 27 of 28 days of February 2025." in answer.text


def test_many_days_that_make_no_whole_are_said_to_be_incomplete() -> None:
    days = days_from(date(2025, 1, 1), 90)
    asked = days.copy()
    del days[40]
    answer = visited(days).ask("visits", asked)
    assert (answer.outcome, answer.reason) == (Outcome.NO_DATA, "incomplete")
    assert "no value for 10 February 2025" in answer.text


def test_ratios_without_parts_are_charted_one_by_one() -> None:
    world = World()
    world.define("nps", "ratio")
    months = [f"{year}-{month:02d}" for year in (2024, 2025) for month in range(1, 11)]
    world.record("nps", dict.fromkeys(months, 40))
    answer = world.ask("nps", months)
    assert answer.chart is not None
    assert len(answer.chart["data"]["values"]) == len(months)
