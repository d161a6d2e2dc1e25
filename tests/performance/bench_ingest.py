"""How fast metrics are loaded, against the least that storing rows can cost, all in one run on the emulator.

``python -m tests.performance.bench_ingest [ROWS]`` (default 100,000) starts an emulator of its own, and prints a table:
our load of new rows at several sizes, a plain loop of unconditional single puts with the same concurrency and no
checks, bare batch writes, which promise nothing, and reading a file alone. ``--write`` puts it into
`docs/performance.md`.
"""

import argparse
import io
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

from salestalk import names
from salestalk.adapters.clients import PROMPT
from salestalk.adapters.dynamodb.codec import encode_item
from salestalk.adapters.dynamodb.store import DynamoItemStore
from salestalk.adapters.patience import system_strategy
from salestalk.adapters.uploads_s3 import S3Files
from salestalk.calendar import FiscalCalendar
from salestalk.contracts.batch import IngestStatus
from salestalk.contracts.metric import MetricRecord
from salestalk.contracts.upload import UploadOptions, UploadRequest
from salestalk.ingestion.files.model import Tally
from salestalk.ingestion.metrics import MetricsIngestion
from salestalk.ingestion.retrying import WORKERS
from salestalk.ingestion.rows import row_item, value_of_record
from salestalk.ingestion.uploads.book import UploadBook
from salestalk.ingestion.uploads.loading import UploadLoader
from salestalk.ingestion.uploads.objects import Arrival
from salestalk.ingestion.uploads.reading import UploadReader
from salestalk.ingestion.uploads.requests import UploadDesk
from salestalk_cli.local.aws import LocalAws
from salestalk_cli.local.emulator import Emulator
from salestalk_cli.local.installation import Installation
from tests.conftest import free_port
from tests.integration.tables import make_tables
from tests.performance import document
from tests.performance.figures import Better, Outcome, reported
from tests.performance.registry import Given
from tools.sections import table

ROWS: Final = 100_000
SIZES: Final = (1_000, 10_000)
BATCH_WRITE: Final = 25
CALENDAR: Final = FiscalCalendar()
NOW: Final = datetime.now(UTC)
BUCKET: Final = "bench"


@dataclass(frozen=True, slots=True)
class Measured:
    """One way of loading, and how long it took."""

    what: str
    rows: int
    seconds: float

    @property
    def rate(self) -> float:
        """Rows a second."""
        return self.rows / self.seconds

    @property
    def per_row(self) -> float:
        """Microseconds."""
        return self.seconds / self.rows * 1e6


def file_of(rows: int) -> bytes:
    """A file of distinct values: 50 metrics by month and region."""
    text = io.StringIO("")
    text.write("subject,period,value,unit,region\n")
    for number in range(rows):
        period = f"{1990 + number // 50 % 30}-{1 + number // 1500 % 12:02d}"
        text.write(f"metric_{number % 50},{period},{number * 7 % 100_003}.25,USD,R{number // 18_000}\n")
    return text.getvalue().encode()


class Bench:
    """Ways of loading, each into tables of its own."""

    def __init__(self, aws: LocalAws) -> None:
        self._client: Any = aws.client("dynamodb", config=PROMPT)
        self._s3: Any = aws.client("s3", config=PROMPT)
        self._s3.create_bucket(Bucket=BUCKET)
        self._strategy = system_strategy()

    def load(self, rows: int) -> Measured:
        """The whole way: from the file in S3 to rows, catalog, checkpoints and report."""
        tenant_id, body, batch_id = self._tenant(), file_of(rows), str(uuid4())
        deadline = time.monotonic() + 36_000
        files = S3Files(lambda: self._s3, BUCKET, self._strategy, deadline=deadline)
        store = DynamoItemStore(self._client)
        book = UploadBook(store, self._strategy)
        UploadDesk(tenant_id, book, files, _now).ask(
            UploadRequest(batch_id=batch_id, file_name="f.csv"), user_id="", deadline=deadline
        )
        key = f"{names.s3_prefix(tenant_id)}uploads/{batch_id}/f.csv"
        etag = self._s3.put_object(Bucket=BUCKET, Key=key, Body=body)["ETag"].strip('"')
        loader = UploadLoader(
            tenant_id,
            book,
            files,
            UploadReader(dict),
            MetricsIngestion(store, self._strategy, calendar_of=lambda _: CALENDAR, clock=_now),
            self._strategy,
            check=lambda _: None,
            tell=lambda *_: None,
            now=_now,
            seconds=time.monotonic,
            owner="bench",
        )
        began = time.perf_counter()
        upload = loader.run(batch_id, Arrival(key, etag, len(body)), deadline=deadline).upload
        took = time.perf_counter() - began
        assert upload is not None
        assert upload.counts[IngestStatus.CREATED] == rows, upload
        return Measured("our load, from the file to the report", rows, took)

    def single_puts(self, rows: int) -> Measured:
        """Unconditional puts of finished items, one a call."""
        table, items = self._items(rows)

        def put(item: Any) -> None:
            self._client.put_item(TableName=table, Item=item)

        return Measured("plain loop of single puts", rows, _timed(put, items))

    def batch_writes(self, rows: int) -> Measured:
        """The same items in BatchWriteItem, 25 a call: no condition can be set."""
        table, items = self._items(rows)
        calls = [items[start : start + BATCH_WRITE] for start in range(0, rows, BATCH_WRITE)]

        def write(call: Sequence[Any]) -> None:
            self._client.batch_write_item(RequestItems={table: [{"PutRequest": {"Item": item}} for item in call]})

        return Measured("bare batch writes", rows, _timed(write, calls))

    def _items(self, rows: int) -> tuple[str, list[Any]]:
        tenant_id = self._tenant()
        now = int(NOW.timestamp())
        values = (
            value_of_record(tenant_id, MetricRecord.model_validate(data), CALENDAR, now) for data in records(rows)
        )
        return names.metrics_table(tenant_id), [encode_item(row_item(value)) for value in values]

    def _tenant(self) -> str:
        tenant_id = f"bench-{uuid4().hex[:8]}"
        make_tables(self._client, tenant_id)
        return tenant_id


