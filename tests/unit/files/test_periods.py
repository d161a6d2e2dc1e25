"""Periods as people write them: one key for each spelling, and no guess where a date has two readings."""

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salestalk.calendar import Period
from salestalk.ingestion.files.model import DateOrder
from salestalk.ingestion.files.periods import PeriodFault, is_period, order_of, parse_period, part_of_year

days = st.dates(date(1970, 1, 1), date(2069, 12, 31))
MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


@given(
    days, st.sampled_from(["{d:%d}/{d:%m}/{d:%Y}", "{d:%d}-{d:%m}-{d:%Y}", "{d.day}/{d.month}/{d:%y}", "{d:%d.%m.%Y}"])
)
def test_a_day_reads_back_when_the_day_comes_first(day, shape):
    assert parse_period(shape.format(d=day), DateOrder.DMY) == day.isoformat()


@given(days, st.sampled_from(["{d:%m}/{d:%d}/{d:%Y}", "{d.month}/{d.day}/{d:%y}", "{d:%m}-{d:%d}-{d:%Y}"]))
def test_a_day_reads_back_when_the_month_comes_first(day, shape):
    assert parse_period(shape.format(d=day), DateOrder.MDY) == day.isoformat()


@given(days)
def test_an_unsettled_date_is_read_rightly_or_refused(day):
    text = f"{day.day:02d}/{day.month:02d}/{day.year}"
    if order_of(text) is DateOrder.UNSETTLED:
        with pytest.raises(PeriodFault) as fault:
            parse_period(text)
        assert fault.value.rule == "ambiguous_date"
    else:
        assert parse_period(text) == day.isoformat()


@given(days)
def test_spellings_that_name_the_month_need_no_order(day):
    name = MONTHS[day.month - 1]
    for text in (f"{day.day} {name} {day.year}", f"{name} {day.day}, {day.year}", f"{day.day}-{name}-{day.year}"):
        assert parse_period(text) == day.isoformat()
    for text in (
        f"{name}-{day:%y}",
        f"{name} {day.year}",
        f"{day.month:02d}/{day.year}",
        f"{day:%Y/%m}",
        f"{day:%Y%m}",
    ):
        assert parse_period(text) == f"{day:%Y-%m}"


@given(days)
def test_weeks_and_quarters_read_back(day):
    year, week, _ = day.isocalendar()
    for text in (
        f"{year}W{week:02d}",
        f"{year}-W{week}",
        f"W{week} {year}",
        f"KW {week}/{year}",
        f"Week {week}, {year}",
    ):
        assert parse_period(text) == f"{year}-W{week:02d}"
    quarter = (day.month + 2) // 3
    for text in (f"Q{quarter} {day.year}", f"{quarter}Q{day:%y}", f"{day.year}Q{quarter}", f"Q{quarter}'{day:%y}"):
        assert parse_period(text) == f"{day.year}-Q{quarter}"


@given(days.map(lambda day: Period.of_day(day).key) | st.sampled_from(["2025", "2025-Q3", "2025-09", "2025-W07"]))
def test_a_key_is_itself(key):
    assert parse_period(key) == key


@given(st.text(max_size=50) | st.from_regex(r"[\dQWHFY/.\-' ]{1,12}", fullmatch=True))
def test_any_text_is_a_period_or_a_fault(text):
    with suppress(PeriodFault):
        key = parse_period(text)
        assert Period.parse(key).key == key
        assert is_period(text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("H1 2025", "half-year"),
        ("2H25", "half-year"),
        ("25-Sep", "names no year"),
        ("September", "names no year"),
        ("45931", "bare number"),
        ("Q5 2025", "from 1 to 4"),
        ("2025-13", "from 1 to 12"),
        ("30/02/2025", "no such day"),
        ("yesterday", "write it like"),
    ],
)
def test_a_fault_says_what_is_wrong(text, said):
    with pytest.raises(PeriodFault) as fault:
        parse_period(text, DateOrder.DMY)
    assert said in str(fault.value)


@pytest.mark.parametrize(
    ("part", "kind", "key"),
    [
        ("3", "Q", "2025-Q3"),
        ("Q3", "Q", "2025-Q3"),
        ("9", "M", "2025-09"),
        ("Sept", "M", "2025-09"),
        ("7", "W", "2025-W07"),
    ],
)
def test_a_period_in_two_columns(part, kind, key):
    assert part_of_year("2025", part, kind) == key


@pytest.mark.parametrize("month", ["März", "mars", "marzo", "mrz.", "MAR"])
def test_months_in_other_languages(month):
    assert parse_period(f"{month} 2025") == "2025-03"
