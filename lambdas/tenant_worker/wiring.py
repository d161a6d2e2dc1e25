"""What tenant-worker is made of: the one place where its parts are put together."""

import os
import time
from datetime import UTC, datetime
from functools import partial
from typing import Any

from runtime.settings import from_environment
from salestalk.adapters.clients import PROMPT, aws_session
from salestalk.adapters.custody import Custody
from salestalk.adapters.custody_objects import CustodyObjects
from salestalk.adapters.custody_tables import CustodyTables
from salestalk.adapters.jobs_queue import JobsQueue
from salestalk.adapters.jobs_table import JobsTable
from salestalk.adapters.leaving_stacks import LeavingStacks
from salestalk.adapters.patience import system_strategy
from salestalk.adapters.queue_sqs import SqsQueue
from salestalk.adapters.registry import RegistryTable
from salestalk.adapters.request_book import TenantRequests
from salestalk.adapters.tenant_outlets import TenantOutlets
from salestalk.adapters.tenant_sessions import FOR_A_LONG_RUN, TenantSessions
from salestalk.adapters.tenant_users import TenantUserGroup
from salestalk.contracts.offboarding import JobKind, JobNote
from salestalk.ingestion.idempotency import IdempotencyStrategy
from salestalk.offboarding.erasure import Erasure
from salestalk.offboarding.export import Export
from salestalk.offboarding.running import JobRunner
from salestalk.values import frozen
from tenant_worker.settings import WorkerSettings
from tenant_worker.working import Working


@frozen
class Runners:
    """Makes runners, each with one tenant's custody; the clients are the function's own."""

    settings: WorkerSettings
    dynamodb: Any
    registry: RegistryTable
    book: JobsTable
    sessions: TenantSessions
    strategy: IdempotencyStrategy
    cognito: Any
    cloudformation: Any
    ssm: Any
    sns: Any

    def runner(self, note: JobNote, run: str, deadline: float) -> JobRunner:
        """A runner for one run."""
        make = self._export if note.kind is JobKind.EXPORT else self._erasure
        work = make(note.tenant_id, deadline).work
        return JobRunner(self.book, work, utc_now, time.monotonic, owner=run)

    def _export(self, tenant_id: str, deadline: float) -> Export:
        return Export(
            tenant_id,
            self.registry,
            self._tables(tenant_id, deadline),
            self._objects(tenant_id, deadline),
            seconds=time.monotonic,
            moment=moment,
        )

    def _erasure(self, tenant_id: str, deadline: float) -> Erasure:
        pool, strategy = self.settings.user_pool_id, self.strategy
        return Erasure(
            tenant_id,
            self.registry,
            self.book,
            self._tables(tenant_id, deadline),
            self._objects(tenant_id, deadline),
            TenantUserGroup(self.cognito, pool, tenant_id, strategy, deadline=deadline),
            TenantOutlets(self.ssm, self.sns, self.settings.topic_arn, tenant_id, strategy, deadline=deadline),
            LeavingStacks(self.cloudformation, strategy, deadline=deadline),
            TenantRequests(self.dynamodb, self.settings.registry_table, tenant_id, strategy, deadline=deadline),
            seconds=time.monotonic,
            moment=moment,
        )

    def _tables(self, tenant_id: str, deadline: float) -> CustodyTables:
        client = partial(self.sessions.dynamodb, tenant_id, deadline=deadline)
        return CustodyTables(client, self.strategy, deadline=deadline)

    def _objects(self, tenant_id: str, deadline: float) -> CustodyObjects:
        client = partial(self.sessions.s3, tenant_id, deadline=deadline)
        return CustodyObjects(client, self.settings.artifacts_bucket, self.strategy, deadline=deadline)


def make_working() -> Working:
    """The composition root. Raises `SettingsIncomplete`."""
    settings = from_environment(WorkerSettings, os.environ)
    session, strategy = aws_session(), system_strategy()
    dynamodb = session.client("dynamodb", config=PROMPT)
    custody = Custody(settings.custody_role_arn, settings.table_arn_prefix, settings.artifacts_bucket)
    sts = session.client("sts", config=PROMPT)
    runners = Runners(
        settings,
        dynamodb,
        RegistryTable(dynamodb, settings.registry_table, strategy),
        JobsTable(dynamodb, settings.jobs_table, strategy),
        TenantSessions(session, sts, custody, strategy, validity=FOR_A_LONG_RUN),
        strategy,
        cognito=session.client("cognito-idp", config=PROMPT),
        cloudformation=session.client("cloudformation", config=PROMPT),
        ssm=session.client("ssm", config=PROMPT),
        sns=session.client("sns", config=PROMPT),
    )
    queue = JobsQueue(SqsQueue(session.client("sqs", config=PROMPT), settings.queue_url, strategy))
    return Working(runners.runner, queue)


def moment() -> int:
    """Unix seconds."""
    return int(time.time())


def utc_now() -> datetime:
    """The time of day."""
    return datetime.now(UTC)
