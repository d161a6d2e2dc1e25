"""What somebody tells around a question names metrics too: it is neither answered nor does it hide what is asked."""

import pytest

from salestalk.contracts.answer import Outcome
from tests.unit.understanding.asking import ask

ASKED = {
    "out_of_scope": (
        "Morning! I'm flying to the Chicago sales kickoff tomorrow, do I need an umbrella there?",
        "That churn meeting was brutal. Got a good joke to cheer the team up?",
        "What's the dollar to euro exchange rate right now? I have to convert some bookings",
        "my regex for cleaning up deal names doesn't match the slashes, any idea why?",
        "What is 17% of 48,300? It's for my commission sheet",
        "They talk about EBITDA in every meeting. Who invented double-entry bookkeeping, anyway?",
        "My manager keeps going on about gross margin. How do I tell him politely that I'm quitting?",
    ),
    "unknown_metric": ("Headcount is fine. How many parking spots did we use per month this year?",),
    "personal_data": (
        "What is Anna Schmidt's salary? I'm planning the budget for sales",
        "When is Sofia's birthday? She just closed the biggest deal of Q3",
        "She has the best attainment in the whole team. When's her birthday? I want to bake a cake.",
        "Is Rachel in HR pregnant? Asking because of headcount planning",
    ),
}
JUDGED = (
    "Be honest, should we let the whole Nordics team go given their win rate?",
    "Do you think Priya would make a better sales manager than Tom?",
    "Given how margin went, is our CEO actually a good leader?",
    "Which python library is best for forecasting revenue?",
    "What time is the revenue review tomorrow and which room are we in?",
    "Any book you'd recommend on getting churn down?",
    "Can we sue a customer who cancelled without notice last quarter?",
)
FAVORS = (
    "Give Lena in finance access to the gross margin dashboard",
    "Quick favour: mark the headcount figure for June as wrong and put 214 in instead",
    "Let the board know that we missed EBITDA, a short message is enough",
    "Every Monday at 8 I want the revenue summary dropped in the #leadership Slack channel, set that up.",
    "Would you be so kind as to put a meeting with the finance team into my calendar for Tuesday at ten?",
)
ORDERS = (
    "Bookings in EMEA look great this quarter. Email that to the whole sales team.",
    "The churn target is way too soft. Set it to 2% for next year.",
    "I'm done with this pipeline report. Delete it.",
    "The refund count for Monday is wrong, it should say 14. Fix it.",
    "Stock turns are too slow in Lyon, so order 500 fewer units from the supplier.",
    "Renewal rate dropped, so send every account with a contract ending in March a reminder.",
)
OTHERS = (
    "A friend at Vandelay has an account with you too; how is the pipeline in their account looking this quarter?",
    "Our sister firm Lumen Foods has its own account with you; what were its bookings last month?",
)
FAIR = {
    "Sales were down in EMEA last quarter. What happened?": "revenue",
    "We lost a lot of customers in May. Which region was it?": "customers",
    "Churn went up in May. Which segments drove the increase?": "churn_rate",
    "I'm preparing the board deck on revenue, what was the total in Q3 2025?": "revenue",
    "I need revenue by region for Q3 2025. Can you hurry up please?": "revenue",
    "I am worried about churn, how did it develop this year?": "churn_rate",
    "The pipeline is thin. How much did we add last month?": "pipeline_value",
    "How did Germany do last quarter? I'm asking for the sales review.": "revenue",
    "What did we spend on ads in May? I have to justify the marketing budget.": "ad_spend",
    "Bookings in EMEA look great this quarter. How were they in APAC?": "bookings",
    "Revenue by region for Q3 2025. Sort it from best to worst.": "revenue",
    "Send me revenue by month for 2025": "revenue",
    "how many visitors end up buying? conversion rate I mean": "conversion_rate",
    "Let me know what revenue was in May 2025": "revenue",
    "Get me revenue and access to the details by region for 2025": "revenue",
    "Do you think a good margin is possible this year?": "margin",
}


def refused(question: str) -> str | None:
    understood = ask(question)
    assert understood.outcome is Outcome.REFUSED, question
    return understood.reason


@pytest.mark.parametrize(("code", "question"), [(code, one) for code, asked in ASKED.items() for one in asked])
def test_a_metric_that_is_only_told_of_is_not_answered(code: str, question: str) -> None:
    assert refused(question) == code


@pytest.mark.parametrize("question", JUDGED)
def test_opinions_and_the_world_are_refused_though_a_metric_is_named(question: str) -> None:
    assert refused(question) == "out_of_scope"


@pytest.mark.parametrize("question", [*FAVORS, *ORDERS])
def test_a_favor_is_an_order(question: str) -> None:
    assert refused(question) == "action_request"


@pytest.mark.parametrize("question", OTHERS)
def test_another_account_is_another_tenants(question: str) -> None:
    assert refused(question) == "other_tenant"


@pytest.mark.parametrize(
    "question", ["Hur ser prognosen för intäkterna ut nästa kvartal?", "Varför föll vinstmarginalen?"]
)
def test_swedish_is_no_unknown_metric(question: str) -> None:
    assert refused(question) == "unsupported_language"


@pytest.mark.parametrize(("question", "subject"), FAIR.items())
def test_what_is_told_and_asked_about_is_answered(question: str, subject: str) -> None:
    understood = ask(question)
    assert (understood.outcome, understood.classification.subject) == (Outcome.ANSWERED, subject)
