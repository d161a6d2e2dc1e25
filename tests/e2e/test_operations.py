"""What operators see and repair: traces, dead letters, replays, on the whole platform."""

import json
import time
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from salestalk import names
from salestalk.contracts.jsontext import dumps, loads
from salestalk_cli.api import Api
from salestalk_cli.operations.logs import LogLine, lines_about
from salestalk_cli.operations.place import Place
from tests.e2e.conftest import ACME, Platform
from tests.e2e.patience import until

MARKED = "What was revenue in Q3, said the zebra?"


@pytest.fixture(scope="module")
def place(platform: Platform) -> Place:
    return Place(platform.aws, platform.aws)


def traced(salestalk: Any, given: str) -> dict[str, Any]:
    done = salestalk("trace", given, "--json")
    return loads(done.stdout) if done.returncode == 0 else {"steps": []}


def consumers_of(trace: dict[str, Any]) -> set[str]:
    """Who has handled an event of the trace."""
    done = [step for step in trace["steps"] if step["kind"] == "consumer" and step["at"] is not None]
    return {step["place"] for step in done if step.get("outcome") != "failed"}


LISTENERS = {"salestalk-usage-worker", "salestalk-quality-worker", "salestalk-insights-worker"}


def fully_traced(salestalk: Any, answered: dict[str, Any]) -> dict[str, Any]:
    """The trace of an answer, once all who listen have heard of it."""

    def look() -> dict[str, Any] | None:
        found = traced(salestalk, answered["messageId"])
        return found if consumers_of(found) >= LISTENERS else None

    return until(look)


@pytest.fixture(scope="module")
def answered(acme: Api) -> dict[str, Any]:
    return acme.ask(MARKED).body


def test_a_question_is_traced_from_the_api_to_its_consumers_by_any_of_its_ids(salestalk, answered):
    trace = fully_traced(salestalk, answered)
    assert trace["tenantId"] == ACME
    (asked,) = [step for step in trace["steps"] if step["kind"] == "function"]
    assert asked["said"].startswith("POST /chat 200")
    assert asked["aws"]["calls"]["eventbridge:PutEvents"] == 1
    assert {step["eventType"] for step in trace["steps"] if step["kind"] == "event"} == {
        "classification.performed.v1",
        "narrative.generated.v1",
    }
    stored = {step.get("pk") for step in trace["steps"] if step["kind"] == "table"}
    assert {f"MSG#{answered['messageId']}", f"MSG#{answered['userMessageId']}"} <= stored
    assert {f"METRIC#{each['metric']}" for each in answered["dataReferences"]} <= stored
    times = [step["at"] for step in trace["steps"] if step["at"] is not None]
    assert times == sorted(times)
    waiting = [step for step in trace["steps"] if step["at"] is None]
    assert [(step["place"], step["outcome"]) for step in waiting] == [("salestalk-sessions", "waiting")]

    event_id = next(step["eventId"] for step in trace["steps"] if step["kind"] == "event")
    for other in (answered["userMessageId"], asked["correlationId"], event_id):
        found = traced(salestalk, other)["steps"]
        assert {(step["kind"], step["place"]) for step in found} == {
            (step["kind"], step["place"]) for step in trace["steps"]
        }


def test_a_trace_reads_well(salestalk, answered):
    text = salestalk("trace", answered["messageId"]).stdout
    assert "salestalk-chat-handler: POST /chat 200 answered in" in text
    assert "dynamodb:TransactWriteItems" in text
    assert "not yet" in text


def test_an_id_that_nobody_knows_is_told_in_a_sentence(salestalk):
    done = salestalk("trace", str(uuid.uuid4()))
    assert (done.returncode, done.stdout) == (1, "")
    assert "No log line of the last 24 hours" in done.stderr
    assert salestalk("trace", "/ | fields").returncode == 2


def test_no_line_of_a_question_holds_what_was_asked_answered_or_read(salestalk, place, answered):
    trace = fully_traced(salestalk, answered)
    ids = {step["correlationId"] for step in trace["steps"] if "correlationId" in step}
    now = datetime.now(UTC)
    lines: list[LogLine] = lines_about(place, ids, since=now - timedelta(hours=1), until=now)
    assert len(lines) >= 4
    text = dumps([line.fields for line in lines])
    assert "zebra" not in text
    assert answered["answer"] not in text
    for reference in answered["dataReferences"]:
        assert str(reference["value"]) not in text


def letter(event_id: str, tenant_id: str = ACME) -> str:
    """A message that is no valid event."""
    return json.dumps({"detail": {"eventId": event_id, "tenantId": tenant_id}})


def put_dead_letter(platform: Platform, consumer: str, body: str) -> None:
    sqs = platform.aws.client("sqs")
    sqs.send_message(QueueUrl=sqs.get_queue_url(QueueName=f"{consumer}-dead-letters")["QueueUrl"], MessageBody=body)


