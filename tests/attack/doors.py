"""Every way by which code of ours reads or writes a tenant's tables, as one call for any tenant id.

Whatever is given the id at fault, the credentials are those of another tenant. A way without an entry fails a test.
"""

import inspect
import pkgutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from importlib import import_module
from typing import Any, Final
from uuid import NAMESPACE_OID, uuid5

import salestalk
from salestalk.adapters.dynamodb.reader import DynamoMetricReader
from salestalk.calendar import FiscalCalendar, Granularity
from salestalk.contracts.catalog import CatalogEntry, MetricDefinition
from salestalk.contracts.colleagues import Comment, Person, Pin, Share
from salestalk.contracts.insight import InsightVerdict, Verdict
from salestalk.contracts.upload import Upload, UploadState
from salestalk.ingestion.agreement import Comparison
from salestalk.ingestion.catalogstore import CatalogKeeper
from salestalk.ingestion.comments import CommentBook
from salestalk.ingestion.feedback import FeedbackBook
from salestalk.ingestion.files.model import FilePlan
from salestalk.ingestion.history import MessageHistory
from salestalk.ingestion.idempotency import IdempotencyStrategy
from salestalk.ingestion.limitcounters import LimitCounters
from salestalk.ingestion.marks import EventMarks
from salestalk.ingestion.messages import MessageIngestion
from salestalk.ingestion.metrics import MetricsIngestion
from salestalk.ingestion.pins import PinBoard
from salestalk.ingestion.series import SeriesReader, SeriesRequest
from salestalk.ingestion.sessions import SessionKeeper
from salestalk.ingestion.shares import ShareBook
from salestalk.ingestion.store import ItemStore
from salestalk.ingestion.uploads.book import UploadBook
from salestalk.ingestion.usage import UsageCounters, Use
from salestalk.insights.board import InsightBoard, Wanted
from salestalk.insights.demand import Questions
from salestalk.retrieval.reader import RowKey, SliceRange
from tests.unit.ingestion.builders import message, record

NOW: Final = datetime(2026, 11, 21, tzinfo=UTC)
NONE: Final = str(uuid5(NAMESPACE_OID, "nobody's"))
SUBJECT: Final = "doors"
LATER: Final = 2.0**40
"""A deadline on any machine's clock that is never reached."""


@dataclass(frozen=True, slots=True)
class Key:
    """What opens the doors: a store with somebody's credentials."""

    store: ItemStore
    strategy: IdempotencyStrategy

    def of(self, kind: Any) -> Any:
        """A service over the store."""
        return kind(self.store, self.strategy)


Door = Callable[[Key, str], Any]


def upload(**changes: Any) -> Upload:
    """An upload that nobody asked for."""
    return Upload(
        batch_id=NONE, file_name="x.csv", object_key="x", requested_by="u", requested_at=1, updated_at=1, **changes
    )


def _message(tenant_id: str, name: str, sender: str = "user") -> Any:
    return message(tenantId=tenant_id, messageId=str(uuid5(NAMESPACE_OID, name)), sessionId=NONE, sender=sender)


def _metrics(key: Key) -> MetricsIngestion:
    return MetricsIngestion(key.store, key.strategy, calendar_of=lambda _: FiscalCalendar(), clock=lambda: NOW)


def _series(key: Key, tenant_id: str) -> Any:
    span: Any = {"quarter": {"first": "2025-Q1", "last": "2025-Q4"}}
    entry = CatalogEntry.model_validate(
        {"subject": SUBJECT, "displayName": "Doors", "unit": "USD", "kind": "flow", "periods": span, "revision": 1}
    )
    request = SeriesRequest(entry, Granularity.QUARTER, FiscalCalendar())
    return key.of(SeriesReader).series(tenant_id, request)


def _define(entry: CatalogEntry | None) -> CatalogEntry:
    return entry or CatalogEntry.model_validate(
        {"subject": SUBJECT, "displayName": "Doors", "unit": "USD", "kind": "flow"}
    )


def _usage(key: Key) -> UsageCounters:
    return UsageCounters(key.store, key.strategy, NOW.timestamp)


