"""What every function that touches tenant data is wired from: who is served, and each tenant's own credentials."""

import time
from collections.abc import Container
from typing import Annotated

from runtime.settings import Settings
from salestalk.adapters.clients import ITEMS, PROMPT, AwsSession
from salestalk.adapters.dynamodb.store import DynamoItemStore
from salestalk.adapters.patience import system_strategy
from salestalk.adapters.registry import RegistryTable
from salestalk.adapters.tenant_sessions import FOR_A_REQUEST, DataAccess, TenantSessions, Validity
from salestalk.contracts.tenant import Tenant, TenantStatus
from salestalk.ingestion.idempotency import IdempotencyStrategy
from salestalk.names import Env
from salestalk.tenancy.registry import ActiveTenants
from salestalk.values import frozen
from salestalk.workers import Workers


@frozen
class TenantDataSettings(Settings):
    """The settings of such a function; a function's own are added to them."""

    registry_table: Annotated[str, Env.REGISTRY_TABLE]
    data_access_role_arn: Annotated[str, Env.DATA_ACCESS_ROLE_ARN]
    table_arn_prefix: Annotated[str, Env.TABLE_ARN_PREFIX]


@frozen
class TenantData:
    """The door to tenants' data. Deadlines are on the `time.monotonic` scale, in seconds."""

    tenants: ActiveTenants
    sessions: TenantSessions
    strategy: IdempotencyStrategy

    @classmethod
    def connect(
        cls,
        settings: TenantDataSettings,
        session: AwsSession,
        *,
        served: Container[TenantStatus] = (TenantStatus.ACTIVE,),
        bucket: str | None = None,
        validity: Validity = FOR_A_REQUEST,
    ) -> "TenantData":
        """Wire it to AWS; nothing is called yet. With ``bucket``, tenants' files are within reach."""
        strategy = system_strategy()
        registry = RegistryTable(session.client("dynamodb", config=ITEMS), settings.registry_table, strategy)
        access = DataAccess(settings.data_access_role_arn, settings.table_arn_prefix, bucket)
        sts = session.client("sts", config=PROMPT)
        sessions = TenantSessions(session, sts, access, strategy, validity=validity)
        return cls(ActiveTenants(registry, time.monotonic, served=served), sessions, strategy)

    def store(self, tenant_id: str, *, deadline: float) -> DynamoItemStore:
        """A store that reaches this tenant's tables and nothing else."""
        return DynamoItemStore(self.sessions.dynamodb(tenant_id, deadline=deadline))

    def open(self, tenant_id: str, *, deadline: float) -> tuple[Tenant, DynamoItemStore]:
        """The tenant, if it is served, and the store of its tables. Raises `TenantNotActive`, `Unavailable`.

        For a tenant that is new here, registry and credentials are asked at the same time: the credentials are for
        this tenant alone, and nobody is given them unless the registry says that it is served.
        """
        if self.sessions.has(tenant_id):
            return self.tenants.active_tenant(tenant_id, deadline=deadline), self.store(tenant_id, deadline=deadline)
        with Workers(1) as pool:
            store = pool.submit(self.store, tenant_id, deadline=deadline)
            return self.tenants.active_tenant(tenant_id, deadline=deadline), store.result()
