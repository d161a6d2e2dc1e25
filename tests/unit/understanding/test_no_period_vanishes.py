"""Every period that a question names is in its reading, or it is asked back: none is dropped, none is exchanged."""

from datetime import date
from itertools import product

import pytest

from tests.unit.understanding.asking import Asker, ask, time_of

_METRICS = ("revenue", "churn rate", "orders", "win rate", "headcount")
_PAIRS = (
    ("Q4 2024", "Q1 2023", ("2023-Q1", "2024-Q4")),
    ("the third quarter of 2024", "the first quarter of 2025", ("2024-Q3", "2025-Q1")),
    ("March 2025", "December 2023", ("2023-12", "2025-03")),
    ("2024", "2022", ("2022", "2024")),
    ("week 40 2025", "week 12 2024", ("2024-W12", "2025-W40")),
    ("March 14, 2025", "2025-06-30", ("2025-03-14", "2025-06-30")),
    ("H1 2024", "H2 2023", ("2023-Q3", "2023-Q4", "2024-Q1", "2024-Q2")),
    ("the second quarter of 2024", "last quarter", ("2024-Q2", "2025-Q3")),
    ("May 2024", "last month", ("2024-05", "2025-10")),
    ("2022", "last year", ("2022", "2024")),
)
_COMPARED = (
    "Compare {m} in {p} with {q}",
    "compare {m} for {p} against {q}",
    "{m} {p} vs {q}",
    "{p} versus {q} {m}",
    "How does {m} in {p} compare to {q}?",
    "Was {m} higher in {p} than in {q}?",
    "Was {m} in {p} up on {q}?",
    "{m} in {p} relative to {q}",
    "Put {m} for {p} beside {q}",
    "{m} growth in {p} over {q}",
    "{m} growth in {p} compared with {q}",
    "What is the difference in {m} between {p} and {q}?",
    "By how much did {m} in {p} exceed {q}?",
    "Which had the higher {m}, {p} or {q}?",
    "{m} {p} minus {q}",
    "Compared with {q}, how was {m} in {p}?",
    "What were {m} in {p} and in {q}?",
    "Show {m} for both {p} and {q}",
    "Why was {m} lower in {p} than in {q}?",
    "{m} in {p} vs {q} excluding EMEA",
)


def test_two_periods_held_against_each_other_are_both_read():
    asker, asked_back = Asker(), 0
    for (template, metric), (one, two, keys) in product(product(_COMPARED, _METRICS), _PAIRS):
        question = template.format(m=metric, p=one, q=two)
        asker.previous = None
        found = asker.ask(question)
        time = found.classification.time_range
        asked_back += found.outcome == "clarification"
        assert found.outcome == "clarification" or (time and set(time.keys) == set(keys)), question
    assert asked_back < len(_COMPARED) * len(_METRICS)


@pytest.mark.parametrize(
    ("question", "keys"),
    [
        ("revenue in the 2 months before July 2025", ("2025-05", "2025-06")),
        ("bookings in the three months after January 2025", ("2025-02", "2025-03", "2025-04")),
        ("orders for 3 months from March 2025", ("2025-03", "2025-04", "2025-05")),
        ("leads in the two months following March 2025", ("2025-04", "2025-05")),
        ("signups in the 3 months leading up to June 2025", ("2025-03", "2025-04", "2025-05")),
        ("orders in the 2 months up to and including May 2025", ("2025-04", "2025-05")),
        ("revenue for the three quarters up to Q2 2025", ("2024-Q4", "2025-Q1", "2025-Q2")),
        ("revenue in the two years before 2024", ("2022", "2023")),
        ("orders in the two weeks before week 40 2025", ("2025-W38", "2025-W39")),
        ("orders in the three days to November 9, 2025", ("2025-11-07", "2025-11-08", "2025-11-09")),
        ("ARR for the two most recent quarters", ("2025-Q2", "2025-Q3")),
        ("orders over the 2 past months", ("2025-09", "2025-10")),
        ("revenue six months from now", ("2026-05",)),
        ("predict revenue three quarters ahead", ("2026-Q1", "2026-Q2", "2026-Q3")),
        ("revenue in the first and third quarters of 2024", ("2024-Q1", "2024-Q3")),
        ("revenue in the first and second half of 2024", ("2024-Q1", "2024-Q2", "2024-Q3", "2024-Q4")),
        ("revenue in Q1 and Q2 of 2024 and 2025", ("2024-Q1", "2024-Q2", "2025-Q1", "2025-Q2")),
        ("orders from Q3 2025 on", ("2025-Q3", "2025-Q4")),
        ("orders starting Q1 2025 and ending Q3 2025", ("2025-Q1", "2025-Q2", "2025-Q3")),
        ("orders from the start of Q1 2025 to the end of Q3 2025", ("2025-Q1", "2025-Q2", "2025-Q3")),
        ("orders each month of 2025 until March", ("2025-01", "2025-02", "2025-03")),
        ("orders from 2025 to March 2025", ("2025-01", "2025-02", "2025-03")),
        ("orders after the second quarter of 2025", ("2025-Q3", "2025-Q4")),
        ("revenue in Q3 2025 compared with two years ago", ("2023-Q3", "2025-Q3")),
    ],
)
def test_a_run_beside_a_period_is_the_run_and_not_the_period(question, keys):
    assert time_of(question)[1] == keys


@pytest.mark.parametrize("count", ["12", "twelve", "6", "3"])
def test_a_number_of_days_is_no_number_of_months(count):
    number = {"twelve": 12}.get(count) or int(count)
    assert len(time_of(f"orders in each of the last {count} days")[1]) == number
    assert time_of(f"orders in the last {count} days")[1][-1] == "2025-11-14"


