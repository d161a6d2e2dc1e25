"""What chat-handler is made of: the one place where its parts are put together."""

import os
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from chat_handler.insights import InsightRoutes
from chat_handler.routes import ChatRoutes
from chat_handler.settings import ChatSettings
from runtime.measures import note
from runtime.publishing import durable_publisher
from runtime.settings import from_environment
from runtime.tenant_data import TenantData
from salestalk.adapters.clients import aws_session
from salestalk.adapters.dynamodb.reader import DynamoMetricReader
from salestalk.conversation import ChatService, Clock, Knowledge, Lexicons, Workspace
from salestalk.conversation.completion import Completion
from salestalk.conversation.pledges import Pledging
from salestalk.conversation.stages import StageTimes
from salestalk.ingestion.catalogstore import CatalogKeeper
from salestalk.ingestion.history import MessageHistory
from salestalk.ingestion.limitcounters import LimitCounters
from salestalk.ingestion.messages import MessageIngestion
from salestalk.ingestion.sessions import SessionKeeper
from salestalk.names import Metric
from salestalk.tenancy.allowance import Allowance

if TYPE_CHECKING:
    from salestalk.adapters.dynamodb.store import DynamoItemStore
    from salestalk.ingestion.feedback import FeedbackBook
    from salestalk.ingestion.idempotency import IdempotencyStrategy
    from salestalk.insights.board import InsightBoard


@dataclass(frozen=True, slots=True)
class Workspaces:
    """Opens a tenant's workspace for one request."""

    data: TenantData
    lexicons: Lexicons

    def open(self, tenant_id: str, deadline: float) -> Workspace:
        """Raises `TenantNotActive`, `Unavailable`."""
        tenant, store = self.data.open(tenant_id, deadline=deadline)
        strategy = self.data.strategy
        keeper = CatalogKeeper(store, strategy)

        def knowledge() -> Knowledge:
            catalog = keeper.catalog(tenant_id, deadline=deadline)
            return Knowledge(catalog, self.lexicons.of(catalog), tenant.metadata.calendar)

        return Workspace(
            tenant=tenant,
            reader=DynamoMetricReader(store, strategy, tenant_id, deadline=deadline),
            messages=MessageIngestion(store, strategy),
            history=MessageHistory(store, strategy),
            knowledge=knowledge,
            allowance=Allowance(tenant, LimitCounters(store, strategy)),
            feedback=lambda: _feedback_book(store, strategy),
        )


def _feedback_book(store: "DynamoItemStore", strategy: "IdempotencyStrategy") -> "FeedbackBook":
    from salestalk.ingestion.feedback import FeedbackBook  # noqa: PLC0415 - most calls do not need it

    return FeedbackBook(store, strategy)


def _note_times(times: StageTimes) -> None:
    note(Metric.UNDERSTANDING_TIME, round(times.classification, 3))


def make_routes() -> ChatRoutes:
    """The composition root. Raises `SettingsIncomplete`."""
    settings = from_environment(ChatSettings, os.environ)
    session = aws_session()
    data = TenantData.connect(settings, session)
    publisher = durable_publisher(session, settings.event_bus, settings.outbox_queue_url, data.strategy)
    clock = Clock(now=lambda: datetime.now(UTC), milliseconds=lambda: time.perf_counter() * 1000)
    workspaces = Workspaces(data, Lexicons())
    service = ChatService(workspaces.open, publisher, clock, prepare=Pledging(publisher.outbox), observe=_note_times)

    def completion_of(tenant_id: str, deadline: float) -> Completion:
        data.tenants.active_tenant(tenant_id, deadline=deadline)
        keeper = SessionKeeper(data.store(tenant_id, deadline=deadline), data.strategy)
        return Completion(tenant_id, keeper, publisher, clock.now)

    def board_of(tenant_id: str, deadline: float) -> "InsightBoard":
        from salestalk.insights.board import InsightBoard  # noqa: PLC0415 - most calls do not need it

        data.tenants.active_tenant(tenant_id, deadline=deadline)
        return InsightBoard(data.store(tenant_id, deadline=deadline), data.strategy)

    return ChatRoutes(service, workspaces.open, completion_of, InsightRoutes(board_of, clock.now))
