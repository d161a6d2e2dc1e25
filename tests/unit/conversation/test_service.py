"""Conversations by their front door, over the example tenant's totals in a dictionary."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache
from threading import Event
from typing import Any

import pytest

from salestalk.adapters.dynamodb.reader import DynamoMetricReader
from salestalk.contracts import events
from salestalk.contracts.answer import ChatAnswer, ChatRequest
from salestalk.contracts.base import parse
from salestalk.contracts.events import ClassificationPerformed, EventMetadata, NarrativeGenerated
from salestalk.contracts.tenant import Tenant
from salestalk.conversation.knowledge import Knowledge, Lexicons
from salestalk.conversation.service import ChatService, Question
from salestalk.conversation.verification import verify
from salestalk.conversation.workspace import Clock, Workspace
from salestalk.errors import Conflict, InvalidInput, TenantNotActive, Unavailable
from salestalk.events.envelope import write_event
from salestalk.events.publisher import Letter, batches
from salestalk.ingestion.catalogstore import CatalogKeeper
from salestalk.ingestion.feedback import FeedbackBook
from salestalk.ingestion.history import MessageHistory
from salestalk.ingestion.limitcounters import LIMIT_PK, LimitCounters
from salestalk.ingestion.messages import MessageIngestion
from salestalk.ingestion.metrics import MetricsIngestion
from salestalk.names import messages_table
from salestalk.tenancy.allowance import Allowance
from seed_data.loader import SeedTenant, load
from tests.unit.functions.fakes import MemoryPublisher
from tests.unit.ingestion.fakes import DictStore, FakeTime

ACME = "acme-corp-001"
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


@cache
def seed() -> SeedTenant:
    return load(ACME)


@dataclass
class BrokenBus(MemoryPublisher):
    broken: bool = False

    def publish(self, events: Any, *, deadline: float) -> None:
        if self.broken:
            raise Unavailable("no answer")
        super().publish(events, deadline=deadline)


@dataclass
class Desk:
    """One tenant's conversations, in memory."""

    store: DictStore = field(default_factory=DictStore)
    bus: BrokenBus = field(default_factory=BrokenBus)
    tenant: Tenant = field(default_factory=lambda: seed().tenant)
    assistant: Any = None
    """The language model that helps, if any does."""

    def __post_init__(self) -> None:
        strategy, calendar = FakeTime().strategy(), self.tenant.metadata.calendar
        self.metrics = MetricsIngestion(self.store, strategy, calendar_of=lambda _: calendar, clock=lambda: NOW)
        totals = [record for record in seed().records if not record.dimensions]
        self.metrics.ingest_batch(ACME, totals, definitions=seed().definitions)
        keeper, lexicons = CatalogKeeper(self.store, strategy), Lexicons()
        self.history = MessageHistory(self.store, strategy)
        self.reader = DynamoMetricReader(self.store, strategy, ACME)

        def knowledge() -> Knowledge:
            catalog = keeper.catalog(ACME)
            return Knowledge(catalog, lexicons.of(catalog), calendar)

        def workspace(tenant_id: str, deadline: float) -> Workspace:
            if tenant_id != ACME:
                raise TenantNotActive("This tenant is not known.")
            messages = MessageIngestion(self.store, strategy)
            allowance = Allowance(self.tenant, LimitCounters(self.store, strategy))
            self.feedback = FeedbackBook(self.store, strategy)
            return Workspace(
                self.tenant,
                self.reader,
                messages,
                self.history,
                knowledge,
                allowance,
                lambda: self.feedback,
                lambda: self.assistant,
            )

        clock = Clock(now=lambda: NOW, milliseconds=lambda: 0.0)
        self.service = ChatService(workspace, self.bus, clock)
        self.elsewhere = ChatService(workspace, self.bus, clock)

    def ask(
        self, text: str, *, key: str | None = None, tenant: str = ACME, elsewhere: bool = False, **request: Any
    ) -> ChatAnswer:
        """Ask this process or another one that serves the same tenants."""
        return (self.elsewhere if elsewhere else self.service).ask(
            Question(
                tenant_id=tenant,
                user_id="u",
                request=parse(ChatRequest, {"message": text, **request}),
                origin=EventMetadata(correlation_id="c"),
                deadline=1e9,
                idempotency_key=key,
            )
        )


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_a_question_gets_the_stored_number_with_its_row(desk):
    answer = desk.ask("What was revenue in Q3?")

    assert answer.outcome == "answered"
    assert "$2,500,000" in answer.answer
    (cited,) = answer.data_references
    assert (cited.source.table, cited.source.pk, cited.source.sk) == (
        f"tenant-{ACME}-metrics",
        "METRIC#revenue",
        "2025-Q3",
    )


