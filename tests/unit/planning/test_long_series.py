"""A series that is too long is never cut in silence: it is shown by coarser periods, or the answer says which part."""

from datetime import date, timedelta

import pytest

from salestalk.contracts.answer import Outcome
from tests.desk import ACME, desk
from tests.unit.planning.world import World


def days_from(first: date, count: int) -> list[str]:
    return [(first + timedelta(days=day)).isoformat() for day in range(count)]


def daily(kind: str = "flow", count: int = 731) -> World:
    world = World()
    world.define("revenue", kind)
    world.record("revenue", dict.fromkeys(days_from(date(2024, 1, 1), count), 10))
    return world


def test_two_years_of_days_are_shown_by_month_and_said_to_be() -> None:
    answer = daily().ask("revenue", days_from(date(2024, 1, 1), 731), "trend_analysis")
    said = "Shown by month, January 2024 to December 2025: so many days are too many to show one by one."
    assert said in answer.text
    assert said in answer.interpretation.assumptions
    assert answer.chart is not None
    assert len(answer.chart["data"]["values"]) == 24
    assert answer.interpretation.periods[0] == "2024-01"


def test_only_whole_months_within_the_days_are_shown() -> None:
    answer = daily().ask("revenue", days_from(date(2024, 1, 15), 300), "trend_analysis")
    assert "Shown by month, February 2024 to October 2024" in answer.text


def test_a_ratio_that_is_not_rolled_up_shows_the_latest_days_and_says_which() -> None:
    answer = daily("ratio").ask("revenue", days_from(date(2024, 1, 1), 731), "trend_analysis")
    assert "Only 2 November 2025 to 31 December 2025 is shown" in answer.text


def test_sixty_days_are_shown_as_they_are() -> None:
    answer = daily().ask("revenue", days_from(date(2024, 1, 1), 60), "trend_analysis")
    assert "too many" not in answer.text


@pytest.mark.parametrize(
    ("question", "first", "last"),
    [
        ("revenue per day from 2023 to 2025", "2023-01-01", "2025-12-31"),
        ("revenue from 1 January 2023 to 31 December 2025", "2023-01-01", "2025-12-31"),
        ("revenue by month from 1990 to 2025", "1990-01", "2025-12"),
        ("revenue per day from 1990 to 2025", "1990-01", "2025-12"),
    ],
)
def test_no_end_of_the_time_asked_for_is_lost(question, first, last) -> None:
    asked = desk(ACME).ask(question).understanding.classification.time_range
    assert asked is not None
    assert (asked.keys[0], asked.keys[-1]) == (first, last)


def test_a_time_too_long_to_list_is_refused_and_not_cut() -> None:
    reply = desk(ACME).ask("revenue from 1 January 1990 to 31 December 2025")
    assert reply.narrative.outcome is not Outcome.ANSWERED
