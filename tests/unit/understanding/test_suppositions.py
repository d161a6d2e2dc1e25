"""What a question supposes, or holds a figure against, and nobody works out: asked back, never left out."""

import pytest

from tests.unit.understanding.asking import ask, filters_of, read, time_of

_METRICS = ("revenue", "bookings", "orders")


def reason_of(question):
    found = ask(question)
    assert found.outcome == "clarification"
    return found.reason


@pytest.mark.parametrize("metric", _METRICS)
@pytest.mark.parametrize(
    "said",
    [
        "if churn drops by 5%",
        "if we add 10 reps",
        "if prices rise 5%",
        "in the optimistic scenario",
        "what if we lose Acme",
        "compared to an average quarter",
        "compared with the industry",
        "vs the market",
        "against the trend",
        "EMEA minus APAC",
        "EMEA divided by APAC",
        "above average",
        "on a typical day",
    ],
)
def test_a_supposition_or_a_side_that_is_no_figure_is_asked_back(metric, said):
    assert reason_of(f"{metric} in Q3 2025 {said}") == "unsupported_calculation"


@pytest.mark.parametrize(
    "question",
    ["in which regions did revenue fall by more than 10% in Q3", "reps that grew by at least 5%, revenue in Q3"],
)
def test_a_condition_on_a_change_is_none_on_the_value(question):
    assert reason_of(question) == "unsupported_calculation"


@pytest.mark.parametrize(
    "question",
    ["where does EMEA rank on revenue in Q3", "was Q3 the best quarter ever for revenue"],
)
def test_a_place_among_others_is_asked_back(question):
    assert reason_of(question) == "unsupported_rank"


@pytest.mark.parametrize("metric", _METRICS)
@pytest.mark.parametrize(
    "said",
    [
        "in its first month",
        "except the first month",
        "in the final week",
        "and the quarter after",
        "three months later",
        "every other week",
        "until 15 September",
        "compared with every quarter since 2023",
        "compared with all previous quarters",
    ],
)
def test_a_period_that_none_was_made_of_is_asked_back(metric, said):
    assert reason_of(f"{metric} in Q3 2025 {said}") == "ambiguous_time"


@pytest.mark.parametrize(
    ("question", "first", "last"),
    [
        ("revenue from January 2025 to Q2 2025", "2025-01", "2025-06"),
        ("revenue from March 3 2025 to May 2025", "2025-03-03", "2025-05-31"),
        ("revenue from Q1 2024 to September 2025", "2024-Q1", "2025-Q3"),
        ("revenue from 2024 to Q2 2025", "2024-Q1", "2025-Q2"),
    ],
)
def test_a_range_reaches_to_the_end_of_its_last_period(question, first, last):
    keys = time_of(question)[1]
    assert (keys[0], keys[-1]) == (first, last)


def test_how_many_there_must_be_is_no_grouping():
    found = read("revenue in regions with more than 10 reps in Q3")
    assert "rep" not in found.group_by
    assert filters_of("revenue in regions with more than 10 reps in Q3") == {("rep", "gt", ("10",))}


@pytest.mark.parametrize(
    "question",
    [
        "let me know if revenue fell in October",
        "how often do we win against competitors",
        "if possible, revenue in Q3",
        "check if churn rose in Q3",
        "in case HR asks: how many people work in Operations",
        "revenue for the first two months of 2025",
        "is revenue better than last year",
    ],
)
def test_what_only_sounds_like_it_is_answered(question):
    assert ask(question).outcome == "answered"
