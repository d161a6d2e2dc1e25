"""An answer on the terminal: every number in full, every row by its key, nothing that steers the terminal."""

from decimal import Decimal
from typing import Any

from rich.console import Console

from salestalk_cli.answers import exact, print_answer
from tests.unit.cli.samples import answer, derived, reference


def printed(shown: dict[str, Any], width: int = 200) -> str:
    console = Console(width=width, markup=False, emoji=False, highlight=False, no_color=True)
    with console.capture() as capture:
        print_answer(console, shown)
    return capture.get()


def test_an_answer_comes_with_the_row_it_was_read_from() -> None:
    text = printed(answer())
    assert "Revenue was $2,500,000 in Q3 2025." in text
    for part in ("2,500,000", "USD", "tenant-acme-corp-001-metrics", "METRIC#revenue 2025-Q3", "total"):
        assert part in text


def test_what_was_computed_is_shown_with_every_digit_and_its_inputs() -> None:
    text = printed(answer(derived=[derived()]))
    assert "0.1666666666666666666666666666666666667" in text
    assert "relative_change of r1, r2" in text


def test_how_the_question_was_read_and_what_was_assumed_is_said() -> None:
    text = printed(answer())
    assert "Read as: Revenue, 2025-Q3 [2025-07-01, 2025-10-01)" in text
    assert "Assumed: Q3 is taken as Q3 2025, the latest with data." in text


def test_a_refusal_shows_its_code_and_no_empty_table() -> None:
    text = printed(answer(outcome="refused", reason="not_a_metric", answer="I cannot say why.", dataReferences=[]))
    assert text.startswith("Not answered (not_a_metric)\nI cannot say why.\n")
    assert "Read from" not in text


def test_a_clarification_lists_what_could_be_meant() -> None:
    choices = ["How is revenue doing?", "How is margin doing?"]
    shown = answer(outcome="clarification", reason="no_subject", dataReferences=[], suggestions=choices)
    assert [line for line in printed(shown).splitlines() if line.startswith("→ ")] == [f"→ {each}" for each in choices]


def test_the_table_is_named_once_over_its_rows() -> None:
    text = printed(answer(dataReferences=[reference(), reference(id="r2")]))
    assert text.count("Read from tenant-acme-corp-001-metrics") == 1


def test_a_slice_is_named_by_its_dimensions() -> None:
    assert "region=EMEA" in printed(answer(dataReferences=[reference(dimensions={"region": "EMEA"})]))


def test_a_key_is_wrapped_on_a_narrow_terminal_but_never_cut() -> None:
    text = printed(answer(), width=60)
    assert "…" not in text


def test_text_of_a_tenant_can_neither_style_nor_steer_the_terminal() -> None:
    text = printed(answer(answer="[red]x[/] \x1b[2J :smile:"))
    assert "[red]x[/]" in text
    assert ":smile:" in text
    assert "\x1b" not in text


def test_numbers_keep_every_digit() -> None:
    assert exact(12_345_678_901_234_567_890) == "12,345,678,901,234,567,890"
    assert exact(Decimal("0.350")) == "0.350"
