"""Events from end to end on the run's emulator: bus, rules, queues and dead letters of a test's own, and our handlers.

The handlers run in this process, fed as Lambda feeds them, so that each call they make of AWS can be made to fail, and
each run be killed, at a seeded point. Everything they touch is the emulator's.
"""

import json
import random
import types
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final

import pytest

from salestalk import names
from salestalk.adapters import clients, patience
from salestalk.adapters.eventbridge import EventBridgePublisher
from salestalk.adapters.patience import system_strategy
from salestalk.adapters.registry import RegistryTable
from salestalk.contracts.events import Event
from salestalk.names import Env, EventType
from salestalk_cli.local.aws import LocalAws
from tests.integration.parts import TABLE_ARN_PREFIX, make_registry, reach
from tests.integration.tables import make_tables
from tests.integration.upload_support import aws_trouble, make_files_role
from tests.unit.functions.fakes import Context
from tests.unit.tenancy.fakes import tenant
from tests.unit.uploads.fakes import Killed

TRIES: Final = 3
BATCH: Final = 10

Handler = Callable[[dict[str, Any], Any], Any]


@dataclass
class Line:
    """A queue with its dead letters, and the function that it feeds."""

    aws: LocalAws
    url: str
    dead_url: str
    handler: Handler

    def turn(self) -> int:
        """Feed the function one batch as Lambda does: how many messages it was given."""
        sqs = self.aws.client("sqs")
        found = sqs.receive_message(QueueUrl=self.url, MaxNumberOfMessages=BATCH, VisibilityTimeout=600)
        messages = found.get("Messages", [])
        if not messages:
            return 0
        records = [_record(message) for message in messages]
        try:
            answer = self.handler({"Records": records}, Context())
            failed = {each["itemIdentifier"] for each in answer["batchItemFailures"]}
        except Killed:
            failed = {each["messageId"] for each in records}
        for message in messages:
            given = {"QueueUrl": self.url, "ReceiptHandle": message["ReceiptHandle"]}
            if message["MessageId"] in failed:
                sqs.change_message_visibility(**given, VisibilityTimeout=0)
            else:
                sqs.delete_message(**given)
        return len(messages)

    def run(self, turns: int = 100_000) -> int:
        """Until the queue is empty: how many messages were given to the function, repeated ones included."""
        given = 0
        for _ in range(turns):
            taken = self.turn()
            if not taken:
                break
            given += taken
        return given

    def dead_letters(self) -> list[str]:
        """The bodies among the dead letters; they stay there."""
        return [message["Body"] for message in _all(self.aws, self.dead_url)]

    def redrive(self) -> int:
        """Put the dead letters back into the queue: how many there were."""
        sqs, messages = self.aws.client("sqs"), _all(self.aws, self.dead_url)
        for message in messages:
            sqs.send_message(QueueUrl=self.url, MessageBody=message["Body"])
            sqs.delete_message(QueueUrl=self.dead_url, ReceiptHandle=message["ReceiptHandle"])
        return len(messages)


@dataclass
class Trouble:
    """What goes wrong with calls of AWS that the functions make: nothing, until it is told to."""

    rng: random.Random
    faults: Callable[[], None] = lambda: None
    left_to_live: int | None = None
    dies_at: str | None = None
    broken: frozenset[str] = frozenset()
    calls: int = 0

    def before(self, model: Any, **_: Any) -> None:
        self.calls += 1
        if self.dies_at == model.name:
            raise Killed
        if self.left_to_live is not None:
            self.left_to_live -= 1
            if self.left_to_live < 0:
                self.left_to_live = None
                raise Killed
        if model.name in self.broken:
            aws_trouble(self.rng, 1.0)()
        self.faults()

    def after(self, **_: Any) -> None:
        self.faults()

    def strike(self, probability: float) -> None:
        """From now on calls fail with this probability, half of them after they had their effect."""
        self.faults = aws_trouble(self.rng, probability / 2) if probability else lambda: None


