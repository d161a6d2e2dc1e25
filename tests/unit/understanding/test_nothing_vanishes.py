"""What a question names and nobody keeps is not passed over: it would be answered with a number nobody asked for."""

import pytest

from tests.unit.understanding.asking import ask, filters_of, read, time_of


@pytest.mark.parametrize(
    ("question", "group"),
    [
        ("orders by carrier", "carrier"),
        ("revenue by floor", "floor"),
        ("churn by contract length in 2025", "contract_length"),
        ("headcount by seniority, last quarter", "seniority"),
        ("Split revenue by age group for Q3", "age_group"),
        ("revenue broken down by shelf", "shelf"),
        ("revenue per visitor in Q3", "visitor"),
    ],
)
def test_a_grouping_that_no_vocabulary_lists_is_kept_under_its_own_words(question, group):
    found = ask(question).classification
    assert (found.intent, found.group_by) == ("breakdown", (group,))


@pytest.mark.parametrize(
    "question",
    [
        "by how much did revenue grow in 2025",
        "what was revenue by the end of Q3",
        "how many deals were closed by Anna",
        "revenue by Friday",
        "was revenue hurt by churn in Q2?",
        "revenue per employee",
        "how was revenue affected by inflation in 2025",
        "revenue in Q3 by email please",
    ],
)
def test_by_without_a_grouping_groups_nothing(question):
    assert ask(question).classification.group_by == ()


@pytest.mark.parametrize(
    "question", ["what was revenue last weekend", "revenue last 24 hours", "orders over the weekend"]
)
def test_a_time_that_no_period_is_kept_for_is_asked_back(question):
    found = ask(question)
    assert (found.outcome, found.reason) == ("clarification", "ambiguous_time")


@pytest.mark.parametrize("question", ["fulfillment time in hours last quarter", "utilization of billable hours in May"])
def test_hours_that_are_no_time_asked_about_are_left_alone(question):
    assert ask(question).outcome == "answered"


@pytest.mark.parametrize(
    ("question", "groups"),
    [
        ("bookings in 2024 split by segment and product", ("segment", "product")),
        ("orders by segment, channel and product in Q2", ("segment", "channel", "product")),
        ("bookings by country/product in 2023", ("country", "product")),
        ("rep and product breakdown of bookings in May", ("rep", "product")),
    ],
)
def test_a_grouping_that_is_a_metric_elsewhere_is_kept_beside_others(question, groups):
    assert read(question).group_by == groups


@pytest.mark.parametrize(
    ("question", "filters"),
    [
        ("leads in Q4 2024 if Enterprise is left out", {("segment", "not", ("Enterprise",))}),
        ("leads in Q4 2024, APAC is excluded", {("region", "not", ("APAC",))}),
        ("bookings in 2024, Mid-Market beside SMB", {("segment", "eq", ("Mid-Market", "SMB"))}),
        ("which had more signups in May, Direct or Online?", {("channel", "eq", ("Direct", "Online"))}),
        ("average deal size excluding deals under 5k", {("deal_size", "gte", ("5000",))}),
        ("deals from 10k to 50k in Q3", {("deal_size", "gte", ("10000",)), ("deal_size", "lte", ("50000",))}),
        ("deals larger than two hundred thousand dollars", {("deal_size", "gt", ("200000",))}),
        ("accounts with at least a million in ARR", {("arr", "gte", ("1000000",))}),
        ("regions where churn exceeded 5% in Q3", {("churn_rate", "gt", ("0.05",))}),
        ("which teams have attrition greater than or equal to 12%", {("attrition", "gte", ("0.12",))}),
        ("deals with a cycle time of over 60 days in May", {("cycle_time", "gt", ("60",))}),
    ],
)
def test_what_is_left_out_and_how_large_is_read_the_way_round_it_was_said(question, filters):
    assert filters_of(question) == filters


def test_over_60_days_is_a_time_where_nothing_lasts_that_long():
    assert len(time_of("orders over 60 days")[1]) == 60


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        ("which region had the second highest revenue in May?", "unsupported_rank"),
        ("the 5th largest region by refunds", "unsupported_rank"),
        ("top 5 and bottom 5 reps by revenue", "unsupported_rank"),
        ("best and worst channel by revenue in 2024", "unsupported_rank"),
        ("top 6% of products by refunds", "unsupported_rank"),
        ("first six departments by ad spend", "unsupported_rank"),
        ("channels ranked 3 to 6 by revenue", "unsupported_rank"),
        ("EMEA vs Enterprise revenue in Q3", "unsupported_slice"),
        ("compare revenue in EMEA with Enterprise", "unsupported_slice"),
        ("revenue from new customers in 2024", "unsupported_slice"),
        ("median order count in 2024", "unsupported_calculation"),
        ("running total of revenue this year", "unsupported_calculation"),
        ("revenue minus ad spend in Q3", "unsupported_calculation"),
        ("sum of revenue and cash in May", "unsupported_calculation"),
        ("revenue divided by headcount in May", "unsupported_calculation"),
    ],
)
def test_what_is_not_worked_out_is_asked_back_and_not_answered_with_less(question, reason):
    found = ask(question)
    assert (found.outcome, found.reason) == ("clarification", reason)


