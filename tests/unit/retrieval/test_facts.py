"""Rows are read once, laid out whatever their order, and refused when they are not what was asked for."""

from collections.abc import Sequence
from random import Random

import pytest

from salestalk.contracts.metric import MetricValue
from salestalk.errors import InvariantBroken
from salestalk.planning import QueryPlan
from salestalk.retrieval import Facts, retrieve
from tests.unit.planning.world import World, seeded, understood


def planned(world: World, *args, **kwargs) -> QueryPlan:
    made = world.plan(understood(*args, **kwargs))
    assert isinstance(made, QueryPlan)
    return made


class Given:
    """A reader that gives these rows whatever it is asked."""

    def __init__(self, rows: Sequence[MetricValue]) -> None:
        self.rows = rows

    def fetch(self, keys, ranges) -> Sequence[MetricValue]:
        return self.rows


def test_facts_do_not_depend_on_the_order_of_rows() -> None:
    rows = [row for row in seeded().rows.values() if row.subject == "revenue" and row.period == "2025-Q3"]
    shuffled = list(rows)
    Random(7).shuffle(shuffled)
    assert Facts.of(rows).splits == Facts.of(shuffled).splits
    assert Facts.of([*rows, *shuffled]).splits == Facts.of(rows).splits


def test_totals_and_slices_are_found_by_their_dimensions() -> None:
    world = seeded()
    facts = retrieve(planned(world, "revenue", ["2025-Q4"], "breakdown", group_by=["region"]), world)
    total = facts.get("revenue", "2025-Q4")
    assert total is not None
    assert total.value == 2750000
    assert set(facts.split("revenue", "2025-Q4", ["region"])) == {("APAC",), ("EMEA",), ("LATAM",), ("North America",)}
    assert facts.get("revenue", "2025-Q4", (("region", "Mars"),)) is None


def test_one_read_is_enough_for_a_usual_question() -> None:
    world = World()
    world.define("revenue")
    world.record("revenue", {"2025-07": 100, "2025-06": 80})
    world.record("revenue", {"2025-07": 100, "2025-06": 80}, region="North")
    world.ask("revenue", ["2025-07"], "root_cause")
    assert len(world.reads) == 1


def test_a_list_reads_nothing() -> None:
    world = World()
    world.define("revenue")
    world.ask("unknown", [], "list")
    assert world.reads == []


@pytest.mark.parametrize("update", [{"tenant_id": "another"}, {"period": "2020-Q1"}, {"unit": "EUR"}])
def test_a_row_that_is_not_what_was_asked_for_stops_the_answer(update) -> None:
    row = seeded().rows["revenue", "2025-Q3"].model_copy(update=update)
    with pytest.raises(InvariantBroken):
        retrieve(planned(seeded(), "revenue", ["2025-Q3"]), Given([row]))
