"""What is stored has its events in the end: chats that die, a bus that refuses, copies, poison, old and new."""

import importlib
import json
import random
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from archive_worker import handler as archive
from outbox_worker import handler as outbox
from runtime.http import CORRELATION_HEADER
from salestalk import names
from salestalk.contracts.jsontext import dumps, loads
from salestalk.names import EventType
from session_worker import handler as session
from tests.integration.delivery_support import Town
from tests.unit.events.samples import event, ingested
from tests.unit.functions.fakes import Context
from tests.unit.uploads.fakes import Killed
from usage_worker import handler as usage

DAY = "2026-01-15"


@pytest.fixture
def town(emulator: Any, unique: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Town]:
    with Town.build(emulator, unique, monkeypatch) as town:
        town.add_tenant(unique)
        town.line("usage", usage.handler, *list(EventType)[1:])
        town.line("outbox", outbox.handler)
        town.line("archive", archive.handler, EventType.CONVERSATION_COMPLETED)
        monkeypatch.setenv("SESSION_QUEUE_URL", town.line("sessions", session.handler).url)
        monkeypatch.setattr("salestalk.conversation.pledges.PLEDGE_SECONDS", 0)
        monkeypatch.setattr("salestalk.events.outbox.HOLD_SECONDS", 0)
        monkeypatch.setattr("outbox_worker.settling.FIRST_DELAY_SECONDS", 0)
        made = (usage.counting, outbox.settling, archive.archiving, session.watching)
        for each in made:
            each.cache_clear()
        yield town
        for each in made:
            each.cache_clear()


class Chat:
    """The chat function, for one tenant's user."""

    def __init__(self, tenant_id: str) -> None:
        self.tenant_id = tenant_id
        self.function = importlib.reload(importlib.import_module("chat_handler.handler"))

    def call(self, route: str, body: Any = None, key: str | None = None, **path: str) -> tuple[int, Any]:
        claims = {names.TENANT_CLAIM: self.tenant_id, "sub": "user-1"}
        headers = {CORRELATION_HEADER: "c-1", **({"idempotency-key": key} if key else {})}
        event = {
            "routeKey": route,
            "headers": headers,
            "pathParameters": path,
            "body": dumps(body) if body is not None else "",
            "requestContext": {"requestId": "r", "authorizer": {"jwt": {"claims": claims}}},
        }
        answer = self.function.handler(event, Context())
        return answer["statusCode"], loads(answer["body"])

    def ask(self, key: str | None = None) -> tuple[int, Any]:
        return self.call("POST /chat", {"message": "What was revenue in Q3?"}, key)


@pytest.fixture
def chat(town: Town, unique: str) -> Chat:
    return Chat(unique)


def counted(town: Town, tenant_id: str, day: str | None = None) -> dict[str, str]:
    """What was counted on a day, or on all of them together: midnight may come in the middle of a test."""
    counts = Counter[str]()
    for item in [town.item(tenant_id, "USAGE", day)] if day else town.items(tenant_id, "USAGE"):
        counts.update({name: int(value["N"]) for name, value in item.items() if "N" in value})
    return {name: str(count) for name, count in counts.items()}


def test_a_chat_that_dies_between_storing_and_putting_has_its_events_in_the_end(town, chat, unique):
    town.trouble.dies_at = "PutEvents"
    with pytest.raises(Killed):
        chat.ask("k1")
    town.trouble.dies_at = None
    assert town.lines["usage"].run() == 0

    assert town.lines["outbox"].run() == 1
    assert town.lines["usage"].run() == 1
    assert counted(town, unique)["questions"] == "1"

    status, _ = chat.ask("k1")
    town.lines["usage"].run()
    assert (status, counted(town, unique)["questions"]) == (200, "1")


def test_a_chat_that_dies_before_storing_owes_nothing(town, chat, unique):
    town.trouble.dies_at = "TransactWriteItems"
    with pytest.raises(Killed):
        chat.ask("k1")
    town.trouble.dies_at = None
    assert town.lines["outbox"].run() == 1
    assert town.lines["usage"].run() == 0


