"""The questions that are measured with are what they are said to be."""

from tests.performance.questions import KINDS, fixed, misspelt
from tests.performance.stages import growth_kinds, rows_read
from tests.performance.tenant import big_catalog, made_up_words, year_of_months


def test_every_kind_of_question_is_answered_as_that_kind_and_reads_its_rows() -> None:
    example = year_of_months(5)
    rows = {kind.name: rows_read(kind, example) for kind in KINDS}
    assert rows["breakdown of the year"] == 12 * (5 + 1)
    assert rows["list"] == 0


def test_rows_grow_with_the_slices_where_growth_is_measured() -> None:
    small, large = year_of_months(5), year_of_months(10)
    for kind in growth_kinds():
        assert rows_read(kind, large) > 1.5 * rows_read(kind, small)


def test_there_are_a_hundred_fixed_questions() -> None:
    assert len(set(fixed())) == 100


def test_misspelling_swaps_two_letters_of_one_word() -> None:
    assert list(misspelt(["What was revenue?", "a b c"])) == ["What was reevnue?"]


def test_a_big_catalog_has_as_many_metrics_as_asked_for_under_different_names() -> None:
    catalog = big_catalog(500)
    names = {name for entry in catalog for name in (entry.display_name, *entry.synonyms)}
    assert (len(catalog.entries), len(names)) == (500, 1000)
    assert len(set(made_up_words(1600))) == 1600
