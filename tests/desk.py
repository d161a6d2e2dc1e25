"""The example tenants in a dictionary, and questions put to them through the five stages."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache

from salestalk.adapters.dynamodb.reader import DynamoMetricReader
from salestalk.contracts.classification import Classification
from salestalk.conversation.knowledge import Knowledge, Lexicons
from salestalk.conversation.stages import Reply, reply_to
from salestalk.ingestion.catalogstore import CatalogKeeper
from salestalk.ingestion.metrics import MetricsIngestion
from seed_data.loader import load
from tests.unit.ingestion.fakes import DictStore, FakeTime

ACME, TECHSTART = "acme-corp-001", "techstart-inc-002"
AS_OF = date(2026, 11, 20)


@dataclass(frozen=True)
class Desk:
    """One tenant, ready to be asked."""

    knowledge: Knowledge
    reader: DynamoMetricReader

    def ask(self, question: str, previous: Classification | None = None, *, as_of: date = AS_OF) -> Reply:
        return reply_to(
            question, previous, knowledge=self.knowledge, reader=self.reader, as_of=as_of, clock=lambda: 0.0
        )


@cache
def desk(tenant_id: str = ACME) -> Desk:
    """A tenant with its whole example data, loaded the way everybody's is."""
    seed, store, strategy = load(tenant_id), DictStore(), FakeTime().strategy()
    calendar = seed.tenant.metadata.calendar
    now = datetime(2026, 11, 20, tzinfo=UTC)
    ingestion = MetricsIngestion(store, strategy, calendar_of=lambda _: calendar, clock=lambda: now)
    ingestion.ingest_batch(tenant_id, seed.records, definitions=seed.definitions)
    catalog = CatalogKeeper(store, strategy).catalog(tenant_id)
    return Desk(Knowledge(catalog, Lexicons().of(catalog), calendar), DynamoMetricReader(store, strategy, tenant_id))
