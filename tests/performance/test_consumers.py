"""What the consumers' bench says of its figures."""

import pytest

from tests.performance.bench_consumer import Found, outcome
from tests.performance.consumers import Turns, in_turn


def turns(reading: float = 10, counting: float = 14, ours: float = 16) -> Turns:
    return Turns([reading] * 4, [counting] * 4, [ours] * 4)


def test_what_is_added_leaves_out_what_the_consumer_is_for() -> None:
    assert turns().added == pytest.approx(0.2)


def test_the_whole_leaves_nothing_out() -> None:
    assert turns().whole == pytest.approx(1.6)
    assert turns().pairs == [(10, 16)] * 4


def test_one_slow_turn_changes_nothing() -> None:
    assert Turns([10, 10, 10], [14, 900, 14], [16, 16, 900]).added == pytest.approx(0.2)


def test_the_table_says_each_median_through_that_of_reading() -> None:
    assert [row[1:] for row in turns().rows()] == [
        ("10.0", "10.0", "1.00"),
        ("14.0", "14.0", "1.40"),
        ("16.0", "16.0", "1.60"),
    ]


def test_the_three_take_turns_and_the_first_ones_do_not_count() -> None:
    called: list[int] = []

    def kind(place: int) -> float:
        called.append(place)
        return len(called)

    taken = in_turn([lambda place=place: kind(place) for place in range(3)], turns=2, warm_up=1)  # type: ignore[misc]
    assert called == [2, 1, 0, 0, 1, 2, 2, 1, 0]
    assert taken == Turns([4, 9], [5, 8], [6, 7])


def test_only_ways_beyond_the_aim_are_missed() -> None:
    found = outcome(Found(turns(ours=17.1), turns(ours=16.9), turns(ours=17)))
    assert len(found.missed) == 1
    assert "in the bench's process" in found.missed[0]
    assert {figure.key: round(figure.value, 2) for figure in found.figures} == {
        "consumer.inside.through_reading": 1.71,
        "consumer.batch.through_reading": 1.69,
        "consumer.drain.through_reading": 1.7,
        "consumer.inside.added": 0.31,
        "consumer.batch.added": 0.29,
        "consumer.drain.added": 0.3,
    }
