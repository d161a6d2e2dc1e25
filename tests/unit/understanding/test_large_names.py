"""Names of several words, written large: none of their words is read by itself, and none gets lost."""

import pytest

from tests.unit.understanding.asking import ask, filters_of, read

PERIODS = ("", " in Q3", " last month")


@pytest.mark.parametrize("period", PERIODS)
@pytest.mark.parametrize(
    ("question", "key", "name"),
    [
        ("cycle time for team Northern Lights", "team", "Northern Lights"),
        ("win rate of the Blue North team", "team", "Blue North"),
        ("quota attainment for team Direct Hit", "team", "Direct Hit"),
        ("pipeline of team Lords of the Ring", "team", "Lords of the Ring"),
        ("revenue from customer Swiss Re", "customer", "Swiss Re"),
        ("bookings of customer van der Berg", "customer", "van der Berg"),
        ("revenue from the Royal Retail account", "customer", "Royal Retail"),
        ("ROAS of campaign Back to School", "campaign", "Back to School"),
        ("leads from the Race for Life campaign", "campaign", "Race for Life"),
        ("ad spend for the Made in Italy campaign", "campaign", "Made in Italy"),
        ("leads from the Harvest Webinar campaign", "campaign", "Harvest Webinar"),
        ("conversion rate for the Top Gear campaign", "campaign", "Top Gear"),
        ("orders of the Flash Friday promotion", "campaign", "Flash Friday"),
        ("ROAS on the Ember & Ash campaign", "campaign", "Ember & Ash"),
        ("units sold of product Mobile Max", "product", "Mobile Max"),
        ("units sold in the Smart Phones category", "category", "Smart Phones"),
        ("revenue in the Home Office category", "category", "Home Office"),
        ("margin for the Retail Heroes product line", "product_line", "Retail Heroes"),
    ],
)
def test_a_name_beside_a_noun_is_kept_whole(question, key, name, period):
    assert filters_of(question + period) == {(key, "eq", (name,))}


@pytest.mark.parametrize("period", PERIODS)
@pytest.mark.parametrize(
    ("question", "key", "op", "names"),
    [
        ("ad spend for Winter Warmers and Cyber Sprint", "campaign", "eq", ("Winter Warmers", "Cyber Sprint")),
        ("ad spend excluding Cyber Sprint", "campaign", "not", ("Cyber Sprint",)),
        ("leads for Golden Ticket", "campaign", "eq", ("Golden Ticket",)),
        ("what was the Golden Ticket's ROAS", "campaign", "eq", ("Golden Ticket",)),
        ("how many leads did Golden Ticket bring", "campaign", "eq", ("Golden Ticket",)),
        ("NPS from Tom's Diner", "customer", "eq", ("Tom's Diner",)),
        ("margin of Fresh Bread, Hot Tea and Cold Brew", "customer", "eq", ("Fresh Bread", "Hot Tea", "Cold Brew")),
        ("revenue from Stripes and Dots", "customer", "eq", ("Stripes", "Dots")),
        ("revenue in Upper Austria", "region", "eq", ("Upper Austria",)),
        ("revenue from eBay", "customer", "eq", ("eBay",)),
        ("Hooli revenue", "customer", "eq", ("Hooli",)),
        ("revenue split by region for Pampers", "customer", "eq", ("Pampers",)),
        ("Compare Pampers to Huggies on margin", "customer", "eq", ("Pampers", "Huggies")),
        ("ARR without Stripes", "customer", "not", ("Stripes",)),
    ],
)  # fmt: skip
def test_names_that_stand_alone_are_kept(question, key, op, names, period):
    assert filters_of(question + period) == {(key, op, names)}


