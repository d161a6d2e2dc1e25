"""How answers read to somebody who will act on them."""

import pytest

from salestalk.contracts.answer import Outcome
from salestalk.contracts.classification import Filter, FilterOp
from tests.desk import ACME, TECHSTART, desk
from tests.unit.narration.questions import ACME_QUESTIONS, TECHSTART_QUESTIONS
from tests.unit.planning.world import seeded


def text_of(question: str, tenant: str = ACME) -> str:
    return desk(tenant).ask(question).narrative.text


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("average order value Q4 2025", "Average order value was $2,148.44 in Q4 2025."),
        ("customers by region and segment", "There are values by region and segment, but not of every combination"),
        ("Anything unusual in revenue?", "held against the same one a season before, from January 2024 to December"),
        ("Is ad spend correlated with leads?", "to the next, from January 2024 to December 2025, correlate at"),
        ("revenue per week", "There are no such weeks of revenue to go by, so this is by quarter."),
    ],
)
def test_answers_say_what_they_rest_on(question: str, said: str) -> None:
    assert said in text_of(question)


def test_a_filter_on_what_is_not_loaded_names_its_value() -> None:
    answer = seeded().ask("revenue", ["2025-Q4"], filters=[Filter(key="planet", value="Mars")])
    assert answer.text.startswith("Revenue has no values by planet, so none for Mars. It can be split by channel,")


def test_parts_within_bounds_are_not_passed_off_as_the_whole() -> None:
    over = Filter(key="revenue", value="500000", op=FilterOp.GT)
    text = seeded().ask("revenue", ["2025-Q4"], "breakdown", group_by=["region"], filters=[over]).text
    assert text.startswith("Revenue by region in Q4 2025, within the bounds named: North America $1.33M")
    assert text.endswith("Revenue as a whole: $2,750,000.")


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
