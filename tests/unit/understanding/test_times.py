"""What is said about time, and the periods it means."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salestalk.calendar import FiscalCalendar, Granularity, Period
from salestalk.contracts.catalog import Span
from tests.unit.understanding.asking import ask, catalog, entry, read, time_of

DAYS = st.dates(date(2001, 1, 1), date(2090, 12, 31))
STARTS = st.sampled_from([f"{month:02d}-01" for month in range(1, 13)])


@pytest.mark.parametrize(
    ("said", "expression", "keys"),
    [
        ("", "current", ()),
        ("in Q3 2024", None, ("2024-Q3",)),
        ("in Q3'24", None, ("2024-Q3",)),
        ("3Q24", None, ("2024-Q3",)),
        ("2024Q3", None, ("2024-Q3",)),
        ("in the third quarter of 2024", None, ("2024-Q3",)),
        ("in Q3 of last year", None, ("2024-Q3",)),
        ("last year's Q3", None, ("2024-Q3",)),
        ("FY25", None, ("2025",)),
        ("FY24/25", None, ("2024",)),
        ("in H1", None, ("2025-Q1", "2025-Q2")),
        ("second half of last year", None, ("2024-Q3", "2024-Q4")),
        ("in September", None, ("2025-09",)),
        ("in December", None, ("2024-12",)),
        ("Sep-25", None, ("2025-09",)),
        ("09/2024", None, ("2024-09",)),
        ("on 3 November", None, ("2025-11-03",)),
        ("on November 3rd, 2024", None, ("2024-11-03",)),
        ("on 2025-11-03", None, ("2025-11-03",)),
        ("on the 5th", None, ("2025-11-05",)),
        ("in week 45", None, ("2025-W45",)),
        ("the week of November 3rd", None, ("2025-W45",)),
        ("yesterday", "yesterday", ("2025-11-14",)),
        ("last week", "last_week", ("2025-W45",)),
        ("in the quarter that just ended", "last_quarter", ("2025-Q3",)),
        ("in the month before last", None, ("2025-09",)),
        ("two quarters ago", None, ("2025-Q2",)),
        ("this time last year", None, ("2024-11",)),
        ("qtd", "qtd", ("2025-10", "2025-11")),
        ("so far this week", "wtd", ("2025-W46",)),
        ("last 3 months", "l3m", ("2025-08", "2025-09", "2025-10")),
        ("over the past two quarters", None, ("2025-Q2", "2025-Q3")),
        ("since September", None, ("2025-09", "2025-10", "2025-11")),
        ("from March to May", None, ("2025-03", "2025-04", "2025-05")),
        ("between Q4 and Q2", None, ("2024-Q4", "2025-Q1", "2025-Q2")),
        ("Q1 and Q3", None, ("2025-Q1", "2025-Q3")),
        ("Q1 and Q3 2024", None, ("2024-Q1", "2024-Q3")),
        ("in the first month of Q3", None, ("2025-07",)),
        ("after June", None, ("2025-07", "2025-08", "2025-09", "2025-10", "2025-11")),
        ("weeks 43 to 45", None, ("2025-W43", "2025-W44", "2025-W45")),
    ],
)
def test_a_time_is_read_as_its_periods(said: str, expression: str | None, keys: tuple[str, ...]) -> None:
    assert time_of(f"revenue {said}")[:2] == (expression, keys)


@pytest.mark.parametrize(
    ("question", "keys", "comparison"),
    [
        ("Q3 vs Q2 revenue", ("2025-Q2", "2025-Q3"), None),
        ("Q3 revenue vs last year", ("2025-Q3",), "yoy"),
        ("Q3 revenue compared with Q3 last year", ("2025-Q3",), "yoy"),
        ("revenue in Q3 against the prior quarter", ("2025-Q3",), "qoq"),
        ("revenue this month vs last month", ("2025-11",), "mom"),
        ("Is revenue up on last week?", (), "wow"),
        ("revenue growth from Q1 to Q3", ("2025-Q1", "2025-Q3"), None),
        ("revenue this year vs 2023", ("2023", "2025"), None),
        ("yoy revenue in September", ("2025-09",), "yoy"),
        ("compare revenue in Q3 2025 with Q3 2024", ("2024-Q3", "2025-Q3"), None),
        ("compare revenue in 2024 with that of 2023", ("2023", "2024"), None),
        ("compare revenue in Q3 2025 to Q2 2025", ("2025-Q2", "2025-Q3"), None),
        ("compare last month's revenue with the month before", ("2025-10",), "mom"),
        ("revenue in Q3 2025 minus Q3 2024", ("2024-Q3", "2025-Q3"), None),
    ],
)
def test_what_is_held_against_a_time_is_a_code_or_the_keys_of_both(
    question: str, keys: tuple[str, ...], comparison: str | None
) -> None:
    assert time_of(question)[1:] == (keys, comparison)


def test_a_named_grain_turns_the_periods_to_it_and_leaves_out_those_not_begun() -> None:
    assert time_of("revenue by month this quarter")[1] == ("2025-10", "2025-11")
    assert time_of("weekly revenue last month")[1][0] == "2025-W40"
    assert read("monthly revenue").time_range.period is Granularity.MONTH  # type: ignore[union-attr]


def test_a_forecast_looks_ahead_where_a_look_back_looks_back() -> None:
    assert time_of("what was revenue in March")[1] == ("2025-03",)
    assert time_of("what will revenue be in March")[1] == ("2026-03",)
    assert time_of("forecast revenue")[:2] == ("future", ())


def test_a_bare_period_is_the_latest_that_holds_data_and_it_is_said() -> None:
    understood = ask("What was revenue in Q3?", catalog=catalog(entry("revenue", "Revenue")))
    assert understood.classification.time_range.keys == ("2024-Q3",)  # type: ignore[union-attr]
    assert any("2024-Q3" in sentence for sentence in understood.assumptions)


def test_finer_data_tells_how_far_coarser_periods_reach() -> None:
    loaded = entry("revenue", "Revenue").model_copy(
        update={"periods": {Granularity.MONTH: Span(first="2023-01", last="2025-06")}}
    )
    assert time_of("revenue in Q3", catalog=catalog(loaded))[1] == ("2024-Q3",)


@pytest.mark.parametrize("said", ["in Q5", "on February 30", "in month 13", "in week 60", "2025-13-01", "31/02/2025"])
def test_a_period_that_does_not_exist_is_refused(said: str) -> None:
    assert ask(f"revenue {said}").reason == "invalid_period"


def test_a_date_that_can_be_read_two_ways_is_asked_back() -> None:
    assert ask("revenue on 03/04/2025").reason == "ambiguous_time"
    assert time_of("revenue on 13/04/2025")[1] == ("2025-04-13",)


@given(DAYS, STARTS)
def test_relative_periods_are_the_calendars_own(today: date, start: str) -> None:
    calendar = FiscalCalendar.starting(start)
    for grain in (Granularity.WEEK, Granularity.MONTH, Granularity.QUARTER, Granularity.YEAR):
        current = calendar.containing(today, grain)
        for word, steps in (("last", -1), ("this", 0)):
            said = time_of(f"revenue {word} {grain}", as_of=today, fiscal_year_start=start)
            assert said == (f"{word}_{grain}", (calendar.shift(current, steps).key,), None)


@given(DAYS, STARTS, st.integers(1, 4))
def test_a_bare_quarter_is_the_latest_that_has_begun(today: date, start: str, number: int) -> None:
    calendar = FiscalCalendar.starting(start)
    (key,) = time_of(f"revenue in Q{number}", as_of=today, fiscal_year_start=start)[1]
    period = Period.parse(key)
    assert calendar.interval(period).start <= today
    assert calendar.interval(calendar.shift(period, 4)).start > today


@given(DAYS)
def test_the_last_thirty_days_end_yesterday(today: date) -> None:
    keys = time_of("revenue last 30 days", as_of=today)[1]
    assert keys == tuple((today - timedelta(days=back)).isoformat() for back in range(30, 0, -1))
