"""Asked as of an earlier day, nothing is known of what came after it."""

from datetime import UTC, date, datetime
from functools import cache

import pytest

from salestalk.adapters.dynamodb.reader import DynamoMetricReader
from salestalk.calendar import Period
from salestalk.contracts.answer import Outcome
from salestalk.conversation.knowledge import Knowledge, Lexicons
from salestalk.ingestion.catalogstore import CatalogKeeper
from salestalk.ingestion.metrics import MetricsIngestion
from seed_data.loader import load
from tests.desk import ACME, TECHSTART, Desk, desk
from tests.unit.ingestion.fakes import DictStore, FakeTime
from tests.unit.narration.questions import ACME_QUESTIONS, TECHSTART_QUESTIONS

EARLIER = date(2025, 5, 15)
MORE = (
    "why did revenue change",
    "forecast revenue",
    "revenue against target in Q4 2025",
    "revenue target 2025",
    "did we meet the revenue target by region in 2025",
    "revenue in 2025",
    "revenue this year vs last year",
    "which month had the highest revenue",
    "do revenue and orders move together",
    "anything unusual in orders",
    "revenue by region this quarter",
    "revenue from 2024 to 2026",
    "top region by growth of revenue",
    "list revenue by region",
)
ASKED = [(ACME, one) for one in (*ACME_QUESTIONS, *MORE)] + [(TECHSTART, one) for one in (*TECHSTART_QUESTIONS, *MORE)]


@cache
def desk_then(tenant: str) -> Desk:
    """The desk with only those rows whose period had begun by then; targets are set ahead."""
    seed, store, strategy = load(tenant), DictStore(), FakeTime().strategy()
    calendar = seed.tenant.metadata.calendar
    ingestion = MetricsIngestion(
        store, strategy, calendar_of=lambda _: calendar, clock=lambda: datetime(2026, 11, 20, tzinfo=UTC)
    )
    known = [
        one
        for one in seed.records
        if one.subject.endswith("_target") or calendar.interval(Period.parse(one.period)).start <= EARLIER
    ]
    ingestion.ingest_batch(tenant, known, definitions=seed.definitions)
    catalog = CatalogKeeper(store, strategy).catalog(tenant)
    return Desk(Knowledge(catalog, Lexicons().of(catalog), calendar), DynamoMetricReader(store, strategy, tenant))


@pytest.mark.parametrize(("tenant", "question"), ASKED)
def test_no_row_of_a_later_period_is_cited(tenant: str, question: str) -> None:
    calendar = desk(tenant).knowledge.calendar
    narrative = desk(tenant).ask(question, as_of=EARLIER).narrative
    later = [
        (one.metric, one.period)
        for one in narrative.data_references
        if calendar.interval(Period.parse(one.period)).start > EARLIER and not one.metric.endswith("_target")
    ]
    assert later == []


@pytest.mark.parametrize(("tenant", "question"), ASKED)
def test_the_answer_is_the_one_given_without_later_rows(tenant: str, question: str) -> None:
    now = desk(tenant).ask(question, as_of=EARLIER).narrative
    then = desk_then(tenant).ask(question, as_of=EARLIER).narrative
    assert (now.outcome, now.reason, now.text) == (then.outcome, then.reason, then.text)
    if now.outcome in (Outcome.ANSWERED, Outcome.NO_DATA):  # other choices come from the question's own words
        assert now.suggestions == then.suggestions
