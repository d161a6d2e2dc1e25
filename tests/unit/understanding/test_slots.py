"""Subject, measure, intent, filters, groups and ranks."""

import pytest

from salestalk.contracts.classification import Intent, Measure
from tests.unit.understanding.asking import filters_of, read


@pytest.mark.parametrize(
    ("question", "subject", "measure"),
    [
        ("what were sales last month", "revenue", "total"),
        ("how many customers do we have", "customers", "count"),
        ("how many clients did we lose in Q2", "churn_count", "count"),
        ("churn?", "churn_rate", "rate"),
        ("net profit", "net_income", "total"),
        ("how satisfied were our customers", "csat", "average"),
        ("how much does it cost us to win a new customer?", "cac", "average"),
        ("what percentage of deals do we win", "win_rate", "rate"),
        ("how long does it take us to close a deal", "cycle_time", "average"),
        ("how many people left the company", "attrition", "rate"),
        ("average revenue", "revenue", "average"),
        ("revenue growth in Q3", "revenue", "growth"),
        ("by how much did revenue rise in Q3", "revenue", "growth"),
        ("what share of revenue comes from EMEA", "revenue", "ratio"),
        ("revenue per employee", "revenue_per_employee", "ratio"),
        ("LTV:CAC", "ltv_cac_ratio", "ratio"),
    ],
)
def test_the_metric_is_found_under_its_everyday_names(question: str, subject: str, measure: str) -> None:
    classification = read(question)
    assert (classification.subject, classification.measure) == (subject, Measure(measure))


@pytest.mark.parametrize(
    ("question", "intent"),
    [
        ("What was revenue in Q3?", Intent.FACT_RETRIEVAL),
        ("Compare revenue in Q2 and Q3", Intent.COMPARISON),
        ("EMEA vs APAC revenue", Intent.COMPARISON),
        ("Is churn getting better?", Intent.TREND_ANALYSIS),
        ("monthly revenue for 2024", Intent.TREND_ANALYSIS),
        ("Why did margin fall in Q3?", Intent.ROOT_CAUSE),
        ("revenue in EMEA dropped, what happened?", Intent.ROOT_CAUSE),
        ("what will revenue be next quarter", Intent.PREDICTION),
        ("top 5 customers by revenue", Intent.RANKING),
        ("pipeline by stage", Intent.BREAKDOWN),
        ("revenue vs plan", Intent.TARGET),
        ("are we on track for the revenue goal", Intent.TARGET),
        ("anything unusual in orders last week", Intent.ANOMALY),
        ("does ad spend affect leads", Intent.CORRELATION),
        ("does discounting hurt margin", Intent.CORRELATION),
        ("which regions do we sell in", Intent.LIST),
    ],
)
def test_the_kind_of_answer_is_read_from_the_words(question: str, intent: Intent) -> None:
    assert read(question).intent is intent


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("revenue in EMEA", {("region", "eq", ("EMEA",))}),
        ("enterprise churn in Germany", {("segment", "eq", ("Enterprise",)), ("country", "eq", ("Germany",))}),
        ("revenue everywhere except Germany", {("country", "not", ("Germany",))}),
        ("bookings excl. APAC and LATAM", {("region", "not", ("APAC", "LATAM"))}),
        ("revenue in the US", {("country", "eq", ("United States",))}),
        ("tell us the revenue", set()),
        ("ARPU excluding free plan users", {("plan_tier", "not", ("Free",))}),
        ("NPS among Gold accounts", {("account_tier", "eq", ("Gold",))}),
        ("conversion, mobile vs desktop", {("device", "eq", ("Mobile", "Desktop"))}),
        ("headcount in finance", {("department", "eq", ("Finance",))}),
        ("revenue in finance", {("industry", "eq", ("Finance",))}),
        ("win rate for Maria Lopez", {("rep", "eq", ("Maria Lopez",))}),
        ("leads from the Spring Launch campaign", {("campaign", "eq", ("Spring Launch",))}),
        ('roas of "Summer Sale 2025"', {("campaign", "eq", ("Summer Sale 2025",))}),
        ("units of the Atlas 300 product", {("product", "eq", ("Atlas 300",))}),
        ("margin of the Pumps and Valves product lines", {("product_line", "eq", ("Pumps", "Valves"))}),
        ("deals over $100k", {("deal_size", "gt", ("100000",))}),
        ("orders between $100 and $1.5k", {("order_value", "gte", ("100",)), ("order_value", "lte", ("1500",))}),
        ("regions with churn of at least 5%", {("churn_rate", "gte", ("0.05",))}),
        ("how many customers with an ARR above 1 million", {("arr", "gt", ("1000000",))}),
        ("revenue growth since 2023", set()),
    ],
)
def test_filters_keep_every_value_exclusion_and_condition(question: str, expected: set[object]) -> None:
    assert filters_of(question) == expected


@pytest.mark.parametrize(
    ("question", "groups"),
    [
        ("revenue by region and product line", {"region", "product_line"}),
        ("churn per segment", {"segment"}),
        ("bookings for each rep", {"rep"}),
        ("which channel converts best", {"channel"}),
        ("regional breakdown of revenue", {"region"}),
        ("revenue per employee", set()),
        ("revenue by month", set()),
        ("ad spend by campaign Bloom", set()),
    ],
)
def test_groups_are_dimensions_and_never_times_or_names(question: str, groups: set[str]) -> None:
    assert set(read(question).group_by) == groups


@pytest.mark.parametrize(
    ("question", "direction", "limit"),
    [
        ("top 5 customers by revenue", "top", 5),
        ("the three worst reps by win rate", "bottom", 3),
        ("which region has the highest churn", "top", 1),
        ("which regions have the lowest churn", "bottom", 5),
        ("best segment by churn", "bottom", 1),
        ("worst return rate by country", "top", 1),
        ("which three departments have the highest attrition", "top", 3),
        ("fastest sales cycle by team", "bottom", 1),
    ],
)
def test_a_rank_goes_by_the_size_of_the_numbers(question: str, direction: str, limit: int) -> None:
    rank = read(question).rank
    assert rank is not None
    assert (rank.direction, rank.limit) == (direction, limit)


def test_what_was_taken_back_counts_no_longer() -> None:
    assert filters_of("CAC for paid search... I mean the paid source") == {("source", "eq", ("Paid",))}
    assert read("revenue, no wait, margin in Q3").subject == "margin"
