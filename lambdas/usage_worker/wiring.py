"""What usage-worker is made of: the one place where its parts are put together."""

import os
import time

from runtime.settings import from_environment
from runtime.tenant_data import TenantData
from salestalk.adapters.clients import aws_session
from salestalk.ingestion.usage import UsageCounters
from usage_worker.counting import COUNTED_FOR, Counting
from usage_worker.settings import UsageSettings


def make_counting() -> Counting:
    """The composition root. Raises `SettingsIncomplete`."""
    settings = from_environment(UsageSettings, os.environ)
    data = TenantData.connect(settings, aws_session(), served=COUNTED_FOR)

    def counters_of(tenant_id: str, deadline: float) -> UsageCounters:
        return UsageCounters(data.store(tenant_id, deadline=deadline), data.strategy, time.time)

    return Counting(data.tenants, counters_of)
