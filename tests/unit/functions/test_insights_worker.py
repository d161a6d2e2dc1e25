"""insights-worker by its messages, over tenants in memory."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from insights_worker import handler as function
from insights_worker.notes import LookOn, TellWeek, read_note, write_note
from insights_worker.working import Working
from runtime.settings import SettingsIncomplete
from salestalk.contracts.delivery import DeliveryNote
from salestalk.contracts.jsontext import dumps, loads
from salestalk.contracts.tenant import TenantProfile, TenantStatus
from salestalk.errors import Unavailable
from salestalk.insights.demand import Questions
from salestalk.insights.recap import Recapitulation
from salestalk.insights.telling import Telling
from salestalk.tenancy.registry import ActiveTenants
from tests.unit.events.samples import BATCH_ID, completed, delivery, event, ingested
from tests.unit.functions.fakes import Context
from tests.unit.insights.asking import asked
from tests.unit.insights.room import MONDAY, STEADY, TENANT, Room
from tests.unit.tenancy.fakes import MemoryStore, tenant

SEVEN_THERE = datetime(2025, 11, 17, 7, tzinfo=UTC)


@dataclass
class MemoryQueue:
    """Bodies as sent; refuses the next ones when told."""

    bodies: list[str] = field(default_factory=list)
    broken: int = 0

    def send(self, body: str, *, delay: int, deadline: float) -> None:
        if self.broken:
            self.broken -= 1
            raise Unavailable("no answer")
        self.bodies.append(body)


@dataclass
class Lists:
    """Active tenants, one a page."""

    tenants: list[Any]

    def of_status(self, status: TenantStatus, *, limit: int, after: str | None, deadline: float) -> Any:
        assert status is TenantStatus.ACTIVE
        place = 0 if after is None else [one.tenant_id for one in self.tenants].index(after) + 1
        last = None if place + 1 >= len(self.tenants) else self.tenants[place].tenant_id
        return self.tenants[place : place + 1], last


class Worker:
    """The function over one tenant's room; a desk for it."""

    def __init__(self) -> None:
        self.room = Room()
        self.registry = MemoryStore(self.room.tenant)
        self.queue, self.deliveries, self.lists = MemoryQueue(), MemoryQueue(), Lists([])
        self.working = Working(
            ActiveTenants(self.registry, lambda: 0.0, seconds=0), self.lists, self, self.queue, lambda: self.room.now
        )

    def questions(self, of: Any, deadline: float) -> Questions:
        assert of.tenant_id == TENANT
        return Questions(self.room.store, self.room.strategy)

    def search(self, of: Any, deadline: float) -> Any:
        self.room.tenant = of
        return self.room.search(deadline)

    def recapitulation(self, of: Any, deadline: float) -> Recapitulation:
        return Recapitulation(of, self.room.store, self.room.strategy, self.room.search().reader, deadline)

    def telling(self, of: Any, deadline: float) -> Telling:
        return Telling(of, self.room.store, self.room.strategy, self.deliveries, deadline)

    def deliver(self, *bodies: str) -> list[str]:
        records = [
            {"messageId": str(number), "body": body, "eventSource": "aws:sqs", "attributes": {}}
            for number, body in enumerate(bodies)
        ]
        answer = function.handler({"Records": records}, Context(milliseconds=10**9))
        return [failure["itemIdentifier"] for failure in answer["batchItemFailures"]]

    def wants(self, **wanted: Any) -> None:
        self.registry.entries[TENANT] = self.room.with_delivery(**wanted).tenant

    def noted(self) -> list[DeliveryNote]:
        return [DeliveryNote.model_validate(loads(body)) for body in self.deliveries.bodies]


@pytest.fixture
def worker(monkeypatch: pytest.MonkeyPatch) -> Worker:
    made = Worker()
    monkeypatch.setattr(function, "working", lambda: made.working)
    return made


def loaded(cause: str = "cause") -> str:
    return delivery(event(ingested(), tenant_id=TENANT, cause=cause))


