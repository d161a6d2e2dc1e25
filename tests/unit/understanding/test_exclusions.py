"""What is said to be left out is left out, wherever the words for it stand."""

import pytest

from tests.unit.understanding.asking import filters_of


@pytest.mark.parametrize(
    "said",
    [
        "without Germany",
        "ex Germany",
        "apart from Germany",
        "not counting Germany",
        "Germany excepted",
        "Germany excluded",
        "Germany left out",
        "Germany left aside",
        "Germany not included",
        "with Germany taken out",
        "leaving Germany out",
        "leaving Germany out of it",
        "xGermany",
    ],
)
def test_what_is_left_out_is_no_filter_on_itself(said: str) -> None:
    assert filters_of(f"margin last quarter, {said}") == {("country", "not", ("Germany",))}
    assert ("country", "not", ("Germany",)) in filters_of(f"revenue in EMEA, {said}, by channel")


@pytest.mark.parametrize(
    ("question", "left_out"),
    [
        ("Forget about Retail for a moment: what did the other channels sell?", ("channel", "not", ("Retail",))),
        ("Remove Poland from the picture, and then tell me the conversion rate.", ("country", "not", ("Poland",))),
        ("average selling price by quarter, Toys category left out", ("category", "not", ("Toys",))),
        ("inventory turns by quarter, with Toys and Garden taken out", ("category", "not", ("Toys", "Garden"))),
        ("MRR growth, leaving the Free and Basic plans out of it", ("plan_tier", "not", ("Free", "Basic"))),
        ("pipeline by team, deals in Closed Lost not included", ("stage", "not", ("Closed Lost",))),
    ],
)
def test_nouns_and_lists_stand_between_a_value_and_its_exclusion(
    question: str, left_out: tuple[str, str, tuple[str, ...]]
) -> None:
    assert filters_of(question) == {left_out}


def test_what_is_wanted_beside_an_exclusion_stays_wanted() -> None:
    assert filters_of("revenue in EMEA and APAC, Germany excluded") == {
        ("region", "eq", ("EMEA", "APAC")),
        ("country", "not", ("Germany",)),
    }
    assert filters_of("revenue in EMEA aside from Spain") == {
        ("region", "eq", ("EMEA",)),
        ("country", "not", ("Spain",)),
    }
    assert ("device", "eq", ("Tablet",)) in filters_of("order value on tablets, not counting Canada")
