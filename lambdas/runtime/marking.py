"""What workers are wired from that do nothing in a tenant's tables but mark the events they have had."""

import time
from collections.abc import Callable

from runtime.tenant_data import TenantData, TenantDataSettings
from salestalk.adapters.clients import AwsSession
from salestalk.contracts.events import Event
from salestalk.contracts.tenant import TenantStatus
from salestalk.ingestion.marks import EventMarks

MARKED_FOR = frozenset({TenantStatus.ACTIVE, TenantStatus.SUSPENDED})

MarksOf = Callable[[Event, float], EventMarks]
"""By event and deadline. Raises `TenantNotActive` for a tenant that is gone, its id taken or not; `Unavailable`."""


def marks_of(settings: TenantDataSettings, session: AwsSession, consumer: str) -> MarksOf:
    """The marks of a consumer, with credentials for one tenant at a time."""
    data = TenantData.connect(settings, session, served=MARKED_FOR)

    def of(event: Event, deadline: float) -> EventMarks:
        data.tenants.tenant_at(event.tenant_id, event.timestamp, deadline=deadline)
        return EventMarks(data.store(event.tenant_id, deadline=deadline), data.strategy, time.time, consumer)

    return of
