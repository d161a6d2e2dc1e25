"""What a model is asked of the labelled questions, and what that could be worth."""

from functools import cache

from salestalk.contracts.answer import Outcome
from tests.evaluation.models import is_sent, model_report, tokens_of, with_a_model
from tests.evaluation.outcomes import Outcomes
from tests.evaluation.run import run_split

NEVER = {
    "action_request",
    "invalid_period",
    "nonsense",
    "other_tenant",
    "out_of_scope",
    "personal_data",
    "unsupported_language",
}


@cache
def results() -> list[Outcomes]:
    return run_split("development")


def test_of_thousands_of_questions_none_that_is_refused_for_safety_goes_to_a_model():
    refused = [one for one in results() if one.understood.reason in NEVER]
    assert {one.understood.reason for one in refused} == NEVER
    assert not any(is_sent(one) for one in refused)


def test_what_is_well_understood_stays_here():
    answered = [one for one in results() if one.understood.outcome is Outcome.ANSWERED]
    assert sum(map(is_sent, answered)) / len(answered) < 0.03


def test_the_bounds_lie_around_what_the_parser_does_alone():
    alone = sum(one.verdict.everything for one in results())
    best, worst = (with_a_model(results(), that_is_right=each) for each in (True, False))
    assert worst <= alone <= best
    assert best - worst == sum(
        one.verdict.everything or one.label.outcome == "answered" for one in results() if is_sent(one)
    )


def test_the_report_names_its_bounds_for_what_they_are():
    text = "\n".join(model_report(results()))
    assert "No model was asked" in text
    assert "(upper bound)" in text
    assert "(lower bound)" in text
    assert "prices of 20" in text


def test_a_longer_question_takes_more_tokens():
    assert tokens_of("revenue? " * 100).input_tokens > tokens_of("revenue?").input_tokens > 500