def _marks(key: Key) -> EventMarks:
    return EventMarks(key.store, key.strategy, NOW.timestamp, "attack-marks")


def _plan() -> FilePlan:
    return FilePlan.model_validate({"format": "csv", "encoding": "utf-8", "layout": "long", "columns": []})


USER: Final = Person(user_id="u", name="u")
PIN: Final = Pin(message_id=NONE, session_id=NONE, pinned_by=USER, pinned_at=1, answer="x")
SHARE: Final = Share(share_id=NONE, message_id=NONE, shared_by=USER, shared_at=1)
COMMENT: Final = Comment(comment_id=NONE, message_id=NONE, author=USER, text="x", written_at=1)
LOADING: Final = UploadState.LOADING

DOORS: Final[Mapping[str, Door]] = {
    "CatalogKeeper.catalog": lambda key, tenant: key.of(CatalogKeeper).catalog(tenant),
    "CatalogKeeper.entries": lambda key, tenant: key.of(CatalogKeeper).entries(tenant, [SUBJECT]),
    "CatalogKeeper.edit": lambda key, tenant: key.of(CatalogKeeper).edit(
        tenant, SUBJECT, MetricDefinition.model_validate({"subject": SUBJECT, "displayName": "Taken"})
    ),
    "CatalogKeeper.change": lambda key, tenant: key.of(CatalogKeeper).change(tenant, {SUBJECT: _define}),
    "MessageHistory.message": lambda key, tenant: key.of(MessageHistory).message(tenant, NONE),
    "MessageHistory.exchange": lambda key, tenant: key.of(MessageHistory).exchange(tenant, NONE),
    "MessageHistory.messages": lambda key, tenant: key.of(MessageHistory).messages(tenant, NONE),
    "MessageHistory.session": lambda key, tenant: key.of(MessageHistory).session(tenant, NONE),
    "MessageHistory.sessions": lambda key, tenant: key.of(MessageHistory).sessions(tenant),
    "MessageHistory.search": lambda key, tenant: key.of(MessageHistory).search(tenant, "doors"),
    "MessageIngestion.ingest_message": lambda key, tenant: key.of(MessageIngestion).ingest_message(
        tenant, _message(tenant, "alone")
    ),
    "MessageIngestion.store_exchange": lambda key, tenant: key.of(MessageIngestion).store_exchange(
        tenant, _message(tenant, "question"), _message(tenant, "answer", "assistant")
    ),
    "LimitCounters.add": lambda key, tenant: key.of(LimitCounters).add(
        tenant, "2026-11-21", {"questions": (1, 10)}, keep=(2**31, 2**31)
    ),
    "MetricsIngestion.ingest_metric": lambda key, tenant: _metrics(key).ingest_metric(tenant, record(subject="loaded")),
    "MetricsIngestion.ingest_batch": lambda key, tenant: _metrics(key).ingest_batch(tenant, [record(subject="loaded")]),
    "MetricsIngestion.compare_slices": lambda key, tenant: _metrics(key).compare_slices(
        tenant, [Comparison("revenue", "2025-Q3", "region")], seconds=5
    ),
    "SeriesReader.series": _series,
    "SeriesReader.everything": lambda key, tenant: key.of(SeriesReader).everything(tenant, "revenue"),
    "SeriesReader.replaced": lambda key, tenant: key.of(SeriesReader).replaced(tenant, "revenue", "2025-Q3", 1),
    "SessionKeeper.change": lambda key, tenant: key.of(SessionKeeper).change(tenant, NONE, lambda session: session),
    "EventMarks.set": lambda key, tenant: _marks(key).set(tenant, NONE, deadline=LATER),
    "EventMarks.is_set": lambda key, tenant: _marks(key).is_set(tenant, NONE, deadline=LATER),
    "FeedbackBook.given": lambda key, tenant: key.of(FeedbackBook).given(tenant, NONE),
    "PinBoard.pin": lambda key, tenant: key.of(PinBoard).pin(tenant, PIN, until=None),
    "PinBoard.unpin": lambda key, tenant: key.of(PinBoard).unpin(tenant, NONE, lambda _: None, now=1),
    "PinBoard.pins": lambda key, tenant: key.of(PinBoard).pins(tenant, limit=5),
    "ShareBook.share": lambda key, tenant: key.of(ShareBook).share(tenant, SHARE, until=None),
    "ShareBook.shared": lambda key, tenant: key.of(ShareBook).shared(tenant, NONE),
    "ShareBook.withdraw": lambda key, tenant: key.of(ShareBook).withdraw(tenant, NONE, lambda _: None, now=1),
    "CommentBook.add": lambda key, tenant: key.of(CommentBook).add(tenant, COMMENT, until=None),
    "CommentBook.all": lambda key, tenant: key.of(CommentBook).all(tenant, NONE),
    "CommentBook.is_open": lambda key, tenant: key.of(CommentBook).is_open(tenant, NONE),
    "CommentBook.remove": lambda key, tenant: key.of(CommentBook).remove(tenant, NONE, NONE, lambda _: None, now=1),
    "InsightBoard.page": lambda key, tenant: key.of(InsightBoard).page(tenant, Wanted(), limit=5, deadline=LATER),
    "InsightBoard.judge": lambda key, tenant: key.of(InsightBoard).judge(
        tenant, NONE, InsightVerdict(verdict=Verdict.USEFUL), user_id="u", now=1, deadline=LATER
    ),
    "Questions.demand": lambda key, tenant: key.of(Questions).demand(tenant, deadline=LATER),
    "UploadBook.get": lambda key, tenant: key.of(UploadBook).get(tenant, NONE),
    "UploadBook.add": lambda key, tenant: key.of(UploadBook).add(tenant, upload()),
    "UploadBook.replace": lambda key, tenant: key.of(UploadBook).replace(tenant, upload(), upload(revision=1)),
    "UploadBook.begin": lambda key, tenant: key.of(UploadBook).begin(
        tenant, upload(), upload(revision=1, etag="e", size=1, state=LOADING)
    ),
    "UploadBook.take_over": lambda key, tenant: key.of(UploadBook).take_over(
        tenant, upload(), upload(revision=1, etag="e", size=1, state=LOADING), NONE
    ),
    "UploadBook.plan": lambda key, tenant: key.of(UploadBook).plan(tenant, NONE),
    "UploadBook.keep_plan": lambda key, tenant: key.of(UploadBook).keep_plan(tenant, NONE, _plan()),
    "UsageCounters.record_usage": lambda key, tenant: _usage(key).record_usage(
        tenant, NONE, "attack", "2026-11-21", {"questions": 1}
    ),
    "UsageCounters.record_all": lambda key, tenant: _usage(key).record_all(
        tenant, "attack", [Use(str(uuid5(NAMESPACE_OID, "use")), "2026-11-21", {"questions": 1})]
    ),
    "UsageCounters.has_seen": lambda key, tenant: _usage(key).has_seen(tenant, NONE, "attack"),
    "UsageCounters.usage": lambda key, tenant: _usage(key).usage(tenant, "2026-01-01", "2026-12-31"),
    "DynamoMetricReader.fetch": lambda key, tenant: DynamoMetricReader(key.store, key.strategy, tenant).fetch(
        [RowKey("revenue", "2025-Q3")], [SliceRange("revenue", "2025")]
    ),
}


def ways_to_a_tenants_tables() -> Iterator[str]:
    """Every public method that is told a tenant's id, of all that is made over an item store; and a tenant's reader."""
    yield "DynamoMetricReader.fetch"
    for found in pkgutil.walk_packages(salestalk.__path__, "salestalk."):
        for name, kind in inspect.getmembers(import_module(found.name), inspect.isclass):
            # Of a frozen value the class says what its constructor takes.
            taken = inspect.get_annotations(kind) | inspect.get_annotations(kind.__init__)
            store = str(taken.get("store", ""))
            if kind.__module__ == found.name and "ItemStore" in store:
                for method, function in inspect.getmembers(kind, inspect.isfunction):
                    if not method.startswith("_") and "tenant_id" in inspect.signature(function).parameters:
                        yield f"{name}.{method}"


def opened(door: str, key: Key, tenant_id: str) -> Callable[[], Any]:
    """The call that goes through a door."""
    return partial(DOORS[door], key, tenant_id)
