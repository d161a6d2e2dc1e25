"""What names and units tell."""

import pytest

from salestalk.ingestion.inference import display_name, guess_domain, guess_good_direction, guess_kind, target_of


@pytest.mark.parametrize(
    ("subject", "unit", "kind"),
    [
        ("revenue", "USD", "flow"),
        ("orders", "count", "flow"),
        ("gross_profit", "EUR", "flow"),
        ("new_customers", "count", "flow"),
        ("churned_customers", "count", "flow"),
        ("customers", "count", "stock"),
        ("opening_customers", "count", "stock"),
        ("arr", "EUR", "stock"),
        ("sales_pipeline", "USD", "stock"),
        ("margin", "ratio", "ratio"),
        ("gross_margin", "USD", "ratio"),
        ("win_rate", "count", "ratio"),
        ("revenue_per_user", "USD", "ratio"),
        ("price", "USD/kg", "ratio"),
        ("conversion", "%", "ratio"),
        ("customers_target", "count", "stock"),
    ],
)
def test_the_kind_follows_from_unit_and_name(subject, unit, kind):
    guess = guess_kind(subject, unit)
    assert guess.kind == kind
    assert guess.reason


@pytest.mark.parametrize(
    ("subject", "direction"),
    [
        ("revenue", "up"),
        ("churn_rate", "down"),
        ("cost_of_sales", "down"),
        ("returns", "down"),
        ("churn_target", "down"),
    ],
)
def test_the_good_direction_is_down_for_what_costs_or_is_lost(subject, direction):
    assert guess_good_direction(subject) == direction


@pytest.mark.parametrize(
    ("subject", "domain"),
    [("arr", "revenue"), ("gross_margin", "margin"), ("customers", "customers"), ("zorkmids", "unknown")],
)
def test_the_domain_follows_from_the_words(subject, domain):
    assert guess_domain(subject) == domain


def test_names_are_readable():
    assert [display_name(s) for s in ("churn_rate", "arr", "new_arr", "x_")] == ["Churn rate", "ARR", "New ARR", "X"]


def test_a_target_is_told_by_its_name():
    assert (target_of("revenue_target"), target_of("revenue"), target_of("_target")) == ("revenue", None, None)
