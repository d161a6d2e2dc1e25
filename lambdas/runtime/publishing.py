"""How functions publish events: on the bus or, while that does not answer, into the outbox."""

import time
from typing import TYPE_CHECKING

from salestalk.adapters.clients import PROMPT
from salestalk.adapters.eventbridge import EventBridgePublisher
from salestalk.adapters.queue_sqs import SqsQueue
from salestalk.events.outbox import DurablePublisher, Outbox
from salestalk.ingestion.idempotency import IdempotencyStrategy

if TYPE_CHECKING:
    from boto3 import Session


def durable_publisher(
    session: "Session", bus: str, outbox_queue_url: str, strategy: IdempotencyStrategy
) -> DurablePublisher:
    """A publisher that loses nothing; ``session`` makes its clients, and nothing is called yet."""
    outbox = Outbox(SqsQueue(session.client("sqs", config=PROMPT), outbox_queue_url, strategy))
    return DurablePublisher(
        EventBridgePublisher(session.client("events", config=PROMPT), bus, strategy), outbox, time.monotonic
    )
