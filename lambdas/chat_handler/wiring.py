"""What chat-handler is made of: the one place where its parts are put together."""

import os
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from chat_handler.colleagues import ColleagueRoutes
from chat_handler.history import HistoryRoutes
from chat_handler.insights import InsightRoutes
from chat_handler.language_model import LanguageModel
from chat_handler.routes import ChatRoutes
from chat_handler.settings import ChatSettings
from runtime.measures import note
from runtime.publishing import durable_publisher
from runtime.settings import from_environment
from runtime.tenant_data import TenantData
from salestalk.adapters.clients import aws_session
from salestalk.adapters.dynamodb.reader import DynamoMetricReader
from salestalk.conversation.completion import Completion
from salestalk.conversation.knowledge import Knowledge, Lexicons
from salestalk.conversation.pledges import Pledging
from salestalk.conversation.service import ChatService
from salestalk.conversation.stages import StageTimes
from salestalk.conversation.workspace import Clock, Workspace
from salestalk.ingestion.catalogstore import CatalogKeeper, EntriesRead
from salestalk.ingestion.history import MessageHistory
from salestalk.ingestion.limitcounters import LimitCounters
from salestalk.ingestion.messages import MessageIngestion
from salestalk.ingestion.sessions import SessionKeeper
from salestalk.names import Metric
from salestalk.tenancy.allowance import Allowance
from salestalk.values import frozen

if TYPE_CHECKING:
    from salestalk.adapters.dynamodb.store import DynamoItemStore
    from salestalk.conversation.colleagues import Colleagues
    from salestalk.ingestion.feedback import FeedbackBook
    from salestalk.ingestion.idempotency import IdempotencyStrategy
    from salestalk.insights.board import InsightBoard


@frozen
class Workspaces:
    """Opens a tenant's workspace for one request."""

    data: TenantData
    lexicons: Lexicons
    entries: EntriesRead
    language_model: LanguageModel

    def open(self, tenant_id: str, deadline: float) -> Workspace:
        """Raises `TenantNotActive`, `Unavailable`."""
        tenant, store = self.data.open(tenant_id, deadline=deadline)
        strategy = self.data.strategy
        keeper = CatalogKeeper(store, strategy, self.entries)

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
            assistant=lambda: self.language_model.assistant_of(tenant, store, strategy),
        )


def _feedback_book(store: "DynamoItemStore", strategy: "IdempotencyStrategy") -> "FeedbackBook":
    from salestalk.ingestion.feedback import FeedbackBook  # noqa: PLC0415 - most calls do not need it

    return FeedbackBook(store, strategy)


def _colleagues(data: TenantData, clock: Clock, tenant_id: str, deadline: float) -> "Colleagues":
    from salestalk.conversation.colleagues import Colleagues  # noqa: PLC0415 - most calls do not need it
    from salestalk.ingestion.comments import CommentBook  # noqa: PLC0415
    from salestalk.ingestion.pins import PinBoard  # noqa: PLC0415
    from salestalk.ingestion.shares import ShareBook  # noqa: PLC0415

    tenant, store = data.open(tenant_id, deadline=deadline)
    return Colleagues(
        tenant=tenant,
        history=MessageHistory(store, data.strategy),
        board=PinBoard(store, data.strategy),
        shares=ShareBook(store, data.strategy),
        said=CommentBook(store, data.strategy),
        now=int(clock.now().timestamp()),
        deadline=deadline,
    )


def _note_times(times: StageTimes) -> None:
    note(Metric.UNDERSTANDING_TIME, round(times.classification, 3))


def make_routes() -> ChatRoutes:
    """The composition root. Raises `SettingsIncomplete`."""
    settings = from_environment(ChatSettings, os.environ)
    session = aws_session()
    data = TenantData.connect(settings, session)
    publisher = durable_publisher(session, settings.event_bus, settings.outbox_queue_url, data.strategy)
    clock = Clock(now=lambda: datetime.now(UTC), milliseconds=lambda: time.perf_counter() * 1000)
    workspaces = Workspaces(data, Lexicons(), EntriesRead(), LanguageModel(settings, session))
    service = ChatService(workspaces.open, publisher, clock, prepare=Pledging(publisher.outbox), observe=_note_times)

    def keeper_of(tenant_id: str, deadline: float) -> SessionKeeper:
        data.tenants.active_tenant(tenant_id, deadline=deadline)
        return SessionKeeper(data.store(tenant_id, deadline=deadline), data.strategy)

    def completion_of(tenant_id: str, deadline: float) -> Completion:
        return Completion(tenant_id, keeper_of(tenant_id, deadline), publisher, clock.now)

    def board_of(tenant_id: str, deadline: float) -> "InsightBoard":
        from salestalk.insights.board import InsightBoard  # noqa: PLC0415 - most calls do not need it

        data.tenants.active_tenant(tenant_id, deadline=deadline)
        return InsightBoard(data.store(tenant_id, deadline=deadline), data.strategy)

    return ChatRoutes(
        service,
        workspaces.open,
        completion_of,
        InsightRoutes(board_of, clock.now),
        HistoryRoutes(workspaces.open, keeper_of),
        ColleagueRoutes(lambda tenant_id, deadline: _colleagues(data, clock, tenant_id, deadline)),
    )
