"""What the frame of a question tells: a figure nobody has, the world at large, an errand, advice, private affairs."""

import pytest

from salestalk.contracts.answer import Outcome
from tests.unit.understanding.asking import Asker, ask, filters_of, read

FRAMES = {
    "unknown_metric": [
        "how many parking spots did we use last month",
        "kilowatt hours used by the data center",
        "how many languages does our product support",
        "how long do customers wait on hold",
        "how many people attended the webinar last month",
        "how many demos were held last week",
        "meetings per week",
        "why did our energy bill go up",
        "what did we spend on catering last year",
        "legal spend by quarter",
        "sick days per department",
        "average salary in engineering",
    ],
    "out_of_scope": [
        "how many legs does a spider have",
        "how much is a flight to Rome",
        "how can we improve our churn",
        "which pricing model would you recommend",
        "any tips for closing deals",
        "what does ARR stand for",
        "how does revenue recognition work",
        "why do companies track churn",
        "who is our new head of sales",
        "who designed our logo",
        "when is Easter this year",
        "what are our opening hours",
        "my laptop is broken",
        "thanks a lot!",
    ],
    "action_request": [
        "post revenue to Slack",
        "refund order 4711",
        "mark ticket 12 as done",
        "call Anna",
        "tell Peter to call the customer",
        "let me know when NPS falls under 30",
        "tell me as soon as bookings pass 2 million",
        "every Monday send me the pipeline",
        "lower prices in Germany",
        "order more paper",
        "sync with HubSpot",
        "write an email to all customers",
    ],
    "personal_data": [
        "is Anna on vacation",
        "show me Bob's inbox",
        "how many sick days did Olivia Brandt take in March",
        "which employees are over 60",
        "what religion are the people on the Nordics team",
        "highest paid employee",
    ],
    "other_tenant": ["Switch to the Umbrella workspace and tell me their NRR", "average win rate of all your clients"],
    "invalid_period": ["leads on 45 October", "nps on 0 May"],
}


@pytest.mark.parametrize(("question", "code"), [(one, code) for code, many in FRAMES.items() for one in many])
def test_the_frame_decides_why_a_question_is_refused(question: str, code: str) -> None:
    understood = ask(question)
    assert (understood.outcome, understood.reason) == (Outcome.REFUSED, code)


@pytest.mark.parametrize(
    ("question", "subject"),
    [
        ("how often do we win against competitors", "win_rate"),
        ("how many widgets did we sell in October", "units_sold"),
        ("number of tickets sold in October", "units_sold"),
        ("how many engineers do we have", "headcount"),
        ("birthday campaign revenue", "revenue"),
        ("revenue in the weather segment", "revenue"),
        ("revenue from our customer Tenant Solutions Ltd in 2025", "revenue"),
        ("did Amazon orders go up", "order_count"),
        ("how much did Microsoft buy from us", "revenue"),
        ("tell me when revenue was highest", "revenue"),
        ("let me know if revenue fell in October", "revenue"),
        ("any idea what is dragging down win rate", "win_rate"),
        ("how do we compare to last year on churn", "churn_rate"),
        ("who missed quota", "quota_attainment"),
        ("What share price... never mind, what was ARPU last year?", "arpu"),
        ("what do customers think of us, NPS-wise", "nps"),
        ("renewal rate among Gold accounts for the last four quarters", "renewal_rate"),
        ("Don't give me a trend or a breakdown. Only the total gross profit for 2025.", "gross_profit"),
    ],
)
def test_what_only_sounds_like_a_refusal_is_answered(question: str, subject: str) -> None:
    understood = ask(question)
    assert (understood.outcome, understood.classification.subject) == (Outcome.ANSWERED, subject)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("revenue from Café Müller in October", {("customer", "eq", ("Café Müller",))}),
        ("revenue in the personal care category", {("category", "eq", ("personal care",))}),
        ("ASP for the Gaming Chairs product line", {("product_line", "eq", ("Gaming Chairs",))}),
        ("op margin, services line", {("product_line", "eq", ("Services",))}),
        ("CSAT for Premium accounts", {("account_tier", "eq", ("Premium",))}),
        ("Leave Germany out and split revenue by country", {("country", "not", ("Germany",))}),
        ("Set aside the enterprise segment and tell me win rate", {("segment", "not", ("Enterprise",))}),
        ("Our best segment is enterprise; what's its churn?", {("segment", "eq", ("Enterprise",))}),
        ("Compare our customers Hooli and Globex on revenue", {("customer", "eq", ("Hooli", "Globex"))}),
    ],
)
def test_values_are_kept_as_people_say_them(question: str, expected: set[tuple[str, str, tuple[str, ...]]]) -> None:
    assert filters_of(question) == expected