def tick(at: datetime = SEVEN_THERE) -> str:
    return dumps({"source": "aws.events", "detail-type": "Scheduled Event", "time": at.isoformat(), "detail": {}})


def test_a_load_is_looked_at_and_the_line_says_what_came_of_it(worker: Worker, caplog: Any) -> None:
    worker.room.load("revenue", [*STEADY, 200])
    assert worker.deliver(loaded()) == []
    assert worker.room.told() == [("anomaly", "revenue", "2025-10")]
    line = caplog.records[-1].__dict__
    assert (line["tenantId"], line["outcome"], line["found"], line["aspects"]) == (TENANT, "looked", 1, 1)


def test_the_same_event_again_is_a_duplicate(worker: Worker, caplog: Any) -> None:
    worker.room.load("revenue", [*STEADY, 200])
    assert worker.deliver(loaded(), loaded()) == []
    assert caplog.records[-1].__dict__["outcome"] == "duplicate"


def test_what_is_asked_is_learned_once_per_event(worker: Worker) -> None:
    body = delivery(event(asked.about("revenue", region="EMEA"), tenant_id=TENANT))
    assert worker.deliver(body, body) == []
    demand = Questions(worker.room.store, worker.room.strategy).demand(TENANT, deadline=1e9)
    assert (dict(demand.subjects), dict(demand.dimensions)) == ({"revenue": 1}, {"region": 1})


def test_a_question_about_nothing_that_is_known_teaches_nothing(worker: Worker) -> None:
    assert worker.deliver(delivery(event(asked.about("unknown", region="EMEA"), tenant_id=TENANT))) == []
    assert worker.room.store.items(worker.room.messages) == []