def test_consumers_are_listed_with_their_depths(salestalk):
    found = {each["consumer"]: each for each in json.loads(salestalk("events", "list", "--json").stdout)["consumers"]}
    assert {"salestalk-usage", "salestalk-quality", "salestalk-outbox", "salestalk-uploads"} <= set(found)
    assert found["salestalk-archive"]["events"] == ["conversation.completed.v1"]
    assert all(
        each[name] >= 0 for each in found.values() for name in ("waiting", "inFlight", "heldBack", "deadLetters")
    )


def test_dead_letters_are_looked_at_without_being_taken_and_sent_back_by_choice(platform, salestalk, place):
    consumer, mine, other = "salestalk-welcome", *(f"e-{uuid.uuid4()}" for _ in range(2))
    for event_id in (mine, other):
        put_dead_letter(platform, consumer, letter(event_id))
    salestalk("events", "show", consumer)

    def shown(event_id: str) -> list[dict[str, Any]]:
        return json.loads(salestalk("events", "show", consumer, "--id", event_id, "--json").stdout)["letters"]

    assert [each["tenantId"] for each in shown(mine)] == [ACME], "a look takes nothing away"

    done = json.loads(salestalk("events", "redrive", "welcome", "--id", mine, "--json").stdout)
    assert [each["eventId"] for each in done["redriven"]] == [mine]
    assert (shown(mine), len(shown(other))) == ([], 1)
    now = datetime.now(UTC)
    (line, *_) = until(lambda: lines_about(place, [mine], since=now - timedelta(minutes=5), until=datetime.now(UTC)))
    assert (line.fields["service"], line.fields["outcome"]) == (names.WELCOME_WORKER, "failed")

    salestalk("events", "discard", consumer, "--id", other)
    assert shown(other) == []


def test_a_letter_says_why_it_died(platform, salestalk):
    sqs = platform.aws.client("sqs")
    url = sqs.get_queue_url(QueueName="salestalk-archive")["QueueUrl"]
    event_id = f"e-{uuid.uuid4()}"

    def shown() -> list[dict[str, Any]]:
        return json.loads(salestalk("events", "show", "archive", "--id", event_id, "--json").stdout)["letters"]

    was = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["VisibilityTimeout"])["Attributes"]
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"VisibilityTimeout": "1"})
    try:
        sqs.send_message(QueueUrl=url, MessageBody=letter(event_id))
        # A first run that is slow to start is overtaken by the next tries, and tells its reason after the letter died.
        dead = until(lambda: next((each for each in shown() if each["reason"]), None))
    finally:
        sqs.set_queue_attributes(QueueUrl=url, Attributes=was)
    assert dead["reason"].startswith("The event is not valid. eventId: must be a UUID")
    salestalk("events", "discard", "archive", "--id", event_id)


def test_a_replay_reaches_one_consumer_and_no_other(salestalk, answered, place):
    trace = fully_traced(salestalk, answered)
    events = {each["eventType"]: each["eventId"] for each in trace["steps"] if each["kind"] == "event"}
    handled = events["narrative.generated.v1"]
    since = datetime.now(UTC) - timedelta(minutes=10)
    told = json.loads(
        salestalk(
            "events", "replay", "quality", "--from", stamp(since), "--to", stamp(datetime.now(UTC)), "--json"
        ).stdout
    )
    assert told["state"] == "COMPLETED"

    def replayed() -> list[dict[str, Any]]:
        found = lines_about(place, [told["replay"]], since=since, until=datetime.now(UTC) + timedelta(seconds=1))
        return [line.fields for line in found]

    until(lambda: any(line.get("eventId") == handled for line in replayed()))
    time.sleep(1)
    lines = replayed()
    assert {line["service"] for line in lines} == {names.QUALITY_WORKER}
    # Events of other tests are in the archive too: those of a tenant that is gone, or that are on their first way yet.
    assert {line["outcome"] for line in lines if line.get("eventId") == handled} == {"duplicate"}
    rules = place.client("events").list_rules(EventBusName=names.EVENT_BUS, NamePrefix=told["replay"])["Rules"]
    assert rules == [], "the replay's own rule is gone again"


def stamp(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"


def test_only_what_is_on_the_bus_can_be_replayed_and_only_forward(salestalk):
    now = datetime.now(UTC)
    for name, since, to in (("outbox", now - timedelta(minutes=1), now), ("quality", now, now - timedelta(minutes=1))):
        assert salestalk("events", "replay", name, "--from", stamp(since), "--to", stamp(to)).returncode == 2
    assert "there are" in salestalk("events", "show", "nobody").stderr


def test_every_alarm_and_the_dashboard_are_deployed(platform):
    cloudwatch = platform.aws.client("cloudwatch")
    alarms = {
        alarm["AlarmName"]: alarm
        for page in cloudwatch.get_paginator("describe_alarms").paginate()
        for alarm in page["MetricAlarms"]
    }
    assert {"salestalk-usage-dead-letters", "salestalk-usage-stuck", "salestalk-chat-latency-p95"} <= set(alarms)
    assert all(alarm["AlarmActions"] for alarm in alarms.values())
    shown = json.loads(cloudwatch.get_dashboard(DashboardName=names.SERVICE)["DashboardBody"])
    assert len(shown["widgets"]) > 40