def reading(rows: int) -> Measured:
    """Reading a file into checked records, nothing stored."""
    body = file_of(rows)
    began = time.perf_counter()
    found = sum(1 for _ in _read(body))
    took = time.perf_counter() - began
    assert found == rows
    return Measured("reading alone, nothing stored", rows, took)


def records(rows: int) -> Iterator[dict[str, Any]]:
    """The records of `file_of`."""
    return (data for data in _read(file_of(rows)) if data is not None)


def _read(body: bytes) -> Iterator[dict[str, Any] | None]:
    reader = UploadReader(dict)
    plan = reader.plan(io.BytesIO(body), UploadOptions())
    stream = io.BytesIO(body)
    stream.seek(plan.offset)
    for read in reader.rows(stream, plan, plan.start, Tally(), int(NOW.timestamp())):
        yield read.record


def _timed(call: Callable[[Any], None], arguments: Sequence[Any]) -> float:
    began = time.perf_counter()
    with ThreadPoolExecutor(WORKERS) as pool:
        for _ in pool.map(call, arguments):
            pass
    return time.perf_counter() - began


def _now() -> datetime:
    return datetime.now(UTC)


def measure(aws: LocalAws, rows: int) -> list[Measured]:
    """All ways, the sizes of ours first."""
    bench = Bench(aws)
    bench.load(200)
    sizes = [size for size in SIZES if size < rows]
    ours = [bench.load(size) for size in (*sizes, rows)]
    return [*ours, bench.single_puts(rows), bench.batch_writes(rows), reading(rows)]


def section(found: Sequence[Measured]) -> str:
    """The figures as Markdown."""
    plain = _plain(found)
    rows = [
        (
            each.what,
            f"{each.rows:,}",
            f"{each.seconds:.1f}",
            f"{each.rate:,.0f}",
            f"{each.per_row:,.0f}",
            f"{each.per_row / plain.per_row:.2f}×",
        )
        for each in found
    ]
    head = ("what", "rows", "seconds", "rows/s", "µs/row", "time against the plain loop")
    return f"{document.conditions()}\n\n{table(head, rows)}"


def _plain(found: Sequence[Measured]) -> Measured:
    return next(each for each in found if each.what.startswith("plain"))


def run(rows: int) -> list[Measured]:
    """Measure with an emulator of its own, which is gone afterwards."""
    state = Path(tempfile.mkdtemp(prefix="salestalk-bench-"))
    emulator = Emulator(Installation(state=state))
    try:
        port = free_port()
        emulator.start(port)
        return measure(LocalAws(f"http://localhost:{port}"), rows)
    finally:
        emulator.stop()
        shutil.rmtree(state, ignore_errors=True)


def bench(given: Given) -> Outcome:
    """The bench as one of all: with a fifth of the rows. One run of each way is no pair, so its ratio is reported."""
    found = run(given.some(ROWS // 5, 300))
    ours = next(each for each in reversed(found) if each.what.startswith("our load"))
    figures = (
        reported("loading.against_plain_puts", ours.per_row / _plain(found).per_row, "ratio"),
        reported("loading.rate", ours.rate, "rows/s", Better.HIGHER),
    )
    return Outcome({"loading": section(found)}, figures)


def main(arguments: Sequence[str]) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rows", type=int, nargs="?", default=ROWS)
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args(arguments)
    text = section(run(given.rows))
    sys.stdout.write(text + "\n")
    if given.write:
        document.write({"loading": text})
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