@dataclass
class Town:
    """A bus and everything behind it, for tenants of a test's own."""

    aws: LocalAws
    name: str
    registry: RegistryTable
    trouble: Trouble
    bucket: str
    lines: dict[str, Line] = field(default_factory=dict)

    @classmethod
    @contextmanager
    def build(cls, aws: LocalAws, name: str, monkeypatch: pytest.MonkeyPatch, seed: int = 1) -> Iterator["Town"]:
        """Build it, and let every function that is wired meanwhile work in it."""
        make_registry(aws, f"registry-{name}")
        bucket = f"files-{name}"
        aws.client("s3").create_bucket(Bucket=bucket)
        aws.client("events").create_event_bus(Name=name)
        registry = RegistryTable(aws.client("dynamodb"), f"registry-{name}", system_strategy())
        town = cls(aws, name, registry, Trouble(random.Random(seed)), bucket)
        town._settle_in(monkeypatch)
        yield town

    def _settle_in(self, monkeypatch: pytest.MonkeyPatch) -> None:
        trouble = self.trouble

        class TroubledSession(clients.AwsSession):
            """Makes clients whose calls may fail."""

            def client(self, *args: Any, **options: Any) -> Any:
                made = super().client(*args, **options)
                made.meta.events.register("before-call", trouble.before)
                made.meta.events.register("after-call", trouble.after)
                return made

        monkeypatch.setattr(clients, "AwsSession", TroubledSession)
        # Retries without their waits: how often is what is tried here, not how long.
        impatient = types.SimpleNamespace(monotonic=patience.time.monotonic, sleep=lambda _: None)
        monkeypatch.setattr(patience, "time", impatient)
        outbox = self._queue("outbox")
        settings = {
            Env.REGISTRY_TABLE: f"registry-{self.name}",
            Env.DATA_ACCESS_ROLE_ARN: make_files_role(self.aws, self.name, self.bucket),
            Env.TABLE_ARN_PREFIX: TABLE_ARN_PREFIX,
            Env.EVENT_BUS: self.name,
            Env.OUTBOX_QUEUE_URL: outbox,
            Env.ARTIFACTS_BUCKET: self.bucket,
            Env.IDLE_MINUTES: "30",
        }
        for variable, value in reach(self.aws, **settings).items():
            monkeypatch.setenv(variable, value)

    def add_tenant(self, tenant_id: str) -> None:
        """An active tenant with empty tables."""
        make_tables(self.aws.client("dynamodb"), tenant_id)
        self.registry.put(tenant(tenant_id), replacing=None)

    def line(self, name: str, handler: Handler, *event_types: EventType) -> Line:
        """A queue for these events, or for nothing but what functions send, and the function behind it."""
        url = self._queue(name)
        if event_types:
            self._route(name, event_types)
        self.lines[name] = Line(self.aws, url, self._queue(f"{name}-dead"), handler)
        return self.lines[name]

    def publish(self, *events: Event) -> None:
        """Put events on the bus with a publisher that meets no trouble."""
        strategy = system_strategy()
        publisher = EventBridgePublisher(self.aws.client("events"), self.name, strategy)
        publisher.publish(events, deadline=strategy.deadline_in(60))

    def put_raw(self, event_type: EventType, source: str, details: list[str]) -> None:
        """Put whatever it is on the bus, as anybody could who may."""
        entries: Any = [
            {"EventBusName": self.name, "Source": source, "DetailType": event_type, "Detail": detail}
            for detail in details
        ]
        for start in range(0, len(entries), BATCH):
            self.aws.client("events").put_events(Entries=entries[start : start + BATCH])

    def _queue(self, name: str) -> str:
        """The queue of this name, with dead letters behind it unless it is one of those."""
        sqs, full = self.aws.client("sqs"), f"{self.name}-{name}"
        if name.endswith("-dead"):
            return str(sqs.create_queue(QueueName=full)["QueueUrl"])
        dead = sqs.create_queue(QueueName=f"{full}-dead")["QueueUrl"]
        arn = sqs.get_queue_attributes(QueueUrl=dead, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
        policy = json.dumps({"deadLetterTargetArn": arn, "maxReceiveCount": TRIES})
        return str(sqs.create_queue(QueueName=full, Attributes={"RedrivePolicy": policy})["QueueUrl"])

    def _route(self, name: str, event_types: tuple[EventType, ...]) -> None:
        events, sqs, rule = self.aws.client("events"), self.aws.client("sqs"), f"{self.name}-{name}"
        arn = sqs.get_queue_attributes(QueueUrl=self._queue(name), AttributeNames=["QueueArn"])
        events.put_rule(Name=rule, EventBusName=self.name, EventPattern=json.dumps({"detail-type": list(event_types)}))
        target: Any = {"Id": "queue", "Arn": arn["Attributes"]["QueueArn"]}
        events.put_targets(Rule=rule, EventBusName=self.name, Targets=[target])

    def item(self, tenant_id: str, pk: str, sk: str) -> dict[str, Any]:
        """A raw item of the tenant's messages table; empty when there is none."""
        key: Any = {"pk": {"S": pk}, "sk": {"S": sk}}
        return self.aws.client("dynamodb").get_item(TableName=names.messages_table(tenant_id), Key=key).get("Item", {})

    def items(self, tenant_id: str, pk: str) -> list[dict[str, Any]]:
        """All raw items under a key of the tenant's messages table."""
        client = self.aws.client("dynamodb")
        where: Any = {"KeyConditionExpression": "pk = :pk", "ExpressionAttributeValues": {":pk": {"S": pk}}}
        return list(client.query(TableName=names.messages_table(tenant_id), **where)["Items"])


def _record(message: Any) -> dict[str, Any]:
    return {
        "messageId": message["MessageId"],
        "body": message["Body"],
        "eventSource": "aws:sqs",
        "attributes": {},
        "receiptHandle": message["ReceiptHandle"],
    }


def _all(aws: LocalAws, url: str) -> list[Any]:
    """All messages that are to be had now, each hidden for a moment."""
    sqs, found = aws.client("sqs"), []
    while True:
        answer = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=BATCH, VisibilityTimeout=5)
        if not answer.get("Messages"):
            return found
        found += answer["Messages"]
