"""What each kind of question reads on the emulator, held against its plan: items, calls and capacity.

A plan names exact keys and ranges. Reading a key costs half a unit for each 4 KB of its row; a range half a unit for
each 4 KB of all its rows together; nothing else may be read. How many rows the answer needs is written down here, by
hand: the tenant has years of days beside its months, quarters and years, so whoever reads around shows at once.
"""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from math import ceil
from types import SimpleNamespace
from typing import Any, Final

from salestalk import names
from salestalk.adapters.dynamodb.codec import encode_item
from salestalk.adapters.dynamodb.reader import DynamoMetricReader
from salestalk.adapters.dynamodb.store import DynamoItemStore
from salestalk.adapters.metering import Usage, metered, watch
from salestalk.adapters.patience import system_strategy
from salestalk.contracts.answer import Outcome
from salestalk.contracts.metric import MetricValue
from salestalk.conversation.stages import reply_to
from salestalk.ingestion.rows import row_item
from salestalk.ingestion.store import MAX_KEYS_PER_READ
from salestalk.retrieval import RowKey, SliceRange
from salestalk_cli.local.aws import LocalAws
from tests.integration.tables import make_tables
from tests.performance.billing import READ_BLOCK, bill_reads
from tests.performance.questions import AS_OF
from tests.performance.tenant import TENANT, Example
from tests.unit.cost.capacity import item_size

YEARS: Final = 3
PRODUCTS: Final = 4
BATCH_WRITE: Final = 25
WRITERS: Final = 8


@dataclass(frozen=True, slots=True)
class Need:
    """A question, the intent it is carried out as, and the rows that its answer needs, of so many products."""

    question: str
    intent: str
    rows: Callable[[int], int]
    why: str


NEEDS: Final = (
    Need("What was revenue on 14 November 2025?", "fact_retrieval", lambda p: 1 + p, "the day, held against its parts"),
    Need("What was revenue in Q3 2025?", "fact_retrieval", lambda p: 1 + p, "the quarter, held against its parts"),
    Need("What were orders in 2025?", "fact_retrieval", lambda _: 1, "the year, which has no parts"),
    Need("Compare orders in November 2025 with October 2025", "comparison", lambda _: 2, "two months"),
    Need(
        "Compare revenue in November 2025 with October 2025",
        "comparison",
        lambda p: 2 * (1 + p),
        "two months, held against their parts",
    ),
    Need("Revenue trend by month in 2025", "trend_analysis", lambda _: 12, "each month"),
    Need("Revenue trend by day in November 2025", "trend_analysis", lambda _: 30, "each day"),
    Need("Revenue trend by product in 2025", "trend_analysis", lambda p: 4 * (1 + p), "each quarter with its parts"),
    Need("Break down revenue in November 2025 by product", "breakdown", lambda p: 1 + p, "the month with its parts"),
    Need("Break down revenue in 2025 by product", "breakdown", lambda p: 1 + p, "the year with its parts"),
    Need("Top 3 products by revenue in 2025", "ranking", lambda p: 1 + p, "the year with its parts"),
    Need("Which month had the highest revenue in 2025?", "ranking", lambda _: 12, "each month"),
    Need(
        "Why did revenue change in November 2025?",
        "root_cause",
        lambda p: 2 * (1 + p) + 2,
        "two months with their parts, and two of the other metric",
    ),
    Need("Did revenue meet its target in November 2025?", "target", lambda _: 2, "the value and its target"),
    Need("Any unusual revenue values in 2025?", "anomaly", lambda _: 36, "each month there is, to learn what is usual"),
    Need("Forecast revenue for January 2026", "prediction", lambda _: 36, "each month there is"),
    Need("Is revenue correlated with orders?", "correlation", lambda _: 72, "each month there is, of both"),
    Need("Which metrics do you have?", "list", lambda _: 0, "the catalog alone"),
)


@dataclass
class Reading:
    """One question's reads: what its plan named, what came back, and what AWS would bill."""

    need: Need
    outcome: str
    intent: str
    keys: list[RowKey] = field(default_factory=list)
    ranges: list[SliceRange] = field(default_factory=list)
    rows: int = 0
    usage: Usage = field(default_factory=lambda: Usage(()))


