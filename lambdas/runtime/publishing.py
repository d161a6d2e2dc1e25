"""How functions publish events: on the bus or, while that does not answer, into the outbox."""

import time

from salestalk.adapters.clients import PROMPT, AwsSession
from salestalk.adapters.eventbridge import EventBridgePublisher
from salestalk.adapters.queue_sqs import SqsQueue
from salestalk.events.outbox import DurablePublisher, Outbox
from salestalk.ingestion.idempotency import IdempotencyStrategy


def durable_publisher(
    session: AwsSession, bus: str, outbox_queue_url: str, strategy: IdempotencyStrategy
) -> DurablePublisher:
    """A publisher that loses nothing; ``session`` makes its clients, and nothing is called yet."""
    outbox = Outbox(SqsQueue(session.client("sqs", config=PROMPT), outbox_queue_url, strategy))
    return DurablePublisher(
        EventBridgePublisher(session.client("events", config=PROMPT), bus, strategy), outbox, time.monotonic
    )
