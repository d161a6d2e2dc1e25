"""Chats of a tenant made to measure, with everything of the functions but the network: see `shelves`."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Final

from salestalk import names
from salestalk.adapters.dynamodb.codec import encode_item
from salestalk.adapters.dynamodb.reader import DynamoMetricReader
from salestalk.calendar import FiscalCalendar, Granularity, Period
from salestalk.contracts.answer import ChatAnswer, ChatRequest, Outcome
from salestalk.contracts.catalog import CATALOG_PK, CatalogEntry, Kind, Span
from salestalk.contracts.events import Event, EventMetadata
from salestalk.contracts.metric import MetricValue, dimension_key, metric_pk, metric_sk
from salestalk.contracts.session import SessionRollup
from salestalk.contracts.tenant import Plan, Tenant
from salestalk.conversation.knowledge import Knowledge, Lexicons
from salestalk.conversation.service import ChatService, Question
from salestalk.conversation.stages import Reply, reply_to
from salestalk.conversation.workspace import Clock, Workspace
from salestalk.events.envelope import write_event
from salestalk.ingestion.catalogstore import CatalogKeeper, EntriesRead, entry_item
from salestalk.ingestion.feedback import FeedbackBook
from salestalk.ingestion.history import MessageHistory
from salestalk.ingestion.idempotency import IdempotencyStrategy
from salestalk.ingestion.limitcounters import LimitCounters
from salestalk.ingestion.messages import MessageIngestion
from salestalk.ingestion.rows import row_item
from salestalk.tenancy.allowance import Allowance
from tests.performance.questions import AS_OF
from tests.performance.shelves import Encoded, Shelves
from tests.performance.tenant import DIMENSION, TENANT, big_catalog, made_up_words
from tests.unit.tenancy.fakes import tenant

NOW: Final = datetime(2026, 1, 10, 12, tzinfo=UTC)
MONTHS: Final = tuple(f"2025-{month:02}" for month in range(1, 13))
_CALENDAR: Final = FiscalCalendar()


@dataclass
class Bus:
    """Takes events as the bus does: as text."""

    told: int = 0

    def publish(self, events: Sequence[Event], *, deadline: float) -> None:
        """Nothing is kept but how much it was."""
        self.told += sum(len(write_event(event)) for event in events)


def _still() -> float:
    return 0.0


def _never(_: float) -> None:
    raise AssertionError("nothing has to be waited for")


@dataclass
class Desk:
    """One tenant's questions: through the five stages alone (`reply`), or as chats (`ask`)."""

    shelves: Shelves = field(default_factory=Shelves)
    tenant: Tenant = field(default_factory=lambda: tenant(TENANT, plan=Plan.ENTERPRISE))
    bus: Bus = field(default_factory=Bus)
    asked: int = 0

    @cached_property
    def _strategy(self) -> IdempotencyStrategy:
        return IdempotencyStrategy(clock=_still, sleep=_never, uniform=lambda low, _: low)

    @cached_property
    def knowledge(self) -> Knowledge:
        """The catalog as it was when first asked for."""
        return self._read(Lexicons(), EntriesRead())

    @cached_property
    def reader(self) -> DynamoMetricReader:
        """The tenant's rows."""
        return DynamoMetricReader(self.shelves, self._strategy, TENANT)

    @cached_property
    def service(self) -> ChatService:
        """The chat service, as wired in the function."""
        lexicons, entries = Lexicons(), EntriesRead()
        history = MessageHistory(self.shelves, self._strategy)

        def workspace(_: str, __: float) -> Workspace:
            return Workspace(
                tenant=self.tenant,
                reader=self.reader,
                messages=MessageIngestion(self.shelves, self._strategy),
                history=history,
                knowledge=lambda: self._read(lexicons, entries),
                allowance=Allowance(self.tenant, LimitCounters(self.shelves, self._strategy)),
                feedback=lambda: FeedbackBook(self.shelves, self._strategy),
            )

        return ChatService(workspace, self.bus, Clock(now=self._now, milliseconds=_still))

    def _read(self, lexicons: Lexicons, entries: EntriesRead) -> Knowledge:
        catalog = CatalogKeeper(self.shelves, self._strategy, entries).catalog(TENANT)
        return Knowledge(catalog, lexicons.of(catalog), _CALENDAR)

    def _now(self) -> datetime:
        """A minute later for each question, so that no limit is reached."""
        return NOW + timedelta(minutes=self.asked)

    def reply(self, question: str) -> Reply:
        """Carry a question through the stages. Raises `RuntimeError` when it is not answered."""
        reply = reply_to(question, None, knowledge=self.knowledge, reader=self.reader, as_of=AS_OF, clock=_still)
        _check_answered(question, reply.narrative.outcome)
        return reply

    def ask(self, question: str, session: str | None = None) -> ChatAnswer:
        """Ask as a user does, with a key. Raises `RuntimeError` when it is not answered."""
        self.asked += 1
        request = ChatRequest(message=question, session_id=session, as_of=AS_OF)
        origin = EventMetadata(correlation_id="c-1")
        asked = Question(TENANT, "user-1", request, origin, 1e9, idempotency_key=f"key-{self.asked:06}")
        answer = self.service.ask(asked)
        _check_answered(question, answer.outcome)
        return answer

    def rollup(self, session: str) -> SessionRollup:
        """What is stored of a session. Raises `KeyError` where there is none."""
        found = MessageHistory(self.shelves, self._strategy).session(TENANT, session)
        if found is None:
            raise KeyError(session)
        return found

    def stock(self, subject: str, *, periods: Iterable[str] = MONTHS, products: int = 0, more: int = 0) -> None:
        """Store a metric: a row for each period and product, and beside it ``more`` metrics that nobody asks about."""
        split = [word.capitalize() for word in made_up_words(products)]
        rows = _rows(subject, list(periods), split)
        self.shelves.fill(names.metrics_table(TENANT), metric_pk(subject), rows)
        self._entries[subject] = _entry(subject, periods, split)
        self._entries |= big_catalog(more).entries if more else {}
        items = {name: encode_item(entry_item(entry)) for name, entry in self._entries.items()}
        self.shelves.fill(names.metrics_table(TENANT), CATALOG_PK, items)

    @cached_property
    def _entries(self) -> dict[str, CatalogEntry]:
        return {}


