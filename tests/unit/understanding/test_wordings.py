"""Families of wordings that people use without thinking: fragments, corrections, what they decline, how they count."""

import pytest

from salestalk.contracts.answer import Outcome
from tests.unit.understanding.asking import ask, filters_of, read, time_of


@pytest.mark.parametrize(
    ("question", "intent"),
    [
        ("I don't want a forecast, I want gross profit for September", "fact_retrieval"),
        ("don't rank anything, just give me the units sold in October", "fact_retrieval"),
        ("no forecast please, only bookings for September", "fact_retrieval"),
        ("please don't compare, just show NPS for Q3", "fact_retrieval"),
        ("why don't you show me revenue by region", "breakdown"),
        ("are we not on target for bookings this quarter?", "target"),
    ],
)
def test_what_is_declined_is_not_done(question: str, intent: str) -> None:
    assert read(question).intent.value == intent


def test_a_metric_that_is_declined_gives_way_to_the_one_wanted() -> None:
    assert read("don't tell me revenue, tell me margin").subject == "margin"


@pytest.mark.parametrize(
    "question",
    [
        "emea. margin. last quarter.",
        "EMEA?? margin?? last quarter??",
        "margin! only EMEA, for last quarter",
        "Margin? In EMEA, last quarter, if you don't mind.",
        "honestly I don't believe that margin went down. EMEA margin, last quarter",
        "SELECT margin FROM cubes; sorry, habit. What was EMEA margin last quarter?",
    ],
)
def test_fragments_and_remarks_make_one_question(question: str) -> None:
    reading = read(question)
    assert reading.subject == "margin"
    assert filters_of(question) == {("region", "eq", ("EMEA",))}
    assert time_of(question)[:2] == ("last_quarter", ("2025-Q3",))


@pytest.mark.parametrize("question", ["Revenue in Q3? And who's the top rep?", "Revenue in Q3? Also why is churn up?"])
def test_a_second_question_changes_nothing_in_the_first(question: str) -> None:
    reading = read(question)
    assert (reading.intent.value, reading.rank, reading.group_by) == ("fact_retrieval", None, ())


def test_a_noun_that_is_corrected_groups_no_more() -> None:
    assert read("which city, sorry, which country had the most refunds in Q3").group_by == ("country",)


@pytest.mark.parametrize(
    ("question", "direction"),
    [
        ("how high was churn in Q3?", None),
        ("how low did cash get in 2024", None),
        ("which product had the highest return rate in Q3", "top"),
        ("who is crushing it on win rate this month", "top"),
        ("which country is dead last on NPS", "bottom"),
        ("what's our lowest margin product", "bottom"),
        ("orders the week before last", None),
        ("order the countries by revenue", "top"),
        ("in what stage is most of our pipeline?", "top"),
    ],
)
def test_only_what_ranks_is_a_ranking(question: str, direction: str | None) -> None:
    rank = read(question).rank
    assert (rank.direction if rank else None) == direction


@pytest.mark.parametrize(
    ("question", "groups"),
    [
        ("hi team, what was revenue in Q3", ()),
        ("LTV of customers who came from the Organic source", ()),
        ("our largest customer by ARR, who is it?", ("customer",)),
        ("which warehouse region ships slowest", ("region",)),
        ("rank all regions by contribution margin", ("region",)),
        ("leads/source/last month", ("source",)),
        ("which customers churned in October?", ("customer",)),
        ("top10 products by revenue", ("product",)),
    ],
)
def test_only_what_groups_is_a_group(question: str, groups: tuple[str, ...]) -> None:
    assert read(question).group_by == groups


@pytest.mark.parametrize(
    "question",
    [
        "Please list our Enterprise customers in Spain",
        "show me all the deals under $20k",
        "could you give me a list of the orders above 500 euros",
        "which regions had more than 1,000 orders in Q3",
        "all available KPIs",
    ],
)
def test_members_are_listed(question: str) -> None:
    assert read(question).intent.value == "list"


def test_values_by_a_dimension_are_no_list() -> None:
    assert read("list revenue by region for 2024").intent.value == "breakdown"


@pytest.mark.parametrize(
    ("question", "amount"),
    [
        ("deals above EUR 250,000", "250000"),
        ("deals above EUR 250.000", "250000"),
        ("deals above €1.250.000", "1250000"),
        ("deals above USD 1 million", "1000000"),
        ("deals above 2,5 million euros", "2500000"),
        ("deals above $2.5m", "2500000"),
        ("deals above CHF 40k", "40000"),
    ],
)
def test_amounts_are_read_in_any_currency_and_either_notation(question: str, amount: str) -> None:
    assert filters_of(question) == {("deal_size", "gt", (amount,))}


