"""What upload-worker is made of: the one place where its parts are put together."""

import os
import time
from datetime import UTC, datetime
from functools import partial

from runtime.publishing import durable_publisher
from runtime.settings import from_environment
from runtime.tenant_data import TenantData
from salestalk.adapters.clients import PROMPT, aws_session
from salestalk.adapters.queue_sqs import SqsQueue
from salestalk.adapters.tenant_sessions import FOR_A_LONG_RUN
from salestalk.adapters.uploads_s3 import S3Files
from salestalk.events.publisher import EventPublisher
from salestalk.ingestion.catalogstore import CatalogKeeper
from salestalk.ingestion.limitcounters import LimitCounters
from salestalk.ingestion.metrics import MetricsIngestion
from salestalk.ingestion.uploads.book import UploadBook
from salestalk.ingestion.uploads.loading import UploadLoader
from salestalk.ingestion.uploads.reading import UploadReader
from salestalk.tenancy.allowance import Allowance
from salestalk.values import frozen
from upload_worker.settings import UploadSettings
from upload_worker.working import Announcement, Working


@frozen
class Loaders:
    """Makes loaders, each with one tenant's credentials."""

    data: TenantData
    publisher: EventPublisher
    bucket: str

    def loader(self, tenant_id: str, run: str, deadline: float) -> UploadLoader:
        """A loader for one run. Raises `TenantNotActive`, `Unavailable`."""
        data = self.data
        tenant = data.tenants.active_tenant(tenant_id, deadline=deadline)
        calendar = tenant.metadata.calendar
        store = data.store(tenant_id, deadline=deadline)
        ingestion = MetricsIngestion(
            store, data.strategy, calendar_of=lambda _: calendar, clock=lambda: datetime.now(UTC)
        )
        return UploadLoader(
            tenant_id,
            UploadBook(store, data.strategy),
            self._files(tenant_id, deadline),
            UploadReader(lambda: known_units(CatalogKeeper(store, data.strategy), tenant_id, deadline)),
            ingestion,
            data.strategy,
            check=lambda until: data.tenants.active_tenant(tenant_id, deadline=until),
            tell=Announcement(tenant_id, Allowance(tenant, LimitCounters(store, data.strategy)), self.publisher, run),
            now=lambda: datetime.now(UTC),
            seconds=time.monotonic,
            owner=run,
        )

    def _files(self, tenant_id: str, deadline: float) -> S3Files:
        client = partial(self.data.sessions.s3, tenant_id, deadline=deadline)
        return S3Files(client, self.bucket, self.data.strategy, deadline=deadline)


def known_units(keeper: CatalogKeeper, tenant_id: str, deadline: float) -> dict[str, str]:
    """The units in which the tenant's metrics are kept, by subject."""
    return {entry.subject: entry.unit for entry in keeper.catalog(tenant_id, deadline=deadline)}


def make_working() -> Working:
    """The composition root. Raises `SettingsIncomplete`."""
    settings = from_environment(UploadSettings, os.environ)
    session = aws_session()
    data = TenantData.connect(settings, session, bucket=settings.artifacts_bucket, validity=FOR_A_LONG_RUN)
    publisher = durable_publisher(session, settings.event_bus, settings.outbox_queue_url, data.strategy)
    queue = SqsQueue(session.client("sqs", config=PROMPT), settings.queue_url, data.strategy)
    loaders = Loaders(data, publisher, settings.artifacts_bucket)
    return Working(data.tenants, loaders.loader, queue, settings.artifacts_bucket)
