"""Times that somebody else picked out of a question: read by our grammar whole, or not at all."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salestalk.calendar import FiscalCalendar
from salestalk.contracts.catalog import CatalogEntry
from salestalk.contracts.classification import Intent, TimeRange
from salestalk.understanding.named_time import named_time

TODAY = date(2025, 11, 20)


def named(words: str, intent: Intent = Intent.FACT_RETRIEVAL, entry: CatalogEntry | None = None) -> TimeRange | None:
    return named_time(words, intent, calendar=FiscalCalendar(), as_of=TODAY, entry=entry)


def keys(words: str) -> tuple[str, ...]:
    found = named(words)
    assert found is not None
    return found.keys


@pytest.mark.parametrize(
    ("words", "due"),
    [
        ("last quarter", ("2025-Q3",)),
        ("in the last quarter", ("2025-Q3",)),
        ("last_quarter", ("2025-Q3",)),
        ("Q3 2025", ("2025-Q3",)),
        ("from Q1 2025 to Q3 2025", ("2025-Q1", "2025-Q2", "2025-Q3")),
        ("Q3 vs Q2", ("2025-Q2", "2025-Q3")),
        ("2025-10", ("2025-10",)),
    ],
)
def test_times_as_people_say_them_have_our_keys(words, due):
    assert keys(words) == due


def test_no_words_are_no_time_said():
    found = named("")
    assert found is not None
    assert (found.expression, found.keys) == ("current", ())


@pytest.mark.parametrize(
    "words",
    ["banana", "Q7 2025", "30 February 2025", "revenue last month", "Q3 2025; DROP TABLE", "soon", "the"],
)
def test_what_is_no_time_or_holds_something_else_is_none(words):
    assert named(words) is None


def test_a_period_without_its_year_is_the_latest_that_has_data():
    loaded = {
        "subject": "revenue",
        "displayName": "Revenue",
        "unit": "USD",
        "kind": "flow",
        "periods": {"quarter": {"first": "2022-Q1", "last": "2024-Q4"}},
    }
    found = named("Q3", entry=CatalogEntry.model_validate(loaded))
    assert found is not None
    assert found.keys == ("2024-Q3",)


def test_a_forecast_without_a_time_looks_ahead_and_a_target_is_compared_with():
    ahead, target = named("", Intent.PREDICTION), named("last quarter", Intent.TARGET)
    assert ahead is not None
    assert target is not None
    assert (ahead.expression, target.comparison) == ("future", "target")


@given(st.text(max_size=80))
def test_any_text_is_a_time_or_none(words):
    named(words)