@pytest.mark.parametrize(
    ("followup", "values"),
    [
        ("not Germany, France", [("eq", ("France",))]),
        ("swap Germany for Spain", [("eq", ("Spain",))]),
        ("France instead of Germany", [("eq", ("France",))]),
        ("France too", [("eq", ("Germany", "France"))]),
        ("plus France", [("eq", ("Germany", "France"))]),
        ("drop the filter", []),
        ("drop Canada", [("not", ("Canada",))]),
    ],
)
def test_a_followup_swaps_adds_and_drops_single_values(
    followup: str, values: list[tuple[str, tuple[str, ...]]]
) -> None:
    asker = Asker()
    asker.then("revenue in Germany")
    understood = asker.then(followup)
    assert understood.outcome is Outcome.ANSWERED
    assert [(one.op.value, one.values) for one in understood.classification.filters] == values


def test_one_of_two_values_may_be_taken_away_again() -> None:
    asker = Asker()
    asker.then("revenue in Germany and France")
    assert [one.values for one in asker.then("without France").classification.filters] == [("Germany",)]


def test_a_name_alone_is_a_followup_but_nonsense_by_itself() -> None:
    asker = Asker()
    asker.then("revenue in Q3")
    assert [(one.key, one.value) for one in asker.then("Globex?").classification.filters] == [("customer", "Globex")]
    assert ask("Globex?").outcome is not Outcome.ANSWERED


def test_the_year_before_is_that_year_and_not_a_comparison() -> None:
    asker = Asker()
    asker.then("revenue in 2024")
    earlier = asker.then("the year before").classification
    assert earlier.time_range is not None
    assert (earlier.intent, earlier.time_range.keys) == ("fact_retrieval", ("2023",))


def test_an_order_about_the_answer_is_refused_in_a_followup_too() -> None:
    asker = Asker()
    asker.then("revenue in Q3")
    assert asker.ask("and now delete it").reason == "action_request"


def test_weeks_become_the_quarters_they_lie_in() -> None:
    asker = Asker(previous=read("weekly revenue in 2024"))
    quarterly = asker.ask("quarterly please").classification
    assert quarterly.time_range is not None
    assert quarterly.time_range.keys == ("2024-Q1", "2024-Q2", "2024-Q3", "2024-Q4")


def test_plans_that_are_bought_are_no_targets() -> None:
    by_plan = read("show ARR by plan for the last 6 months")
    assert (by_plan.intent, by_plan.group_by) == ("breakdown", ("plan_tier",))
    assert read("revenue from the Basic plan for June").intent == "fact_retrieval"
    assert read("revenue against plan for June").intent == "target"


@pytest.mark.parametrize(
    ("question", "limit"),
    [
        ("biggest deals in Q3", 5),
        ("What were our best months for revenue in 2025?", 5),
        ("which month had the most deals", 1),
        ("Of all departments, which one saw the highest attrition?", 1),
        ("worst 4 products return rate", 4),
    ],
)
def test_several_are_ranked_where_several_are_named(question: str, limit: int) -> None:
    rank = read(question).rank
    assert rank is not None
    assert rank.limit == limit


@pytest.mark.parametrize(
    ("question", "subject", "group"),
    [
        ("who bought the most from us in 2024", "revenue", "customer"),
        ("which customers buy the least", "revenue", "customer"),
        ("who sold the most in 2024", "units_sold", "rep"),
        ("orders by status", "order_count", "status"),
        ("Which product sold the most units in May?", "units_sold", "product"),
    ],
)
def test_who_does_something_is_told_by_what_is_done(question: str, subject: str, group: str) -> None:
    found = read(question)
    assert (found.subject, found.group_by, filters_of(question)) == (subject, (group,), set())
