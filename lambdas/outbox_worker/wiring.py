"""What outbox-worker is made of: the one place where its parts are put together."""

import os
import time

from outbox_worker.settings import OutboxSettings
from outbox_worker.settling import Settling
from runtime.settings import from_environment
from runtime.tenant_data import TenantData
from salestalk import names
from salestalk.adapters.clients import PROMPT, aws_session
from salestalk.adapters.eventbridge import EventBridgePublisher
from salestalk.adapters.queue_sqs import SqsQueue
from salestalk.contracts.events import Event
from salestalk.contracts.outbox import ExchangePledge
from salestalk.contracts.tenant import TenantStatus
from salestalk.conversation.relay import Relay, Settled
from salestalk.events.outbox import Outbox
from salestalk.ingestion.history import MessageHistory
from salestalk.ingestion.usage import UsageCounters

OWED_TO = frozenset({TenantStatus.ACTIVE, TenantStatus.SUSPENDED})
"""What a tenant asked before it was suspended is told of all the same."""
MARKED_BY = names.USAGE_WORKER
"""The consumer that keeps a mark of every answer's event."""


def make_settling() -> Settling:
    """The composition root. Raises `SettingsIncomplete`."""
    settings = from_environment(OutboxSettings, os.environ)
    session = aws_session()
    data = TenantData.connect(settings, session, served=OWED_TO)
    bus = EventBridgePublisher(session.client("events", config=PROMPT), settings.event_bus, data.strategy)

    def history_of(tenant_id: str, deadline: float) -> MessageHistory:
        return MessageHistory(data.store(tenant_id, deadline=deadline), data.strategy)

    def has_arrived(event: Event, deadline: float) -> bool:
        counters = UsageCounters(data.store(event.tenant_id, deadline=deadline), data.strategy, time.time)
        return counters.has_seen(event.tenant_id, event.event_id, MARKED_BY, deadline=deadline)

    relay = Relay(history_of, has_arrived, bus)

    def settle(pledge: ExchangePledge, deadline: float) -> Settled:
        data.tenants.active_tenant(pledge.tenant_id, deadline=deadline)
        return relay.settle(pledge, deadline=deadline)

    outbox = Outbox(SqsQueue(session.client("sqs", config=PROMPT), settings.queue_url, data.strategy))
    return Settling(settle, bus, outbox, time.monotonic)