def _check_answered(question: str, outcome: Outcome) -> None:
    if outcome is not Outcome.ANSWERED:
        raise RuntimeError(f"{question!r} is not answered: {outcome}")


def _entry(subject: str, periods: Iterable[str], split: Sequence[str]) -> CatalogEntry:
    by_grain: dict[Granularity, list[Period]] = {}
    for period in map(Period.parse, periods):
        by_grain.setdefault(period.granularity, []).append(period)
    return CatalogEntry(
        subject=subject,
        display_name=subject.capitalize(),
        unit="USD",
        kind=Kind.FLOW,
        dimensions={DIMENSION: tuple(sorted(split))} if split else {},
        periods={grain: Span(first=min(found).key, last=max(found).key) for grain, found in by_grain.items()},
    )


def _rows(subject: str, periods: Sequence[str], split: Sequence[str]) -> Mapping[str, Encoded]:
    """Encoded rows by sort key, all from one that was validated: there are many."""
    total = _template(subject, {})
    part = _template(subject, {DIMENSION: split[0]}) if split else {}
    rows: dict[str, Encoded] = {}
    for number, period in enumerate(periods):
        rows[period] = {**total, **_of(period, 1_000 + number * 37 % 997, metric_sk(period, {}))}
        for place, name in enumerate(split):
            sk, value = metric_sk(period, {DIMENSION: name}), 100 + (place * 37 + number * 113) % 97
            named = {
                "dimensions": {"M": {DIMENSION: {"S": name}}},
                "dimensionKey": {"S": dimension_key({DIMENSION: name})},
            }
            rows[sk] = {**part, **named, **_of(period, value, sk)}
    return rows


def _of(period: str, value: int, sk: str) -> Encoded:
    return {"sk": {"S": sk}, "period": {"S": period}, "value": {"N": str(value)}}


def _template(subject: str, dimensions: Mapping[str, str]) -> Encoded:
    fields = {
        "tenant_id": TENANT,
        "metric_id": "6f1f64ab-3b0a-4d0e-9a53-0f3a4b7f1c13",
        "metric_type": subject,
        "subject": subject,
        "period": "2025-01",
        "value": 1,
        "unit": "USD",
        "timestamp": 1_735_689_600,
        "recorded_at": 1_767_225_600,
        "dimensions": dimensions or None,
        "dimension_key": dimension_key(dimensions) if dimensions else None,
    }
    return encode_item(row_item(MetricValue.model_validate(fields, context={"now": 1_800_000_000})))
