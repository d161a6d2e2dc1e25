"""What metrics-handler is made of: the one place where its parts are put together."""

import os
import time
from datetime import UTC, datetime
from functools import cache, partial

from metrics_handler.batch import BatchService
from metrics_handler.routes import MetricsRoutes, Shelf
from metrics_handler.settings import MetricsSettings
from runtime.publishing import durable_publisher
from runtime.settings import from_environment
from runtime.tenant_data import TenantData
from salestalk.adapters.clients import aws_session
from salestalk.adapters.uploads_s3 import S3Files
from salestalk.ingestion.catalogstore import CatalogKeeper
from salestalk.ingestion.limitcounters import LimitCounters
from salestalk.ingestion.metrics import MetricsIngestion
from salestalk.ingestion.series import SeriesReader
from salestalk.ingestion.uploads.book import UploadBook
from salestalk.ingestion.uploads.requests import UploadDesk
from salestalk.ingestion.usage import UsageCounters
from salestalk.tenancy.allowance import Allowance
from salestalk.values import frozen


@frozen
class Shelves:
    """Opens a tenant's metrics for one request. All raise `TenantNotActive`, `Unavailable`."""

    data: TenantData
    bucket: str

    def shelf(self, tenant_id: str, deadline: float) -> Shelf:
        """For reading."""
        tenant, store = self.data.open(tenant_id, deadline=deadline)
        strategy = self.data.strategy
        return Shelf(
            tenant,
            CatalogKeeper(store, strategy),
            SeriesReader(store, strategy),
            Allowance(tenant, LimitCounters(store, strategy)),
            UsageCounters(store, strategy, time.time),
        )

    def ingestion(self, tenant_id: str, deadline: float) -> MetricsIngestion:
        """For loading."""
        calendar = self.data.tenants.active_tenant(tenant_id, deadline=deadline).metadata.calendar
        return MetricsIngestion(
            self.data.store(tenant_id, deadline=deadline),
            self.data.strategy,
            calendar_of=lambda _: calendar,
            clock=lambda: datetime.now(UTC),
        )

    def desk(self, tenant_id: str, deadline: float) -> UploadDesk:
        """For uploads."""
        data = self.data
        data.tenants.active_tenant(tenant_id, deadline=deadline)
        # What the desk signs is used when the request is long over, so its credentials are made for that.
        lasting = cache(partial(data.sessions.lasting_s3, tenant_id, deadline=deadline))
        files = S3Files(lasting, self.bucket, data.strategy, deadline=deadline)
        book = UploadBook(data.store(tenant_id, deadline=deadline), data.strategy)
        return UploadDesk(tenant_id, book, files, lambda: datetime.now(UTC))


def make_routes() -> MetricsRoutes:
    """The composition root. Raises `SettingsIncomplete`."""
    settings = from_environment(MetricsSettings, os.environ)
    session = aws_session()
    shelves = Shelves(
        TenantData.connect(settings, session, bucket=settings.artifacts_bucket), settings.artifacts_bucket
    )
    publisher = durable_publisher(session, settings.event_bus, settings.outbox_queue_url, shelves.data.strategy)
    service = BatchService(
        shelves.ingestion, publisher, now=lambda: datetime.now(UTC), milliseconds=lambda: time.perf_counter() * 1000
    )
    return MetricsRoutes(service, shelves.shelf, shelves.desk)