def test_both_messages_are_stored_in_order_and_both_events_are_put_together(desk):
    answer = desk.ask("What was revenue in Q3?")

    question, reply = desk.history.messages(ACME, answer.session_id).items
    assert (question.text, reply.text) == ("What was revenue in Q3?", answer.answer)
    first, second = desk.bus.events
    assert isinstance(first.data, ClassificationPerformed)
    assert isinstance(second.data, NarrativeGenerated)
    assert second.metadata.causation_id == first.event_id
    assert {event.tenant_id for event in desk.bus.events} == {ACME}


def test_a_retry_with_the_same_key_gives_the_first_answer_and_the_same_events(desk):
    first = desk.ask("What was revenue in Q3?", key="k1")
    desk.metrics.ingest_metric(ACME, {"subject": "revenue", "period": "2025-Q3", "value": 1, "unit": "USD"})
    again = desk.ask("What was revenue in Q3?", key="k1")

    assert again == first
    ids = [event.event_id for event in desk.bus.events]
    assert ids[:2] == ids[2:]
    assert len(desk.history.messages(ACME, first.session_id).items) == 2


@pytest.mark.parametrize(
    "other",
    [
        {"text": "What was revenue in Q2?"},
        {"sessionId": "6f1f64ab-3b0a-4d0e-9a53-0f3a4b7f1c13"},
        {"asOf": "2025-02-01"},
    ],
    ids=("another text", "another session", "another day"),
)
def test_a_key_that_was_used_for_another_question_is_refused(desk, other):
    first = desk.ask("What was revenue in Q3?", key="k1")
    with pytest.raises(Conflict) as caught:
        desk.ask(other.pop("text", "What was revenue in Q3?"), key="k1", **other)
    assert caught.value.faults[0].rule == "idempotency_key_reused"
    assert len(desk.history.messages(ACME, first.session_id).items) == 2
    assert len(desk.bus.events) == 2


def test_a_retry_says_the_same_session_and_day_again(desk):
    request = {"sessionId": "6F1F64AB-3B0A-4D0E-9A53-0F3A4B7F1C13", "asOf": "2026-11-01T23:00:00+00:00"}
    first = desk.ask("What was revenue in Q3?", key="k1", **request)
    assert desk.ask("What was revenue in Q3?", key="k1", **request) == first


def test_an_answer_from_very_many_rows_is_kept_whole_and_so_is_its_event(desk):
    days = [date(2024, 1, 1) + timedelta(days=number) for number in range(366)]
    visits = {"subject": "visits", "unit": "count", "value": 1}
    desk.metrics.ingest_batch(ACME, [{**visits, "period": day.isoformat()} for day in days])

    first = desk.ask("How many visits in 2024?", key="k1")

    assert (len(first.data_references), first.outcome) == (366, "answered")
    assert desk.ask("How many visits in 2024?", key="k1") == first
    assert all(len(list(batches([Letter(event, write_event(event))]))) == 1 for event in desk.bus.events)


def test_an_answer_from_more_rows_than_can_be_kept_is_refused_before_anything_is_stored(desk):
    days = [date(2024, 1, 1) + timedelta(days=number) for number in range(366)]
    name = "Globex " + "é" * 200
    visits = {"subject": "visits", "unit": "count", "value": 1, "dimensions": {"customer": name}}
    desk.metrics.ingest_batch(ACME, [{**visits, "period": day.isoformat()} for day in days])

    with pytest.raises(InvalidInput) as caught:
        desk.ask(f"How many visits of {name} in 2024?")

    assert (caught.value.faults[0].field, caught.value.faults[0].rule) == ("message", "too_many_rows")
    assert {key.pk for key in desk.store.tables[messages_table(ACME)]} == {LIMIT_PK}
    assert desk.bus.events == []


def test_what_the_bus_refused_is_put_by_the_retry(desk):
    desk.bus.broken = True
    with pytest.raises(Unavailable):
        desk.ask("What was revenue in Q3?", key="k1")
    desk.bus.broken = False
    answer = desk.ask("What was revenue in Q3?", key="k1")

    assert len(desk.bus.events) == 2
    assert len(desk.history.messages(ACME, answer.session_id).items) == 2


