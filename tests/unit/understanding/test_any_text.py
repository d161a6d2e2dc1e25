"""Any text at all: no exception, bounded time, the same reading each time, a valid classification."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salestalk.contracts.classification import Classification
from tests.unit.understanding.asking import Asker

ASKER = Asker()
TEXT = (
    "revenue churn margin customers orders EMEA Germany Q3 2024 last this next quarter month week year by "
    "per vs and or not except top 5 worst best why forecast target plan since from to between over $100k 20% "
    "3rd November May 13/45/2025 Q9 H3 FY24/25 the of in for … ? ! , ; : - “ ” ' I mean no wait Maria Lopez "
    "campaign product line 100 a 2O24 W60 twenty but so"
)
WORDS = TEXT.split(" ")


@given(st.text(max_size=400))
@settings(max_examples=300)
def test_arbitrary_unicode_is_read_without_error(text: str) -> None:
    understood = ASKER.ask(text)
    assert understood.question == text
    assert Classification.model_validate(understood.classification.as_item()) == understood.classification


@given(st.lists(st.sampled_from(WORDS), max_size=40).map(" ".join))
@settings(max_examples=600)
def test_any_mixture_of_the_vocabulary_is_read_without_error(text: str) -> None:
    understood = ASKER.ask(text)
    assert Classification.model_validate(understood.classification.as_item()) == understood.classification
    assert ASKER.ask(text) == understood


@given(
    st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join),
    st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join),
)
@settings(max_examples=300)
def test_any_question_after_any_other_is_read_without_error(first: str, second: str) -> None:
    asker = Asker()
    asker.then(first)
    classification = asker.ask(second).classification
    assert Classification.model_validate(classification.as_item()) == classification


REPEATED = (
    *("a", "a ", "revenue ", "Q3 ", "1", "1,", "'", "((", "😀", "ü", "vs ", "xq ", "2025-", "$"),
    *("I mean ", "and Q3 ", "last year ", "first month of ", "fiscal ", "\u202e", "<b>", "not EMEA ", '"A'),
)


PATIENCE_SECONDS = 3
"""Of processor time; a tenth of a second is usual, and what grows as the square of a text takes minutes."""


@pytest.mark.parametrize("unit", REPEATED)
def test_ten_thousand_characters_take_no_longer_than_a_moment(unit: str) -> None:
    text = (unit * 10_000)[:10_000]
    ASKER.ask(text)
    start = time.process_time()
    ASKER.ask(text)
    assert time.process_time() - start < PATIENCE_SECONDS
