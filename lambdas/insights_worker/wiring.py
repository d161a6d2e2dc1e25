"""What insights-worker is made of: the one place where its parts are put together."""

import os
import time
from datetime import UTC, datetime
from typing import Final

from insights_worker.settings import InsightsSettings
from insights_worker.working import Working
from runtime.settings import from_environment
from runtime.tenant_data import TenantData
from salestalk.adapters.clients import PROMPT, aws_session
from salestalk.adapters.dynamodb.reader import DynamoMetricReader
from salestalk.adapters.queue_sqs import SqsQueue
from salestalk.adapters.registry_lists import RegistryLists
from salestalk.contracts.tenant import Tenant
from salestalk.insights.demand import Questions
from salestalk.insights.recap import Recapitulation
from salestalk.insights.search import InsightSearch
from salestalk.insights.telling import Telling
from salestalk.values import frozen

SECONDS_TO_LOOK: Final = 20
"""Of one run; what it does not get to is for the next one, so that other tenants' loads have their turn."""


@frozen
class TenantDesk:
    """Implements `insights_worker.working.Desk`."""

    data: TenantData
    deliveries: SqsQueue

    def questions(self, tenant: Tenant, deadline: float) -> Questions:
        """Counts what is asked about."""
        return Questions(self.data.store(tenant.tenant_id, deadline=deadline), self.data.strategy)

    def search(self, tenant: Tenant, deadline: float) -> InsightSearch:
        """Looks for insights until half of the time that is left is over."""
        now = time.monotonic()
        until = now + min(SECONDS_TO_LOOK, (deadline - now) / 2)
        return InsightSearch(
            tenant,
            self.data.store(tenant.tenant_id, deadline=deadline),
            self.data.strategy,
            self._reader(tenant, deadline),
            enough=lambda: time.monotonic() > until,
            deadline=deadline,
        )

    def recapitulation(self, tenant: Tenant, deadline: float) -> Recapitulation:
        """Tells weeks in short."""
        store = self.data.store(tenant.tenant_id, deadline=deadline)
        return Recapitulation(tenant, store, self.data.strategy, self._reader(tenant, deadline), deadline)

    def telling(self, tenant: Tenant, deadline: float) -> Telling:
        """Hands insights over for delivery."""
        store = self.data.store(tenant.tenant_id, deadline=deadline)
        return Telling(tenant, store, self.data.strategy, self.deliveries, deadline)

    def _reader(self, tenant: Tenant, deadline: float) -> DynamoMetricReader:
        store = self.data.store(tenant.tenant_id, deadline=deadline)
        # The event follows on the rows at once: a read that may be behind could miss what it is about.
        return DynamoMetricReader(store, self.data.strategy, tenant.tenant_id, deadline=deadline, consistent=True)


def make_working() -> Working:
    """The composition root. Raises `SettingsIncomplete`."""
    settings = from_environment(InsightsSettings, os.environ)
    session = aws_session()
    data = TenantData.connect(settings, session)
    sqs = session.client("sqs", config=PROMPT)
    lists = RegistryLists(session.client("dynamodb", config=PROMPT), settings.registry_table, data.strategy)
    desk = TenantDesk(data, SqsQueue(sqs, settings.deliveries_url, data.strategy))
    queue = SqsQueue(sqs, settings.queue_url, data.strategy)
    return Working(data.tenants, lists, desk, queue, lambda: datetime.now(UTC))