def test_a_question_can_be_read_as_of_an_earlier_day(desk):
    assert "2024" in desk.ask("What was revenue in Q3?", asOf="2025-02-01").answer


@pytest.mark.parametrize("as_of", ["2026-11-22", "2030-01-01T00:00:00Z"])
def test_a_question_cannot_be_read_as_of_a_day_to_come(desk, as_of):
    with pytest.raises(InvalidInput) as caught:
        desk.ask("What was revenue in Q3?", asOf=as_of)
    assert caught.value.faults[0].field == "asOf"
    assert desk.bus.events == []


def test_the_same_question_as_of_the_same_day_gives_the_same_bytes(desk):
    own = {"messageId", "userMessageId", "sessionId"}
    first, second = (desk.ask("Why did margin fall in Q4?", asOf=date(2026, 11, 1)).as_item() for _ in range(2))
    assert {k: v for k, v in first.items() if k not in own} == {k: v for k, v in second.items() if k not in own}


def test_a_tenant_that_is_not_served_is_refused_and_nothing_is_stored(desk):
    before = {table: len(items) for table, items in desk.store.tables.items()}
    with pytest.raises(TenantNotActive):
        desk.ask("What was revenue in Q3?", tenant="acme-corp-002")
    assert {table: len(items) for table, items in desk.store.tables.items()} == before


def test_an_answer_is_verified_until_a_row_it_cites_changes(desk):
    answer = desk.ask("What was revenue in Q3?")
    message = desk.history.message(ACME, answer.message_id)
    assert message is not None
    assert verify(message, desk.reader).holds

    desk.metrics.ingest_metric(ACME, {"subject": "revenue", "period": "2025-Q3", "value": 1, "unit": "USD"})
    result = verify(message, desk.reader)

    assert not result.holds
    (changed,) = result.changed
    assert (changed.reference.value, changed.now, changed.version) == (2_500_000, 1, 2)


def test_events_are_valid_when_they_are_read_back(desk):
    desk.ask("How are we doing?")
    for event in desk.bus.events:
        assert parse(events.Event, event.as_item()) == event


def test_a_metric_can_be_asked_about_the_moment_it_is_loaded(desk):
    desk.ask("What was revenue in Q3?")
    desk.metrics.ingest_metric(ACME, {"subject": "espresso_cups", "period": "2025-Q3", "value": 77, "unit": "count"})

    assert "77" in desk.ask("How many espresso cups in Q3?").answer


def test_what_is_loaded_later_is_the_latest_at_once(desk):
    assert "Q4 2025" in desk.ask("What is our revenue?").answer
    desk.metrics.ingest_metric(ACME, {"subject": "revenue", "period": "2026-Q1", "value": 3_000_000, "unit": "USD"})

    assert "$3,000,000 in Q1 2026" in desk.ask("What is our revenue?").answer


def test_a_follow_up_goes_on_from_what_was_said_elsewhere_in_between(desk):
    session = desk.ask("What was revenue in Q3?").session_id
    desk.ask("What was margin in Q3?", sessionId=session, elsewhere=True)

    answer = desk.ask("And in Q4?", sessionId=session)

    assert answer.classification.subject == "margin"
    assert [message.text for message in desk.history.messages(ACME, session).items][::2] == [
        "What was revenue in Q3?",
        "What was margin in Q3?",
        "And in Q4?",
    ]


def test_rows_are_read_while_the_catalog_still_is(desk):
    """A warm question does not wait for the catalog: its read ends only after the rows were asked for."""
    desk.ask("What was revenue in Q3?")
    rows_wanted = Event()
    read_keys, read_pages = desk.store.get_some, desk.store.query_page

    def get_some(table: str, keys: Any, *, consistent: bool) -> Any:
        if table.endswith("-metrics"):
            rows_wanted.set()
        return read_keys(table, keys, consistent=consistent)

    def query_page(table: str, query: Any, resume: Any) -> Any:
        assert rows_wanted.wait(10), "the catalog was waited for"
        return read_pages(table, query, resume)

    desk.store.get_some, desk.store.query_page = get_some, query_page
    assert "$2,750,000" in desk.ask("What was revenue in Q4?").answer
