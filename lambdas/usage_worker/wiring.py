"""What usage-worker is made of: the one place where its parts are put together."""

import os
import time

import boto3

from runtime.settings import from_environment
from salestalk.adapters.clients import PROMPT
from salestalk.adapters.dynamodb.store import DynamoItemStore
from salestalk.adapters.patience import system_strategy
from salestalk.adapters.registry import RegistryTable
from salestalk.adapters.tenant_sessions import DataAccess, TenantSessions
from salestalk.ingestion.usage import UsageCounters
from salestalk.tenancy.registry import ActiveTenants
from usage_worker.counting import COUNTED_FOR, Counting
from usage_worker.settings import UsageSettings


def make_counting() -> Counting:
    """The composition root. Raises `SettingsIncomplete`."""
    settings = from_environment(UsageSettings, os.environ)
    session, strategy = boto3.Session(), system_strategy()
    registry = RegistryTable(session.client("dynamodb", config=PROMPT), settings.registry_table, strategy)
    access = DataAccess(settings.data_access_role_arn, settings.table_arn_prefix)
    sessions = TenantSessions(session, session.client("sts", config=PROMPT), access, strategy)

    def counters_of(tenant_id: str, deadline: float) -> UsageCounters:
        return UsageCounters(DynamoItemStore(sessions.dynamodb(tenant_id, deadline=deadline)), strategy, time.time)

    return Counting(ActiveTenants(registry, time.monotonic, served=COUNTED_FOR), counters_of)
