"""A few more or less of what is counted are chance; what is more than that is found as ever."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salestalk.analysis.analyze import analyze
from salestalk.analysis.record import Record, find_record
from salestalk.contracts.classification import Intent
from salestalk.insights.aspects import Aspect, View
from salestalk.retrieval import retrieve
from tests.unit.analysis.test_kinds_of_answers import months
from tests.unit.planning.world import World, understood

NOTHING = [0] * 11
RARE = [0, 1, 0, 0, 2, 0, 1, 0, 0, 1, 0]
TEENS = [14, 15, 14, 13, 15, 14, 14, 13, 15, 14, 14]
CUSTOMERS = [1200, 1203, 1201, 1204, 1202, 1205, 1203, 1206, 1204, 1207, 1205]


def counted(values: list[int], kind: str = "flow", unit: str = "count") -> World:
    world = World()
    world.define("tickets", kind, unit)
    world.record("tickets", months(values))
    return world


def unusual(world: World) -> list[int]:
    found = world.find(understood("tickets", [], "anomaly")).result
    return [int(one.amount.value) for one in found.unusual]


@pytest.mark.parametrize("values", [[*NOTHING, 1], [*NOTHING, 3], [*RARE, 3], [1, *NOTHING], [4, 4, 4, 4, 4, 4, 4, 6]])
@pytest.mark.parametrize("kind", ["flow", "stock"])
def test_a_few_beyond_hardly_any_are_not_unusual(values: list[int], kind: str) -> None:
    assert unusual(counted(values, kind)) == []
    text = counted(values, kind).ask("tickets", [], "anomaly").text
    assert text.startswith("Nothing unusual: tickets kept within")


@pytest.mark.parametrize(
    ("values", "expected"),
    [([*NOTHING, 5], [5]), ([*RARE, 9], [9]), ([*TEENS, 40], [40]), ([*TEENS, 0], [0]), ([*CUSTOMERS, 1150], [1150])],
)
def test_what_chance_does_not_explain_is_unusual(values: list[int], expected: list[int]) -> None:
    assert unusual(counted(values)) == expected


def test_a_season_of_small_counts_is_held_to_the_same() -> None:
    year = [0, 0, 0, 1, 0, 0, 2, 0, 0, 0, 1, 0]
    assert unusual(counted([*year, *year[:-1], 2])) == []
    assert unusual(counted([*year, *year[:-1], 9])) == [9]


@pytest.mark.parametrize("unit", ["USD", "ratio", "hours"])
def test_amounts_are_judged_by_their_own_deviation_alone(unit: str) -> None:
    assert unusual(counted([*NOTHING, 1], unit=unit)) == [1]


@settings(deadline=None)
@given(st.lists(st.integers(0, 3), min_size=6, max_size=24))
def test_no_history_of_three_at_most_holds_anything_unusual(values: list[int]) -> None:
    assert unusual(counted(values)) == []


def record(values: list[int], unit: str = "count") -> Record | None:
    world = counted(values, unit=unit)
    plan = View(world.catalog, world.calendar, world.as_of).plan(Intent.ANOMALY, Aspect("tickets"))
    assert plan is not None
    found = analyze(plan, retrieve(plan, world), find_record).result
    return found if isinstance(found, Record) else None


def test_a_count_below_ten_sets_no_record() -> None:
    first = [2, 1, 2, 1, 2, 2, 1, 1, 1]
    assert record([*first, 9]) is None
    assert record([5, 5, 5, 5, 5, 5, 5, 5, 5, 0]) is None
    found = record([*first, 10])
    assert found is not None
    assert (found.is_high, found.gap.value) == (True, 8)
    assert record([*first, 3], unit="USD") is not None
