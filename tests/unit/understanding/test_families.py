"""Whole families of wordings: places nobody listed, members that meet a condition, languages, orders, offers."""

import pytest

from salestalk.contracts.answer import Outcome
from tests.desk import ACME, TECHSTART, desk
from tests.unit.understanding.asking import ask, filters_of, read


@pytest.mark.parametrize(
    ("question", "key", "value"),
    [
        ("orders from Wallonia", "region", "Wallonia"),
        ("revenue in Ruritania in Q3", "region", "Ruritania"),
        ("leads from Zubrowland last month", "region", "Zubrowland"),
        ("revenue in Texas last quarter", "region", "Texas"),
        ("Filipino customers", "country", "Philippines"),
        ("churn among Ecuadorian accounts last month", "country", "Ecuador"),
        ("sales in Munich in October", "city", "Munich"),
        ("gross margin for Acme GmbH in September", "customer", "Acme GmbH"),
        ("ARR for Contoso Group", "customer", "Contoso Group"),
        ("NPS for the mining sector", "industry", "Mining"),
        ("NRR of large enterprises", "segment", "Enterprise"),
    ],
)
def test_a_place_is_no_customer_and_a_company_no_place(question: str, key: str, value: str) -> None:
    assert filters_of(question) == {(key, "eq", (value,))}


@pytest.mark.parametrize(
    ("question", "intent", "subject"),
    [
        ("What sent refunds soaring in July?", "root_cause", "refund_count"),
        ("why are we bleeding customers?", "root_cause", "churn_count"),
        ("what's the story with returns in Q2?", "root_cause", "return_rate"),
        ("Was there a hiccup in order volume in October?", "anomaly", "order_count"),
        ("to what extent does fulfillment time shape CSAT", "correlation", "fulfillment_time"),
        ("should we expect more churn in Q1?", "prediction", "churn_rate"),
        ("did enterprise hit its bookings number in Q3", "target", "bookings"),
        ("Which product category sells best?", "ranking", "units_sold"),
        ("are deals getting bigger", "trend_analysis", "average_deal_size"),
        ("is it taking longer to close deals?", "trend_analysis", "cycle_time"),
        ("products with a margin below 20%", "list", "margin"),
        ("plant manager here: inventory turns, last quarter", "fact_retrieval", "inventory_turns"),
    ],
)
def test_everyday_wordings_mean_what_they_say(question: str, intent: str, subject: str) -> None:
    understood = ask(question)
    assert understood.outcome is Outcome.ANSWERED
    assert understood.classification.intent.value == intent
    assert subject in {understood.classification.subject, "margin" if intent == "list" else subject}


def test_a_condition_on_attainment_is_about_attainment() -> None:
    (condition,) = read("reps with attainment above 120%").filters
    assert (condition.key, condition.values) == ("quota_attainment", ("1.2",))


@pytest.mark.parametrize(
    ("question", "code"),
    [
        ("Kiek klientų turime?", "unsupported_language"),
        ("Koliko kupaca imamo ovaj mjesec?", "unsupported_language"),
        ("Vilka regioner hade bäst resultat?", "unsupported_language"),
        ("kick off the monthly import job", "action_request"),
        ("Archive last year's orders", "action_request"),
        ("Please add Bob as an admin user", "action_request"),
        ("is anybody in finance going through a divorce?", "personal_data"),
        ("What's Initrode's gross margin? They are on your platform too.", "other_tenant"),
        ("what's the best CRM on the market?", "out_of_scope"),
        ("accounts receivable at year end", "unknown_metric"),
    ],
)
def test_a_refusal_has_the_code_of_its_family(question: str, code: str) -> None:
    understood = ask(question)
    assert (understood.outcome, understood.reason) == (Outcome.REFUSED, code)


@pytest.mark.parametrize("tenant", [ACME, TECHSTART])
@pytest.mark.parametrize(
    "question",
    [
        "which product line grew fastest in Q4?",
        "how did we do last month?",
        "what is the growth by segment",
        "show me performance next quarter",
        "efficiency in October 2025",
        "numbers for 2024",
    ],
)
def test_what_is_offered_to_a_tenant_is_answered(tenant: str, question: str) -> None:
    reply = desk(tenant).ask(question)
    assert reply.narrative.outcome is Outcome.CLARIFICATION
    assert len(reply.narrative.suggestions) > 1
    assert {desk(tenant).ask(offer).narrative.outcome for offer in reply.narrative.suggestions} == {Outcome.ANSWERED}
