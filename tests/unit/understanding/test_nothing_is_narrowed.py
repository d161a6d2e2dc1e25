"""What a metric is narrowed down to and no value is kept for is asked back: all of it would be another figure."""

import pytest

from tests.unit.understanding.asking import ask, filters_of, read

_PERIODS = ("in Q3 2025", "last month")


@pytest.mark.parametrize("period", _PERIODS)
@pytest.mark.parametrize(
    "asked",
    [
        "involuntary churn",
        "adjusted revenue",
        "like-for-like revenue",
        "part-time headcount",
        "non-recurring revenue",
        "repeat orders",
        "open orders",
        "net new ARR",
        "subscription revenue",
        "offline revenue",
        "early-stage pipeline",
        "same-store sales",
        "pro-forma revenue",
        "deals lost to competitors",
        "revenue from women",
        "churn among teachers",
        "orders with coupons",
        "revenue from subscriptions",
        "revenue via distributors",
        "headcount of contractors",
        "ad spend on billboards",
        "fulfillment time for express orders",
        "customers who complained",
        "customers older than 2 years",
        "revenue before tax",
        "rest of world revenue",
    ],
)
def test_what_narrows_a_metric_down_and_is_not_kept_is_asked_back(asked, period):
    found = ask(f"{asked} {period}")
    assert (found.outcome, found.reason) == ("clarification", "unsupported_slice")


@pytest.mark.parametrize(
    ("question", "subject", "filters"),
    [
        ("organic signups in May", "signups", {("source", "eq", ("Organic",))}),
        ("open pipeline in Q3", "pipeline_value", set()),
        ("active customers in Q3", "customers", set()),
        ("actual revenue in Q3", "revenue", set()),
        ("utilization of the consulting team in May", "utilization", {("team", "eq", ("consulting",))}),
        ("revenue for the board, Q3", "revenue", set()),
        ("revenue in Q3 without decimals", "revenue", set()),
        ("leads that came from Paid in May", "leads", {("source", "eq", ("Paid",))}),
        ("revenue from the Hydra product line", "revenue", {("product_line", "eq", ("Hydra",))}),
        ("headcount including contractors in June 2025", "headcount", set()),
        ("recurring revenue in Q3", "arr", set()),
    ],
)
def test_what_is_kept_or_narrows_nothing_down_is_answered(question, subject, filters):
    assert ask(question).outcome == "answered"
    assert read(question).subject == subject
    assert filters_of(question) == filters


@pytest.mark.parametrize("word", ["offline", "percentile", "attribution", "distributors", "contractors", "stalls"])
def test_an_english_word_is_not_taken_for_a_misspelt_one_of_ours(word):
    assert not any(f"“{word}” is read as" in said for said in ask(f"revenue and {word} in Q3 2025").assumptions)


@pytest.mark.parametrize(
    "question",
    [
        "bookings along with refunds in Q3 2025",
        "productivity together with new customers in Q2 2024",
        "orders in the rest of the world besides EMEA in Q1 2024",
    ],
)
def test_what_is_named_beside_a_metric_or_left_out_narrows_nothing_down(question):
    assert ask(question).outcome == "answered"
