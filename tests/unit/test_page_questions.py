"""The questions that the chat page makes of a changed reading are read back as they are meant.

`web/tests/questions.json` holds them with what they are to be read as; that the page makes them so is tested there.
"""

import json
from pathlib import Path
from typing import Any, Final

import pytest

from tests.desk import desk

QUESTIONS: Final = json.loads((Path(__file__).parents[2] / "web/tests/questions.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", QUESTIONS, ids=lambda case: case["question"])
def test_a_question_of_the_page_is_read_as_it_is_meant(case: dict[str, Any]) -> None:
    reply = desk().ask(case["question"])
    told, asked = reply.narrative.interpretation, reply.understanding.classification
    assert {
        "metric": told.metric,
        "filters": list(told.filters),
        "groupBy": list(told.group_by),
        "periods": [told.periods[0], told.periods[-1]],
        "rank": asked.rank and asked.rank.limit,
        "related": asked.related_subject,
    } == case["reads"]
