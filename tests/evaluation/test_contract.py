"""What understanding puts together without validating it is what the contract would accept."""

from salestalk.calendar import FiscalCalendar
from salestalk.contracts.classification import Classification, TimeRange
from salestalk.understanding import lexicon_for, understand
from tests.evaluation.labels import load


def test_every_classification_of_the_development_questions_is_valid() -> None:
    lexicon = lexicon_for(None)
    previous: dict[str, Classification] = {}
    for label in load("development"):
        calendar = FiscalCalendar.starting(label.fiscal_year_start)
        before = previous.get(label.chain) if label.chain else None
        found = understand(
            label.question, None, before, calendar=calendar, as_of=label.as_of, lexicon=lexicon
        ).classification
        assert Classification.model_validate(found.model_dump()) == found, label.question
        assert Classification.model_validate_json(found.as_json()).time_range == found.time_range, label.question
        assert isinstance(found.time_range, TimeRange), label.question
        if label.chain:
            previous[label.chain] = found
