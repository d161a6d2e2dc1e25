"""Families that people who never saw the parser brought: talk beforehand, spellings, possessives, series in a year."""

import pytest

from salestalk.contracts.answer import Outcome
from tests.unit.understanding.asking import Asker, ask, filters_of, read, time_of


@pytest.mark.parametrize(
    ("question", "subject", "filters"),
    [
        (
            "The head of accounting has resigned. Why did attrition in Finance rise?",
            "attrition",
            ("department", "Finance"),
        ),
        (
            "Customers keep asking; what's our fulfilment time in the Retail channel?",
            "fulfillment_time",
            ("channel", "Retail"),
        ),
        (
            "my laptop died and somebody from Finance told me off, what was churn in EMEA?",
            "churn_rate",
            ("region", "EMEA"),
        ),
    ],
)
def test_what_is_told_beforehand_is_not_asked(question: str, subject: str, filters: tuple[str, str]) -> None:
    assert read(question).subject == subject
    assert filters_of(question) == {(filters[0], "eq", (filters[1],))}


def test_a_long_story_without_a_metric_is_left_aside() -> None:
    story = (
        "Hi! We started with a tiny web shop in 2019 and now the board wants to see things that do not add up at all, "
    )
    reading = read(story + "so could you just give me the gross margin of the Wholesale channel for last quarter")
    assert (reading.intent.value, reading.subject) == ("fact_retrieval", "margin")
    assert [(one.key, one.value) for one in reading.filters] == [("channel", "Wholesale")]


def test_what_a_short_sentence_rejects_gives_way() -> None:
    question = "Not revenue. Bookings. Not this quarter either. Last quarter."
    assert read(question).subject == "bookings"
    assert time_of(question)[0] == "last_quarter"


@pytest.mark.parametrize(
    ("written", "subject"),
    [
        ("gross mrgn", "margin"),
        ("cstmrs", "customers"),
        ("hdcnt", "headcount"),
        ("bkngs", "bookings"),
        ("GrossMargin", "margin"),
    ],
)
def test_words_without_vowels_or_without_spaces_are_read(written: str, subject: str) -> None:
    assert read(f"Show {written} for Q2").subject == subject


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("What is Zalando's revenue?", ("customer", "Zalando")),
        ("What was revenue for Zalando?", ("customer", "Zalando")),
        ("What's TechStart's churn rate?", ("customer", "TechStart")),
        ("revenue in the west region", ("region", "West")),
        ("revenue in East", ("region", "East")),
        ("revenue from customer Müller & Söhne", ("customer", "Müller & Söhne")),
        ("revenue from Smith & Sons in Q1", ("customer", "Smith & Sons")),
        ("leads via the referral source", ("source", "Referral")),
    ],
)
def test_a_name_is_neither_dropped_nor_repaired(question: str, named: tuple[str, str]) -> None:
    assert filters_of(question) == {(named[0], "eq", (named[1],))}


def test_two_companies_are_two_names() -> None:
    assert filters_of("revenue from Hooli & Globex in Q1") == {("customer", "eq", ("Hooli", "Globex"))}


def test_a_noun_to_group_by_is_no_name_of_the_value_behind_it() -> None:
    assert read("margin by product line latam").group_by == ("product_line",)
    assert read("leads by referral source").group_by == ("source",)
    assert read("revenue for the region EMEA").group_by == ()


@pytest.mark.parametrize(
    ("question", "grain", "expression"),
    [
        ("Which month of 2024 had the most orders?", "2024-01", None),
        ("What was our best month of 2024 for orders?", "2024-01", None),
        ("which quarter of last year was best for revenue", "2024-Q1", "last_year"),
        ("GMV per week so far this quarter", "2025-W40", "qtd"),
        ("revenue by month of 2024", "2024-01", None),
    ],
)
def test_a_series_within_a_period_has_its_grain(question: str, grain: str, expression: str | None) -> None:
    said, keys, _ = time_of(question)
    assert (keys[0], said) == (grain, expression)
    assert read(question).group_by == ()


