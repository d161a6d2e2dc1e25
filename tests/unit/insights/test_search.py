"""Looking for insights: what is found, once, what it says, and what becomes of it when values change."""

from decimal import Decimal

import pytest

from salestalk.contracts.insight import InsightStatus, News
from salestalk.errors import InvariantBroken
from salestalk.insights import examine
from tests.unit.insights.room import STEADY, Room, months


@pytest.fixture
def room() -> Room:
    return Room()


def test_an_unusual_value_is_found_with_its_size_and_the_rows_it_rests_on(room: Room) -> None:
    room.load("revenue", [*STEADY, 200])
    looked = room.look("revenue")

    (found,) = [one for one in looked.created if one.kind == "anomaly"]
    assert (found.subject, found.period, found.since, found.news) == ("revenue", "2025-10", "2025-10", News.GOOD)
    assert "unusually high in October 2025: $200" in found.text
    assert found.amount is not None
    cited = {one.id: one.value for one in (*found.data_references, *found.derived)}
    assert cited[found.amount.id] == found.amount.value > 90
    assert {one.source.sk for one in found.data_references} == set(months(13))
    assert 1 <= found.weight <= 10


def test_what_it_says_is_what_the_question_would_have_been_answered_with(room: Room) -> None:
    room.load("revenue", [*STEADY, 40])
    (found,) = [one for one in room.look("revenue").created if one.kind == "anomaly"]
    assert found.news is News.BAD
    assert found.text.startswith("Revenue was unusually low in October 2025: $40,")


def test_where_less_is_better_a_low_value_is_good_news(room: Room) -> None:
    room.define("churned_revenue", goodDirection="down", kind="flow")
    room.load("churned_revenue", [*STEADY, 40])
    assert {one.news for one in room.look().created} == {News.GOOD}


def test_several_unusual_values_in_a_row_are_one_story_told_since_the_first(room: Room) -> None:
    room.load("revenue", [*STEADY, *STEADY, 220, 230])
    found = [one for one in room.look("revenue").created if one.kind == "anomaly"]
    assert [(one.period, one.since) for one in found] == [("2025-10", "2025-09")]


def test_a_missed_target_is_bad_news_since_the_first_of_them_in_a_row(room: Room) -> None:
    room.define("revenue_target", targetOf="revenue", kind="flow")
    room.load("revenue_target", {"2025-Q1": 300, "2025-Q2": 300, "2025-Q3": 300})
    room.load("revenue", {"2025-Q1": 310, "2025-Q2": 290, "2025-Q3": 270})
    (found,) = room.look("revenue_target").created
    assert (found.kind, found.period, found.since, found.news) == ("target_missed", "2025-Q3", "2025-Q2", News.BAD)
    assert "the target was missed" in found.text
    assert found.weight == 2


def test_a_reached_target_is_good_news_even_when_it_is_to_stay_below(room: Room) -> None:
    room.define("costs", goodDirection="down", kind="flow")
    room.define("costs_target", targetOf="costs", kind="flow")
    room.load("costs_target", {"2025-Q3": 300})
    room.load("costs", {"2025-Q3": 270})
    (found,) = room.look("costs").created
    assert (found.kind, found.news) == ("target_reached", News.GOOD)


def test_a_target_of_a_period_that_still_runs_is_not_judged(room: Room) -> None:
    room.define("revenue_target", targetOf="revenue", kind="flow")
    room.load("revenue_target", {"2025-Q4": 300})
    room.load("revenue", {"2025-Q4": 10})
    assert room.look("revenue").created == ()


def test_a_record_is_told_with_the_one_it_beats(room: Room) -> None:
    room.load("revenue", [90, 130, *[100, 110] * 5, 131])
    (found,) = [one for one in room.look("revenue").created if one.kind == "record_high"]
    assert found.text.startswith("Revenue reached a record high in October 2025: $131, $1 above the former one of $130")
    assert (found.since, found.news) == ("2024-10", News.GOOD)


def test_a_record_that_follows_on_a_record_is_a_trend_and_no_news(room: Room) -> None:
    room.load("revenue", [100 + 3 * number + number % 2 for number in range(24)])
    assert not [one for one in room.look("revenue").created if one.kind == "record_high"]


def test_a_slice_is_looked_at_by_itself(room: Room) -> None:
    room.load("revenue", STEADY)
    room.load("revenue", [*STEADY[:-1], 20], region="EMEA")
    (found,) = [one for one in room.look("revenue").created if one.kind == "anomaly"]
    assert (found.dimensions, found.text.startswith("Revenue for EMEA was unusually low")) == ({"region": "EMEA"}, True)


def test_looking_again_at_the_same_values_changes_nothing(room: Room) -> None:
    room.load("revenue", [*STEADY, 200])
    room.look("revenue")
    before = room.store.items(room.messages)
    room.pass_days(1)
    again = room.look("revenue")
    assert (again.created, again.updated, again.withdrawn) == ((), 0, 0)
    assert room.store.items(room.messages) == before


def test_an_event_that_comes_twice_is_looked_at_once(room: Room) -> None:
    room.load("revenue", [*STEADY, 200])
    assert not room.look("revenue", event_id="6f1f64ab-3b0a-4d0e-9a53-0f3a4b7f1c11").is_duplicate
    assert room.look("revenue", event_id="6f1f64ab-3b0a-4d0e-9a53-0f3a4b7f1c11").is_duplicate


