"""What is stored in finer slices only is put together from them, as its kind allows, and the answer says so."""

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from salestalk.contracts.answer import Outcome
from salestalk.contracts.classification import Filter, FilterOp
from tests.unit.planning.world import World

EMEA = Filter(key="region", value="EMEA")
ROWS = {("A", "EMEA"): 10, ("B", "EMEA"): 5, ("A", "APAC"): 2, ("C", "APAC"): 1}


def sliced(kind: str = "flow", periods=("2024-Q3",)) -> World:
    world = World()
    world.define("sales", kind)
    for number, period in enumerate(periods, start=1):
        for (customer, region), value in ROWS.items():
            world.record("sales", {period: value * number}, customer=customer, region=region)
    return world


def test_a_slice_is_the_sum_of_the_finer_ones_within_it() -> None:
    answer = sliced().ask("sales", ["2024-Q3"], filters=[EMEA])
    assert answer.text == (
        "Sales for EMEA were $15 in Q3 2024. It is put together from the values by customer, "
        "as no coarser one is stored."
    )
    assert {one.dimensions["customer"] for one in answer.data_references} == {"A", "B"}


def test_an_exclusion_is_taken_from_the_sum_of_all_slices() -> None:
    without = Filter(key="region", value="EMEA", op=FilterOp.NOT)
    assert "$3 in Q3 2024" in sliced().ask("sales", ["2024-Q3"], filters=[without]).text


def test_a_total_is_the_sum_of_the_finest_slices_when_there_is_nothing_else() -> None:
    answer = sliced().ask("sales", ["2024-Q3"])
    assert answer.text.startswith("Sales were $18 in Q3 2024. No total is stored; this is the sum over customer and")


def test_groups_are_put_together_from_finer_slices() -> None:
    answer = sliced().ask("sales", ["2024-Q3"], "breakdown", group_by=["region"])
    assert "EMEA $15 (83.3 %) and APAC $3 (16.7 %)" in answer.text
    assert "put together from the values by customer" in answer.text


def test_the_change_of_finer_slices_is_explained_exactly() -> None:
    answer = sliced(periods=("2024-Q2", "2024-Q3")).ask("sales", ["2024-Q3"], "root_cause")
    assert answer.text.startswith("Sales grew by $18 (100 %) from $18 in Q2 2024 to $36 in Q3 2024.")
    assert "EMEA +$15" in answer.text


def test_a_stock_takes_the_slices_of_its_last_month() -> None:
    world = sliced("stock", ("2024-07", "2024-08", "2024-09"))
    assert "$45 in Q3 2024" in world.ask("sales", ["2024-Q3"], filters=[EMEA]).text


def test_a_ratio_is_never_put_together_from_its_slices() -> None:
    answer = sliced("ratio").ask("sales", ["2024-Q3"], filters=[EMEA])
    assert answer.outcome is Outcome.NO_DATA


def test_a_stored_slice_wins_over_the_sum_of_finer_ones() -> None:
    world = sliced()
    world.record("sales", {"2024-Q3": 16}, region="EMEA")
    assert world.ask("sales", ["2024-Q3"], filters=[EMEA]).text == "Sales for EMEA were $16 in Q3 2024."


def test_slices_of_one_group_alone_are_no_total() -> None:
    """A question about a part reads that part's slices only; their sum must not be taken for the whole."""
    world = sliced()
    del world.rows["sales", "2024-Q3#customer=C&region=APAC"]
    answer = world.ask("sales", ["2024-Q3"], "breakdown", group_by=["customer"], filters=[EMEA])
    assert "In total: $15" in answer.text


@settings(max_examples=60, deadline=None)
@given(
    st.dictionaries(
        st.tuples(st.sampled_from("ABC"), st.sampled_from(["EMEA", "APAC"]), st.sampled_from(["2024-07", "2024-08"])),
        st.integers(-50, 50),
        min_size=1,
    )
)
def test_sums_of_slices_are_exact_or_not_given(rows) -> None:
    world = World()
    world.define("sales")
    for (customer, region, month), value in rows.items():
        world.record("sales", {month: value}, customer=customer, region=region)
    answer = world.ask("sales", ["2024-07"], filters=[EMEA])
    expected = [value for (_, region, month), value in rows.items() if (region, month) == ("EMEA", "2024-07")]
    if answer.outcome is Outcome.ANSWERED:
        assert sum(one.value for one in answer.data_references) == Decimal(sum(expected))
    else:
        assert not expected
