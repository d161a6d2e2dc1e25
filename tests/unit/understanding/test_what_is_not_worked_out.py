"""What is asked of a figure and nobody works out is asked back or told by name, and never left out."""

import pytest

from tests.unit.understanding.asking import Asker, ask, catalog, entry, filters_of, read

_METRICS = ("revenue", "ARR", "bookings")


def reason_of(question, **changes):
    found = ask(question, **changes)
    assert found.outcome == "clarification"
    return found.reason


@pytest.mark.parametrize("metric", _METRICS)
@pytest.mark.parametrize(
    "wording",
    [
        "{} in Q3 in euros",
        "{} in GBP last month",
        "{} expressed in yen",
        "Q3 {} converted to EUR",
        "{} in local currency",
    ],
)
def test_a_currency_that_figures_are_not_kept_in_is_asked_back(metric, wording):
    assert reason_of(wording.format(metric)) == "unsupported_currency"


def test_the_currency_that_figures_are_kept_in_is_no_conversion():
    assert read("revenue in Q3 in US dollars").filters == ()
    assert ask("revenue in Q3 in US dollars").outcome == "answered"
    loaded = catalog(entry("revenue", "Revenue").model_copy(update={"unit": "EUR"}))
    assert ask("revenue in Q2 2025 in euros", catalog=loaded).outcome == "answered"
    assert reason_of("revenue in Q2 2025 in dollars", catalog=loaded) == "unsupported_currency"


def test_a_currency_is_no_followup_that_changes_nothing():
    asker = Asker()
    asker.then("revenue in Q3")
    assert asker.ask("and in euros?").reason == "unsupported_currency"


@pytest.mark.parametrize(
    "question",
    [
        "how many months had revenue above 1m",
        "in how many quarters did churn exceed 5%?",
        "number of weeks with fewer than 100 orders in 2025",
        "how often did churn exceed 5% in 2024",
        "when did revenue first exceed 1m",
        "when did ARR pass 10m?",
        "which month did churn first go below 2%?",
        "how long has churn been above 5%",
        "revenue indexed since January",
        "CAGR of revenue 2022 to 2024",
        "the 90th percentile of deal size in Q3",
    ],
)
def test_counts_of_periods_days_and_statistics_are_asked_back(question):
    assert reason_of(question) == "unsupported_calculation"


@pytest.mark.parametrize(
    "question",
    [
        "how many months of runway do we have",
        "how many days does it take to close a deal",
        "when was MRR highest?",
        "how many customers did we have last month",
        "top 5 customers by revenue",
        "why are refunds up 30% on last month",
        "what exactly is our average order value",
    ],
)
def test_what_only_looks_like_it_is_answered(question):
    assert ask(question).outcome == "answered"


@pytest.mark.parametrize(
    ("question", "filters"),
    [
        ("deals of exactly 10k in Q3", {("deal_size", "eq", ("10000",))}),
        ("deals worth exactly $10k", {("deal_size", "eq", ("10000",))}),
        ("revenue from customers with more than 50 seats", {("seat", "gt", ("50",))}),
        ("revenue from customers with fewer than 3 licenses", {("license", "lt", ("3",))}),
    ],
)
def test_a_condition_is_about_what_it_names(question, filters):
    assert filters_of(question) == filters


@pytest.mark.parametrize("question", ["deals of 10k", "revenue with 10k users in Q3", "orders at $50 in May"])
def test_an_amount_that_holds_nothing_to_anything_is_asked_back(question):
    assert reason_of(question) == "unsupported_condition"


def test_an_amount_beside_a_forecast_is_told():
    assert any("amount" in said for said in ask("will revenue hit 5m in Q4").assumptions)


@pytest.mark.parametrize("base", ["revenue in Q3 2025", "orders in Q3 2025", "what was revenue last month"])
@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ("by deal size", "unsupported_grouping"),
        ("by company size", "unsupported_grouping"),
        ("by price point", "unsupported_grouping"),
        ("per unit", "unsupported_grouping"),
        ("before discounts", "unsupported_slice"),
        ("excluding returns", "unsupported_slice"),
        ("net of refunds", "unsupported_slice"),
        ("from renewals", "unsupported_slice"),
        ("with coupons", "unsupported_slice"),
        ("excluding acquisitions", "unsupported_slice"),
        ("for big customers", "unsupported_slice"),
        ("in the other regions", "unsupported_slice"),
        ("still pending", "unsupported_slice"),
        ("abroad", "unsupported_slice"),
        ("paid by invoice", "unsupported_slice"),
        ("cumulatively", "unsupported_calculation"),
        ("on a comparable basis", "unsupported_calculation"),
        ("since the merger", "ambiguous_time"),
        ("during Black Friday", "ambiguous_time"),
        ("around Christmas", "ambiguous_time"),
        ("at night", "ambiguous_time"),
        ("since we raised prices", "ambiguous_time"),
    ],
)
def test_what_is_added_to_a_question_is_never_left_out(base, said, reason):
    found = ask(f"{base} {said}")
    assert found.outcome == "clarification"
    assert found.reason in (reason, "unsupported_calculation")


@pytest.mark.parametrize(
    "said",
    [
        "in thousands",
        "with a chart",
        "globally",
        "according to finance",
        "without decimals",
        "for the board",
        "company-wide",
        "from the Christmas campaign",
    ],
)
def test_what_changes_no_figure_is_passed_over(said):
    assert ask(f"revenue in Q3 2025 {said}").outcome == "answered"


def test_a_store_is_split_by_and_is_no_retail_channel():
    found = read("revenue by store")
    assert (found.group_by, found.filters) == (("store",), ())