def test_a_changed_value_changes_what_is_said_and_not_when_it_was_found(room: Room) -> None:
    room.load("revenue", [*STEADY, 200])
    room.look("revenue")
    (before,) = room.listed(kind="anomaly")
    room.pass_days(1)
    room.load("revenue", {"2025-10": 260})
    assert room.look().updated == 1
    (after,) = room.listed(kind="anomaly")
    assert "$260" in after.text
    assert (after.insight_id, after.found_at, after.week) == (before.insight_id, before.found_at, before.week)
    assert after.updated_at > before.updated_at


def test_what_is_no_longer_true_is_withdrawn_and_comes_back_when_it_is_true_again(room: Room) -> None:
    room.load("revenue", [*STEADY, 200])
    room.look("revenue")
    room.load("revenue", {"2025-10": 106})
    assert room.look("revenue").withdrawn == 1
    assert room.listed() == []
    assert {one.status for one in room.stored()} == {InsightStatus.WITHDRAWN}
    room.load("revenue", {"2025-10": 200})
    room.look("revenue")
    assert ("anomaly", "revenue", "2025-10") in room.told()


def test_a_missed_target_that_is_corrected_to_reached_is_withdrawn_and_the_other_told(room: Room) -> None:
    room.define("revenue_target", targetOf="revenue", kind="flow")
    room.load("revenue_target", {"2025-Q3": 300})
    room.load("revenue", {"2025-Q3": 270})
    room.look("revenue")
    room.load("revenue", {"2025-Q3": 301})
    room.look()
    assert room.told() == [("target_reached", "revenue", "2025-Q3")]


def test_what_changed_is_found_though_the_sample_does_not_name_it(room: Room) -> None:
    room.load("revenue", STEADY)
    room.load("orders_value", STEADY)
    assert room.look("revenue").aspects == 2
    room.load("orders_value", {"2025-10": 300})
    looked = room.look("revenue")
    assert {one.subject for one in looked.created} == {"orders_value"}


def test_what_did_not_change_is_not_looked_at_again(room: Room) -> None:
    room.load("revenue", STEADY)
    room.load("orders_value", STEADY)
    room.look("revenue")
    assert (room.look("revenue").aspects, room.look().aspects) == (1, 0)


def test_an_old_insight_is_looked_at_again_when_its_metric_changes(room: Room) -> None:
    room.load("revenue", [*STEADY, 200])
    room.look("revenue")
    room.now = room.now.replace(year=2026, month=5)
    room.load("revenue", dict(zip(months(6, "2026-04"), [106, 105, 107, 106, 108, 107], strict=True)))
    room.look("revenue")
    assert ("anomaly", "revenue", "2025-10") in room.told()
    room.load("revenue", {"2025-10": 106})
    room.look("revenue")
    assert ("anomaly", "revenue", "2025-10") not in room.told()


def test_one_run_looks_at_so_much_and_says_what_is_left(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("salestalk.insights.search.MAX_ASPECTS", 2)
    for subject in ("a", "b", "c"):
        room.load(subject, [*STEADY, 200])
    first = room.look("c")
    assert (first.aspects, first.left) == (2, ("b",))
    assert (room.look().left, {one.subject for one in room.listed()}) == ((), {"a", "b", "c"})


def test_when_no_time_is_left_what_was_found_is_kept_and_the_rest_is_left(room: Room) -> None:
    for subject in ("a", "b"):
        room.load(subject, [*STEADY, 200])
    room.enough = True
    looked = room.look("b")
    assert ({one.subject for one in looked.created}, looked.left) == ({"b"}, ("a",))


def test_a_load_that_comes_while_one_is_looked_at_is_not_lost(room: Room) -> None:
    room.load("revenue", [*STEADY, 200])

    def meanwhile() -> None:
        room.load("revenue", {"2025-10": 106})
        room.look("revenue")

    room.store.before_transact.append(meanwhile)
    room.look("revenue")
    assert room.listed() == []


def test_a_text_whose_numbers_do_not_hold_is_withheld(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_: object) -> None:
        raise InvariantBroken("the text prints a value other than the one it cites")

    monkeypatch.setattr(examine, "narrate", broken)
    room.load("revenue", [*STEADY, 200])
    looked = room.look("revenue")
    assert (looked.created, looked.withheld) == ((), 1)
    assert room.stored() == []


def test_of_one_load_only_the_best_are_kept(room: Room) -> None:
    for number in range(12):
        room.load(f"metric_{number:02d}", [*STEADY, 200 + number])
    looked = room.look()
    assert (len(looked.created), looked.let_go) == (10, 2)
    assert Decimal(0) < min(one.weight for one in looked.created)


def test_another_tenants_row_is_never_read(room: Room) -> None:
    room.load("revenue", STEADY)
    room.look("revenue")
    assert set(room.store.tables) == {"tenant-acme-corp-001-metrics", "tenant-acme-corp-001-messages"}


def test_what_was_let_go_does_not_come_up_at_the_next_look(room: Room) -> None:
    for number in range(12):
        room.load(f"metric_{number:02d}", [*STEADY, 200 + number])
    assert room.look().let_go == 2
    again = room.look(*(f"metric_{number:02d}" for number in range(12)))
    assert (again.created, len(room.entries())) == ((), 10)


def test_what_was_let_go_comes_up_when_its_value_changes(room: Room) -> None:
    for number in range(11):
        room.load(f"metric_{number:02d}", [*STEADY, 200 + number])
    room.look()
    (subject,) = room.state().let_go
    room.load(subject, {"2025-10": 500})
    assert [one.subject for one in room.look().created] == [subject]
