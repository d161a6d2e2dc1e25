"""The list of insights: its order, its pages, its bounds, and how verdicts change it."""

from datetime import UTC, date, datetime

import pytest

from salestalk.errors import InvalidInput, NotFound
from salestalk.ingestion.store import WritesRefused
from salestalk.insights.board import Wanted
from tests.unit.events.samples import event
from tests.unit.insights.asking import asked
from tests.unit.insights.room import STEADY, Room


@pytest.fixture
def room() -> Room:
    return Room()


def found(room: Room, *subjects: str, high: int = 200) -> None:
    for number, subject in enumerate(subjects):
        room.load(subject, [*STEADY, high + number])
    room.look(*subjects)


def scores(room: Room) -> list[tuple[str, str]]:
    return [(one.subject or "", str(one.ranking.score)) for one in room.listed()]


def test_of_a_week_the_biggest_stands_first(room: Room) -> None:
    room.load("small", [*STEADY, 130])
    room.load("big", [*STEADY, 190])
    room.look()
    assert [one.subject for one in room.listed()] == ["big", "small"]


def test_the_latest_week_stands_first(room: Room) -> None:
    found(room, "first")
    room.pass_days(7)
    found(room, "second", high=130)
    assert [(one.subject, one.week) for one in room.listed()] == [("second", "2025-W48"), ("first", "2025-W47")]


def test_what_people_ask_about_ranks_higher(room: Room) -> None:
    found(room, "a", "b", high=140)
    before = [one.subject for one in room.listed()]
    for number in range(3):
        asked(room, event(asked.about(before[-1]), tenant_id=room.tenant.tenant_id, cause=str(number)))
    assert [one.subject for one in room.listed()] == before[::-1]
    assert room.listed()[0].ranking.asked == 2


def test_a_slice_ranks_below_the_whole_unless_its_dimension_is_asked_about(room: Room) -> None:
    room.load("revenue", [*STEADY, 150])
    room.load("revenue", [*STEADY, 150], region="EMEA")
    room.look("revenue")
    assert [bool(one.dimensions) for one in room.listed()] == [False, True]
    assert [str(one.ranking.asked) for one in room.listed()] == ["1.000", "0.500"]
    asked(room, event(asked.about("orders", region="EMEA"), tenant_id=room.tenant.tenant_id))
    assert [str(one.ranking.asked) for one in room.listed()] == ["1.000", "1.000"]


def test_what_is_repeatedly_judged_useless_ranks_lower_and_useful_again_higher(room: Room) -> None:
    found(room, "a", "b")
    first, second = room.listed()
    for user in ("ann", "bob", "cem"):
        room.judge(first.insight_id, "useless", user)
    assert [one.subject for one in room.listed()] == [second.subject, first.subject]
    assert (str(room.listed()[1].ranking.judged), str(room.listed()[0].ranking.judged)) == ("0.160", "0.400")
    for user in ("ann", "bob", "cem"):
        room.judge(first.insight_id, "useful", user)
    assert str(room.listed()[0].ranking.judged) == "1.000"


def test_one_user_has_one_verdict_on_an_insight(room: Room) -> None:
    found(room, "a")
    (one,) = room.listed()
    for _ in range(5):
        room.judge(one.insight_id, "useless")
    assert str(room.listed()[0].ranking.judged) == "0.445"


def test_a_dismissed_insight_stays_gone_though_its_value_changes(room: Room) -> None:
    found(room, "a")
    room.judge(room.listed()[0].insight_id, "dismissed")
    room.load("a", {"2025-10": 400})
    room.look("a")
    assert room.listed() == []
    assert len(room.stored()) == 1


def test_to_dismiss_one_says_nothing_of_others(room: Room) -> None:
    found(room, "a", "b")
    first, _ = room.listed()
    room.judge(first.insight_id, "dismissed")
    assert [str(one.ranking.judged) for one in room.listed()] == ["1.000"]


def test_a_verdict_that_meets_another_is_given_again(room: Room) -> None:
    found(room, "a")
    (one,) = room.listed()
    room.store.before_transact.append(lambda: room.judge(one.insight_id, "useless"))
    room.judge(one.insight_id, "useless")
    assert str(room.listed()[0].ranking.judged) == "0.445"


def test_an_insight_that_is_dismissed_while_it_is_looked_at_again_stays_gone(room: Room) -> None:
    found(room, "a")
    (one,) = room.listed()
    room.load("a", {"2025-10": 400})
    room.store.before_transact.append(lambda: room.judge(one.insight_id, "dismissed"))
    room.look("a")
    assert room.listed() == []


def test_a_withdrawn_insight_cannot_be_judged(room: Room) -> None:
    found(room, "a")
    (one,) = room.listed()
    room.load("a", {"2025-10": 106})
    room.look("a")
    with pytest.raises(NotFound):
        room.judge(one.insight_id, "useful")


def test_of_one_metric_a_week_shows_three_unless_it_is_asked_for(room: Room) -> None:
    for region in ("APAC", "EMEA", "LATAM", "US"):
        room.load("revenue", [*STEADY, 200], region=region)
    room.load("revenue", [*STEADY, 200])
    room.look("revenue")
    assert len(room.listed()) == 3
    assert len(room.listed(subject="revenue")) == 3  # of one load no more are kept


def test_a_page_ends_with_a_week_and_the_next_goes_on_with_the_one_before(room: Room) -> None:
    for number in range(10):
        found(room, f"metric_{number}")
        room.pass_days(7)
    page = room.board.page(room.tenant.tenant_id, Wanted(), limit=3, deadline=1e9)
    seen = [one.week for one in page.items]
    while page.next_cursor:
        page = room.board.page(room.tenant.tenant_id, Wanted(), limit=3, cursor=page.next_cursor, deadline=1e9)
        seen += [one.week for one in page.items]
    assert seen == sorted(seen, reverse=True)
    assert len(seen) == 10


def test_what_was_found_before_a_day_is_left_out(room: Room) -> None:
    for number in range(4):
        found(room, f"metric_{number}")
        room.pass_days(7)
    assert len(room.listed(since=date(2025, 12, 1))) == 2
    assert len(room.listed(since=datetime(2025, 11, 1, tzinfo=UTC).date())) == 4


@pytest.mark.parametrize("cursor", ["x", "MjAyNS1RMw", "VEFMTFk", "////"])
def test_a_cursor_that_was_not_given_out_is_refused(room: Room, cursor: str) -> None:
    with pytest.raises(InvalidInput):
        room.board.page(room.tenant.tenant_id, Wanted(), limit=3, cursor=cursor, deadline=1e9)


def test_nothing_is_lost_when_somebody_keeps_writing(room: Room) -> None:
    found(room, "a")
    (one,) = room.listed()
    room.store.faults_before.extend([None, None, None, WritesRefused(frozenset({0}))])
    room.judge(one.insight_id, "dismissed")
    assert room.listed() == []
