"""What holds of every text: no change of a figure is proven, nothing makes the proof fail, and it takes no time."""

import sys
from random import Random
from typing import Any

from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from salestalk.ai.proof import prove
from salestalk.ai.proof.proving import MAX_LONGER, MORE
from tests.hostile.answers import Case, every_case, seed_cases
from tests.hostile.honest import rewritten
from tests.hostile.marks import figures_of

CASES = st.deferred(lambda: st.sampled_from(every_case()))
SEEDS = st.integers(0, 2**32)


def proven_text(case: Case, seed: int) -> str:
    """An honest rewrite, or the built-in text if that one is not proven."""
    text = rewritten(Random(seed), case.text)
    return case.text if prove(text, case.evidence) else text


@given(CASES, SEEDS, st.data())
def test_no_other_digit_is_proven(case, seed, data) -> None:
    text = proven_text(case, seed)
    places = [at for at, char in enumerate(text) if char.isdecimal()]
    assume(places)
    at = data.draw(st.sampled_from(places))
    digit = data.draw(st.sampled_from("0123456789").filter(lambda digit: digit != text[at]))
    assert prove(text[:at] + digit + text[at + 1 :], case.evidence)


@given(CASES, SEEDS, st.data())
def test_no_other_sign_or_unit_is_proven(case, seed, data) -> None:
    text = proven_text(case, seed)
    figures = figures_of(text)
    assume(figures)
    one = data.draw(st.sampled_from(figures))
    figure = one.group()
    bare = figure.lstrip("+−")
    others = {f"−{bare}", f"+{bare}", f"{bare} hours", f"£{bare.lstrip('$€')}"}
    others |= {figure + unit for unit in ("K", "B", " %", "%", " points", " x")}
    other = data.draw(st.sampled_from(sorted(others - {figure, figure.replace(" %", "%")})))
    assume(not text[one.end() :].startswith((" %", "%", " points", " percent", " thousand", " million")))
    assert prove(text[: one.start()] + other + text[one.end() :], case.evidence)


@given(CASES, SEEDS, st.data(), st.characters())
def test_no_strange_character_is_proven(case, seed, data, char) -> None:
    assume(char not in case.text and not (char.isascii() and char.isprintable()) and char not in "’\u00a0\u202f—–")
    text = proven_text(case, seed)
    at = data.draw(st.integers(0, len(text)))
    assert prove(text[:at] + char + text[at:], case.evidence)


@settings(max_examples=300)
@given(CASES, st.text(max_size=500))
@example(seed_cases()[0], ".")
@example(seed_cases()[0], "a.")
@example(seed_cases()[0], "“")
@example(seed_cases()[0], "'s.")
def test_nothing_makes_the_proof_fail(case, text) -> None:
    assert all(one.excerpt is not None and len(one.excerpt) <= 80 for one in prove(text, case.evidence))
    assert prove(text, case.evidence) or text.strip() == case.text


def test_the_same_text_is_judged_the_same_every_time() -> None:
    for case in every_case():
        text = rewritten(Random(5), case.text)
        assert prove(text, case.evidence) == prove(text, case.evidence)


def calls(text: str, case: Case) -> int:
    """How many functions the proof calls: its cost, without the noise of a clock."""
    counted = 0

    def count(*_: Any) -> None:
        nonlocal counted
        counted += 1

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        prove(text, case.evidence)
    finally:
        sys.setprofile(before)
    return counted


def test_the_cost_grows_with_the_length_and_no_faster() -> None:
    for case in seed_cases():
        longest = MAX_LONGER * len(case.text) + MORE
        for piece in (
            "and ",
            "( ",
            ", ",
            f"{case.text[:-1]}; ",
            f"{case.text} ",
            "also, ",
            "Revenue in Q3 2025, ",
            "1 ",
        ):
            half, whole = (calls((piece * length)[: length - 1] + ".", case) for length in (longest // 2, longest))
            assert whole < 3 * half + 2_000
            assert whole < 40 * longest + 20_000
