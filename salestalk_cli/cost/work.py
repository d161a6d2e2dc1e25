"""What a question, a row and a stored gigabyte take of what AWS has a price for.

What requests take comes from the call budget, which is measured (`salestalk_cli.cost.budget`); figures that follow from
our own items are held by tests (`tests/unit/cost`); times and sizes on AWS are assumptions on the safe side, said as
such.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from salestalk_cli.cost.bills import Bill, bill
from salestalk_cli.cost.budget import Taken, call_budget

GB: Final = Decimal(1024**3)
SECONDS_A_MONTH: Final = Decimal(730 * 3600)
DAYS_A_MONTH: Final = Decimal(365) / 12

KINDS_OF_QUESTIONS: Final[tuple[Taken, ...]] = tuple(
    taken for request, taken in call_budget().items() if request.startswith("POST /chat, warm")
)
"""Lookup, breakdown, trend, root cause: as if each were asked as often."""
BATCH: Final = call_budget()["POST /metrics, 100 records"]
BATCH_ROWS: Final = 100


def _mean(measure: str) -> Decimal:
    """Of a measure, over the kinds of questions."""
    return sum((Decimal(getattr(each, measure)) for each in KINDS_OF_QUESTIONS), Decimal(0)) / len(KINDS_OF_QUESTIONS)


WRITES_PER_QUESTION: Final = _mean("write_units")
"""Write units: both messages with their two indexes, two guards, the roll-up, and what counts against the limits."""
READS_PER_QUESTION: Final = _mean("read_units")
"""Read units: a catalog of 50 metrics, the roll-up, and the rows of the answer; limits need none."""
FOLLOWING_WRITES: Final = 8
"""Write units of usage-worker and session-worker: counters, and marks of the events that were seen."""
FOLLOWING_READS: Final = 12
ANSWER_SECONDS: Final = Decimal("0.3")
"""Of chat-handler with a gigabyte: mostly waiting for three round trips. An assumption; the promise is 1 s."""
WORKER_SECONDS: Final = Decimal("0.2")
WORKER_GB: Final = Decimal("0.5")
WORKERS: Final = 3
"""Outbox, usage and session: each is called once for a question, at worst."""
EVENTS_PER_QUESTION: Final = 2
EVENT_KB: Final = 12
"""Both events together."""
QUEUE_CALLS: Final = 9
"""Three queues: sent, received, deleted."""
LOG_KB: Final = 8
ANSWER_KB: Final = 10

WRITES_PER_ROW: Final = Decimal(BATCH.write_units) / BATCH_ROWS
"""A row in a transaction, and in both of its indexes; and the catalog's part."""
READS_PER_ROW: Final = Decimal(BATCH.read_units) / BATCH_ROWS
ROW_BYTES: Final = 260
OVERHEAD_BYTES: Final = 100
"""What DynamoDB adds to each item of a table or an index."""
COPIES: Final = 3
"""Of a row: the table and two indexes that hold all of it."""
ROWS_PER_SECOND: Final = 500
"""Of upload-worker, far below what was measured (docs/performance.md)."""
LOADER_GB: Final = Decimal("1.73")


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """What a tenant stores and does in a month; gigabytes of items and of uploaded files."""

    title: str
    stored_gb: Decimal
    files_gb: Decimal
    questions: int = 0
    rows: int = 0


def stored(items_gb: Decimal, files_gb: Decimal) -> Bill:
    """A month of keeping data, used or not."""
    billed = items_gb * (ROW_BYTES + OVERHEAD_BYTES) / ROW_BYTES
    lines = {
        ("dynamodb-storage", "rows and messages, in the table and in two indexes"): billed * COPIES,
        ("dynamodb-recovery", "recovery to any second of 35 days"): billed,
        ("s3-storage", "uploaded files"): files_gb,
    }
    return bill("stored", lines)


