"""What session-worker is made of: the one place where its parts are put together."""

import os
from datetime import UTC, datetime

from runtime.publishing import durable_publisher
from runtime.settings import from_environment
from runtime.tenant_data import TenantData
from salestalk.adapters.clients import PROMPT, aws_session
from salestalk.adapters.queue_sqs import SqsQueue
from salestalk.contracts.tenant import TenantStatus
from salestalk.conversation.completion import Completion
from salestalk.ingestion.sessions import SessionKeeper
from session_worker.settings import SessionSettings
from session_worker.watching import Watching

ENDED_FOR = frozenset({TenantStatus.ACTIVE, TenantStatus.SUSPENDED})
"""A conversation ends though its tenant was suspended meanwhile."""


def make_watching() -> Watching:
    """The composition root. Raises `SettingsIncomplete`."""
    settings = from_environment(SessionSettings, os.environ)
    session = aws_session()
    data = TenantData.connect(settings, session, served=ENDED_FOR)
    publisher = durable_publisher(session, settings.event_bus, settings.outbox_queue_url, data.strategy)

    def completion_of(tenant_id: str, deadline: float) -> Completion:
        data.tenants.active_tenant(tenant_id, deadline=deadline)
        keeper = SessionKeeper(data.store(tenant_id, deadline=deadline), data.strategy)
        return Completion(tenant_id, keeper, publisher, _utc_now)

    queue = SqsQueue(session.client("sqs", config=PROMPT), settings.queue_url, data.strategy)
    return Watching(completion_of, queue, settings.idle_minutes * 60, _utc_now)


def _utc_now() -> datetime:
    return datetime.now(UTC)
