"""What each kind of analysis finds."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salestalk.analysis.correlation import pearson
from salestalk.analysis.forecasting import best, seasonal
from salestalk.contracts.answer import Outcome
from salestalk.contracts.classification import Filter, FilterOp, Rank
from tests.unit.planning.world import World, understood

JULY = "2025-07"


def months(values: list[object], year: int = 2024) -> dict[str, object]:
    return {f"{year + place // 12}-{place % 12 + 1:02d}": value for place, value in enumerate(values)}


def regions(values: dict[str, object], total: object = None) -> World:
    world = World()
    world.define("revenue")
    if total is not None:
        world.record("revenue", {JULY: total})
    for name, value in values.items():
        world.record("revenue", {JULY: value}, region=name)
    return world


def by_region(world: World, **kwargs) -> str:
    return world.ask("revenue", [JULY], "breakdown", group_by=["region"], **kwargs).text


def test_a_breakdown_gives_values_shares_and_the_rest() -> None:
    text = by_region(regions({"North": 50, "South": 30}, 100))
    expected = "Revenue by region in July 2025: North $50 (50 %) and South $30 (30 %)."
    assert text == f"{expected} In total: $100. $20 is not assigned to any region."


def test_parts_beyond_the_total_are_said() -> None:
    assert "The parts add up to $10 more than the stored total" in by_region(regions({"North": 80, "South": 30}, 100))


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from("ABCDEFGHIJ"), st.integers(-50, 1000), min_size=1), st.integers(1, 5000))
def test_the_parts_of_a_breakdown_and_the_rest_are_the_whole(values, whole) -> None:
    found = regions(values, whole).find(understood("revenue", [JULY], "breakdown", group_by=["region"])).result
    rest = found.rest.value if found.rest else 0
    assert sum(part.amount.value for part in found.parts) + rest == whole


def test_a_bound_keeps_only_the_groups_within_it() -> None:
    bound = Filter(key="revenue", value="40", op=FilterOp.GT)
    text = by_region(regions({"North": 50, "South": 30}, 80), filters=[bound])
    assert text.startswith("Revenue by region in July 2025, within the bounds named: North $50")
    assert "South" not in text
    nothing = Filter(key="revenue", value="400", op=FilterOp.GT)
    answer = regions({"North": 50}, 50).ask("revenue", [JULY], "breakdown", group_by=["region"], filters=[nothing])
    assert (answer.outcome, answer.reason) == (Outcome.NO_DATA, "no_group_left")


@pytest.mark.parametrize(("direction", "first"), [("top", "North"), ("bottom", "South")])
def test_a_ranking_goes_by_number_and_names_the_first(direction, first) -> None:
    world = regions({"North": 50, "South": 30}, 80)
    text = world.ask("revenue", [JULY], "ranking", group_by=["region"], rank=Rank(direction=direction, limit=1)).text
    assert f"was {first}: $" in text


def test_a_tie_at_the_end_of_a_ranking_is_said() -> None:
    world = regions({"North": 50, "South": 50}, 100)
    text = world.ask("revenue", [JULY], "ranking", group_by=["region"], rank=Rank(direction="top", limit=1)).text
    assert "The next in order has the same value." in text


def test_without_a_dimension_the_periods_are_ranked() -> None:
    world = World()
    world.define("revenue")
    world.record("revenue", months([5, 9, 7, 8]))
    text = world.ask("revenue", [], "ranking", grain="month", rank=Rank(direction="top", limit=1)).text
    assert text == "The month with the highest revenue was February 2024: $9."


def target_world(as_of: date) -> World:
    world = World(as_of=as_of)
    world.define("revenue")
    world.define("revenue_target", target_of="revenue", name="Revenue target")
    world.record("revenue", {JULY: 40, "2025-06": 100})
    world.record("revenue_target", {JULY: 100, "2025-06": 90, "2026-12": 500})
    return world


def test_a_finished_period_met_its_target_or_missed_it() -> None:
    world = target_world(date(2025, 12, 1))
    assert (
        "$10 above the target of $90 (111.1 % of it); the target was met."
        in world.ask("revenue", ["2025-06"], "target").text
    )
    assert "the target was missed" in world.ask("revenue", [JULY], "target").text


def test_a_running_period_is_held_against_an_even_pace() -> None:
    text = target_world(date(2025, 7, 16)).ask("revenue", [JULY], "target").text
    assert "With 48.4 % of the days over, $48.39 would be due at an even pace; it is $8.39 below that." in text
    assert "met" not in text
    assert "missed" not in text


def test_a_target_in_the_future_has_no_actual_value_yet() -> None:
    text = target_world(date(2025, 12, 1)).ask("revenue", ["2026-12"], "target").text
    assert text == "Revenue in December 2026: there is no value yet; the target is $500."


def test_a_trend_has_direction_size_and_turning_point() -> None:
    world = World()
    world.define("revenue")
    world.record("revenue", months([100, 300, 200, 150]))
    text = world.ask("revenue", [], "trend_analysis", grain="month").text
    assert text.startswith("Revenue grew by $50 (50 %) from $100 in January 2024 to $150 in April 2024.")
    assert "Its highest point was $300 in February 2024." in text


def test_a_spike_is_unusual_and_a_steady_climb_is_not() -> None:
    world = World()
    world.define("revenue")
    world.record("revenue", months([100 + 3 * place + place % 2 for place in range(12)]))
    assert world.ask("revenue", [], "anomaly").text.startswith("Nothing unusual: revenue kept within")
    world.record("revenue", {"2024-06": 400})
    assert "Revenue was unusually high in June 2024: $400" in world.ask("revenue", [], "anomaly").text


def test_a_season_that_repeats_is_not_unusual_and_a_single_peak_is() -> None:
    world = World()
    world.define("revenue")
    season = [100, 100, 100, 100, 100, 100, 100, 100, 100, 100, 100, 180]
    world.record("revenue", months([value + place % 3 for place, value in enumerate(season * 2)]))
    assert world.ask("revenue", [], "anomaly").text.startswith("Nothing unusual")
    world.record("revenue", {"2025-12": 101})
    assert "unusually high in December 2024: $182" in world.ask("revenue", [], "anomaly").text


@given(st.integers(-1000, 1000), st.integers(1, 50), st.integers(1, 6))
def test_a_straight_line_is_foreseen_exactly(start, step, ahead) -> None:
    values = [Decimal(start + step * place) for place in range(10)]
    found = best(values, 0)
    assert found is not None
    assert found.mean_error == 0
    assert found.method(values, ahead) == start + step * (9 + ahead)


def test_a_repeating_season_is_foreseen_by_the_season_before() -> None:
    values = [Decimal(one) for one in (10, 20, 30, 40) * 3]
    found = best(values, 4)
    assert found is not None
    assert found.name == "seasonal naive with drift"
    assert [seasonal(values, steps, season=4) for steps in (1, 2, 5)] == [10, 20, 10]


def test_a_forecast_names_method_interval_and_how_it_did() -> None:
    world = World()
    world.define("revenue")
    world.record("revenue", months([100 + 10 * place + (place * 7) % 5 for place in range(12)]))
    answer = world.ask("revenue", ["2025-01"], "prediction")
    assert "Revenue is forecast at $22" in answer.text
    assert "Method: " in answer.text
    assert "most likely between" in answer.text
    assert "was off by" in answer.text


def test_too_little_past_gives_no_forecast() -> None:
    world = World()
    world.define("revenue")
    world.record("revenue", months([1, 2, 3]))
    assert world.ask("revenue", [], "prediction").reason == "too_few_values"


@given(st.lists(st.tuples(st.integers(-99, 99), st.integers(-99, 99)), min_size=2, max_size=30))
def test_a_coefficient_lies_between_minus_one_and_one_and_is_symmetric(pairs) -> None:
    ones, others = ([Decimal(one) for one in column] for column in zip(*pairs, strict=True))
    value = pearson(ones, others)
    assert value == pearson(others, ones)
    assert value is None or -1 <= value <= 1
    if len(set(ones)) > 1:
        assert pearson(ones, ones) == 1
        assert pearson(ones, [-one for one in ones]) == -1


def test_metrics_that_move_together_say_so_without_claiming_a_cause() -> None:
    world = World()
    for subject, factor in (("revenue", 3), ("orders", 1)):
        world.define(subject)
        world.record(subject, months([factor * (50 + (place * place) % 11) for place in range(12)]))
    text = world.ask("revenue", [], "correlation", related="orders").text
    assert "move strongly the same way" in text
    assert "1.00 (Pearson, n = 11)" in text
    assert text.endswith("Moving together does not show that either causes the other.")