def test_while_the_bus_refuses_users_are_answered_and_no_event_is_lost(town, chat, unique):
    town.trouble.broken = frozenset({"PutEvents"})
    assert [chat.ask()[0] for _ in range(5)] == [200] * 5
    assert town.lines["outbox"].run(turns=6) > 0
    assert town.lines["usage"].run() == 0

    town.trouble.broken = frozenset()
    town.lines["outbox"].run()
    town.lines["usage"].run()
    assert counted(town, unique)["questions"] == "5"
    assert town.lines["outbox"].dead_letters() == []


def test_a_pledge_whose_events_arrived_puts_them_no_second_time(town, chat, unique):
    assert chat.ask()[0] == 200
    assert town.lines["usage"].run() == 1
    assert town.lines["outbox"].run() == 1
    assert town.lines["usage"].run() == 0


def test_an_ended_conversation_is_told_counted_and_archived_once_however_often_it_is_ended(town, chat, unique):
    _, answer = chat.ask()
    town.trouble.dies_at = "PutEvents"
    with pytest.raises(Killed):
        chat.call("POST /sessions/{id}/complete", {"rating": 5}, id=answer["sessionId"])
    town.trouble.dies_at = None
    for _ in range(2):
        status, _ = chat.call("POST /sessions/{id}/complete", id=answer["sessionId"])
        assert status == 200
    town.lines["usage"].run()
    assert town.lines["archive"].run() == 1
    assert counted(town, unique)["conversations"] == "1"

    listed = town.aws.client("s3").list_objects_v2(Bucket=town.bucket)["Contents"]
    (key,) = (each["Key"] for each in listed)
    assert key.startswith(f"tenant-{unique}/conversations/")
    body = town.aws.client("s3").get_object(Bucket=town.bucket, Key=key)["Body"].read().decode()
    head, *messages = map(json.loads, body.splitlines())
    assert (head["satisfactionRating"], [each["sender"] for each in messages]) == (5, ["user", "assistant"])


def test_copies_out_of_order_and_poison_among_them_count_once_each_and_the_poison_alone_is_left(town, unique):
    rng = random.Random(7)
    of = {"tenant_id": unique}
    copies = [event(ingested(valid=number), cause=str(number), **of) for number in range(60)] * 3
    rng.shuffle(copies)
    town.publish(*copies[:90])
    town.put_raw(EventType.METRICS_INGESTED, "metrics-handler", ["{}", '{"eventId": 1}', json.dumps({"x": "y"})])
    town.publish(*copies[90:])
    town.lines["usage"].run()

    assert counted(town, unique, DAY) == {"rowsLoaded": str(sum(range(60)))}
    assert len(town.lines["usage"].dead_letters()) == 3


def test_a_consumer_that_failed_until_all_was_dead_catches_up_after_a_redrive(town, unique):
    events = [event(ingested(valid=1), cause=str(number), tenant_id=unique) for number in range(30)]
    town.trouble.broken = frozenset({"TransactWriteItems"})
    town.publish(*events)
    town.lines["usage"].run()
    assert counted(town, unique, DAY) == {}

    town.trouble.broken = frozenset()
    assert town.lines["usage"].redrive() == 30
    town.lines["usage"].run()
    assert counted(town, unique, DAY) == {"rowsLoaded": "30"}


def test_a_newer_producers_field_is_passed_over_while_old_events_are_still_under_way(town, unique):
    old = event(ingested(valid=2), cause="old", tenant_id=unique)
    new = event(ingested(valid=3), cause="new", tenant_id=unique).as_item()
    new["data"]["addedLater"] = {"by": "a newer version"}
    town.put_raw(EventType.METRICS_INGESTED, "metrics-handler", [dumps(new)])
    town.publish(old)
    town.lines["usage"].run()
    assert counted(town, unique, DAY) == {"rowsLoaded": "5"}


@pytest.mark.parametrize("seed", range(6))
def test_consumers_killed_at_seeded_points_have_each_effect_once(town, unique, seed):
    rng = random.Random(seed)
    town.publish(*(event(ingested(valid=1), cause=str(number), tenant_id=unique) for number in range(25)))
    for _ in range(2):
        town.trouble.left_to_live = rng.randrange(0, 12)
        town.lines["usage"].turn()
    town.trouble.left_to_live = None
    town.lines["usage"].run()
    assert counted(town, unique, DAY) == {"rowsLoaded": "25"}
    assert town.lines["usage"].dead_letters() == []
