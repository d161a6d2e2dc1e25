"""The three consumers deployed, each behind a queue of its own with the settings of usage-worker's."""

import json
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any, Final
from uuid import uuid4

from salestalk import names
from salestalk.contracts.events import EventMetadata
from salestalk.events.envelope import envelope
from salestalk_cli.local.aws import LocalAws
from tests.performance import bare_consumers
from tests.performance.beside import deploy_beside, feed_beside, queue_of
from tests.performance.consumers import Turns, in_turn
from tests.unit.events.samples import delivery, ingested

BATCH: Final = 10
WARM_UP: Final = 3
LOOK_EVERY_SECONDS: Final = 0.01
GIVEN_UP_AFTER_SECONDS: Final = 60
_LEFT: Final = ("ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible")


@dataclass(frozen=True, slots=True)
class Deployed:
    """A consumer, its queue and what feeds it from there."""

    aws: LocalAws
    function: str
    queue: str
    mapping: str
    tenant_id: str

    def batch(self) -> float:
        """Milliseconds of an invocation with one batch, from the call until its answer."""
        records = [
            {"messageId": str(uuid4()), "body": body, "eventSource": "aws:sqs", "attributes": {}}
            for body in _bodies(self.tenant_id, BATCH)
        ]
        payload = json.dumps({"Records": records})
        functions = self.aws.client("lambda")
        began = time.perf_counter()
        answer = json.loads(functions.invoke(FunctionName=self.function, Payload=payload)["Payload"].read())
        took = (time.perf_counter() - began) * 1000
        if answer != {"batchItemFailures": []}:
            raise RuntimeError(f"{self.function} answered {answer}.")
        return took

    def drain(self, events: int) -> float:
        """Milliseconds for each event, from when the queue is let go until it is empty."""
        self._feed(open_=False)
        bodies = _bodies(self.tenant_id, events)
        for start in range(0, events, BATCH):
            self._send(bodies[start : start + BATCH])
        began = time.perf_counter()
        self._feed(open_=True)
        self._send(_bodies(self.tenant_id, 1))  # wakes the emulator's poller, which looks once a second by itself
        while self._left():
            if time.perf_counter() - began > GIVEN_UP_AFTER_SECONDS:
                raise TimeoutError(f"{self.function} did not empty its queue.")
            time.sleep(LOOK_EVERY_SECONDS)
        return (time.perf_counter() - began) * 1000 / (events + 1)

    def _feed(self, *, open_: bool) -> None:
        self.aws.client("lambda").update_event_source_mapping(UUID=self.mapping, Enabled=open_)

    def _send(self, bodies: Sequence[str]) -> None:
        entries: Any = [{"Id": str(number), "MessageBody": body} for number, body in enumerate(bodies)]
        self.aws.client("sqs").send_message_batch(QueueUrl=self.queue, Entries=entries)

    def _left(self) -> int:
        asked = self.aws.client("sqs").get_queue_attributes(QueueUrl=self.queue, AttributeNames=list(_LEFT))
        return sum(int(asked["Attributes"][name]) for name in _LEFT)


def deploy(aws: LocalAws, tenant_id: str) -> list[Deployed]:
    """All three, ours last."""
    for handler in ("reads", "counts"):
        deploy_beside(aws, names.USAGE_WORKER, f"bench-{handler}", bare_consumers, handler)
        feed_beside(aws, names.USAGE_WORKER, f"bench-{handler}")
    functions = ("bench-reads", "bench-counts", names.USAGE_WORKER)
    return [Deployed(aws, name, *queue_of(aws, name), tenant_id) for name in functions]


def batches(consumers: Sequence[Deployed], turns: int) -> Turns:
    """Milliseconds of each batch with its invocation."""
    return in_turn([each.batch for each in consumers], turns, WARM_UP)


def drains(consumers: Sequence[Deployed], turns: int, events: int) -> Turns:
    """Milliseconds of each event while a full queue is emptied, as many batches at once as Lambda takes."""
    return in_turn([partial(each.drain, events) for each in consumers], turns, 1)


def _bodies(tenant_id: str, events: int) -> list[str]:
    """Events that nobody has seen, as they lie in a queue."""
    about = {"tenant_id": tenant_id, "metadata": EventMetadata(correlation_id="bench"), "now": datetime.now(UTC)}
    return [delivery(envelope(ingested(), cause=str(uuid4()), **about)) for _ in range(events)]  # type: ignore[arg-type]
