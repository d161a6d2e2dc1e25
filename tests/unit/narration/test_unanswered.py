"""Answers without numbers: what was wrong, and what could be asked instead."""

import pytest

from salestalk.contracts.answer import Outcome
from salestalk.narration import narrate_unanswered
from salestalk.understanding.result import Understanding
from tests.unit.planning.world import TODAY, World, seeded, understood

REFUSALS = (
    "out_of_scope unsupported_language action_request personal_data invalid_period unknown_metric other_tenant nonsense"
)


def unanswered(outcome: Outcome, reason: str, choices: tuple[str, ...] = ()) -> Understanding:
    asked = understood().classification
    return Understanding("a question", outcome, asked, reason, choices, inherited=("The metric is that of before.",))


def test_each_refusal_has_its_own_sentence_and_offers_questions() -> None:
    told = [
        narrate_unanswered(unanswered(Outcome.REFUSED, reason), seeded().catalog, as_of=TODAY)
        for reason in REFUSALS.split()
    ]
    assert len({one.text for one in told}) == len(told)
    assert all(one.suggestions and one.reason for one in told)


def test_a_clarification_offers_its_choices() -> None:
    choices = ("What was revenue in Q4 2025?", "What was gross profit in Q4 2025?")
    told = narrate_unanswered(
        unanswered(Outcome.CLARIFICATION, "ambiguous_metric", choices), seeded().catalog, as_of=TODAY
    )
    assert (told.outcome, told.suggestions) == (Outcome.CLARIFICATION, choices)
    assert told.text.endswith("?")
    assert told.interpretation.assumptions == ("The metric is that of before.",)


@pytest.mark.parametrize("name", ["SAP", "Forty Winks", "Route 66", "Hooli “the best”"])
def test_a_name_that_could_not_be_placed_is_named(name) -> None:
    asked = Understanding(
        f"revenue via {name}", Outcome.CLARIFICATION, understood().classification, "unplaced_name", unplaced=name
    )
    told = narrate_unanswered(asked, seeded().catalog, as_of=TODAY)
    quoted = name.replace("“", "'").replace("”", "'")
    assert told.text.startswith(f"I cannot place “{quoted}”.")
    assert told.suggestions


@pytest.mark.parametrize("reason", ["", "something new"])
def test_an_unheard_of_reason_still_gets_a_sentence(reason) -> None:
    told = narrate_unanswered(unanswered(Outcome.REFUSED, reason), seeded().catalog, as_of=TODAY)
    assert told.text == "I cannot answer that."


def test_an_empty_catalog_says_that_nothing_is_loaded() -> None:
    told = World().ask("revenue")
    assert (told.outcome, told.text) == (Outcome.NO_DATA, "No values of revenue are loaded. Nothing is loaded yet.")
    assert told.suggestions == ()


def test_a_metric_without_values_is_not_an_unknown_metric() -> None:
    world = World()
    world.define("revenue")
    told = world.ask("revenue", ["2025-Q3"])
    assert (told.reason, told.text) == (
        "no_data",
        "Revenue has no value for Q3 2025. No values of revenue are loaded yet.",
    )
    assert world.ask("unknown").reason == "unknown_metric"
