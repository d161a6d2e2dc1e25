"""Text of people: one line or several, without what would disturb where it is shown."""

from typing import Annotated, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from salestalk.contracts.plaintext import lines, one_line

LINE: Any = TypeAdapter(Annotated[str, one_line(20)])
LINES: Any = TypeAdapter(Annotated[str, lines(20)])


def rule(adapter: Any, text: str) -> str:
    with pytest.raises(ValidationError) as refused:
        adapter.validate_python(text)
    return str(refused.value.errors()[0]["type"])


@pytest.mark.parametrize("adapter", [LINE, LINES])
@pytest.mark.parametrize(
    ("given_text", "kept"),
    [
        ("  Board meeting \n", "Board meeting"),
        ("<script>x</script>", "<script>x</script>"),
        ("👩‍👩‍👧 Größe 東京", "👩‍👩‍👧 Größe 東京"),
        ("{{7*7}} ' -- ", "{{7*7}} ' --"),
    ],
)
def test_text_is_kept_as_it_is_but_for_the_blanks_around_it(adapter, given_text, kept):
    assert adapter.validate_python(given_text) == kept


@pytest.mark.parametrize("adapter", [LINE, LINES])
@pytest.mark.parametrize("text", ["a\x00b", "a\x1bb", "a\x7fb", "a\u0085b", "a\u2028b", "a\u202eb", "a\u2066b"])
def test_what_is_no_text_but_an_order_is_refused(adapter, text):
    assert rule(adapter, text) == "control_character"


def test_only_what_may_have_lines_has_them():
    assert LINES.validate_python("a\r\nb\tc\n") == "a\nb\tc"
    assert rule(LINE, "a\nb") == rule(LINE, "a\tb") == rule(LINES, "a\rb") == "control_character"


@pytest.mark.parametrize("adapter", [LINE, LINES])
@pytest.mark.parametrize("text", ["", " \n ", "\u200b", "\u2003\u00a0", "\u200d\ufeff", "\u3164\u2800"])
def test_what_nobody_can_see_says_nothing(adapter, text):
    assert rule(adapter, text) == "blank"


@given(st.text(max_size=60))
def test_whatever_is_kept_fits_and_is_kept_the_same_again(text):
    try:
        kept = LINES.validate_python(text)
    except ValidationError:
        return
    assert 1 <= len(kept) <= 20
    assert LINES.validate_python(kept) == kept


def test_length_is_that_of_what_is_kept():
    assert LINE.validate_python(" " * 50 + "x" * 20 + " " * 50) == "x" * 20
    assert rule(LINE, "x" * 21) == "too_long"
