"""What a question names and nobody keeps is not passed over: it would be answered with a number nobody asked for."""

import pytest

from tests.unit.understanding.asking import ask


@pytest.mark.parametrize(
    ("question", "group"),
    [
        ("orders by carrier", "carrier"),
        ("revenue by floor", "floor"),
        ("churn by contract length in 2025", "contract_length"),
        ("headcount by seniority, last quarter", "seniority"),
        ("Split revenue by age group for Q3", "age_group"),
        ("revenue broken down by shelf", "shelf"),
        ("revenue per visitor in Q3", "visitor"),
    ],
)
def test_a_grouping_that_no_vocabulary_lists_is_kept_under_its_own_words(question, group):
    found = ask(question).classification
    assert (found.intent, found.group_by) == ("breakdown", (group,))


@pytest.mark.parametrize(
    "question",
    [
        "by how much did revenue grow in 2025",
        "what was revenue by the end of Q3",
        "how many deals were closed by Anna",
        "revenue by Friday",
        "was revenue hurt by churn in Q2?",
        "revenue per employee",
        "how was revenue affected by inflation in 2025",
        "revenue in Q3 by email please",
    ],
)
def test_by_without_a_grouping_groups_nothing(question):
    assert ask(question).classification.group_by == ()


@pytest.mark.parametrize(
    "question", ["what was revenue last weekend", "revenue last 24 hours", "orders over the weekend"]
)
def test_a_time_that_no_period_is_kept_for_is_asked_back(question):
    found = ask(question)
    assert (found.outcome, found.reason) == ("clarification", "ambiguous_time")


@pytest.mark.parametrize("question", ["fulfillment time in hours last quarter", "utilization of billable hours in May"])
def test_hours_that_are_no_time_asked_about_are_left_alone(question):
    assert ask(question).outcome == "answered"
