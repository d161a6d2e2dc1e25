"""Whatever is loaded, looked at and dismissed in whatever order: what is listed is true of what is stored."""

from contextlib import suppress
from decimal import Decimal

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from salestalk.analysis.analyze import analyze
from salestalk.analysis.record import MIN_APART, MIN_BEFORE, Record, find_record
from salestalk.contracts.classification import Intent
from salestalk.contracts.insight import InsightKind, InsightStatus
from salestalk.errors import Unavailable
from salestalk.ingestion.idempotency import TransientNetwork
from salestalk.insights.aspects import Aspect, View
from salestalk.insights.demand import Demand
from salestalk.insights.ranking import Tally, Taste, kind_counter
from salestalk.retrieval import retrieve
from tests.unit.insights.room import STEADY, Room, months
from tests.unit.planning.world import World

LAST = months(3)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("load"), st.sampled_from(["a", "b"]), st.sampled_from(LAST), st.integers(-50, 400)),
        st.tuples(st.just("look"), st.sampled_from(["a", "b"]), st.none(), st.none()),
        st.tuples(st.just("fault"), st.none(), st.none(), st.none()),
        st.tuples(st.just("dismiss"), st.none(), st.none(), st.none()),
    ),
    max_size=12,
)


def played(steps) -> Room:
    """A room in which these steps were taken, and a last look after them."""
    room = Room()
    for subject in ("a", "b"):
        room.load(subject, STEADY)
    for step, subject, period, value in steps:
        with suppress(Unavailable):  # after more faults in sequence than are retried
            if step == "load":
                room.load(subject, {period: value})
            elif step == "look":
                room.look(subject)
            elif step == "fault":
                room.store.faults_after.append(TransientNetwork("the answer was lost"))
            elif listed := room.listed():
                room.judge(listed[0].insight_id, "dismissed")
    room.store.faults_after.clear()
    room.look()
    return room


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(STEPS)
@example([("fault", None, None, None)] * 6 + [("look", "a", None, None)])
def test_what_is_listed_is_what_a_first_look_would_find_and_nothing_that_is_not_true(steps) -> None:
    room = played(steps)
    rows = {
        (item["pk"], item["sk"]): item["value"] for item in room.store.items("tenant-acme-corp-001-metrics", "METRIC#")
    }
    for one in room.listed():
        for cited in one.data_references:
            assert rows[cited.source.pk, cited.source.sk] == cited.value
    fresh = Room()
    fresh.store.tables["tenant-acme-corp-001-metrics"] = room.store.tables["tenant-acme-corp-001-metrics"]
    due = {one.insight_id: one.text for one in fresh.look().created}
    listed = {one.insight_id: one.text for subject in ("a", "b") for one in room.listed(subject=subject)}
    gone = {one.insight_id for one in room.stored() if one.status is InsightStatus.DISMISSED}
    let_go = {insight_id for ids in room.state().let_go.values() for insight_id in ids}
    assert all(listed.get(insight_id, text) == text for insight_id, text in due.items())
    assert due.keys() - gone - let_go <= listed.keys()
    assert not (gone | let_go) & listed.keys()


@settings(max_examples=40, deadline=None)
@given(STEPS)
def test_looking_once_more_changes_nothing(steps) -> None:
    room = played(steps)
    before = room.stored(), room.entries()
    for _ in range(3):
        looked = room.look("a", "b")
        assert (looked.created, looked.updated, looked.withdrawn) == ((), 0, 0)
    assert (room.stored(), room.entries()) == before


@settings(max_examples=100, deadline=None)
@given(st.lists(st.integers(-20, 20), min_size=1, max_size=30))
def test_a_record_is_beyond_all_before_it_and_the_former_one_lies_back(values) -> None:
    world = World()
    world.define("revenue")
    world.record("revenue", dict(zip(months(len(values), "2026-10"), values, strict=True)))
    plan = View(world.catalog, world.calendar, world.as_of).plan(Intent.ANOMALY, Aspect("revenue"))
    if plan is None:
        assert len(values) < MIN_BEFORE
        return
    found = analyze(plan, retrieve(plan, world), find_record).result
    *before, last = values
    is_high, is_low = last > max(before), last < min(before)
    best = max(before) if is_high else min(before)
    apart = min((len(before) - place for place, one in enumerate(before) if one == best), default=0)
    if len(before) >= MIN_BEFORE and (is_high or is_low) and apart >= MIN_APART:
        assert isinstance(found, Record)
        assert (found.is_high, found.apart, found.former.value) == (is_high, apart, best)
        assert found.gap.value == last - best
    else:
        assert found is None


@given(
    st.dictionaries(st.sampled_from(["a", "b", "c"]), st.integers(0, 1000)),
    st.integers(0, 50),
    st.integers(0, 50),
    st.decimals(1, 10, places=3),
)
def test_a_score_is_the_product_of_what_it_is_said_to_be(subjects, useful, useless, weight) -> None:
    kind = InsightKind.ANOMALY
    tally = Tally({kind_counter(kind, "useful"): useful, kind_counter(kind, "useless"): useless})
    ranking = Taste(Demand(subjects, {}), tally).ranking(kind, "a", {}, weight)
    assert 1 <= ranking.asked <= 2
    assert 0 < ranking.judged <= 1
    assert abs(ranking.score - ranking.weight * ranking.asked * ranking.judged) <= Decimal("0.0005")
