"""What tenants-handler is made of: the one place where its parts are put together."""

import os
import time
from datetime import UTC, datetime

import boto3

from runtime.settings import from_environment
from salestalk.adapters.clients import PROMPT
from salestalk.adapters.patience import system_strategy
from salestalk.adapters.registry import RegistryTable
from salestalk.adapters.registry_lists import RegistryLists
from salestalk.adapters.request_book import RequestItems
from salestalk.adapters.tenant_stacks import CloudFormationStacks, Published
from salestalk.contracts.jsontext import loads
from salestalk.tenancy.creation import Creation
from tenants_handler.routes import TenantsRoutes
from tenants_handler.settings import TenantsSettings


def make_routes() -> TenantsRoutes:
    """The composition root. Raises `SettingsIncomplete`."""
    settings = from_environment(TenantsSettings, os.environ)
    session, strategy = boto3.Session(), system_strategy()
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
    return TenantsRoutes(registry, RegistryLists(dynamodb, table, strategy), creation)