class Archive:
    """A tenant's rows on the emulator, and questions about them."""

    def __init__(self, aws: LocalAws, tenant_id: str, example: Example) -> None:
        self._tenant_id, self._example = tenant_id, example
        self._client: Any = aws.client("dynamodb")
        make_tables(self._client, tenant_id)
        self._fill()
        watched: Any = SimpleNamespace(events=self._client.meta.events)
        bill_reads(watch(watched))
        self._reader = DynamoMetricReader(DynamoItemStore(self._client), system_strategy(), tenant_id)
        self._sizes = {
            (subject, sk): item_size(row_item(self._own(row)))
            for subject, rows in example.shelf.rows.items()
            for sk, row in rows.items()
        }

    def ask(self, need: Need) -> Reading:
        """Carry the question through the stages, and count."""
        reading = Reading(need, "", "")

        class Watching:
            def fetch(_, keys: Sequence[RowKey], ranges: Sequence[SliceRange]) -> Sequence[MetricValue]:  # noqa: N805
                found = self._reader.fetch(keys, ranges)
                reading.keys += keys
                reading.ranges += ranges
                reading.rows += len(found)
                return [row.model_copy(update={"tenant_id": TENANT}) for row in found]

        with metered() as meter:
            reply = reply_to(
                need.question, None, knowledge=self._example.knowledge, reader=Watching(), as_of=AS_OF, clock=float
            )
        reading.outcome = reply.narrative.outcome
        reading.intent = reply.understanding.classification.intent
        reading.usage = meter.usage
        return reading

    def judge(self, reading: Reading) -> Iterator[str]:
        """Everything in which a question read something else than its plan says, or more than its answer needs."""
        need = reading.need
        if (reading.outcome, reading.intent) != (Outcome.ANSWERED, need.intent):
            yield f"{need.question} is not answered as {need.intent}: {reading.outcome} as {reading.intent}"
        named, units, calls = self._planned(reading)
        for what, made, may in (
            ("rows", reading.rows, named),
            ("read units", reading.usage.read_units, units),
            ("calls", len(reading.usage), calls),
        ):
            if made != may:
                yield f"{need.question} takes {made} {what}, its plan says {may}"
        if reading.rows > need.rows(PRODUCTS):
            yield f"{need.question} reads {reading.rows} rows, its answer needs {need.rows(PRODUCTS)} ({need.why})"

    def _planned(self, reading: Reading) -> tuple[int, float, int]:
        """Rows, read units and calls that keys and ranges come to."""
        keys = list(dict.fromkeys((key.subject, key.sk) for key in reading.keys))
        by_key = [self._sizes[key] for key in keys if key in self._sizes]
        ranged = [self._within(one) for one in dict.fromkeys(reading.ranges)]
        blocks = sum(ceil(size / READ_BLOCK) for size in by_key) + len(keys) - len(by_key)
        blocks += sum(max(1, ceil(sum(sizes) / READ_BLOCK)) for sizes in ranged)
        return len(by_key) + sum(map(len, ranged)), blocks / 2, ceil(len(keys) / MAX_KEYS_PER_READ) + len(ranged)

    def _within(self, one: SliceRange) -> list[int]:
        return [
            size for (subject, sk), size in self._sizes.items() if subject == one.subject and sk.startswith(one.prefix)
        ]

    def _fill(self) -> None:
        rows = [row for rows in self._example.shelf.rows.values() for row in rows.values()]
        items = [encode_item(row_item(self._own(row))) for row in rows]
        batches = [items[start : start + BATCH_WRITE] for start in range(0, len(items), BATCH_WRITE)]
        table = names.metrics_table(self._tenant_id)

        def put(batch: Sequence[Any]) -> None:
            self._client.batch_write_item(RequestItems={table: [{"PutRequest": {"Item": item}} for item in batch]})

        with ThreadPoolExecutor(WRITERS) as pool:
            for _ in pool.map(put, batches):
                pass

    def _own(self, row: MetricValue) -> MetricValue:
        return row.model_copy(update={"tenant_id": self._tenant_id})
