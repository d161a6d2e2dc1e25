"""What tenants-handler is made of: the one place where its parts are put together."""

import os

import boto3

from runtime.settings import from_environment
from salestalk.adapters.clients import PROMPT
from salestalk.adapters.patience import system_strategy
from salestalk.adapters.registry import RegistryTable
from salestalk.adapters.registry_lists import RegistryLists
from tenants_handler.routes import TenantsRoutes
from tenants_handler.settings import TenantsSettings


def make_routes() -> TenantsRoutes:
    """The composition root. Raises `SettingsIncomplete`."""
    settings = from_environment(TenantsSettings, os.environ)
    session, strategy = boto3.Session(), system_strategy()
    dynamodb = session.client("dynamodb", config=PROMPT)
    registry = RegistryTable(dynamodb, settings.registry_table, strategy)
    lists = RegistryLists(dynamodb, settings.registry_table, strategy)
    return TenantsRoutes(registry, lists)