@pytest.mark.parametrize(
    "question",
    [
        "Put ad spend for Winter Warmers next to ad spend for Cyber Sprint.",
        "compare ad spend of Winter Warmers with Cyber Sprint",
        "ad spend: Winter Warmers vs Cyber Sprint",
    ],
)
def test_names_put_beside_each_other_are_compared(question):
    found = read(question)
    assert (found.intent, found.group_by) == ("comparison", ("campaign",))
    assert filters_of(question) == {("campaign", "eq", ("Winter Warmers", "Cyber Sprint"))}


@pytest.mark.parametrize(
    "lead", ["revenue from {}", "margin for {}", "bookings without {}", "NPS at {} in Q3", "{}'s ARR"]
)
@pytest.mark.parametrize("name", ["H&M", "AT&T", "P&G", "Johnson & Johnson", "A&B Foods", "De Luca & Sons"])
def test_a_sign_within_a_name_belongs_to_it(lead, name):
    assert [values for _, _, values in filters_of(f"What was the {lead.format(name)}?")] == [(name,)]


@pytest.mark.parametrize("question", ["revenue from h&m", "revenue of h&m in May"])
def test_a_sign_tells_a_name_though_it_is_written_small(question):
    assert filters_of(question) == {("customer", "eq", ("h&m",))}


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Revenue For Enterprise In The Last Quarter", {("segment", "eq", ("Enterprise",))}),
        ("REVENUE FOR EMEA LAST QUARTER", {("region", "eq", ("EMEA",))}),
        ("revenue in New York Retail", {("region", "eq", ("New York",)), ("channel", "eq", ("Retail",))}),
        ("revenue in Untied Kingdom", {("country", "eq", ("United Kingdom",))}),
        ("attrition in R&D", {("department", "eq", ("Engineering",))}),
        ("gross margin for Fiscal Year 2025", set()),
    ],
)  # fmt: skip
def test_words_that_are_large_for_another_reason_are_read(question, expected):
    assert filters_of(question) == expected


@pytest.mark.parametrize(
    ("question", "key", "names"),
    [
        (
            "Put gross profit of Kitchenware and of Garden side by side for last year, these are product lines",
            "product_line",
            ("Kitchenware", "Garden"),
        ),
        ("compare revenue of Alpha and Beta in Q2, both are product lines", "product_line", ("Alpha", "Beta")),
        ("margin of Lamps vs Rugs, which are categories", "category", ("Lamps", "Rugs")),
        ("win rate of Falcons vs Hawks, these are teams", "team", ("Falcons", "Hawks")),
        ("leads of Spark vs Ember, they are campaigns", "campaign", ("Spark", "Ember")),
    ],
)
def test_what_names_are_said_to_be_is_their_dimension(question, key, names):
    found = read(question)
    assert (found.intent, found.group_by) == ("comparison", (key,))
    assert filters_of(question) == {(key, "eq", names)}


@pytest.mark.parametrize(
    ("question", "key", "name"),
    [
        ("Contribution margin for each category, 2025, excluding Gift Cards", "category", "Gift Cards"),
        ("revenue per product line except Old Stock in Q2", "product_line", "Old Stock"),
        ("leads by campaign minus Winter Warmers", "campaign", "Winter Warmers"),
        ("revenue by region except Atlantis", "region", "Atlantis"),
        ("the five worst product lines by margin, and please ignore Legacy Spares", "product_line", "Legacy Spares"),
    ],
)
def test_what_is_left_out_of_a_grouping_is_of_its_dimension(question, key, name):
    assert filters_of(question) == {(key, "not", (name,))}
    assert read(question).group_by == (key,)


@pytest.mark.parametrize(
    ("question", "key", "name"),
    [("win rate of rep rahul verma plz", "rep", "rahul verma"), ("quota attainment team falcons", "team", "falcons")],
)
def test_an_unknown_word_behind_a_noun_is_a_name_though_small(question, key, name):
    assert filters_of(question) == {(key, "eq", (name,))}


def test_a_word_of_a_name_is_not_said_to_be_misspelt():
    assert ask("leads for Golden Ticket last month").assumptions == ()
