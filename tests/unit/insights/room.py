"""A tenant in memory: load values, look for insights, list and judge them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from salestalk import names
from salestalk.adapters.dynamodb.reader import DynamoMetricReader
from salestalk.calendar import FiscalCalendar, Period
from salestalk.contracts.insight import Insight, InsightVerdict, InsightView, RosterEntry, SearchState, Verdict
from salestalk.contracts.tenant import Delivery, Tenant
from salestalk.ingestion.metrics import MetricsIngestion
from salestalk.insights import items
from salestalk.insights.board import InsightBoard, Wanted
from salestalk.insights.search import InsightSearch, Looked, Occasion
from tests.unit.ingestion.fakes import DictStore, FakeTime
from tests.unit.tenancy.fakes import tenant as made_tenant

TENANT = "acme-corp-001"
MONDAY = datetime(2025, 11, 17, 12, tzinfo=UTC)
STEADY = [100, 102, 101, 103, 102, 104, 103, 105, 104, 106, 105, 107]


@dataclass
class Room:
    """One tenant over one store; ``now`` is moved by hand."""

    tenant: Tenant = field(default_factory=lambda: made_tenant(TENANT))
    store: DictStore = field(default_factory=DictStore)
    time: FakeTime = field(default_factory=FakeTime)
    now: datetime = MONDAY
    enough: bool = False

    @property
    def strategy(self) -> Any:
        return self.time.strategy()

    @property
    def messages(self) -> str:
        return names.messages_table(self.tenant.tenant_id)

    def load(self, subject: str, values: Any, *, definitions: Sequence[Any] = (), **dimensions: str) -> None:
        """Load values by period key, or the latest complete months' where a list is given."""
        by_period = values if isinstance(values, dict) else dict(zip(months(len(values)), values, strict=True))
        calendar = self.tenant.metadata.calendar
        ingestion = MetricsIngestion(self.store, self.strategy, calendar_of=lambda _: calendar, clock=lambda: self.now)
        records = [
            {"subject": subject, "period": key, "value": Decimal(str(value)), "unit": "USD", "dimensions": dimensions}
            for key, value in by_period.items()
        ]
        outcome = ingestion.ingest_batch(self.tenant.tenant_id, records, definitions=definitions)
        assert all(not result.faults for result in outcome.results), outcome

    def define(self, subject: str, **fields: Any) -> None:
        """Give a metric its definition, with a value so that it is there."""
        self.load(subject, {}, definitions=[{"subject": subject, "unit": "USD", **fields}])

    def search(self, deadline: float = 1e9) -> InsightSearch:
        reader = DynamoMetricReader(self.store, self.strategy, self.tenant.tenant_id, consistent=True)
        return InsightSearch(self.tenant, self.store, self.strategy, reader, lambda: self.enough, deadline)

    def look(self, *subjects: str, event_id: str | None = None) -> Looked:
        return self.search().look(Occasion(subjects, event_id), self.now)

    @property
    def board(self) -> InsightBoard:
        return InsightBoard(self.store, self.strategy)

    def listed(self, **wanted: Any) -> list[InsightView]:
        page = self.board.page(self.tenant.tenant_id, Wanted(**wanted), limit=200, deadline=1e9)
        assert page.next_cursor is None
        return list(page.items)

    def told(self, **wanted: Any) -> list[tuple[str, str, str]]:
        """Kind, subject with its slice, and period of what is listed, in order."""
        return [(one.kind, _name(one), one.period) for one in self.listed(**wanted)]

    def judge(self, insight_id: str, verdict: str, user: str = "ann") -> None:
        given = InsightVerdict(verdict=Verdict(verdict))
        self.board.judge(
            self.tenant.tenant_id, insight_id, given, user_id=user, now=int(self.now.timestamp()), deadline=1e9
        )

    def stored(self) -> list[Insight]:
        """Every insight there is, withdrawn and dismissed ones too."""
        return [items.insight_of(one) for one in self.store.items(self.messages, items.INSIGHT_PREFIX) if "kind" in one]

    def state(self) -> SearchState:
        """Where the search stands."""
        (item,) = [one for one in self.store.items(self.messages, items.LISTS_PK) if one["sk"] == "STATE"]
        return items.state_of(item)

    def entries(self) -> list[RosterEntry]:
        found = self.store.items(self.messages, items.LISTS_PK)
        return [one for item in found if item["sk"].startswith("WEEK#") for one in items.roster_of(item).entries]

    def pass_days(self, days: int) -> None:
        self.now += timedelta(days=days)

    def with_delivery(self, **delivery: Any) -> "Room":
        profile = self.tenant.metadata.model_copy(update={"delivery": Delivery(**delivery)})
        self.tenant = self.tenant.model_copy(update={"metadata": profile})
        return self


def months(number: int, last: str = "2025-10") -> list[str]:
    """So many months up to the last complete one."""
    calendar = FiscalCalendar()
    return [calendar.shift(Period.parse(last), -back).key for back in range(number - 1, -1, -1)]


def _name(one: InsightView) -> str:
    return "|".join([one.subject or "-", *one.dimensions.values()])
