"""What workers are wired from that do nothing in a tenant's tables but mark the events they have had."""

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from runtime.tenant_data import TenantData, TenantDataSettings
from salestalk.contracts.tenant import TenantStatus
from salestalk.ingestion.marks import EventMarks

if TYPE_CHECKING:
    from boto3 import Session

MARKED_FOR = frozenset({TenantStatus.ACTIVE, TenantStatus.SUSPENDED})

MarksOf = Callable[[str, float], EventMarks]
"""By tenant id and deadline. Raises `TenantNotActive`, `Unavailable`."""


def marks_of(settings: TenantDataSettings, session: "Session", consumer: str) -> MarksOf:
    """The marks of a consumer, with credentials for one tenant at a time."""
    data = TenantData.connect(settings, session, served=MARKED_FOR)

    def of(tenant_id: str, deadline: float) -> EventMarks:
        data.tenants.active_tenant(tenant_id, deadline=deadline)
        return EventMarks(data.store(tenant_id, deadline=deadline), data.strategy, time.time, consumer)

    return of