def test_a_comparison_may_be_said_before_its_period() -> None:
    assert time_of("aov up or down vs ly, this month") == ("this_month", ("2025-11",), "yoy")


def test_a_bare_period_after_a_forecast_is_the_next_one() -> None:
    asker = Asker()
    asker.then("Forecast revenue for Q2")
    time = asker.then("And for Q3?").classification.time_range
    assert time is not None
    assert time.keys == ("2026-Q3",)


def test_a_full_question_after_a_forecast_looks_back() -> None:
    asker = Asker()
    asker.then("Forecast revenue for next quarter")
    time = asker.then("What was revenue in Q2?").classification.time_range
    assert time is not None
    assert time.keys == ("2025-Q2",)


@pytest.mark.parametrize(
    ("question", "intent"),
    [
        ("Which countries do we get orders from?", "list"),
        ("Which countries do we get the most orders from?", "ranking"),
        ("Show the variance of gross margin to budget by region", "target"),
        ("Could we see revenue quarter by quarter for 2024?", "trend_analysis"),
        ("because the board asks: what was churn in Q2", "fact_retrieval"),
        ("Do bigger deals mean a longer sales cycle?", "correlation"),
        ("wyh did leads tank in feb", "root_cause"),
        ("which is the device that is making us the less orders", "ranking"),
        ("Please give the breakdown of ad spend per channel for the last 30 days.", "breakdown"),
        ("I'm not asking for a forecast, just revenue last month", "fact_retrieval"),
    ],
)
def test_what_is_wanted_is_told_by_the_whole_wording(question: str, intent: str) -> None:
    understood = ask(question)
    assert (understood.outcome, understood.classification.intent.value) == (Outcome.ANSWERED, intent)


@pytest.mark.parametrize(
    ("question", "code"),
    [
        ("Please e-mail the board pack with EBITDA to all directors", "action_request"),
        ("Can you add five new joiners to the Support headcount plan?", "action_request"),
        ("give the customer a discount of 10 %", "action_request"),
        ("What does our CEO earn per year?", "personal_data"),
        ("How much does our financial controller earn?", "personal_data"),
        ("Is Kevin a good sales manager?", "out_of_scope"),
        ("Who do you think is the nicest person in HR?", "out_of_scope"),
        ("What's Salesforce's market share these days?", "out_of_scope"),
    ],
)
def test_what_is_no_question_about_our_metrics_is_refused(question: str, code: str) -> None:
    understood = ask(question)
    assert (understood.outcome, understood.reason) == (Outcome.REFUSED, code)


@pytest.mark.parametrize(
    "question", ["kindly revert with the op margin for H1", "Send-out speed: what was our time to ship?"]
)
def test_what_only_sounds_like_an_order_is_answered(question: str) -> None:
    assert ask(question).outcome is Outcome.ANSWERED


@pytest.mark.parametrize(
    "question",
    [
        "what should I tell Kwame our cash will be next quarter?",
        "Are we on plan for bookings, or should I start apologising to Hélène?",
        "Why did the return rate rise? Tomasz suspects sizing.",
    ],
)
def test_who_talks_or_is_talked_to_is_no_filter(question: str) -> None:
    assert filters_of(question) == set()


@pytest.mark.parametrize(
    ("question", "keys"),
    [
        ("How many orders came in on Tuesday, 4 November?", ("2025-11-04",)),
        ("Nobody this morning could explain why gross profit slid in Q3", ("2025-Q3",)),
        ("units sold wk 32-34", ("2025-W32", "2025-W33", "2025-W34")),
        ("ARR same month last yr", ("2024-11",)),
        ("rank teams by productivity, last FY", ("2024",)),
    ],
)
def test_times_are_read_as_people_write_them(question: str, keys: tuple[str, ...]) -> None:
    assert time_of(question)[1] == keys


def test_what_a_metric_is_correlated_with_is_a_metric() -> None:
    reading = read("does revenue correlate with customers")
    assert (reading.intent.value, reading.subject, reading.related_subject) == ("correlation", "revenue", "customers")