def test_what_a_run_did_not_get_to_is_left_to_another(worker: Worker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("salestalk.insights.search.MAX_ASPECTS", 1)
    for subject in ("revenue", "zebras"):
        worker.room.load(subject, [*STEADY, 200])
    assert worker.deliver(loaded()) == []
    assert [read_note(body) for body in worker.queue.bodies] == [LookOn(TENANT, ("zebras",))]
    assert worker.deliver(worker.queue.bodies.pop()) == []
    assert ({one.subject for one in worker.room.listed()}, worker.queue.bodies) == ({"revenue", "zebras"}, [])


def test_a_tick_is_passed_on_to_each_tenant_where_it_is_monday_morning(worker: Worker) -> None:
    zones = {"london": "Europe/London", "tokyo": "Asia/Tokyo", "lagos": "Africa/Lagos", "kolkata": "Asia/Kolkata"}
    worker.lists.tenants = [tenant(name, metadata=TenantProfile(time_zone=zone)) for name, zone in zones.items()]
    assert worker.deliver(tick()) == []
    assert [read_note(body) for body in worker.queue.bodies] == [
        TellWeek("london", "2025-W46"), TellWeek("lagos", "2025-W46"),
    ]  # fmt: skip


def test_a_week_is_told_once_however_often_it_ticks(worker: Worker) -> None:
    worker.room.load("revenue", STEADY)
    note = write_note(TellWeek(TENANT, "2025-W46"))
    assert worker.deliver(note, note) == []
    assert [one.kind for one in worker.room.listed()] == ["recap"]


def test_new_insights_are_handed_over_once_to_each_channel_that_is_wanted(worker: Worker) -> None:
    worker.wants(webhook_url="https://hooks.example.com/", email=True)
    worker.room.load("revenue", [*STEADY, 200])
    assert worker.deliver(loaded("1"), loaded("1"), loaded("2")) == []
    assert sorted(note.channel for note in worker.noted()) == ["email", "webhook"]
    assert {note.insight.subject for note in worker.noted()} == {"revenue"}


def test_an_insight_that_could_not_be_handed_over_is_when_the_event_comes_again(worker: Worker) -> None:
    worker.wants(email=True)
    worker.room.load("revenue", [*STEADY, 200])
    worker.deliveries.broken = 1
    assert worker.deliver(loaded()) == ["0"]
    assert worker.deliver(loaded()) == []
    assert len(worker.noted()) == 1


def test_where_nobody_wants_them_nothing_is_handed_over_later_either(worker: Worker) -> None:
    worker.room.load("revenue", [*STEADY, 200])
    worker.deliver(loaded())
    worker.wants(email=True)
    worker.room.load("revenue", {"2025-10": 300})
    assert worker.deliver(loaded("2")) == []
    assert worker.noted() == []


@pytest.mark.parametrize("status", [TenantStatus.DELETED, TenantStatus.SUSPENDED])
def test_messages_of_a_tenant_that_is_not_served_are_dropped_and_reach_nothing(
    worker: Worker, status: Any, caplog: Any
) -> None:
    worker.registry.entries[TENANT] = tenant(TENANT, status=status)
    assert worker.deliver(loaded(), write_note(LookOn(TENANT)), write_note(TellWeek(TENANT, "2025-W46"))) == []
    assert {record.__dict__["outcome"] for record in caplog.records} == {"tenant not served"}
    assert worker.room.store.calls == []


def test_nothing_is_learned_of_what_the_tenant_that_had_this_id_before_asked(worker: Worker, caplog: Any) -> None:
    earlier = {"timestamp": "2025-10-09T08:53:19.999Z"}
    begun = int(datetime(2025, 10, 9, 8, 53, 20, tzinfo=UTC).timestamp())
    worker.registry.entries[TENANT] = tenant(TENANT, created_at=begun, updated_at=begun)
    things = asked.about("revenue", region="EMEA"), ingested()
    bodies = [delivery(event(data, tenant_id=TENANT).model_copy(update=earlier)) for data in things]
    assert worker.deliver(*bodies) == []
    assert [record.__dict__["outcome"] for record in caplog.records] == ["tenant not served"] * 2
    assert worker.room.store.calls == []


def test_what_was_dropped_while_a_tenant_was_suspended_is_found_when_it_is_served_again(worker: Worker) -> None:
    served = worker.registry.entries[TENANT]
    worker.registry.entries[TENANT] = tenant(TENANT, status=TenantStatus.SUSPENDED)
    worker.room.load("zebras", [*STEADY, 200])
    assert worker.deliver(loaded("1")) == []
    worker.registry.entries[TENANT] = served
    worker.room.load("revenue", STEADY)
    assert worker.deliver(loaded("2")) == []
    assert [one.subject for one in worker.room.listed()] == ["zebras"]


def test_poison_fails_alone(worker: Worker) -> None:
    worker.room.load("revenue", [*STEADY, 200])
    poison = ["poison", "{}", '{"insights": {}}', dumps({"insights": {"tenantId": "a*", "subjects": []}}), "[]", "7"]
    other = delivery(event(completed(), tenant_id=TENANT))
    assert worker.deliver(*poison, other, loaded()) == [str(number) for number in range(len(poison) + 1)]
    assert len(worker.room.listed()) == 1


def test_notes_are_read_back_as_they_were_written() -> None:
    for note in (LookOn(TENANT, ("a", "b")), LookOn(TENANT), TellWeek(TENANT, "2025-W46")):
        assert read_note(write_note(note)) == note


def test_without_its_settings_the_whole_batch_stays_in_the_queue(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("REGISTRY_TABLE", "DATA_ACCESS_ROLE_ARN", "TABLE_ARN_PREFIX", "INSIGHTS_QUEUE_URL"):
        monkeypatch.delenv(variable, raising=False)
    with pytest.raises(SettingsIncomplete, match="INSIGHTS_QUEUE_URL"):
        function.handler({"Records": []}, Context())


def test_the_samples_are_of_the_time_they_are_meant_for() -> None:
    assert timedelta(0) < MONDAY - SEVEN_THERE < timedelta(days=1)
    assert BATCH_ID
