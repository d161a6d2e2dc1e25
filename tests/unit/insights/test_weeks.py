"""When a week is told, and what is told of it."""

from datetime import UTC, datetime, timedelta

import pytest

from salestalk.calendar import FiscalCalendar
from salestalk.contracts.insight import News
from salestalk.insights.merging import Statement, merged
from salestalk.insights.recap import Recapitulation
from salestalk.insights.schedule import week_to_tell
from tests.unit.events.samples import event
from tests.unit.insights.asking import asked
from tests.unit.insights.room import MONDAY as MONDAY_NOON
from tests.unit.insights.room import STEADY, Room

ZONES = (
    "Pacific/Kiritimati", "Asia/Tokyo", "Asia/Kathmandu", "Asia/Kolkata", "Europe/Berlin", "UTC", "America/St_Johns",
    "America/New_York", "Pacific/Marquesas", "Pacific/Pago_Pago", "Etc/GMT+12",
)  # fmt: skip
TICKS = [datetime(2025, 10, 25, tzinfo=UTC) + timedelta(hours=hour) for hour in range(24 * 8)]


@pytest.fixture
def room() -> Room:
    return Room(now=MONDAY_NOON)


def recap(room: Room, week: str = "2025-W46"):
    return Recapitulation(room.tenant, room.store, room.strategy, room.search().reader, 1e9).write(week, room.now)


@pytest.mark.parametrize("zone", ZONES)
def test_each_zone_has_two_ticks_on_its_own_monday_morning_also_when_clocks_change(zone: str) -> None:
    calendar = FiscalCalendar(time_zone=zone)
    due = [(week, tick) for tick in TICKS if (week := week_to_tell(calendar, tick))]
    assert [week for week, _ in due] == ["2025-W43"] * 2
    assert all(tick.weekday() in (6, 0) for _, tick in due), "the schedule ticks on Sundays and Mondays alone"


def test_the_week_that_is_told_is_the_one_that_ended_also_at_new_year() -> None:
    assert week_to_tell(FiscalCalendar(), datetime(2026, 1, 5, 7, tzinfo=UTC)) == "2026-W01"
    assert week_to_tell(FiscalCalendar(), datetime(2025, 12, 29, 7, tzinfo=UTC)) == "2025-W52"


def test_a_recap_tells_the_best_of_its_week_and_how_metrics_are_doing(room: Room) -> None:
    room.now -= timedelta(days=5)
    room.load("revenue", [*STEADY, 200])
    room.look("revenue")
    room.now += timedelta(days=5)
    told = recap(room)
    assert told is not None
    assert told.text.startswith("Week 46 of 2025 in short. Revenue was unusually high in October 2025: $200")
    assert (told.kind, told.period, told.week, told.news) == ("recap", "2025-W46", "2025-W47", News.GOOD)
    assert [one.kind for one in room.listed()] == ["recap", "anomaly"]


def test_every_number_of_a_recap_leads_to_a_row(room: Room) -> None:
    room.now -= timedelta(days=5)
    room.load("revenue", [*STEADY, 200])
    room.look("revenue")
    room.now += timedelta(days=5)
    told = recap(room)
    assert told is not None
    known = {one.id for one in told.data_references}
    assert len(known) == len(told.data_references) == 13
    for value in told.derived:
        assert set(value.inputs) <= known
        known.add(value.id)


def test_a_week_in_which_nothing_was_found_is_told_by_what_people_ask_about(room: Room) -> None:
    for subject in ("a", "b", "c", "d"):
        room.load(subject, STEADY)
    for number in range(2):
        asked(room, event(asked.about("d"), tenant_id=room.tenant.tenant_id, cause=str(number)))
    told = recap(room)
    assert told is not None
    assert "Nothing out of the ordinary was found. D " in told.text
    assert "C " not in told.text
    assert told.news is News.NEUTRAL


def test_a_recap_is_written_once(room: Room) -> None:
    room.load("revenue", STEADY)
    assert recap(room) is not None
    assert recap(room) is None
    assert len(room.stored()) == 1


def test_a_tenant_without_data_is_told_nothing(room: Room) -> None:
    assert recap(room) is None


def test_a_recap_that_meets_a_load_is_written_all_the_same(room: Room) -> None:
    room.load("revenue", [*STEADY, 200])
    room.store.before_transact.append(lambda: room.look("revenue"))
    assert recap(room) is not None
    assert {one.kind for one in room.listed()} == {"recap", "anomaly"}


def test_merged_statements_cite_a_row_once_under_new_ids(room: Room) -> None:
    room.load("revenue", [*STEADY, 200])
    room.look("revenue")
    (one,) = room.stored()
    twice = merged([Statement("In short."), one, one])
    assert twice.text == f"In short. {one.text} {one.text}"
    assert len(twice.data_references) == len(one.data_references)
    assert [value.id for value in twice.derived] == [f"d{number + 1}" for number in range(2 * len(one.derived))]
