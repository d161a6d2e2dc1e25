"""What is planned for a classification, and what is refused by name."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salestalk.calendar import FiscalCalendar
from salestalk.contracts.answer import Outcome
from salestalk.contracts.classification import Filter, FilterOp, Intent, Rank
from salestalk.planning import QueryPlan, Unplannable
from salestalk.planning.model import Term
from tests.unit.planning.world import World, seeded, understood


def planned(*args, world: World | None = None, **kwargs) -> QueryPlan:
    made = (world or seeded()).plan(understood(*args, **kwargs))
    assert isinstance(made, QueryPlan), made
    return made


def unplannable(*args, world: World | None = None, **kwargs) -> Unplannable:
    made = (world or seeded()).plan(understood(*args, **kwargs))
    assert isinstance(made, Unplannable), made
    return made


def test_a_named_quarter_is_read_by_its_exact_key_and_its_months_only_where_it_is_missing() -> None:
    made = planned("revenue", ["2025-Q3"])
    assert [key.sk for key in made.keys] == ["2025-Q3"]
    assert made.fills[0].ways == (("2025-Q3",), ("2025-07", "2025-08", "2025-09"))
    assert made.interpretation.intervals == ("[2025-07-01, 2025-10-01)",)


def test_quarters_follow_the_fiscal_year() -> None:
    made = planned("revenue", ["2025-Q4"], world=seeded("techstart-inc-002"))
    assert made.interpretation.intervals == ("[2026-01-01, 2026-04-01)",)
    assert "04-01" in made.interpretation.calendar


def test_a_filter_becomes_a_slice_spelled_as_the_catalog_spells_it() -> None:
    made = planned("revenue", ["2025-Q3"], filters=[Filter(key="Region".lower(), value="north america")])
    assert made.selection.terms == (Term(1, (("region", "North America"),)),)
    assert made.interpretation.filters == ("region = North America",)


def test_an_exclusion_is_the_total_less_the_slice() -> None:
    made = planned("revenue", ["2025-Q3"], filters=[Filter(key="region", value="EMEA", op=FilterOp.NOT)])
    assert made.selection.terms == (Term(1, ()), Term(-1, (("region", "EMEA"),)))


@pytest.mark.parametrize(
    ("question", "outcome", "reason"),
    [
        ({"subject": "unknown", "keys": ["2025-Q3"]}, Outcome.REFUSED, "unknown_metric"),
        ({"subject": "csat", "keys": ["2025-Q3"]}, Outcome.NO_DATA, "no_data"),
        ({"subject": "revenue", "keys": ["2026-Q3"]}, Outcome.NO_DATA, "no_data"),
        ({"subject": "revenue", "keys": ["2027-Q3"]}, Outcome.NO_DATA, "future_period"),
        ({"filters": [Filter(key="region", value="Mars")]}, Outcome.NO_DATA, "unknown_value"),
        ({"filters": [Filter(key="planet", value="Mars")]}, Outcome.NO_DATA, "unknown_dimension"),
        ({"filters": [Filter(key="deal_size", value="5", op=FilterOp.GT)]}, Outcome.REFUSED, "unsupported_filter"),
        ({"intent": "prediction", "group_by": ["region"]}, Outcome.REFUSED, "unsupported_grouping"),
        ({"intent": "trend_analysis", "rank": Rank(direction="top", limit=3)}, Outcome.REFUSED, "unsupported_ranking"),
        ({"intent": "root_cause", "related": "orders", "keys": ["2025-Q3"]}, Outcome.REFUSED, "unsupported_pair"),
        ({"intent": "correlation"}, Outcome.CLARIFICATION, "missing_metric"),
        ({"subject": "orders", "intent": "target"}, Outcome.NO_DATA, "no_target"),
        ({"intent": "comparison", "keys": ["2024-Q1"], "comparison": "yoy"}, Outcome.NO_DATA, "no_base"),
        ({"intent": "anomaly", "comparison": "yoy"}, Outcome.REFUSED, "unsupported_comparison"),
        ({"intent": "unknown"}, Outcome.REFUSED, "out_of_scope"),
    ],
)
def test_what_cannot_be_carried_out_is_refused_by_name(question, outcome, reason) -> None:
    made = unplannable(**question)
    assert (made.outcome, made.reason) == (outcome, reason)
    assert made.text
    assert 1 <= len(made.suggestions) <= 3


def test_an_unknown_value_lists_those_that_are_loaded() -> None:
    assert "APAC, EMEA, LATAM and North America" in unplannable(filters=[Filter(key="region", value="Mars")]).text


def test_conditions_that_exclude_each_other_are_said_to_leave_nothing() -> None:
    both = [Filter(key="region", value="EMEA"), Filter(key="region", value="EMEA", op=FilterOp.NOT)]
    assert unplannable(keys=["2025-Q3"], filters=both).reason == "contradictory_filters"


@pytest.mark.parametrize(
    ("comparison", "keys", "base"),
    [
        ("yoy", ["2025-Q3"], ["2024-Q3"]),
        ("qoq", ["2025-Q3"], ["2025-Q2"]),
        ("previous", ["2025-01"], ["2024-12"]),
        ("mom", ["2025-01"], ["2024-12"]),
        ("yoy", ["2025-Q3", "2025-Q4"], ["2024-Q3", "2024-Q4"]),
        ("yoy", ["2024-Q3", "2025-Q3"], ["2024-Q3"]),
        (None, ["2025-Q1", "2025-Q3"], ["2025-Q1"]),
        (None, ["2025-Q1"], ["2024-Q4"]),
    ],
)
def test_a_comparison_finds_its_base(comparison, keys, base) -> None:
    made = planned("revenue", keys, "comparison", comparison=comparison)
    assert [period.key for period in made.base] == base


@pytest.mark.parametrize(
    ("keys", "sides"),
    [
        (["2025-Q1", "2025-Q2", "2025-Q3", "2025-Q4"], (["2025-Q3", "2025-Q4"], ["2025-Q1", "2025-Q2"])),
        (["2024-Q1", "2024-Q2", "2025-Q1", "2025-Q2"], (["2025-Q1", "2025-Q2"], ["2024-Q1", "2024-Q2"])),
    ],
)
def test_half_years_are_compared_as_wholes(keys, sides) -> None:
    made = planned("revenue", keys, "comparison")
    assert ([one.key for one in made.periods], [one.key for one in made.base]) == sides


def test_three_periods_side_by_side_are_not_two_sides() -> None:
    keys = ["2025-Q1", "2025-Q2", "2025-Q4"]
    assert planned("revenue", keys, "comparison").intent is Intent.FACT_RETRIEVAL
    assert planned("revenue", keys, "comparison", measure="growth").base[0].key == "2025-Q1"
    assert planned("revenue", ["2025-Q1", "2025-Q2", "2025-Q3"], "comparison").intent is Intent.TREND_ANALYSIS


def test_slices_are_put_side_by_side_over_a_whole_run() -> None:
    both = [Filter(key="region", value=("EMEA", "APAC"))]
    made = planned("revenue", ["2025-07", "2025-08", "2025-09"], "comparison", filters=both, expression="l3m")
    assert (made.base, made.group_by, len(made.periods)) == ((), ("region",), 3)


def test_growth_of_one_period_is_a_comparison_with_the_one_before() -> None:
    made = planned("revenue", ["2025-Q3"], measure="growth")
    assert (made.intent, made.base[0].key) == (Intent.COMPARISON, "2025-Q2")


def test_a_grouped_value_is_a_breakdown_and_a_ranked_one_a_ranking() -> None:
    assert planned("revenue", ["2025-Q3"], group_by=["region"]).intent is Intent.BREAKDOWN
    ranked = planned("revenue", ["2025-Q3"], group_by=["region"], rank=Rank(direction="top", limit=1))
    assert ranked.intent is Intent.RANKING


def test_only_what_had_begun_as_of_the_day_is_taken_for_the_latest() -> None:
    seed = seeded()
    earlier = World(seed.tenant_id, seed.calendar, date(2025, 8, 3), seed.entries, seed.rows)
    made = planned("revenue", world=earlier)
    assert [period.key for period in made.periods] == ["2025-Q3"]
    compared = planned("revenue", intent="comparison", world=earlier)
    assert [period.key for period in (*compared.base, *compared.periods)] == ["2025-Q1", "2025-Q2"]


def test_a_period_in_progress_is_compared_by_its_finished_months_only() -> None:
    world = World(as_of=date(2026, 11, 21))
    world.define("revenue")
    world.record("revenue", {f"{year}-{month:02d}": 10 * month for year in (2025, 2026) for month in range(1, 11)})
    made = planned("revenue", ["2026-Q4"], "comparison", comparison="qoq", world=world)
    assert [period.key for period in (*made.base, *made.periods)] == ["2026-07", "2026-10"]
    said = "Q4 2026 is still in progress: October 2026 is compared with July 2026."
    assert made.interpretation.assumptions == (said,)
    assert world.ask("revenue", ["2026-Q4"], "comparison", comparison="qoq").text.endswith(said)


def test_a_trend_without_a_time_takes_the_latest_complete_periods() -> None:
    made = planned("revenue", intent="trend_analysis")
    assert [made.periods[0].key, made.periods[-1].key, len(made.periods)] == ["2024-Q1", "2025-Q4", 8]


def test_a_forecast_of_a_past_period_is_looked_up() -> None:
    assert planned("revenue", ["2025-Q3"], "prediction").intent is Intent.FACT_RETRIEVAL


def test_a_year_without_enough_years_before_it_is_forecast_by_quarter() -> None:
    made = planned("revenue", ["2026"], "prediction")
    assert [period.key for period in made.periods] == ["2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4"]


DIMENSIONS = {"region": ("EMEA", "APAC", "Mars"), "segment": ("SMB", "Enterprise"), "deal_size": ("100",)}


@st.composite
def filters(draw: st.DrawFn) -> Filter:
    key = draw(st.sampled_from(sorted(DIMENSIONS)))
    values = draw(st.lists(st.sampled_from(DIMENSIONS[key]), min_size=1, max_size=2, unique=True))
    operators = [FilterOp.GT, FilterOp.LTE] if key == "deal_size" else [FilterOp.EQ, FilterOp.NOT]
    return Filter(key=key, value=tuple(values), op=draw(st.sampled_from(operators)))


@settings(max_examples=400, deadline=None)
@given(
    intent=st.sampled_from([one for one in Intent if one is not Intent.LIST]),
    subject=st.sampled_from(["revenue", "margin", "customers", "arr"]),
    keys=st.sampled_from([(), ("2025-Q3",), ("2025-Q3", "2025-Q4"), ("2025-07", "2025-08", "2025-09"), ("2025",)]),
    some=st.lists(filters(), max_size=3),
    group_by=st.lists(st.sampled_from(["region", "segment", "planet"]), max_size=2, unique=True),
    rank=st.sampled_from([None, Rank(direction="bottom", limit=2)]),
    comparison=st.sampled_from([None, "yoy", "previous", "target"]),
    measure=st.sampled_from(["total", "average", "growth", "ratio"]),
)
def test_nothing_a_question_says_vanishes_between_classification_and_plan(  # noqa: PLR0917
    intent, subject, keys, some, group_by, rank, comparison, measure
) -> None:
    question = understood(
        subject, keys, intent.value, filters=some, group_by=group_by, rank=rank, comparison=comparison, measure=measure
    )
    made = seeded().plan(question)
    if isinstance(made, Unplannable):
        assert made.reason
        assert made.sentence
        return
    assert [one.key for one in made.selection.filters] == [one.key for one in some]
    assert [one.values for one in made.selection.filters] == [one.values for one in some]
    assert set(group_by) <= set(made.group_by)
    assert len(made.interpretation.filters) == len(some)
    if rank is not None:
        assert made.rank == rank
    if comparison == "yoy":
        years = {period.year for period in (*made.base, *made.periods)}
        assert made.base
        assert len(years) > 1
    if comparison == "previous":
        assert made.base or made.intent is Intent.TREND_ANALYSIS
    if comparison == "target":
        assert made.related[0].endswith("_target")


def test_the_plan_is_the_same_each_time_and_prints_itself() -> None:
    one, two = (planned("revenue", ["2025-Q3"], "root_cause") for _ in range(2))
    assert repr(one) == repr(two)
    assert "2025-Q3" in repr(one)


def test_another_fiscal_start_moves_the_parts_of_a_quarter() -> None:
    world = World(calendar=FiscalCalendar.starting("02-01"))
    world.define("revenue")
    world.record("revenue", {"2025-02": 1, "2025-03": 2, "2025-04": 4})
    assert [key.sk for key in planned("revenue", ["2025-Q1"], world=world).keys] == ["2025-02", "2025-03", "2025-04"]
