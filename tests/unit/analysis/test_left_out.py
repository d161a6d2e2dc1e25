"""What is left out of a split is said: parts that are new, gone, without a value, or without one to grow from."""

from decimal import Decimal

from salestalk.contracts.classification import Filter, FilterOp, Rank
from tests.unit.planning.world import World

JULY, AUGUST = "2025-07", "2025-08"


def regions(before: dict[str, int], now: dict[str, int]) -> World:
    world = World()
    world.define("revenue")
    for period, values in ((JULY, before), (AUGUST, now)):
        world.record("revenue", {period: sum(map(Decimal, values.values()))})
        for name, value in values.items():
            world.record("revenue", {period: value}, region=name)
    return world


def test_a_comparison_by_parts_names_those_that_are_new_or_gone() -> None:
    world = regions({"EMEA": 50, "LATAM": 30}, {"EMEA": 60, "Nordics": 40})
    answer = world.ask("revenue", [AUGUST], "comparison", comparison="previous", group_by=["region"])
    assert "Changes by region: EMEA up $10 (20 %) to $60." in answer.text
    assert "New: Nordics $40. No longer there: LATAM $30 before." in answer.text


def test_a_bound_does_not_bring_back_what_is_gone() -> None:
    world = regions({"EMEA": 50, "LATAM": 30}, {"EMEA": 60, "Nordics": 40})
    bound = Filter(key="revenue", value="50", op=FilterOp.GT)
    text = world.ask(
        "revenue", [AUGUST], "comparison", comparison="previous", group_by=["region"], filters=[bound]
    ).text
    assert "EMEA up" in text
    assert "LATAM" not in text
    assert "Nordics" not in text


def test_the_number_of_parts_is_said_where_only_the_largest_are_told() -> None:
    names = "ABCDEFG"
    world = regions(dict.fromkeys(names, 10), {name: 20 + place for place, name in enumerate(names)})
    text = world.ask("revenue", [AUGUST], "comparison", comparison="previous", group_by=["region"]).text
    assert "Changes by region (the largest of 7): G up $16" in text
    why = world.ask("revenue", [AUGUST], "root_cause").text
    assert "By region, the largest parts: G +$16, F +$15, E +$14 and D +$13." in why


def test_a_known_part_without_a_value_is_named() -> None:
    world = regions({"EMEA": 50, "LATAM": 30}, {"EMEA": 60})
    for kind in ("breakdown", "ranking"):
        text = world.ask("revenue", [AUGUST], kind, group_by=["region"]).text
        assert text.endswith("No value is stored for LATAM.")


def test_what_no_told_part_holds_is_not_said_to_be_in_none_there_is() -> None:
    world = regions({"EMEA": 50, "LATAM": 30}, {"EMEA": 60})
    world.record("revenue", {AUGUST: 100})
    text = world.ask("revenue", [AUGUST], "breakdown", group_by=["region"]).text
    assert "In total: $100. $40 belongs to none of these. No value is stored for LATAM." in text


def test_parts_without_anything_to_grow_from_are_named_in_a_ranking_by_growth() -> None:
    world = regions({"EMEA": 50, "APAC": 0}, {"EMEA": 60, "APAC": 5, "Nordics": 40})
    rank = Rank(direction="top", limit=3, by="growth")
    text = world.ask("revenue", [AUGUST], "ranking", group_by=["region"], rank=rank).text
    assert "was EMEA: up 20 % to $60." in text
    assert "APAC and Nordics have no value above zero before to grow from, and no place here." in text


def test_a_part_whose_ratio_cannot_be_told_is_named_in_a_ranking() -> None:
    world = World()
    for subject in ("profit", "revenue"):
        world.define(subject)
    world.define("margin", "ratio", "ratio", numerator="profit", denominator="revenue")
    for name, revenue in (("EMEA", 10), ("APAC", 0), ("LATAM", 20)):
        world.record("profit", {AUGUST: 5}, region=name)
        world.record("revenue", {AUGUST: revenue}, region=name)
    text = world.ask("margin", [AUGUST], "ranking", group_by=["region"]).text
    assert "EMEA 50 % and LATAM 25 %" in text
    assert "By region, APAC has no complete value and is left out." in text


def test_a_stored_ratio_that_differs_from_its_parts_is_said_among_the_causes() -> None:
    world = World()
    for subject in ("profit", "revenue"):
        world.define(subject)
    world.define("margin", "ratio", "ratio", numerator="profit", denominator="revenue")
    for period, profit in ((JULY, 10), (AUGUST, 20)):
        for dimensions in ({}, {"region": "EMEA"}):
            world.record("profit", {period: profit}, **dimensions)
            world.record("revenue", {period: 100}, **dimensions)
    world.record("margin", {JULY: "0.1", AUGUST: "0.5"})
    text = world.ask("margin", [AUGUST], "root_cause").text
    assert "Margin rose by 40.0 points" in text
    assert "By region: EMEA +10.0 points and stored values that differ from their parts +30.0 points." in text


