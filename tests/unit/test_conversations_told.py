"""What an answer says of itself in a conversation is true of that answer."""

from tests.desk import TECHSTART, Desk, desk


def last(where: Desk, *questions: str):
    previous = None
    for question in questions:
        reply = where.ask(question, previous)
        previous = reply.understanding.classification
    return reply.narrative


def test_a_bare_quarter_after_a_question_is_said_to_be_the_one_that_was_taken() -> None:
    told = last(desk(), "revenue in Q2 2024", "and Q3?")
    assert told.interpretation.periods == ("2024-Q3",)
    assert (
        "Q3 without a year is read as 2024-Q3, in the year of the question before." in told.interpretation.assumptions
    )


def test_no_assumption_names_a_period_that_was_not_read() -> None:
    for where, questions in (
        (desk(), ("revenue in Q3", "and in Q4?")),
        (desk(), ("revenue in 2024", "Q1 only")),
        (desk(TECHSTART), ("arr in December 2025", "and in Q4?", "by segment")),
    ):
        told = last(where, *questions)
        said = [one for one in told.interpretation.assumptions if "without a year" in one]
        assert all(told.interpretation.periods[-1] in one for one in said)


def test_a_grouping_without_targets_is_said_and_not_dropped() -> None:
    told = last(desk(), "revenue vs target by product line in Q4 2025")
    assert "No targets are loaded by product line" in told.text
    assert "One by one" in last(desk(), "revenue vs target by region in Q4 2025").text


def test_the_worst_of_what_was_asked_before_is_worst_by_that_metrics_good_direction() -> None:
    told = last(desk(TECHSTART), "what is our churn in Q4 2025?", "which segment is worst?")
    assert "highest churn rate" in told.text
    told = last(desk(TECHSTART), "what was revenue in Q4 2025?", "which segment is worst?")
    assert "lowest revenue" in told.text
