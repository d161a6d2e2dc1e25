"""What a text may leave out of a change: not since when it is one."""

import pytest

from salestalk.ai.proof import Doubt, prove
from tests.unit.ai.test_proof import CAUSES, case, doubts


@pytest.mark.parametrize(
    "text",
    [
        "Revenue grew by $990K (56.3 %) to $2.75M in Q4 2025.",
        "In Q4 2025, revenue grew by $990K (56.3 %).",
        "Revenue was $2.75M in Q4 2025, up 56.3 %.",
        "Revenue rose to $2.75M in Q4 2025, an increase of 56.3 %.",
    ],
)
def test_a_change_since_long_ago_says_since_when(text) -> None:
    """Else it would be read as one since the period before."""
    one = case("revenue trend by region")
    groups = one.text.partition(". ")[2]
    assert Doubt.STATEMENT in [left.doubt for left in prove(f"{text} {groups}", one.evidence)]
    assert prove(f"{text.removesuffix('.')} from $1.76M in Q1 2024. {groups}", one.evidence) == ()
    assert doubts(CAUSES, "Revenue grew by 10 % to $2.75M in Q4 2025.") == [Doubt.LEFT_OUT]


def test_a_half_year_is_not_told_as_a_growth_within_it() -> None:
    question = "revenue in H2 2025 vs H1 2025"
    assert doubts(question, "Revenue grew by $1M (23.5 %) to $5.25M from Q3 2025 to Q4 2025.") != []
    told = "Revenue was $5.25M from Q3 2025 to Q4 2025, up $1M (23.5%) from $4.25M from Q1 2025 to Q2 2025."
    assert doubts(question, told) == []