def test_a_date_with_dots_is_no_amount() -> None:
    assert time_of("orders on 13.04.2025")[1] == ("2025-04-13",)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("utilization of the consulting team", ("team", "consulting")),
        ("CSAT for the support team in Q3", ("team", "Support")),
        ("quota attainment of the Pacific Northwest team", ("team", "Pacific Northwest")),
        ("NPS in the public sector industry", ("industry", "Public Sector")),
        ("headcount in the Sales department", ("department", "Sales")),
        ("signups from the Spring Sale campaign", ("campaign", "Spring Sale")),
        ("ROAS of campaign Herbst-2025", ("campaign", "Herbst-2025")),
        ("orders for product Top Secret", ("product", "Top Secret")),
        ("revenue last quarter, us only, no canada", ("country", "United States")),
        ("In case HR asks: how many people work in Operations?", ("department", "Operations")),
        ("revenue from Wayne Enterprises", ("customer", "Wayne Enterprises")),
    ],
)
def test_values_are_what_their_nouns_make_them(question: str, expected: tuple[str, str]) -> None:
    key, value = expected
    assert filters_of(question) == {(key, "eq", (value,))}


@pytest.mark.parametrize(
    ("question", "keys"),
    [
        ("win rate last 4q", ("2024-Q4", "2025-Q1", "2025-Q2", "2025-Q3")),
        ("leads past 2m", ("2025-09", "2025-10")),
        ("orders the week before last", ("2025-W44",)),
        ("revenue in fiscal month 3", ("2025-03",)),
        ("signups this July vs July two years ago", ("2023-07", "2025-07")),
        ("revenue for each month of Q3", ("2025-07", "2025-08", "2025-09")),
        ("revenue for Thursday's board meeting", ()),
        ("ARPU for the half-year that ended in June", tuple(f"2025-0{month}" for month in range(1, 7))),
        ("churn this month vs last", ("2025-11",)),
    ],
)
def test_times_are_read_as_people_shorten_them(question: str, keys: tuple[str, ...]) -> None:
    assert time_of(question)[1] == keys


def test_months_of_a_fiscal_year_are_counted_from_its_start() -> None:
    assert time_of("revenue in fiscal month 3", fiscal_year_start="04-01")[1] == ("2025-06",)
    assert time_of("revenue in the third fiscal month of 2024", fiscal_year_start="04-01")[1] == ("2024-06",)


@pytest.mark.parametrize(
    ("question", "intent"),
    [
        ("revenue for the rest of the year", "prediction"),
        ("revenue in the rest of Europe in Q3", "fact_retrieval"),
        ("where does ARR land at year end", "prediction"),
        ("gross profit for September, if you would be so good", "fact_retrieval"),
        ("how is the target group SMB doing on churn in Q3", "fact_retrieval"),
        ("did we beat the forecast for revenue in Q3", "target"),
        ("actual headcount in October", "fact_retrieval"),
        ("plan vs actual revenue in October", "target"),
        ("ad spend vs leads 2025", "correlation"),
        ("is discounting getting out of hand?", "trend_analysis"),
        ("has churn been trending down over the last 4 quarters", "trend_analysis"),
    ],
)
def test_a_word_means_what_the_words_around_it_make_it(question: str, intent: str) -> None:
    assert read(question).intent.value == intent


@pytest.mark.parametrize(
    "word", ["provide", "crushing", "decision", "strategy", "network", "feedback", "currency", "absolutely", "chance"]
)
def test_an_ordinary_word_is_taken_for_no_misspelling(word: str) -> None:
    reading = read(f"please {word} the revenue of Q3")
    assert (reading.subject, reading.group_by, reading.filters) == ("revenue", (), ())


@pytest.mark.parametrize(
    ("question", "subject"),
    [
        ("gros proft by contry 2025", "gross_profit"),
        ("how mny new custommers in septmber", "new_customers"),
        ("is customer churn improving?", "churn_rate"),
        ("How many subscribers on the Basic plan did we lose in August?", "churn_count"),
        ("how much did customers pay us in Q2", "revenue"),
        ("where did we spend the most on ads in Q2", "ad_spend"),
        ("are deals taking longer?", "cycle_time"),
        ("most expensive campaign last month", "ad_spend"),
        ("most expensive product last month", "asp"),
        ("how many ppl have we got in Marketing", "headcount"),
        ("post-sale churn", "churn_rate"),
        ("who's above quota", "quota_attainment"),
        ("how much did we blow on Facebook ads in June", "ad_spend"),
        ("average revenue per paying user", "arpu"),
        ("signup to paid conversion for the Pro plan", "conversion_rate"),
        ("net of refunds, what was revenue", "revenue"),
    ],
)
def test_a_metric_is_known_by_the_words_people_put_it_in(question: str, subject: str) -> None:
    understood = ask(question)
    assert (understood.outcome, understood.classification.subject) == (Outcome.ANSWERED, subject)