def test_a_disagreement_on_either_side_of_a_comparison_names_its_period() -> None:
    world = regions({"EMEA": 50}, {"EMEA": 60})
    world.record("revenue", {JULY: 70, AUGUST: 90})
    text = world.ask("revenue", [AUGUST], "comparison", comparison="previous").text
    assert "The values by region in July 2025 add up to $50, $20 less than the stored total" in text
    assert "The values by region in August 2025 add up to $60, $30 less than the stored total" in text


def without(value: str) -> Filter:
    return Filter(key="region", value=value, op=FilterOp.NOT)


def test_an_excluded_part_is_said_where_the_best_of_the_others_is_named() -> None:
    world = regions({"EMEA": 50}, {"EMEA": 60, "APAC": 40, "LATAM": 30})
    rank = Rank(direction="top", limit=1)
    asked = {"group_by": ["region"], "rank": rank, "filters": [without("EMEA")]}
    text = world.ask("revenue", [AUGUST], "ranking", **asked).text
    assert text.startswith("The region with the highest revenue without EMEA in August 2025 was APAC: $40")


def test_the_only_part_within_bounds_is_not_said_to_be_the_highest_of_all() -> None:
    world = regions({"EMEA": 50}, {"EMEA": 60, "APAC": 40})
    bound = Filter(key="revenue", value="50", op=FilterOp.LT)
    text = world.ask("revenue", [AUGUST], "ranking", group_by=["region"], filters=[bound]).text
    assert text.startswith("By region, the highest revenue in August 2025, within the bounds named: APAC $40.")


def test_no_whole_is_told_beside_the_trends_and_targets_of_chosen_parts() -> None:
    world = regions({"EMEA": 50, "APAC": 20}, {"EMEA": 60, "APAC": 40})
    world.define("revenue_target", target_of="revenue")
    for dimensions, value in (({}, 90), ({"region": "EMEA"}, 50), ({"region": "APAC"}, 40)):
        world.record("revenue_target", {AUGUST: value}, **dimensions)
    chosen = {"group_by": ["region"], "filters": [without("EMEA")]}
    trend = world.ask("revenue", [JULY, AUGUST], "trend_analysis", **chosen).text
    assert trend == "Revenue from July 2025 to August 2025: APAC up $20 (100 %) to $40."
    assert world.ask("revenue", [AUGUST], "target", **chosen).text == "Revenue in August 2025: APAC $40 (on target)."


def test_a_slice_that_filters_need_and_that_is_not_stored_is_named() -> None:
    world = regions({"EMEA": 50, "LATAM": 30}, {"EMEA": 60, "APAC": 40})
    text = world.ask("revenue", [AUGUST], filters=[without("LATAM")]).text
    assert text.startswith("Revenue without LATAM has no stored value in August 2025. No value is stored for LATAM.")
    world.record("revenue", {AUGUST: 90}, segment="SMB")
    both = [Filter(key="segment", value="SMB"), without("EMEA")]
    assert "No value is stored for EMEA and SMB together." in world.ask("revenue", [AUGUST], filters=both).text


def test_causes_are_not_looked_for_in_a_dimension_of_which_a_part_is_excluded() -> None:
    world = regions({"EMEA": 50, "APAC": 20}, {"EMEA": 60, "APAC": 40})
    answer = world.ask("revenue", [AUGUST], "root_cause", filters=[without("EMEA")])
    assert answer.text.startswith("Revenue without EMEA grew by $20 (100 %) from $20 in July 2025 to $40")
    assert answer.chart is None


def test_an_average_that_is_not_taken_is_said() -> None:
    world = regions({"EMEA": 50}, {"EMEA": 60})
    answer = world.ask("revenue", [AUGUST], "breakdown", group_by=["region"], measure="average")
    assert "No average is taken here: these are the values themselves." in answer.text


def test_a_total_summed_from_slices_says_which_known_slice_has_no_value() -> None:
    world = World()
    world.define("revenue")
    for name, values in (("EMEA", {JULY: 5, AUGUST: 6}), ("LATAM", {JULY: 3})):
        world.record("revenue", values, region=name)
    text = world.ask("revenue", [AUGUST]).text
    assert text.endswith("No total is stored; this is the sum over region, without a value for LATAM.")
    assert world.ask("revenue", [JULY]).text.endswith("No total is stored; this is the sum over region.")
