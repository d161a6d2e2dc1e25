"""Values that look like something else: a department that is a metric's word, a device, a fragment by itself."""

import pytest

from tests.unit.understanding.asking import ask, filters_of, read


@pytest.mark.parametrize(
    ("question", "op", "departments"),
    [
        ("Total headcount excluding Sales and Support in October", "not", ("Sales", "Support")),
        ("headcount without sales and marketing", "not", ("Sales", "Marketing")),
        ("attrition except Sales, Support and HR", "not", ("Sales", "Support", "HR")),
        ("utilization excluding Support and Sales", "not", ("Support", "Sales")),
        ("headcount outside Sales", "not", ("Sales",)),
        ("headcount not counting Sales and Finance", "not", ("Sales", "Finance")),
        ("Compare headcount of Sales and Engineering", "eq", ("Sales", "Engineering")),
        ("Sales and Support headcount", "eq", ("Sales", "Support")),
        ("sales vs marketing attrition", "eq", ("Sales", "Marketing")),
        ("sales headcount in Q2", "eq", ("Sales",)),
    ],
)
def test_sales_among_departments_is_one(question, op, departments):
    assert filters_of(question) == {("department", op, departments)}
    assert read(question).subject in ("headcount", "attrition", "utilization")


@pytest.mark.parametrize("question", ["sales and headcount by region", "headcount and sales in Q3", "sales in Q3"])
def test_sales_beside_other_figures_is_revenue(question):
    assert not any(key == "department" for key, _, _ in filters_of(question))


@pytest.mark.parametrize(
    "question",
    ["Which customers are on the Gold plan?", "which accounts are on the Gold plan", "which clients are on Gold"],
)
def test_a_list_of_customers_is_about_customers(question):
    found = read(question)
    assert (found.intent, found.subject, found.group_by) == ("list", "customers", ("customer",))


@pytest.mark.parametrize("people", ["ppl", "people", "staff"])
def test_people_beside_another_metric_only_say_whose_it_is(people):
    assert read(f"{people} attrition eng last 12 months").subject == "attrition"


@pytest.mark.parametrize(
    ("question", "subject", "expected"),
    [
        ("customers, how many? Gold accounts only.", "customers", {("account_tier", "eq", ("Gold",))}),
        ("revenue last quarter? Enterprise customers only.", "revenue", {("segment", "eq", ("Enterprise",))}),
        ("How did churn do in Q3? Just SMB accounts.", "churn_rate", {("segment", "eq", ("SMB",))}),
        ("orders last week? Mobile orders only.", "order_count", {("device", "eq", ("Mobile",))}),
        ("What was churn last month? Without SMB customers.", "churn_rate", {("segment", "not", ("SMB",))}),
    ],
)
def test_a_sentence_that_only_limits_the_question_is_part_of_it(question, subject, expected):
    found = ask(question)
    assert (found.classification.subject, found.remaining) == (subject, ())
    assert filters_of(question) == expected


def test_a_second_question_is_none_that_limits():
    assert ask("What was revenue in Q3? And only margin for EMEA?").remaining == ("And only margin for EMEA?",)


@pytest.mark.parametrize(
    ("question", "device"),
    [
        ("conversion of android devices last month", "Android"),
        ("conversion rate on iOS devices", "iOS"),
        ("orders from iPhone", "iOS"),
        ("conversion on smart tv devices", "Smart TV"),
        ("why is android conversion down?", "Android"),
    ],
)
def test_devices_are_known_by_their_systems(question, device):
    assert filters_of(question) == {("device", "eq", (device,))}


@pytest.mark.parametrize(
    "question", ["GMV of the marketplace in Q3", "GMV on our marketplace last month", "our marketplace's GMV in May"]
)
def test_the_marketplace_that_all_goods_are_sold_on_is_no_filter(question):
    assert filters_of(question) == set()


@pytest.mark.parametrize("question", ["GMV through the Marketplace channel", "revenue from the marketplace"])
def test_the_marketplace_among_channels_is_one(question):
    assert filters_of(question) == {("channel", "eq", ("Marketplace",))}


@pytest.mark.parametrize("said", ["frm", "thru", "from", "through"])
def test_short_forms_of_small_words_lead_to_values(said):
    assert filters_of(f"leads {said} social last month") == {("source", "eq", ("Social",))}
