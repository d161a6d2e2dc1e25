"""The document keeps what people wrote and takes what programs measured."""

import pytest

from tools.sections import replaced, table

TEXT = "# Title\n<!-- a -->\nold\n<!-- /a -->\nby hand\n<!-- b -->\nkept\n<!-- /b -->\n"


def test_only_the_named_section_changes() -> None:
    after = replaced(TEXT, "a", "new\n")
    assert after == TEXT.replace("old", "new")


def test_writing_the_same_twice_changes_nothing() -> None:
    once = replaced(TEXT, "a", "new")
    assert replaced(once, "a", "new") == once


@pytest.mark.parametrize("text", ["nothing", TEXT + TEXT, "<!-- /a -->\n<!-- a -->"])
def test_a_document_without_one_pair_of_marks_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="one pair"):
        replaced(text, "a", "new")


def test_a_table_aligns_numbers_to_the_right() -> None:
    assert table(("what", "ms"), [("x", "1")]) == "| what | ms |\n| --- | ---: |\n| x | 1 |"
