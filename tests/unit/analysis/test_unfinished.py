"""A period in progress: what is loaded of it so far is taken for what it is, and like is held against like."""

from datetime import date
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from salestalk.contracts.answer import Outcome
from tests.unit.planning.world import World, understood

MONTHS = [f"2026-{month:02d}" for month in range(1, 13)]
BEFORE = [f"2025-{month:02d}" for month in range(1, 13)]


def year(profits: int, revenues: int, regions: int = 0) -> World:
    """Months of 2026 as far as they are loaded, as of 21 November; a margin of 10 %, and of 20 % from October on."""
    world = World(as_of=date(2026, 11, 21))
    world.define("profit")
    world.define("revenue")
    world.define("margin", "ratio", "ratio", numerator="profit", denominator="revenue")
    for keys, some, others in ((BEFORE, 12, 12), (MONTHS, profits, revenues)):
        world.record("profit", {key: 20 if place > 8 else 10 for place, key in enumerate(keys[:some])})
        world.record("revenue", dict.fromkeys(keys[:others], 100))
    for name, value in (("EMEA", 60), ("APAC", 40)):
        world.record("revenue", dict.fromkeys(MONTHS[:regions], value), region=name)
        world.record("profit", dict.fromkeys(MONTHS[: min(regions, profits)], value / 10), region=name)
    return world


@settings(max_examples=30, deadline=None)
@given(st.integers(1, 11), st.integers(1, 11))
def test_a_ratio_is_taken_over_the_months_that_both_of_its_parts_have(profits: int, revenues: int) -> None:
    world, both = year(profits, revenues), min(profits, revenues)
    expected = sum(20 if place > 8 else 10 for place in range(both)) / Decimal(100 * both)
    found = world.find(understood("margin", ["2026"])).result
    assert abs(found.value.value - expected) < Decimal("1e-15")


def test_a_run_up_to_today_is_cut_to_what_both_parts_of_a_ratio_have() -> None:
    found = year(10, 11).find(understood("margin", MONTHS[:11], expression="ytd")).result
    assert abs(found.value.value - Decimal(110) / 1000) < Decimal("1e-15")


def test_the_parts_of_a_ratio_are_cut_alike() -> None:
    text = year(10, 11, regions=11).ask("margin", ["2026"], "breakdown", group_by=["region"]).text
    assert text.startswith("Margin by region in 2026: APAC 10 % and EMEA 10 %.")


def test_parts_that_are_not_loaded_for_the_month_in_progress_are_told_as_far_as_they_are() -> None:
    world = year(11, 11, regions=10)
    for kind in ("breakdown", "ranking"):
        answer = world.ask("revenue", ["2026"], kind, group_by=["region"])
        assert answer.outcome is Outcome.ANSWERED
        assert "EMEA $600" in answer.text
        assert "2026 is still in progress, so its value is not final." in answer.text
    run = world.ask("revenue", MONTHS[:11], "breakdown", group_by=["region"], expression="ytd").text
    assert run.startswith("Revenue by region from January 2026 to November 2026: EMEA $600")


def test_a_ratio_of_a_year_in_progress_is_compared_with_the_same_months() -> None:
    text = year(11, 11).ask("margin", ["2026"], "comparison", comparison="yoy").text
    assert text.startswith("Margin did not change: 11 % from January 2025 to October 2025, 11 % from January 2026")
    assert "2026 is still in progress: January 2026 to October 2026 is compared with" in text


def test_an_average_leaves_out_the_month_in_progress() -> None:
    world = year(11, 10)
    world.record("revenue", {"2026-11": 1})
    answer = world.ask("revenue", MONTHS[:11], measure="average")
    assert answer.text.startswith("Revenue was $100 on average per month from January 2026 to October 2026.")
    assert "November 2026 is still in progress and left out of the average." in answer.text


def test_a_run_is_taken_as_far_as_it_is_loaded() -> None:
    world = year(8, 8, regions=8)
    said = "No value of revenue is loaded after August 2026, so it is taken up to then."
    for answer in (
        world.ask("revenue", MONTHS[:11], expression="ytd"),
        world.ask("revenue", MONTHS[:11], "breakdown", group_by=["region"], expression="ytd"),
        world.ask("revenue", MONTHS[:11], "comparison", comparison="yoy", expression="ytd"),
        world.ask("revenue", MONTHS[:11], "root_cause", comparison="yoy", expression="ytd"),
    ):
        assert "$800" in answer.text
        assert "from January 2026 to August 2026" in answer.text
        assert said in answer.text
        assert said in answer.interpretation.assumptions
    assert world.ask("revenue", MONTHS[7:9], "comparison").outcome is Outcome.NO_DATA  # two sides, not a run


def test_a_month_in_progress_is_not_judged_and_not_said_to_be_missing() -> None:
    answer = year(11, 11).ask("revenue", ["2026-11"], "anomaly")
    expected = "November 2026 is still in progress: only a whole month of revenue can be told to be unusual."
    assert (answer.outcome, answer.text) == (Outcome.NO_DATA, expected)


def test_a_ratio_that_cannot_be_told_of_a_year_is_followed_by_its_months() -> None:
    world = World()
    world.define("nps", "ratio", "points", name="NPS")
    world.record("nps", dict(zip(BEFORE, range(12), strict=True)))
    text = world.ask("nps", ["2025"], "trend_analysis").text
    assert text.startswith("NPS grew by 11 points, without a break, from 0 points in January 2025 to 11 points in")


def test_the_pace_is_that_of_the_months_that_are_loaded() -> None:
    world = year(10, 10)
    world.define("revenue_target", target_of="revenue")
    world.record("revenue_target", {"2026-Q4": 920})
    text = world.ask("revenue", ["2026-Q4"], "target").text
    expected = "With 33.7 % of the days over at the end of October 2026, the last that is loaded, $310 would be due"
    assert f"{expected} at an even pace; it is $210 below that." in text


def test_a_correlation_keeps_to_the_year_that_was_named() -> None:
    world = World(as_of=date(2026, 11, 21))
    world.define("leads", unit="count")
    world.define("spend")
    for place, key in enumerate((*BEFORE, *MONTHS[:10])):
        world.record("leads", {key: place**2 % 7})
        world.record("spend", {key: place**2 % 7 if place < 12 else -(place**2) % 7})
    text = world.ask("leads", ["2025"], "correlation", related="spend", grain="month").text
    assert "from January 2025 to December 2025, correlate at 1.00 (Pearson, n = 11)" in text
    short = world.ask("leads", ["2025-Q4"], "correlation", related="spend", grain="month")
    assert "Q4 2025 has too few months to tell, so all that are loaded of both are taken." in short.text


def test_month_over_month_without_a_time_is_of_the_latest_months() -> None:
    text = year(10, 10).ask("profit", [], "comparison", comparison="mom").text
    assert text.startswith("Profit grew by $10 (100 %) from $10 in September 2026 to $20 in October 2026.")
