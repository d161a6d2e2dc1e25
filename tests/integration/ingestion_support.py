"""A tenant's tables on the run's emulator, and everything of ingestion over them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from salestalk import names
from salestalk.adapters.clients import PROMPT
from salestalk.adapters.dynamodb.expressions import INDEX_KEYS, TABLE_KEYS
from salestalk.adapters.dynamodb.reader import DynamoMetricReader
from salestalk.adapters.dynamodb.store import DynamoItemStore
from salestalk.adapters.patience import system_strategy
from salestalk.calendar import FiscalCalendar
from salestalk.ingestion.catalogstore import CatalogKeeper
from salestalk.ingestion.history import MessageHistory
from salestalk.ingestion.idempotency import IdempotencyStrategy
from salestalk.ingestion.limitcounters import LimitCounters
from salestalk.ingestion.messages import MessageIngestion
from salestalk.ingestion.metrics import MetricsIngestion
from salestalk.ingestion.series import SeriesReader
from salestalk.ingestion.usage import UsageCounters

NOW = datetime.now(UTC)
CALENDAR = FiscalCalendar()


@dataclass(frozen=True)
class Tenant:
    """One tenant with tables of its own, reached with root's rights."""

    tenant_id: str
    client: Any
    store: Any
    strategy: IdempotencyStrategy

    @property
    def messages(self) -> MessageIngestion:
        return MessageIngestion(self.store, self.strategy)

    @property
    def history(self) -> MessageHistory:
        return MessageHistory(self.store, self.strategy)

    @property
    def metrics(self) -> MetricsIngestion:
        return MetricsIngestion(self.store, self.strategy, calendar_of=lambda _: CALENDAR, clock=lambda: NOW)

    @property
    def catalog(self) -> CatalogKeeper:
        return CatalogKeeper(self.store, self.strategy)

    @property
    def series(self) -> SeriesReader:
        return SeriesReader(self.store, self.strategy)

    @property
    def limits(self) -> LimitCounters:
        return LimitCounters(self.store, self.strategy)

    @property
    def usage(self) -> UsageCounters:
        return UsageCounters(self.store, self.strategy, NOW.timestamp)

    @property
    def reader(self) -> DynamoMetricReader:
        return DynamoMetricReader(self.store, self.strategy, self.tenant_id)

    @property
    def messages_table(self) -> str:
        return names.messages_table(self.tenant_id)

    @property
    def metrics_table(self) -> str:
        return names.metrics_table(self.tenant_id)

    def scan(self, table: str, prefix: str) -> list[dict[str, Any]]:
        """All raw items whose partition key begins with ``prefix``: for tests only, the product never scans."""
        pages = self.client.get_paginator("scan").paginate(TableName=table, ConsistentRead=True)
        items = [item for page in pages for item in page["Items"]]
        return [item for item in items if item["pk"]["S"].startswith(prefix)]


def new_tenant(emulator: Any, tenant_id: str) -> Tenant:
    """Make both tables of a tenant."""
    client = emulator.client("dynamodb", config=PROMPT)
    for table, indexes in (
        (names.messages_table(tenant_id), names.MESSAGES_INDEXES),
        (names.metrics_table(tenant_id), names.METRICS_INDEXES),
    ):
        client.create_table(TableName=table, BillingMode="PAY_PER_REQUEST", **_layout(indexes))
    return Tenant(tenant_id, client, DynamoItemStore(client), system_strategy())


def _layout(indexes: tuple[str, ...]) -> dict[str, Any]:
    types: Mapping[str, str] = {"timestamp": "N"}
    keys = [TABLE_KEYS, *(INDEX_KEYS[index] for index in indexes)]
    attributes = sorted({attribute for pair in keys for attribute in pair})
    return {
        "KeySchema": _key_schema(TABLE_KEYS),
        "AttributeDefinitions": [{"AttributeName": a, "AttributeType": types.get(a, "S")} for a in attributes],
        "GlobalSecondaryIndexes": [
            {
                "IndexName": index,
                "KeySchema": _key_schema(INDEX_KEYS[index]),
                "Projection": {"ProjectionType": "ALL"},
            }
            for index in indexes
        ],
    }


def _key_schema(pair: tuple[str, str]) -> list[dict[str, str]]:
    return [{"AttributeName": pair[0], "KeyType": "HASH"}, {"AttributeName": pair[1], "KeyType": "RANGE"}]


class FaultyClient:
    """A client whose named calls raise the given errors first; with ``after``, only once the call was done.

    What was to be done is done then, and only the answer is lost.
    """

    def __init__(self, client: Any, call: str, errors: list[Exception], *, after: bool = False) -> None:
        self._client = client
        self._call = call
        self._errors = errors
        self._after = after
        self.calls: list[str] = []

    def __getattr__(self, name: str) -> Any:
        real = getattr(self._client, name)

        def call(**parameters: Any) -> Any:
            self.calls.append(name)
            error = self._errors.pop(0) if name == self._call and self._errors else None
            if error is not None and not self._after:
                raise error
            answer = real(**parameters)
            if error is not None:
                raise error
            return answer

        return call
