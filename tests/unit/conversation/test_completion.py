"""The end of a conversation: told once for each end, whatever dies in between."""

from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salestalk.contracts.events import ConversationCompleted, EventMetadata
from salestalk.contracts.message import Message
from salestalk.conversation.completion import Completion
from salestalk.errors import NotFound, Unavailable
from salestalk.ingestion.history import MessageHistory
from salestalk.ingestion.messages import MessageIngestion
from salestalk.ingestion.sessions import SessionKeeper
from tests.unit.functions.fakes import MemoryPublisher
from tests.unit.ingestion.fakes import DictStore, FakeTime

ACME = "acme-corp-001"
SESSION = "6f1f64ab-3b0a-4d0e-9a53-0f3a4b7f1c13"
START = datetime(2026, 1, 15, 9, 30, tzinfo=UTC)
ORIGIN = EventMetadata(correlation_id="c")
IDLE = 1800


@dataclass
class Bus(MemoryPublisher):
    """Fails so many times, before or after it took the events."""

    dies_before: int = 0
    dies_after: int = 0

    def publish(self, events: Any, *, deadline: float) -> None:
        if self.dies_before:
            self.dies_before -= 1
            raise Unavailable("died")
        super().publish(events, deadline=deadline)
        if self.dies_after:
            self.dies_after -= 1
            raise Unavailable("died")


@dataclass
class Desk:
    """One tenant's sessions in memory, and a clock that is set by hand."""

    store: DictStore = field(default_factory=DictStore)
    bus: Bus = field(default_factory=Bus)
    now: datetime = START
    said: int = 0

    def __post_init__(self) -> None:
        strategy = FakeTime().strategy()
        self.messages = MessageIngestion(self.store, strategy)
        self.history = MessageHistory(self.store, strategy)
        self.completion = Completion(ACME, SessionKeeper(self.store, strategy), self.bus, lambda: self.now)

    def say(self, sender: str = "user", **metadata: Any) -> None:
        self.said += 1
        message = {
            "tenantId": ACME,
            "messageId": f"6f1f64ab-3b0a-4d0e-9a53-{self.said:012d}",
            "sessionId": SESSION,
            "sender": sender,
            "text": "What was revenue?",
            "timestamp": int(self.now.timestamp()),
            "metadata": metadata or None,
        }
        self.messages.ingest_message(ACME, Message.model_validate(message))

    def complete(self, rating: int | None = None) -> Any:
        return self.completion.complete(SESSION, rating=rating, origin=ORIGIN, deadline=1e9)

    def look(self) -> Any:
        return self.completion.complete_if_idle(SESSION, idle_seconds=IDLE, origin=ORIGIN, deadline=1e9)

    def told(self) -> list[ConversationCompleted]:
        """Ends as a consumer sees them that drops what it has seen."""
        return list({event.event_id: event.data for event in self.bus.events}.values())


@pytest.fixture
def desk() -> Desk:
    made = Desk()
    made.say()
    made.now += timedelta(seconds=2)
    made.say("assistant", performance={"totalTimeMs": 140})
    return made


def test_an_end_by_the_users_word_is_told_with_what_the_session_adds_up_to(desk: Desk) -> None:
    desk.now += timedelta(minutes=3)
    session = desk.complete(rating=4)
    (end,) = desk.told()
    assert (end.message_count, end.user_message_count, end.assistant_message_count) == (2, 1, 1)
    assert (end.start_time, end.end_time, end.duration_seconds) == (START, desk.now, 182)
    assert (end.satisfaction_rating, end.average_response_time_ms, end.total_cost_usd) == (4, 140, Decimal(0))
    assert session.is_end_told


def test_an_end_said_twice_is_told_once(desk: Desk) -> None:
    first, again = desk.complete(), desk.complete()
    assert first.completed_at == again.completed_at
    assert len(desk.bus.events) == 1


def test_a_rating_that_comes_later_is_kept_and_not_told_again(desk: Desk) -> None:
    desk.complete()
    assert desk.complete(rating=2).satisfaction_rating == 2
    assert len(desk.bus.events) == 1


@pytest.mark.parametrize(("seconds", "ends"), [(IDLE - 1, 0), (IDLE, 1), (10 * IDLE, 1)])
def test_silence_ends_a_session_when_it_has_lasted(desk: Desk, seconds: int, ends: int) -> None:
    last = desk.now
    desk.now += timedelta(seconds=seconds)
    desk.look()
    assert [end.end_time for end in desk.told()] == [last] * ends


def test_a_session_that_goes_on_ends_once_more_and_is_told_as_a_whole(desk: Desk) -> None:
    desk.complete()
    desk.now += timedelta(minutes=1)
    desk.say()
    desk.now += timedelta(seconds=IDLE)
    desk.look()
    assert [end.message_count for end in desk.told()] == [2, 3]


def test_an_end_whose_event_was_lost_is_told_by_whoever_looks_next(desk: Desk) -> None:
    desk.bus.dies_before = 1
    with pytest.raises(Unavailable):
        desk.complete()
    assert desk.told() == []
    desk.look()
    desk.look()
    assert len(desk.bus.events) == 1


def test_an_end_that_was_told_by_one_who_died_then_comes_with_the_same_id(desk: Desk) -> None:
    desk.bus.dies_after = 1
    with pytest.raises(Unavailable):
        desk.complete()
    desk.look()
    assert len(desk.bus.events) == 2
    assert len(desk.told()) == 1


def test_a_message_that_comes_between_is_not_lost(desk: Desk) -> None:
    desk.store.before_transact.append(desk.say)
    desk.complete()
    (end,) = desk.told()
    assert end.message_count == 3


def test_there_is_no_end_of_what_never_began() -> None:
    with pytest.raises(NotFound):
        Desk().complete()


@given(st.lists(st.sampled_from(["say", "wait", "look", "complete", "die before", "die after"]), max_size=25))
def test_each_end_is_told_exactly_once_in_the_end(steps: list[str]) -> None:
    desk = Desk()
    desk.say()
    for step in steps:
        match step:
            case "say":
                desk.say()
            case "wait":
                desk.now += timedelta(seconds=IDLE)
            case "die before":
                desk.bus.dies_before = 1
            case "die after":
                desk.bus.dies_after = 1
            case _:
                with suppress(Unavailable):
                    desk.complete() if step == "complete" else desk.look()
    desk.bus.dies_before = desk.bus.dies_after = 0
    desk.now += timedelta(seconds=IDLE)
    session = desk.look()
    assert session.is_end_told
    # Ends that were never told before the session went on are part of the next one.
    assert desk.told()[-1].message_count == desk.said
    assert len(desk.told()) <= session.completions
