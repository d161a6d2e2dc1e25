"""Families of refusals, and the fair questions that look like them."""

import pytest

from salestalk.contracts.answer import Outcome
from tests.unit.understanding.asking import ask

REFUSED = {
    "out_of_scope": [
        "Why did our head of product resign?",
        "did the CEO quit?",
        "How big is the European e-commerce market?",
        "what does ARR mean",
        "how is gross margin calculated",
        "what's the difference between MRR and ARR?",
        "explain what EBITDA is",
        "How many employees does Google have?",
        "what do you think about our new logo design",
        "what's a good NPS?",
        "what should we do about churn?",
        "write an essay on pricing",
        "how does our churn compare to HubSpot's?",
    ],
    "personal_data": [
        "What's Jake's OTE?",
        "email addresses of our leads",
        "give me Sarah's mobile number",
        "which reps are on parental leave",
        "how much does our VP Sales make",
        "which reps are single?",
    ],
    "action_request": [
        "remind me tomorrow at 9 to look at stock levels",
        "remove Jane from the rep list",
        "email me the pipeline report every Monday",
        "create a slide deck about revenue",
        "order 20 laptops",
        "book me a flight to Berlin",
        "put the churn numbers into a slide",
        "make me an admin",
        "roll back yesterday's upload",
        "give the Nordics team a higher quota",
    ],
    "unknown_metric": [
        "return on invested capital in 2025, please",
        "What's our Rule of 40 score?",
        "email open rate of campaign Spring Splash?",
        "employee engagement score by department",
        "net debt at the end of Q2",
        "coffee consumption by team",
        "CAC payback",
        "average ticket resolution time by team",
        "time spent in meetings per employee",
        "packaging costs",
        "number of webinars held",
    ],
    "other_tenant": ["average churn across all SalesTalk customers", "What is Initech's revenue on your platform?"],
    "invalid_period": [
        "win rate in the fifth quarter",
        "bookings on 31 June",
        "revenue in fiscal month 13",
        "CSAT on the 45th of May",
    ],
    "unsupported_language": [
        "ile mieliśmy zamówień w zeszłym miesiącu",
        "quel était le chiffre d'affaires en juin ?",
        "Wie viele Leads im Juli?",
    ],
    "nonsense": ["asdf jkl; qwerty", "🎉🎉🎉"],
}


@pytest.mark.parametrize(
    ("question", "code"), [(question, code) for code, questions in REFUSED.items() for question in questions]
)
def test_what_cannot_be_answered_is_refused_with_its_code(question: str, code: str) -> None:
    understood = ask(question)
    assert (understood.outcome, understood.reason) == (Outcome.REFUSED, code)


@pytest.mark.parametrize(
    "question",
    [
        "Weather permitting, what do we expect for bookings in April?",
        "how are sales of the Weather Station product",
        'units sold of product "Joke Book"',
        "signups of Google Ads in Q3",
        "churn among Tesla-sized accounts in July",
        "email campaign signups in July",
        "update: what's MRR now?",
        "how do we compare to last year on churn",
        "average revenue per employee in Sales",
        "how much does each salesperson bring in",
        "create a breakdown of orders by device",
        "draw a chart of signups by month",
        "why did so many people resign in Q3",
        "difference in win rate between SMB and Enterprise",
        "how much did the Berlin office sell in July",
        "units sold of kids shoes",
        "send me revenue by region",
    ],
)
def test_what_only_looks_like_it_is_answered(question: str) -> None:
    assert ask(question).outcome is Outcome.ANSWERED
