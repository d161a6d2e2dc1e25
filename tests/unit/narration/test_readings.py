"""How answers read to somebody who will act on them."""

import pytest

from salestalk.contracts.answer import Outcome
from tests.desk import ACME, TECHSTART, desk
from tests.unit.narration.questions import ACME_QUESTIONS, TECHSTART_QUESTIONS


def text_of(question: str, tenant: str = ACME) -> str:
    return desk(tenant).ask(question).narrative.text


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("average order value Q4 2025", "Average order value was $2,148.44 in Q4 2025."),
        ("regions with revenue over $500k in Q4 2025", "Revenue by region in Q4 2025, within the bounds named: "),
        ("regions with revenue over $500k in Q4 2025", "Revenue as a whole: $2,750,000."),
        ("customers by region and segment", "There are values by region and segment, but not of every combination"),
        ("revenue in Antarctica", "Revenue has no values by customer, so none for Antarctica."),
        ("Anything unusual in revenue?", "held against the same one a season before, from January 2024 to December"),
        ("Is ad spend correlated with leads?", "to the next, from January 2024 to December 2025, correlate at"),
        ("revenue per week", "There are no such weeks of revenue to go by, so this is by quarter."),
    ],
)
def test_answers_say_what_they_rest_on(question: str, said: str) -> None:
    assert said in text_of(question)


def test_what_does_not_move_together_is_not_called_chance() -> None:
    assert "chance" not in text_of("is churn rate correlated with revenue", TECHSTART)


@pytest.mark.parametrize(
    ("tenant", "question"), [(ACME, one) for one in ACME_QUESTIONS] + [(TECHSTART, one) for one in TECHSTART_QUESTIONS]
)
def test_every_answer_is_whole_sentences(tenant: str, question: str) -> None:
    narrative = desk(tenant).ask(question).narrative
    text = narrative.text
    assert text[0].isupper() or not text[0].isalpha()
    assert text.endswith((".", "?"))
    assert not any(bad in text for bad in ("  ", "..", " .", " ,", "None", "{", "Loaded are ."))
    assert all(not one[0].islower() and one.endswith(".") for one in narrative.interpretation.assumptions)
    if tenant == TECHSTART and narrative.outcome is Outcome.ANSWERED:
        assert " in Q" not in text