@pytest.mark.parametrize(
    ("question", "keys"),
    [
        ("bookings for 2025 excluding Q1", ("2025-Q2", "2025-Q3", "2025-Q4")),
        ("revenue in all quarters except Q2 2024", ("2024-Q1", "2024-Q3", "2024-Q4")),
        ("revenue from March to June 2025 without May", ("2025-03", "2025-04", "2025-06")),
        ("orders this year, not counting last month", (*[f"2025-{month:02}" for month in range(1, 10)], "2025-11")),
    ],
)
def test_a_period_left_out_is_not_the_one_asked_about(question, keys):
    assert time_of(question)[1] == keys


@pytest.mark.parametrize(
    "question",
    [
        "revenue excluding August",
        "compare revenue in 2024 with 2023 excluding December",
        "units sold in Q3 against last quarter and last year",
        "revenue before and after March 2025",
        "rolling three month average of leads in 2024",
        "revenue in Q3 vs the average of the last four quarters",
        "revenue in Q3 2025 against the two quarters before",
        "revenue in December of each year since 2021",
        "revenue in Q3 of the last three years",
        "revenue in the first and last month of Q3",
        "revenue in the weeks of October 6 and October 13",
        "revenue in the summer of 2025",
        "bookings on weekdays in October",
        "bookings every Monday in October",
        "compare orders in APAC in Q4 last year with the Nordics in Q1 2023",
    ],
)
def test_times_of_which_one_would_be_dropped_are_asked_back(question):
    found = ask(question)
    assert (found.outcome, found.reason) == ("clarification", "ambiguous_time")


def test_the_previous_quarter_is_the_one_before_and_the_last_one_is_counted_from_today():
    assert time_of("Q2 2025 versus the previous quarter")[1:] == (("2025-Q2",), "qoq")
    assert time_of("Q2 2025 revenue versus last quarter")[1:] == (("2025-Q2", "2025-Q3"), None)
    assert time_of("revenue this quarter versus last quarter")[1:] == (("2025-Q4",), "qoq")


def test_as_many_months_before_are_the_run_before():
    expression, keys, code = time_of("orders in the last 3 months versus the 3 months before")
    assert (expression, len(keys), code in ("previous", "mom")) == ("l3m", 3, True)


@pytest.mark.parametrize(
    ("question", "as_of", "key"),
    [
        ("revenue in week 53", date(2025, 11, 15), "2020-W53"),
        ("W53 revenue", date(2026, 12, 29), "2026-W53"),
        ("forecast revenue for week 53", date(2025, 11, 15), "2026-W53"),
        ("forecast revenue for week 53", date(2027, 1, 2), "2026-W53"),
    ],
)
def test_week_53_is_that_of_a_year_that_has_one(question, as_of, key):
    assert time_of(question, as_of=as_of)[1] == (key,)


@pytest.mark.parametrize("metric", _METRICS)
@pytest.mark.parametrize(
    "wording",
    [
        "{} in the last 3 months against the 3 before",
        "{}, last 3 months vs the previous three",
        "{} over the last three months compared with the 3 prior to that",
        "last 3 months of {} versus previous 3",
    ],
)
def test_as_many_periods_before_need_no_noun(metric, wording):
    assert time_of(wording.format(metric)) == ("l3m", ("2025-08", "2025-09", "2025-10"), "previous")


def test_another_number_of_periods_before_is_asked_back():
    assert ask("revenue in the last 4 quarters against the 3 before").reason == "ambiguous_time"


@pytest.mark.parametrize(
    ("question", "keys"),
    [
        ("revenue in Q1 versus now", ("2025-Q1", "2025-Q4")),
        ("headcount now versus January", ("2025-01", "2025-11")),
        ("revenue in March compared with now", ("2025-03", "2025-11")),
        ("revenue same day last week", ("2025-11-08",)),
        ("orders on the same weekday last week", ("2025-11-08",)),
        ("revenue today versus the same day last week", ("2025-11-08", "2025-11-15")),
        ("revenue yesterday vs same day last week", ("2025-11-07", "2025-11-14")),
    ],
)
def test_now_and_the_same_day_are_held_against_what_is_named(question, keys):
    assert time_of(question)[1] == keys


@pytest.mark.parametrize(
    "question",
    [
        "revenue at the start of 2025",
        "start of 2025 versus now, revenue",
        "revenue at the beginning of Q3",
        "headcount at the start of the year",
        "orders this Friday vs last Friday",
        "revenue last Friday against the Friday before",
    ],
)
def test_a_moment_that_is_no_period_is_asked_back(question):
    assert ask(question).reason == "ambiguous_time"


@pytest.mark.parametrize("said", ["since the start of 2025", "from the beginning of 2025 until now"])
def test_since_the_start_of_a_year_is_since_that_year(said):
    assert time_of(f"revenue {said}")[1][0].startswith("2025")


@pytest.mark.parametrize(
    ("question", "keys"),
    [
        ("no jokes today pls, just csat for last month", ("2025-10",)),
        ("Nobody in the room this morning could explain why gross profit slid in Q3, so I am asking you", ("2025-Q3",)),
        ("I started on Monday, sorry to ask: what was revenue last quarter?", ("2025-Q3",)),
        ("I always ask why, but today I don't: what was MRR in May?", ("2025-05",)),
    ],
)
def test_a_day_of_the_talk_around_is_no_time_asked_about(question, keys):
    assert time_of(question)[1] == keys