def question() -> Bill:
    """One question with everything that follows from it, without a language model."""
    kept = EVENT_KB * 1024 / GB
    return bill(
        "a question",
        {
            ("http-call", "the call"): 1,
            ("lambda-call", "chat-handler, and three workers"): 1 + WORKERS,
            ("lambda-time", "chat-handler, 1 GB"): ANSWER_SECONDS,
            ("lambda-time", "three workers, 0.5 GB"): WORKERS * WORKER_SECONDS * WORKER_GB,
            ("dynamodb-write", "messages, guards, roll-up, limits"): WRITES_PER_QUESTION,
            ("dynamodb-write", "usage, session"): FOLLOWING_WRITES,
            ("dynamodb-read", "catalog, roll-up, rows"): READS_PER_QUESTION,
            ("dynamodb-read", "what the workers look up"): FOLLOWING_READS,
            ("event", "classification and narrative"): EVENTS_PER_QUESTION,
            ("event-archive", "both events"): kept,
            ("event-storage", "both events for 90 days"): kept * 3,
            ("queue-call", "outbox, usage, session"): QUEUE_CALLS,
            ("log-ingested", "a line from each function"): LOG_KB * 1024 / GB,
            ("log-storage", "the lines for a month"): LOG_KB * 1024 / GB,
            ("trace", "all of them, as if none were sampled away"): 1,
            ("transfer", "the answer"): ANSWER_KB * 1024 / GB,
        },
    )


def row() -> Bill:
    """One row that is loaded from a file."""
    return bill(
        "a row",
        {
            ("dynamodb-write", "the row and its two indexes"): WRITES_PER_ROW,
            ("dynamodb-read", "what was there before"): READS_PER_ROW,
            ("lambda-time", "upload-worker, 1.73 GB"): LOADER_GB / ROWS_PER_SECOND,
        },
    )


def month(of: Month) -> Bill:
    """A tenant's month."""
    parts = [stored(of.stored_gb, of.files_gb), question().times(of.questions), row().times(of.rows)]
    return Bill.summed(of.title, parts)


POLLS: Final = 5 * SECONDS_A_MONTH / 20
"""Calls a month of a queue that a function listens to."""


def shared() -> Bill:
    """What has a price by the month, one of each: none of it comes with a tenant."""
    return bill(
        "shared",
        {
            ("queue-call", "a queue that a function listens to: five pollers, 20 s each"): POLLS,
            ("lambda-snapshot", "a function on the request path: one kept snapshot of 1 GB"): SECONDS_A_MONTH,
            ("alarm", "an alarm"): 1,
            ("dashboard", "a dashboard"): 1,
            ("metric", "a custom metric"): 1,
            ("user", "a user who signs in, of all those beyond the first 10,000"): 1,
        },
    )


IDLE: Final = Month(title="idle", stored_gb=Decimal("0.1"), files_gb=Decimal("0.1"))
MONTHS: Final = (
    IDLE,
    Month(title="small", stored_gb=Decimal("0.1"), files_gb=Decimal("0.1"), questions=600, rows=10_000),
    Month(title="usual", stored_gb=Decimal("0.5"), files_gb=Decimal("0.5"), questions=7_500, rows=100_000),
    Month(title="busy", stored_gb=Decimal(5), files_gb=Decimal(5), questions=100_000, rows=2_000_000),
)
"""Usual: half of the 500,000 messages a day that 1,000 tenants may send are questions, 250 a day for each."""


@dataclass(frozen=True, slots=True)
class Platform:
    """How many of what has a price by the month a deployment has: bounds, to which a test holds the templates."""

    queues: int = 12
    snapshots: int = 3
    alarms: int = 100
    dashboards: int = 1
    metrics: int = 150
    """One for each metric and value of its dimensions. An assumption."""

    def month(self) -> Bill:
        """What it costs with nobody in it."""
        return bill(
            "the platform",
            {
                ("queue-call", "queues that functions listen to"): self.queues * POLLS,
                ("lambda-snapshot", "snapshots of functions on the request path"): self.snapshots * SECONDS_A_MONTH,
                ("alarm", "alarms"): self.alarms,
                ("dashboard", "dashboards"): self.dashboards,
                ("metric", "custom metrics"): self.metrics,
            },
        )
