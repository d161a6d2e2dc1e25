"""Plain questions as people put them are answered: no net that asks back or refuses may catch them."""

import json
from pathlib import Path

import pytest

from tests.unit.understanding.asking import ask, filters_of, read, time_of

FAIR: dict[str, list[str]] = json.loads(Path(__file__).with_name("fair_questions.json").read_text(encoding="utf-8"))
"""Questions of all domains by the metric they are about, with the openings and asides that people put around them."""


@pytest.mark.parametrize("subject", FAIR)
def test_a_fair_question_is_answered_about_its_metric(subject):
    found = {question: ask(question) for question in FAIR[subject]}
    assert {
        question: (one.outcome.value, one.reason, one.classification.subject)
        for question, one in found.items()
        if (one.outcome, one.classification.subject) != ("answered", subject)
    } == {}


def test_there_are_hundreds_of_them_on_every_metric():
    assert len(FAIR) > 40
    assert sum(map(len, FAIR.values())) > 450


@pytest.mark.parametrize(
    ("question", "days"),
    [
        ("sales Monday to Friday last week", ("2025-11-03", "2025-11-04", "2025-11-05", "2025-11-06", "2025-11-07")),
        ("orders from Tuesday to Wednesday this week", ("2025-11-11", "2025-11-12")),
        ("orders on Monday and Friday last week", ("2025-11-03", "2025-11-07")),
        ("orders on Monday last week", ("2025-11-03",)),
        ("orders on Friday of week 30", ("2025-07-25",)),
        ("orders Monday to Wednesday", ("2025-11-10", "2025-11-11", "2025-11-12")),
        ("orders on Monday the sixth", ("2025-10-06",)),
        ("orders for the first week of November, Monday the third to Tuesday the fourth", ("2025-11-03", "2025-11-04")),
        ('orders for the campaign "Why Not" in June', ("2025-06",)),
        ("revenue in Q2 and the two quarters before", ("2024-Q4", "2025-Q1", "2025-Q2")),
        ("revenue in July and the month before", ("2025-06", "2025-07")),
        ("revenue between Q3 2024 and Q1", ("2024-Q3", "2024-Q4", "2025-Q1")),
    ],
)
def test_times_said_beside_another_are_those_of_it(question, days):
    assert time_of(question)[1] == days


@pytest.mark.parametrize(
    "question",
    [
        "in which regions did revenue grow",
        "did revenue grow in every region",
        "which products declined in revenue in Q2",
        "which reps improved their win rate last quarter",
        "revenue growth by region",
    ],
)
def test_what_moved_is_held_against_the_period_before(question):
    assert read(question).intent == "comparison"
    assert read(question).group_by


@pytest.mark.parametrize(
    ("question", "subject"),
    [
        ("VP Sales asked for NPS in Q2", "nps"),
        ("sales director: margin for Q3?", "margin"),
        ("our head of sales wants the win rate", "win_rate"),
        ("The VP of Sales claims that our win rate is up this year.", "win_rate"),
    ],
)
def test_the_title_of_who_asks_is_no_metric(question, subject):
    assert read(question).subject == subject


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        ("was revenue in Q2 a record", "unsupported_rank"),
        ("revenue in Q2 compared with the previous best", "unsupported_calculation"),
        ("how many orders were paid", "unsupported_slice"),
        ("revenue in cash", "unsupported_slice"),
        ("revenue from items on sale", "unsupported_slice"),
        ("orders delivered on time", "unsupported_slice"),
        ("revenue from add-ons", "unsupported_slice"),
        ("orders after 6pm", "ambiguous_time"),
        ("orders between 9am and 5pm last week", "ambiguous_time"),
    ],
)
def test_what_narrows_a_fair_question_down_is_asked_back(question, reason):
    found = ask(question)
    assert (found.outcome, found.reason) == ("clarification", reason)


def test_nobody_is_left_in_who_was_left_out():
    assert filters_of("revenue for everyone but SMB") == {("segment", "not", ("SMB",))}
    assert filters_of("did we sell less in France than in Spain") == {("country", "eq", ("France", "Spain"))}
    assert filters_of("attrition in engineering compared with sales") == {
        ("department", "eq", ("Engineering", "Sales"))
    }


def test_we_are_no_country():
    assert filters_of("how many people are buying from us in Spain") == {("country", "eq", ("Spain",))}


def test_a_place_that_is_sought_is_a_region():
    assert read("where is churn the highest").group_by == ("region",)
    assert read("units sold per store last week").group_by == ("store",)


def test_what_a_question_compares_with_may_stand_before_its_time():
    assert time_of("how does revenue compare with last year, Q2?") == (None, ("2025-Q2",), "yoy")
    assert read("how does the close rate compare with last year, year to date?").intent == "comparison"


def test_an_owner_at_the_start_is_asked_about_rather_than_passed_over():
    assert ask("Anna's revenue last month").reason == "unplaced_name"
    assert ask("Today's revenue").outcome == ask("Germany's revenue").outcome == "answered"


@pytest.mark.parametrize(
    ("question", "subject"),
    [
        ("who sells more, Anna or Ben?", "revenue"),
        ("how many reps made quota", "quota_attainment"),
        ("how long do customers in Norway wait for their order", "fulfillment_time"),
    ],
)
def test_everyday_verbs_stand_for_their_metric(question, subject):
    found = ask(question)
    assert (found.outcome, found.classification.subject) == ("answered", subject)
