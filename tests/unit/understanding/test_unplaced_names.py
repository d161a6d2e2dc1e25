"""What stands where a slice stands and was not understood is asked about by name, not passed over."""

import pytest

from tests.unit.understanding.asking import ask, filters_of


@pytest.mark.parametrize("period", ["", " in Q3", " last month"])
@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("pipeline via SAP", "SAP"),
        ("leads through HubSpot", "HubSpot"),
        ("revenue across XETRA", "XETRA"),
        ("leads from campaign #BackToWork", "BackToWork"),
        ("revenue from accounts like Hooli", "Hooli"),
        ("hooli revenue", "hooli"),
        ("what was globex churn", "globex"),
    ],
)
def test_a_name_that_nothing_was_made_of_is_asked_about(question, name, period):
    found = ask(question + period)
    assert (found.outcome, found.reason, found.unplaced) == ("clarification", "unplaced_name", name)


@pytest.mark.parametrize(
    "question",
    [
        "What's our revenue in Q3?",
        "How's NPS on Monday",
        "revenue in October for EMEA, please. Thanks, Anna",
        "What was revenue from Café Müller in October?",
        "AOV for the category Pâtisserie in 2025",
        "revenue on Friday in USD",
        "I would like the ARR at hand for the Wengen offsite",
        "churn among Tesla-sized accounts in July",
        "Revenue By Region For The Last Quarter",
        "REVENUE VIA PARTNER",
        "Is EMEA on target for H1?",
    ],
)
def test_what_was_understood_or_is_beside_the_point_is_not_asked_about(question):
    assert ask(question).reason != "unplaced_name"


@pytest.mark.parametrize("kind", ["customer", "product", "campaign"])
def test_the_name_is_understood_once_it_is_said_what_it_is(kind):
    assert filters_of(f"pipeline for {kind} SAP in Q3") == {(kind, "eq", ("SAP",))}
