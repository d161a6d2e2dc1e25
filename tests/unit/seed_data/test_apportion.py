from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from seed_data.making.apportion import apportion, wobble

WEIGHTS = st.dictionaries(st.integers(0, 50), st.integers(0, 10**30), min_size=1).filter(lambda w: any(w.values()))


@given(st.integers(0, 10**12), WEIGHTS)
def test_the_parts_add_up_to_the_whole(total: int, weights: dict[int, int]) -> None:
    parts = apportion(total, weights)
    assert sum(parts.values()) == total
    assert parts.keys() == weights.keys()


@given(st.integers(0, 10**12), WEIGHTS)
def test_no_part_is_a_whole_unit_away_from_its_share(total: int, weights: dict[int, int]) -> None:
    whole = sum(weights.values())
    for key, part in apportion(total, weights).items():
        assert abs(part - Fraction(total * weights[key], whole)) < 1


def test_the_largest_remainders_get_the_rest_and_equal_ones_the_earlier() -> None:
    assert apportion(10, {"a": 1, "b": 1, "c": 1}) == {"a": 4, "b": 3, "c": 3}
    assert apportion(3, {"a": 10, "b": 25, "c": 15}) == {"a": 1, "b": 1, "c": 1}


def test_nothing_is_split_into_nothings() -> None:
    assert apportion(0, {"a": 1, "b": 0}) == {"a": 0, "b": 0}


@given(st.integers(0, 50), st.text(), st.text())
def test_a_wobble_stays_within_its_percentage_and_is_always_the_same(percent: int, one: str, other: str) -> None:
    found = wobble(percent, one, other)
    assert 1000 - 10 * percent <= found <= 1000 + 10 * percent
    assert found == wobble(percent, one, other)
