"""What an answer suggests to ask next can be asked: every suggestion is answered itself."""

from datetime import date

import pytest

from salestalk.contracts.answer import Outcome
from tests.desk import ACME, AS_OF, TECHSTART, desk
from tests.unit.narration.questions import ACME_QUESTIONS, TECHSTART_QUESTIONS

ASKED = [(ACME, one) for one in ACME_QUESTIONS] + [(TECHSTART, one) for one in TECHSTART_QUESTIONS]


@pytest.mark.parametrize(("tenant", "question"), ASKED)
def test_every_suggestion_is_answered_when_it_is_asked(tenant: str, question: str) -> None:
    narrative = desk(tenant).ask(question).narrative
    assert narrative.suggestions
    replies = {one: desk(tenant).ask(one).narrative for one in narrative.suggestions}
    assert {
        one: (reply.outcome.value, reply.text)
        for one, reply in replies.items()
        if reply.outcome is not Outcome.ANSWERED
    } == {}


@pytest.mark.parametrize("as_of", [date(2024, 1, 20), date(2024, 5, 2), date(2025, 4, 1), AS_OF])
@pytest.mark.parametrize("tenant", [ACME, TECHSTART])
def test_suggestions_hold_as_of_the_day_they_are_made(tenant: str, as_of: date) -> None:
    for question in ("revenue", "margin by region", "customers", "what metrics do you have", "blue sky"):
        for one in desk(tenant).ask(question, as_of=as_of).narrative.suggestions:
            reply = desk(tenant).ask(one, as_of=as_of).narrative
            assert reply.outcome is Outcome.ANSWERED, (as_of, question, one, reply.text)
