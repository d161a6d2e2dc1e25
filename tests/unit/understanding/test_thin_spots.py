"""Wordings between two readings: runs that end by name, halves of the year, lists under a condition, bought plans."""

from datetime import date

import pytest

from salestalk.calendar import FiscalCalendar
from salestalk.contracts.answer import Outcome
from salestalk.understanding import Understanding, understand

AS_OF = date(2025, 11, 15)


def read(question: str, as_of: date = AS_OF) -> Understanding:
    return understand(question, None, calendar=FiscalCalendar.starting("01-01"), as_of=as_of)


def keys(question: str, as_of: date = AS_OF) -> tuple[str, ...]:
    understood = read(question, as_of)
    assert understood.outcome is Outcome.ANSWERED
    return tuple(understood.classification.time_range.keys)


@pytest.mark.parametrize(
    ("question", "first", "last", "count"),
    [
        ("revenue for the 12 months to March", "2024-04", "2025-03", 12),
        ("EBITDA for the three months ending September", "2025-07", "2025-09", 3),
        ("net income for the year ended June 2025", "2024-07", "2025-06", 12),
        ("revenue in the six months to the end of September", "2025-04", "2025-09", 6),
        ("revenue for the nine months ended 30 September 2025", "2025-01", "2025-09", 9),
        ("revenue in the quarter to September", "2025-07", "2025-09", 3),
        ("bookings over the last four quarters to Q2 2025", "2024-Q3", "2025-Q2", 4),
    ],
)
def test_a_run_may_end_with_a_period_said_by_name(question: str, first: str, last: str, count: int) -> None:
    found = keys(question)
    assert (found[0], found[-1], len(found)) == (first, last, count)


def test_a_day_within_a_month_ends_no_run_of_months() -> None:
    assert len(keys("revenue for the nine months ended 17 September 2025")) != 9


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("revenue in the back half of the year", ("2025-Q3", "2025-Q4")),
        ("revenue in the front half of 2025", ("2025-Q1", "2025-Q2")),
        ("revenue in the first two months of the year", ("2025-01", "2025-02")),
        ("orders on Sept. 15, 2025", ("2025-09-15",)),
        ("leads in the first month of the quarter", ("2025-10",)),
    ],
)
def test_parts_of_the_year_in_progress(question: str, expected: tuple[str, ...]) -> None:
    assert keys(question) == expected


def test_a_part_of_the_year_that_has_not_begun_is_the_one_of_the_year_before() -> None:
    assert keys("revenue in the back half of the year", date(2025, 3, 1)) == ("2024-Q3", "2024-Q4")
    assert keys("revenue in the last month of the year") == ("2024-12",)


@pytest.mark.parametrize("question", ["bookings FY25 to date", "revenue so far in 2025", "revenue in 2025 to date"])
def test_the_year_in_progress_to_date_is_year_to_date(question: str) -> None:
    assert read(question).classification.time_range.expression == "ytd"


def test_an_earlier_year_to_date_is_that_year() -> None:
    assert keys("bookings FY24 to date") == ("2024",)


def test_this_year_to_date_is_held_against_the_last_one() -> None:
    time = read("revenue YTD vs last YTD").classification.time_range
    assert (time.expression, time.comparison) == ("ytd", "yoy")


@pytest.mark.parametrize(
    ("question", "intent"),
    [
        ("did margin move between Q2 and Q3", "comparison"),
        ("how did revenue develop between Q1 2024 and Q4 2024", "trend_analysis"),
        ("order countries by revenue", "ranking"),
        ("please order our regions by churn", "ranking"),
        ("orders by region", "breakdown"),
        ("in which countries is gross margin above 15%?", "list"),
        ("which region has the highest margin above 15%?", "ranking"),
        ("which regions are below their revenue target?", "target"),
        ("revenue from annual plans in Q3", "fact_retrieval"),
        ("revenue against the annual plan in Q3", "target"),
        ("annual revenue", "trend_analysis"),
        ("Where did the revenue decline in Q2 come from?", "root_cause"),
        ("Are we losing more customers than we used to?", "trend_analysis"),
        ("Could you remind me where we landed on bookings in October?", "fact_retrieval"),
    ],
)
def test_intents_between_two_readings(question: str, intent: str) -> None:
    understood = read(question)
    assert (understood.outcome, understood.classification.intent) == (Outcome.ANSWERED, intent)


def test_what_an_officer_is_paid_is_personal() -> None:
    assert read("how much is our CFO paid").reason == "personal_data"


def test_an_ordering_ranks_the_metric_and_not_the_orders() -> None:
    assert read("order countries by revenue").classification.subject == "revenue"


@pytest.mark.parametrize("question", ["leads in mid-October", "leads in early 2025", "revenue in late Q3"])
def test_days_nobody_can_name_are_asked_back(question: str) -> None:
    understood = read(question)
    assert (understood.outcome, understood.reason) == (Outcome.CLARIFICATION, "ambiguous_time")


@pytest.mark.parametrize(
    ("question", "intent"),
    [
        ("hows churn doing", "trend_analysis"),
        ("How's win rate looking?", "trend_analysis"),
        ("How's win rate looking in Q3?", "fact_retrieval"),
        ("renewals for mid-market in Q4", "fact_retrieval"),
    ],
)
def test_how_a_metric_is_doing_is_its_course_unless_a_period_is_named(question: str, intent: str) -> None:
    understood = read(question)
    assert (understood.outcome, understood.classification.intent) == (Outcome.ANSWERED, intent)
