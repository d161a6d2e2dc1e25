"""How values are put together over time and over slices: by their kind, or not at all."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salestalk.analysis.decimals import QUOTIENT_PLACES
from salestalk.contracts.answer import Outcome
from salestalk.contracts.classification import Filter, FilterOp
from tests.unit.planning.world import World, understood

MONTHS = ["2025-07", "2025-08", "2025-09"]
amounts = st.decimals(min_value=-(10**12), max_value=10**12, places=3)
three = st.lists(amounts, min_size=3, max_size=3)


def monthly(kind: str, values: list[object], unit: str = "USD") -> World:
    world = World()
    world.define("metric", kind, unit)
    world.record("metric", dict(zip(MONTHS, values, strict=False)))
    return world


def value_of(world: World, *args, **kwargs) -> Decimal:
    result = world.find(understood(*args, **kwargs)).result
    return result.value.value


@given(three)
def test_a_quarter_of_a_flow_is_the_exact_sum_of_its_months(values) -> None:
    assert Fraction(value_of(monthly("flow", values), "metric", ["2025-Q3"])) == sum(map(Fraction, values))


@given(three)
def test_a_quarter_of_a_stock_is_its_last_month(values) -> None:
    assert value_of(monthly("stock", values), "metric", ["2025-Q3"]) == values[-1]


@given(st.lists(st.decimals(min_value=0, max_value=1, places=4), min_size=3, max_size=3))
def test_a_ratio_is_never_put_together_from_its_months(values) -> None:
    answer = monthly("ratio", values, "ratio").ask("metric", ["2025-Q3"])
    assert (answer.outcome, answer.reason) == (Outcome.NO_DATA, "no_data")


@given(three, st.lists(st.decimals(min_value=1, max_value=10**9, places=2), min_size=3, max_size=3))
def test_a_ratio_of_flows_comes_from_the_sums_of_both(numerators, denominators) -> None:
    world = World()
    for subject, values in (("won", numerators), ("closed", denominators)):
        world.define(subject)
        world.record(subject, dict(zip(MONTHS, values, strict=True)))
    world.define("rate", "ratio", "ratio", numerator="won", denominator="closed")
    expected = sum(map(Fraction, numerators)) / sum(map(Fraction, denominators))
    assert abs(Fraction(value_of(world, "rate", ["2025-Q3"])) - expected) <= max(
        abs(expected) / 10**19, Fraction(1, 10**QUOTIENT_PLACES)
    )


def test_a_flow_over_a_stock_is_not_rolled_up() -> None:
    world = World()
    world.define("churned", "flow", "count")
    world.define("opening", "stock", "count")
    world.define("churn", "ratio", "ratio", numerator="churned", denominator="opening")
    for subject in ("churned", "opening"):
        world.record(subject, dict.fromkeys(MONTHS, 10))
    assert world.ask("churn", ["2025-Q3"]).outcome is Outcome.NO_DATA
    assert world.ask("churn", ["2025-08"]).text.startswith("Churn was 100 % in August 2025.")


def test_a_missing_month_leaves_the_quarter_missing_not_smaller() -> None:
    world = monthly("flow", [1, 2, 4])
    del world.rows["metric", "2025-08"]
    answer = world.ask("metric", ["2025-Q3"])
    assert (answer.outcome, answer.data_references) == (Outcome.NO_DATA, ())


def test_a_stored_total_wins_over_its_slices_and_a_disagreement_is_said() -> None:
    world = World()
    world.define("revenue")
    world.record("revenue", {"2025-07": 100})
    world.record("revenue", {"2025-07": 60}, region="North")
    world.record("revenue", {"2025-07": 30}, region="South")
    text = world.ask("revenue", ["2025-07"]).text
    assert text.startswith("Revenue was $100 in July 2025.")
    assert "add up to $90, $10 less than the stored total" in text


def test_a_total_that_is_not_stored_is_summed_from_slices_and_said_so() -> None:
    world = World()
    world.define("revenue")
    world.record("revenue", {"2025-07": 60}, region="North")
    world.record("revenue", {"2025-07": 30}, region="South")
    text = world.ask("revenue", ["2025-07"]).text
    assert text == "Revenue was $90 in July 2025. No total is stored; this is the sum over region."


def test_a_period_in_progress_is_summed_so_far_and_marked_incomplete() -> None:
    world = monthly("flow", [1, 2])
    world.as_of = date(2025, 9, 10)
    text = world.ask("metric", ["2025-Q3"]).text
    assert text.startswith("Metric was $3 in Q3 2025.")
    assert "Q3 2025 is still in progress, so its value is not final." in text


def test_a_run_of_months_is_one_total_and_each_of_them() -> None:
    text = monthly("flow", [10, 20, 40]).ask("metric", MONTHS, expression="l3m").text
    assert text.startswith("Metric was $70 in total from July 2025 to September 2025. One by one: $10 in July 2025")


def test_a_run_of_a_stock_is_its_last_value() -> None:
    assert monthly("stock", [10, 20, 40]).ask("metric", MONTHS).text == "Metric was $40 in September 2025."


def test_an_average_is_taken_over_all_periods() -> None:
    assert (
        monthly("flow", [10, 20, 45]).ask("metric", MONTHS, measure="average").text.startswith("Metric was $25 on av")
    )


@pytest.mark.parametrize(
    ("values", "op", "expected"),
    [(("North",), "eq", 60), (("North", "South"), "eq", 90), (("North",), "not", 40), (("North", "South"), "not", 10)],
)
def test_filters_select_exactly_their_slices(values, op, expected) -> None:
    world = World()
    world.define("revenue")
    world.record("revenue", {"2025-07": 100})
    world.record("revenue", {"2025-07": 60}, region="North")
    world.record("revenue", {"2025-07": 30}, region="South")
    assert (
        value_of(world, "revenue", ["2025-07"], filters=[Filter(key="region", value=values, op=FilterOp(op))])
        == expected
    )


def test_a_slice_that_is_not_stored_is_missing_not_zero() -> None:
    world = World()
    world.define("revenue")
    world.record("revenue", {"2025-07": 100, "2025-08": 100})
    world.record("revenue", {"2025-07": 60}, region="North")
    answer = world.ask("revenue", ["2025-08"], filters=[Filter(key="region", value="North")])
    assert (answer.outcome, answer.reason) == (Outcome.NO_DATA, "no_data")
    assert "Revenue for North has no stored value in August 2025." in answer.text


def test_a_year_is_split_by_the_slices_of_its_quarters_where_it_has_none_of_its_own() -> None:
    world = World()
    world.define("revenue")
    world.record("revenue", {"2025": 100, **{f"2025-Q{number}": 25 for number in range(1, 5)}})
    world.record("revenue", {f"2025-Q{number}": 20 for number in range(1, 5)}, region="North")
    text = world.ask("revenue", ["2025"], "breakdown", group_by=["region"]).text
    assert text.startswith(
        "Revenue by region in 2025: North $80 (80 %). In total: $100. $20 is not assigned to any region."
    )
    assert len(world.reads) == 2  # the second read only because the first found no slices
