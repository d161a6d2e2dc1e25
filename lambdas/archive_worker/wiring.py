"""What archive-worker is made of: the one place where its parts are put together."""

import os
from functools import partial
from typing import Final

from archive_worker.archiving import Archiving, Drawer
from archive_worker.settings import ArchiveSettings
from runtime.settings import from_environment
from runtime.tenant_data import TenantData
from salestalk.adapters.clients import aws_session
from salestalk.adapters.uploads_s3 import S3Files
from salestalk.contracts.tenant import TenantStatus
from salestalk.ingestion.history import MessageHistory

ARCHIVED_FOR: Final = frozenset({TenantStatus.ACTIVE, TenantStatus.SUSPENDED})
JSON_LINES: Final = "application/x-ndjson"


def make_archiving() -> Archiving:
    """The composition root. Raises `SettingsIncomplete`."""
    settings = from_environment(ArchiveSettings, os.environ)
    data = TenantData.connect(settings, aws_session(), served=ARCHIVED_FOR, bucket=settings.artifacts_bucket)

    def drawer_of(tenant_id: str, moment: str, deadline: float) -> Drawer:
        data.tenants.tenant_at(tenant_id, moment, deadline=deadline)
        client = partial(data.sessions.s3, tenant_id, deadline=deadline)
        files = S3Files(client, settings.artifacts_bucket, data.strategy, deadline=deadline, content_type=JSON_LINES)
        return Drawer(MessageHistory(data.store(tenant_id, deadline=deadline), data.strategy), files)

    return Archiving(drawer_of)
