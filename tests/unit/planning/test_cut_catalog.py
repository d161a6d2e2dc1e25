"""Where the catalog had no room for every value of a dimension, rows decide what is loaded."""

from decimal import Decimal

from salestalk.contracts.answer import Outcome
from salestalk.contracts.classification import Filter
from salestalk.contracts.metric import MetricRecord
from tests.unit.planning.world import World


def crowded() -> World:
    """A thousand long customer names fill the catalog; regions find no room in it."""
    world = World()
    world.define("revenue")
    slices = [({"customer": f"{number:04d} " + "x" * 240}, 1) for number in range(1_000)]
    slices += [({"region": "EMEA"}, 600), ({"region": "APAC"}, 400)]
    world.add([
        MetricRecord(subject="revenue", period="2025-Q3", value=Decimal(value), unit="USD", dimensions=dimensions)
        for dimensions, value in slices
    ])  # fmt: skip
    assert world.entries["revenue"].dimensions["region"] == ()
    return world


CROWDED = crowded()


def test_a_value_the_catalog_has_no_room_for_is_looked_up_all_the_same() -> None:
    answer = CROWDED.ask("revenue", ["2025-Q3"], filters=[Filter(key="region", value="EMEA")])
    assert answer.text == "Revenue for EMEA was $600 in Q3 2025."


def test_a_value_that_is_not_there_is_said_to_have_no_value_and_no_empty_list_is_given() -> None:
    answer = CROWDED.ask("revenue", ["2025-Q3"], filters=[Filter(key="region", value="Mars")])
    assert answer.outcome is Outcome.NO_DATA
    assert "Revenue for Mars has no stored value in Q3 2025." in answer.text
    assert "Loaded are ." not in answer.text


def test_a_list_of_values_by_a_dimension_counts_the_rows() -> None:
    answer = CROWDED.ask("revenue", ["2025-Q3"], "list", group_by=["customer"])
    assert "(the largest of 1000)" in answer.text


def test_a_list_of_names_says_that_there_may_be_more() -> None:
    answer = CROWDED.ask("unknown", [], "list", group_by=["customer"])
    assert "There may be more by customer: the catalog has no room to name them all." in answer.text


def test_a_list_of_names_that_fits_says_nothing_of_the_kind() -> None:
    world = World()
    world.define("revenue")
    world.record("revenue", {"2025-Q3": 1}, region="EMEA")
    assert "There may be more" not in world.ask("unknown", [], "list", group_by=["region"]).text


def test_a_list_of_a_metric_by_region_gives_its_values() -> None:
    answer = CROWDED.ask("revenue", ["2025-Q3"], "list", group_by=["region"])
    assert "EMEA $600 (60 %) and APAC $400 (40 %)" in answer.text
