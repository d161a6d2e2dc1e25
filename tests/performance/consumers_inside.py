"""The three consumers in this process, fed by its own hands: the base is as small as it can be."""

import logging
import time
from functools import partial
from typing import Any, Final
from uuid import uuid4

import pytest

from salestalk.names import EventType
from salestalk_cli.local.aws import LocalAws
from tests.integration.delivery_support import Handler, Line, Town
from tests.performance import bare_consumers
from tests.performance.consumers import Turns, in_turn
from tests.unit.events.samples import event, ingested
from tests.unit.functions.fakes import Context
from usage_worker import handler as usage

BATCH: Final = 10
WARM_UP: Final = 3


def measure(aws: LocalAws, batches: int) -> Turns:
    """Milliseconds from receiving a batch until it is deleted; nothing is logged."""
    handlers: tuple[Handler, ...] = (bare_consumers.reads, bare_consumers.counts, usage.handler)
    logging.disable(logging.INFO)
    try:
        with pytest.MonkeyPatch.context() as patch, Town.build(aws, uuid4().hex[:12], patch) as town:
            owner = f"{town.name}-t"
            town.add_tenant(owner)
            bare_consumers.data.cache_clear()
            usage.counting.cache_clear()
            lines = [
                town.line(f"line-{place}", each, EventType.METRICS_INGESTED) for place, each in enumerate(handlers)
            ]
            events = BATCH * (batches + WARM_UP)
            town.publish(*(event(ingested(), cause=str(each), tenant_id=owner) for each in range(events)))
            return in_turn([partial(_turn, aws.client("sqs"), line) for line in lines], batches, WARM_UP)
    finally:
        logging.disable(logging.NOTSET)


def _turn(sqs: Any, line: Line) -> float:
    """One batch received, served and deleted as Lambda does it: milliseconds."""
    started = time.perf_counter()
    messages = sqs.receive_message(QueueUrl=line.url, MaxNumberOfMessages=BATCH)["Messages"]
    records = [
        {"messageId": each["MessageId"], "body": each["Body"], "eventSource": "aws:sqs", "attributes": {}}
        for each in messages
    ]
    failed = line.handler({"Records": records}, Context())["batchItemFailures"]
    entries = [{"Id": str(number), "ReceiptHandle": each["ReceiptHandle"]} for number, each in enumerate(messages)]
    sqs.delete_message_batch(QueueUrl=line.url, Entries=entries)
    took = time.perf_counter() - started
    if failed or len(messages) != BATCH:
        raise RuntimeError("A batch was not what it should be.")
    return took * 1000
