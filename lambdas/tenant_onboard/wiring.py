"""What tenant-onboard is made of: the one place where its parts are put together."""

import os
from datetime import UTC, datetime

from runtime.publishing import durable_publisher
from runtime.settings import from_environment
from runtime.tenant_data import TenantData
from salestalk.adapters.clients import PROMPT, aws_session
from salestalk.adapters.registry import RegistryTable
from salestalk.adapters.user_accounts import UserAccounts
from salestalk.adapters.user_groups import UserGroups
from salestalk.contracts.events import EventMetadata, TenantProvisioned
from salestalk.events.envelope import envelope
from salestalk.events.publisher import EventPublisher
from salestalk.tenancy.onboarding import Onboarding
from salestalk.values import frozen
from tenant_onboard.sample import SampleLoader
from tenant_onboard.settings import OnboardSettings

TRACE_ID = "_X_AMZN_TRACE_ID"  # set by Lambda for each request


@frozen
class Announcement:
    """Says `tenant.provisioned.v1`: one event for each stack, for its id follows from the stack's."""

    publisher: EventPublisher

    def __call__(self, data: TenantProvisioned, *, stack_id: str, deadline: float) -> None:
        """Put the event on the bus. Raises `Unavailable`."""
        event = envelope(
            data,
            cause=stack_id,
            tenant_id=data.tenant_id,
            metadata=EventMetadata(correlation_id=stack_id, trace_id=os.environ.get(TRACE_ID)),
            now=utc_now(),
        )
        self.publisher.publish([event], deadline=deadline)


def make_onboarding() -> Onboarding:
    """The composition root. Raises `SettingsIncomplete`."""
    settings = from_environment(OnboardSettings, os.environ)
    session = aws_session()
    data = TenantData.connect(settings, session)
    strategy = data.strategy
    publisher = durable_publisher(session, settings.event_bus, settings.outbox_queue_url, strategy)
    cognito = session.client("cognito-idp", config=PROMPT)
    return Onboarding(
        store=RegistryTable(session.client("dynamodb", config=PROMPT), settings.registry_table, strategy),
        groups=UserGroups(cognito, settings.user_pool_id, strategy),
        users=UserAccounts(cognito, settings.user_pool_id, strategy),
        load_sample=SampleLoader(data.store, strategy),
        announce=Announcement(publisher),
        now=utc_now,
    )


def utc_now() -> datetime:
    """The time of day."""
    return datetime.now(UTC)