@pytest.mark.parametrize(
    "question",
    ["top rep by revenue in the second quarter", "LTV to CAC ratio", "revenue in May minus April", "top 5 reps"],
)
def test_what_only_looks_like_that_is_no_other_calculation(question):
    assert not (ask(question).reason or "").startswith("unsupported")


@pytest.mark.parametrize(
    "question",
    [
        "revenue and headcount in Q3",
        "revenue, headcount and churn in Q3",
        "show revenue along with headcount in Q3",
        "compare revenue with headcount in Q3",
        "top 5 regions by revenue and headcount",
    ],
)
def test_a_second_metric_is_told_to_be_left_for_another_question(question):
    assert any("Headcount is named too" in sentence for sentence in ask(question).assumptions)


def test_a_metric_that_only_says_what_the_values_are_of_is_no_second_one():
    assert not ask("win rate on deals over 50k in Q3").assumptions[1:]
    assert not any("named too" in sentence for sentence in ask("win rate on deals over 50k").assumptions)


def test_a_year_that_was_taken_from_the_period_beside_is_told():
    assert any("the year said beside it" in sentence for sentence in ask("revenue in Q3 versus Q1 2023").assumptions)


@pytest.mark.parametrize("period", ["", " in Q3", " last month"])
@pytest.mark.parametrize(
    ("said", "groups"),
    [
        ("by region × product", ("region", "product")),
        ("by region x product", ("region", "product")),
        ("by product X region", ("product", "region")),
        ("by segment x channel x country", ("segment", "channel", "country")),
        ("by segment times channel", ("segment", "channel")),
    ],
)
def test_groupings_multiplied_are_all_kept(said, groups, period):
    found = read(f"revenue {said}{period}")
    assert (found.group_by, found.filters) == (groups, ())


@pytest.mark.parametrize(
    "question",
    [
        "Direct beside Partner revenue, Q3",
        "revenue Direct beside Partner in Q3",
        "Direct next to Partner revenue in 2024",
        "Direct alongside Partner, revenue last month",
        "Direct compared with Partner: revenue in May",
    ],
)
def test_values_put_side_by_side_are_both_kept(question):
    assert filters_of(question) == {("channel", "eq", ("Direct", "Partner"))}
    assert read(question).intent == "comparison"


@pytest.mark.parametrize(
    "question",
    [
        "revenue from new vs existing customers",
        "revenue new versus existing customers in Q3",
        "new/existing split of revenue",
        "bookings: new business vs renewals, Q3",
        "revenue from new and repeat customers",
    ],
)
def test_new_and_old_customers_are_told_apart_by_nobody(question):
    assert ask(question).reason == "unsupported_slice"


@pytest.mark.parametrize(
    ("question", "keys"),
    [
        ("Set CAC for Q3 against Q2", ("2025-Q2", "2025-Q3")),
        ("set Q2 2025 revenue beside Q2 2024", ("2024-Q2", "2025-Q2")),
        ("change in revenue from Q1 2025 to Q2 2025", ("2025-Q1", "2025-Q2")),
    ],
)
def test_figures_set_beside_each_other_are_compared_and_not_changed(question, keys):
    found = ask(question)
    assert (found.outcome, found.classification.intent, time_of(question)[1]) == ("answered", "comparison", keys)


def test_a_target_is_not_set():
    assert ask("set the revenue target against Q3 to 3m").reason == "action_request"


@pytest.mark.parametrize("question", ["headcount in product", "attrition in Product in 2024", "headcount of product"])
def test_people_in_product_are_those_of_the_department(question):
    assert filters_of(question) == {("department", "eq", ("Product",))}


@pytest.mark.parametrize("tool", ["Tableau?", "Looker?", "Excel", "Salesforce?"])
def test_a_tool_by_itself_is_no_value_of_ours(tool):
    found = ask(tool)
    assert (found.outcome, found.reason, found.classification.filters) == ("refused", "out_of_scope", ())
