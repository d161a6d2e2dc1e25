"""What tenants-handler is made of: the one place where its parts are put together."""

import os
import time
from datetime import UTC, datetime
from uuid import uuid4

from runtime.settings import from_environment
from salestalk.adapters.clients import PROMPT, AwsSession, aws_session
from salestalk.adapters.custody import Handover
from salestalk.adapters.handover_files import HandoverFiles
from salestalk.adapters.jobs_queue import JobsQueue
from salestalk.adapters.jobs_table import JobsTable
from salestalk.adapters.patience import system_strategy
from salestalk.adapters.queue_sqs import SqsQueue
from salestalk.adapters.registry import RegistryTable
from salestalk.adapters.registry_lists import RegistryLists
from salestalk.adapters.request_book import RequestItems
from salestalk.adapters.tenant_sessions import TenantSessions
from salestalk.adapters.tenant_stacks import CloudFormationStacks, Published
from salestalk.contracts.jsontext import loads
from salestalk.ingestion.idempotency import IdempotencyStrategy
from salestalk.offboarding.desk import OffboardingDesk
from salestalk.tenancy.creation import Creation
from tenants_handler.leaving import LeavingRoutes
from tenants_handler.routes import TenantsRoutes
from tenants_handler.settings import TenantsSettings


def make_routes() -> TenantsRoutes:
    """The composition root. Raises `SettingsIncomplete`."""
    settings = from_environment(TenantsSettings, os.environ)
    session, strategy = aws_session(), system_strategy()
    dynamodb, table = session.client("dynamodb", config=PROMPT), settings.registry_table
    published = Published(settings.template_url, settings.stack_role_arn, loads(settings.stack_tags))
    registry = RegistryTable(dynamodb, table, strategy)
    creation = Creation(
        store=registry,
        book=RequestItems(dynamodb, table, strategy),
        stacks=CloudFormationStacks(session.client("cloudformation", config=PROMPT), published, strategy),
        now=lambda: datetime.now(UTC),
        clock=time.monotonic,
        sleep=time.sleep,
    )
    leaving = _leaving(settings, session, registry, JobsTable(dynamodb, settings.jobs_table, strategy), strategy)
    return TenantsRoutes(registry, RegistryLists(dynamodb, table, strategy), creation, leaving)


def _leaving(
    settings: TenantsSettings,
    session: AwsSession,
    registry: RegistryTable,
    book: JobsTable,
    strategy: IdempotencyStrategy,
) -> LeavingRoutes:
    bucket = settings.artifacts_bucket
    handover = Handover(settings.handover_role_arn, settings.table_arn_prefix, bucket)
    sessions = TenantSessions(session, session.client("sts", config=PROMPT), handover, strategy)
    desk = OffboardingDesk(
        store=registry,
        book=book,
        queue=JobsQueue(SqsQueue(session.client("sqs", config=PROMPT), settings.jobs_queue_url, strategy)),
        now=lambda: datetime.now(UTC),
        new_id=lambda: str(uuid4()),
    )

    def files_of(tenant_id: str, deadline: float) -> HandoverFiles:
        return HandoverFiles(sessions.lasting_s3(tenant_id, deadline=deadline), bucket, strategy, deadline=deadline)

    return LeavingRoutes(desk, files_of)
