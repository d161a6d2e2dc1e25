"""Arbitrary values of the contracts' building blocks."""

from decimal import Decimal

from hypothesis import strategies as st

TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)
NAMES = st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True)


def dimensions(min_size: int = 0) -> st.SearchStrategy[dict[str, str]]:
    """Up to four dimensions with any text as values, the reserved characters often among it."""
    values = st.one_of(TEXT, st.text("#&=%|:ä/ ", min_size=1, max_size=6))
    return st.dictionaries(NAMES, values, min_size=min_size, max_size=4)


@st.composite
def exact_decimals(draw: st.DrawFn) -> Decimal:
    """Numbers of up to 38 digits within the sizes that can be stored."""
    digits = draw(st.integers(-(10**38 - 1), 10**38 - 1))
    exponent = draw(st.integers(-90, 85))
    return Decimal(digits).scaleb(exponent) if digits == 0 else Decimal(f"{digits}E{exponent}")
