"""A tenant in a dictionary: rows, catalog, a reader over them, and questions by their classification."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cache
from random import Random
from time import process_time
from typing import Any

from salestalk.analysis import Findings, analyze
from salestalk.calendar import FiscalCalendar, Granularity, Period
from salestalk.contracts.answer import Outcome
from salestalk.contracts.catalog import Catalog, CatalogEntry, Kind, MetricDefinition
from salestalk.contracts.classification import Classification, Components, Filter, Intent, Measure, Rank, TimeRange
from salestalk.contracts.metric import MetricRecord, MetricValue, dimension_key
from salestalk.ingestion.catalog import extended
from salestalk.narration import Narrative, narrate, narrate_unanswered
from salestalk.planning import QueryPlan, Unplannable, plan
from salestalk.retrieval import RowKey, SliceRange, retrieve
from salestalk.understanding.result import Understanding
from seed_data.loader import load

TENANT = "acme-corp-001"
TODAY = date(2026, 11, 21)
SURE = Components(
    intent_confidence=1, subject_confidence=1, measure_confidence=1, dimension_confidence=1, time_confidence=1
)


def understood(
    subject: str = "revenue",
    keys: Sequence[str] = (),
    intent: str = "fact_retrieval",
    *,
    measure: str = "total",
    grain: str | None = None,
    expression: str | None = None,
    comparison: str | None = None,
    filters: Iterable[Filter] = (),
    group_by: Sequence[str] = (),
    rank: Rank | None = None,
    related: str | None = None,
) -> Understanding:
    """An understood question with this classification; without keys no time was named."""
    period = grain or (Period.parse(keys[0]).granularity.value if keys else "quarter")
    time = TimeRange(
        period=Granularity(period),
        keys=tuple(keys),
        expression=expression or (None if keys else "current"),
        comparison=comparison,
    )
    asked = Classification(
        intent=Intent(intent),
        subject=subject,
        measure=Measure(measure),
        time_range=time,
        filters=tuple(filters),
        group_by=tuple(group_by),
        rank=rank,
        related_subject=related,
        confidence=1,
        components=SURE,
    )
    return Understanding("a question", Outcome.ANSWERED, asked)


@dataclass
class World:
    """One tenant's rows and calendar. Build it with `record`, `define`; ask with `ask`."""

    tenant_id: str = TENANT
    calendar: FiscalCalendar = field(default_factory=FiscalCalendar)
    as_of: date = TODAY
    entries: dict[str, CatalogEntry] = field(default_factory=dict)
    rows: dict[tuple[str, str], MetricValue] = field(default_factory=dict)
    reads: list[tuple[int, int]] = field(default_factory=list)
    seconds_reading: float = 0

    def define(self, subject: str, kind: str = "flow", unit: str = "USD", name: str | None = None, **more: Any) -> None:
        """Add a metric."""
        self.entries[subject] = CatalogEntry(
            subject=subject,
            display_name=name or subject.replace("_", " ").capitalize(),
            unit=unit,
            kind=Kind(kind),
            **more,
        )

    def record(self, subject: str, values: Mapping[str, Any], **dimensions: str) -> None:
        """Store values by period, of the total or of a slice."""
        entry = self.entries[subject]
        records = [
            MetricRecord(subject=subject, period=key, value=_decimal(value), unit=entry.unit, dimensions=dimensions)
            for key, value in values.items()
        ]
        self.add(records)

    def add(self, records: Sequence[MetricRecord]) -> None:
        """Store records and keep the catalog current."""
        by_subject: dict[str, list[MetricRecord]] = {}
        for one in records:
            by_subject.setdefault(one.subject, []).append(one)
            row = self._row(one)
            self.rows[row.subject, row.sk] = row
        for subject, some in by_subject.items():
            self.entries[subject] = extended(self.entries[subject], some)

    def _row(self, one: MetricRecord) -> MetricValue:
        return MetricValue(
            tenant_id=self.tenant_id,
            metric_id="6f1f64ab-3b0a-4d0e-9a53-0f3a4b7f1c11",
            metric_type=one.subject,
            subject=one.subject,
            period=one.period,
            value=one.value,
            unit=one.unit,
            dimensions=one.dimensions or None,
            dimension_key=dimension_key(one.dimensions) if one.dimensions else None,
            timestamp=self.calendar.start_timestamp(Period.parse(one.period)),
            recorded_at=1_700_000_000,
            version=1,
        )

    @property
    def catalog(self) -> Catalog:
        """The catalog in the order of its subjects."""
        return Catalog(self.tenant_id, dict(sorted(self.entries.items())))

    def fetch(self, keys: Sequence[RowKey], ranges: Sequence[SliceRange]) -> list[MetricValue]:
        """The reader: every row found, in an order that means nothing."""
        start = process_time()
        wanted = {(key.subject, key.sk) for key in keys}
        found = [
            row
            for (subject, sk), row in self.rows.items()
            if (subject, sk) in wanted or any(one.subject == subject and sk.startswith(one.prefix) for one in ranges)
        ]
        self.reads.append((len(keys), len(ranges)))
        Random(len(self.reads)).shuffle(found)
        self.seconds_reading += process_time() - start
        return found

    def plan(self, question: Understanding) -> QueryPlan | Unplannable:
        """The plan of a question."""
        return plan(question, self.catalog, self.calendar, self.as_of)

    def find(self, question: Understanding) -> Findings:
        """The findings of a question that can be planned."""
        made = self.plan(question)
        assert isinstance(made, QueryPlan), made
        return analyze(made, retrieve(made, self))

    def answer(self, question: Understanding) -> Narrative:
        """All four stages."""
        made = self.plan(question)
        if isinstance(made, Unplannable):
            return narrate_unanswered(made, self.catalog, as_of=self.as_of, calendar=self.calendar)
        return narrate(analyze(made, retrieve(made, self)))

    def ask(self, *args: Any, **kwargs: Any) -> Narrative:
        """The answer to the question with this classification; see `understood`."""
        return self.answer(understood(*args, **kwargs))


@cache
def seeded(tenant_id: str = TENANT) -> World:
    """One of the example tenants."""
    seed = load(tenant_id)
    world = World(tenant_id, seed.tenant.metadata.calendar)
    for one in seed.definitions:
        world.entries[one.subject] = _entry(one)
    world.add(seed.records)
    return world


def _entry(one: MetricDefinition) -> CatalogEntry:
    return CatalogEntry.model_validate(one.model_dump(exclude_none=True))


def _decimal(value: Any) -> Decimal:
    return Decimal(str(value))
