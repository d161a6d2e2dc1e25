"""Every question whose true numbers were worked out apart from the code is answered with exactly those."""

import pytest

from tests.evaluation.answers import TrueAnswer, faults, load_answers
from tests.evaluation.truth import answered


@pytest.mark.parametrize("truth", load_answers(), ids=lambda truth: truth.id)
def test_the_true_numbers_are_told_and_no_others(truth: TrueAnswer) -> None:
    assert faults(truth, answered(truth)) == ()
