"""Values are only put together in units that go together, and printed in their own."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from salestalk.contracts.answer import Outcome
from tests.unit.planning.world import World, understood

JULY, AUGUST = "2025-07", "2025-08"
amounts = st.decimals(min_value="0.01", max_value=10**9, places=2)


def shop(margin_unit: str = "percent", revenue_unit: str = "USD") -> World:
    world = World()
    world.define("profit")
    world.define("revenue", unit=revenue_unit)
    world.define("margin", "ratio", margin_unit, numerator="profit", denominator="revenue")
    for subject, values in (("profit", (30, 44)), ("revenue", (100, 110))):
        world.record(subject, dict(zip((JULY, AUGUST), values, strict=True)))
        for name, part in (("EMEA", Decimal("0.6")), ("APAC", Decimal("0.4"))):
            world.record(subject, dict(zip((JULY, AUGUST), (part * one for one in values), strict=True)), region=name)
    return world


@pytest.mark.parametrize("unit", ["percent", "%", "pct", "Percent", "ratio", "Rate"])
def test_a_quotient_reads_the_same_in_every_unit_of_parts(unit: str) -> None:
    world = shop(unit)
    assert world.ask("margin", [JULY]).text.startswith("Margin was 30 % in July 2025.")
    by_region = world.ask("margin", [JULY], "breakdown", group_by=["region"]).text
    assert by_region.startswith("Margin by region in July 2025: APAC 30 % and EMEA 30 %. Overall: 30 %.")
    why = world.ask("margin", [AUGUST], "root_cause").text
    assert why.startswith("Margin rose by 10.0 points from 30 % in July 2025 to 40 % in August 2025.")
    assert "By region: EMEA +6.0 points and APAC +4.0 points." in why


@settings(max_examples=50, deadline=None)
@given(st.tuples(amounts, amounts), st.tuples(amounts, amounts))
@example((Decimal("0.01"), Decimal("10000000.01")), (Decimal("10000057.93"), Decimal("0.01")))
@example((Decimal("0.01"), Decimal(10**9)), (Decimal(10**9), Decimal("0.01")))
def test_effects_on_a_percentage_add_up_to_its_change(
    profits: tuple[Decimal, Decimal], revenues: tuple[Decimal, Decimal]
) -> None:
    world = shop()
    for subject, values in (("profit", profits), ("revenue", revenues)):
        world.record(subject, dict(zip((JULY, AUGUST), values, strict=True)))
    found = world.find(understood("margin", [AUGUST], "root_cause")).result
    (drivers,) = found.drivers
    parts = [one.amount.value for one in drivers.contributions] + ([drivers.rest.value] if drivers.rest else [])
    assert sum(map(Fraction, parts)) == Fraction(found.change.change.value)
    now, before = (Fraction(profits[place]) / Fraction(revenues[place]) for place in (1, 0))
    off = abs(Fraction(found.change.change.value) - 100 * (now - before))
    assert off <= (now + before) / 10**12


def test_amounts_in_two_currencies_are_not_divided() -> None:
    answer = shop("ratio", revenue_unit="EUR").ask("margin", [JULY])
    assert (answer.outcome, answer.data_references) == (Outcome.NO_DATA, ())


def test_a_target_in_another_unit_is_not_held_against() -> None:
    world = shop()
    world.define("revenue_target", "flow", "EUR", target_of="revenue")
    world.record("revenue_target", {JULY: 90})
    answer = world.ask("revenue", [JULY], "target")
    assert (answer.outcome, answer.reason) == (Outcome.NO_DATA, "no_target")
    assert answer.text == (
        "Revenue is stored in USD, and revenue target in EUR, so they cannot be held against each other."
    )


def test_a_negative_value_is_no_part_of_its_target() -> None:
    world = shop()
    world.define("costs", good_direction="down")
    world.define("costs_target", target_of="costs")
    world.record("costs", {JULY: -50})
    world.record("costs_target", {JULY: 100})
    answer = world.ask("costs", [JULY], "target")
    assert answer.text == "Costs were −$50 in July 2025, $150 below the target of $100; the target was met."


def test_one_of_a_unit_is_singular() -> None:
    world = World()
    world.define("lead_time", "ratio", "days")
    world.record("lead_time", {JULY: 1, AUGUST: 10})
    assert world.ask("lead_time", [JULY]).text == "Lead time was 1 day in July 2025."
    grown = world.ask("lead_time", [AUGUST], "comparison").text
    assert grown == "Lead time grew by 9 days from 1 day in July 2025 to 10 days in August 2025."
