"""Files in memory, a store that can be made to fail, and a whole load over them."""

import random
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import md5
from typing import Any

from salestalk import names
from salestalk.contracts.upload import Download, Upload, UploadForm, UploadRequest
from salestalk.ingestion.metrics import MetricsIngestion
from salestalk.ingestion.store import Fetched, ItemStore, Key, Query, QueryPage, Write
from salestalk.ingestion.uploads.book import UploadBook
from salestalk.ingestion.uploads.loading import Outcome, UploadLoader
from salestalk.ingestion.uploads.objects import Arrival, FileChanged, FileStore
from salestalk.ingestion.uploads.reading import UploadReader
from salestalk.ingestion.uploads.requests import UploadDesk
from tests.unit.ingestion.builders import CALENDAR, TENANT
from tests.unit.ingestion.fakes import DictStore, FakeTime

BATCH = "11111111-2222-4333-8444-555555555555"
OTHER_BATCH = "22222222-2222-4333-8444-555555555555"
START = datetime(2026, 11, 21, 12, tzinfo=UTC)


class Killed(BaseException):
    """The process ended here."""


@dataclass
class MemoryFiles:
    """Implements `FileStore`."""

    objects: dict[str, bytes] = field(default_factory=dict)
    writes: Counter[str] = field(default_factory=Counter)
    largest_read: int = 0

    def read(self, file: Arrival, start: int, size: int) -> bytes:
        body = self.objects.get(file.key)
        if body is None or checksum(body) != file.etag:
            raise FileChanged("The file was replaced.")
        self.largest_read = max(self.largest_read, size)
        return body[start : start + size]

    def load(self, key: str) -> bytes:
        return self.objects[key]

    def write(self, key: str, body: bytes) -> None:
        self.objects[key] = body
        self.writes[key] += 1

    def write_all(self, key: str, parts: Iterable[bytes]) -> None:
        self.write(key, b"".join(parts))

    def form(self, key: str, content_type: str) -> UploadForm:
        return UploadForm(url="https://files.example/", fields={"key": key}, expires_at=1)

    def download(self, key: str, file_name: str) -> Download:
        return Download(url=f"https://files.example/{key}?name={file_name}", expires_at=1)


class Faulty:
    """Passes calls of a store or of files on, and lets ``before`` and ``after`` happen around each of them."""

    def __init__(self, inner: Any, before: Callable[[], None], after: Callable[[], None] = lambda: None) -> None:
        self._inner = inner
        self._before = before
        self._after = after

    def get_some(self, table: str, keys: Sequence[Key], *, consistent: bool) -> Fetched:
        return self._around(lambda: self._inner.get_some(table, keys, consistent=consistent))

    def query_page(self, table: str, query: Query, resume: Mapping[str, Any] | None) -> QueryPage:
        return self._around(lambda: self._inner.query_page(table, query, resume))

    def transact(self, table: str, writes: Sequence[Write], *, token: str) -> None:
        self._around(lambda: self._inner.transact(table, writes, token=token))

    def read(self, file: Arrival, start: int, size: int) -> bytes:
        return self._around(lambda: self._inner.read(file, start, size))

    def load(self, key: str) -> bytes:
        return self._around(lambda: self._inner.load(key))

    def write(self, key: str, body: bytes) -> None:
        self._around(lambda: self._inner.write(key, body))

    def write_all(self, key: str, parts: Iterable[bytes]) -> None:
        self._around(lambda: self._inner.write_all(key, parts))

    def _around(self, call: Callable[[], Any]) -> Any:
        self._before()
        result = call()
        self._after()
        return result


@dataclass
class World:
    """One tenant's table and files, a clock that a test moves, and the events that were emitted."""

    store: DictStore = field(default_factory=DictStore)
    files: MemoryFiles = field(default_factory=MemoryFiles)
    time: FakeTime = field(default_factory=FakeTime)
    told: list[Upload] = field(default_factory=list)
    rows_per_chunk: int = 10
    runs: int = 0

    def __post_init__(self) -> None:
        self.store.page_size = 1000

    def now(self) -> datetime:
        return datetime.fromtimestamp(START.timestamp() + self.time.now, UTC)

    @property
    def book(self) -> UploadBook:
        return UploadBook(self.store, self.time.strategy())

    @property
    def desk(self) -> UploadDesk:
        return UploadDesk(TENANT, self.book, self.files, self.now)

    def send(self, body: bytes, batch_id: str = BATCH, name: str = "data.csv", **request: Any) -> Arrival:
        """Ask for an upload and put the file there."""
        asked = UploadRequest(batch_id=batch_id, file_name=name, **request)
        self.desk.ask(asked, user_id="u", deadline=1e9)
        key = self.upload(batch_id).object_key
        self.files.objects[key] = body
        return Arrival(key, checksum(body), len(body))

    def loader(
        self, *, store: Any = None, files: Any = None, owner: str | None = None, check: Callable[[float], object] = bool
    ) -> UploadLoader:
        self.runs += 1
        own_store: ItemStore = store or self.store
        own_files: FileStore = files or self.files
        strategy = self.time.strategy()
        return UploadLoader(
            TENANT,
            UploadBook(own_store, strategy),
            own_files,
            UploadReader(dict),
            MetricsIngestion(own_store, strategy, calendar_of=lambda _: CALENDAR, clock=self.now),
            strategy,
            check=check,
            tell=lambda upload, _: self.told.append(upload),
            now=self.now,
            seconds=self.time.clock,
            owner=owner or f"run-{self.runs}",
            rows_per_chunk=self.rows_per_chunk,
        )

    def run(self, arrival: Arrival | None, batch_id: str = BATCH, *, seconds: float = 800.0, **loader: Any) -> Outcome:
        return self.loader(**loader).run(batch_id, arrival, deadline=self.time.now + seconds)

    def run_to_the_end(self, arrival: Arrival, batch_id: str = BATCH, **loader: Any) -> Upload:
        """Runs as the worker would start them, one after the other."""
        for _ in range(1000):
            outcome = self.run(arrival, batch_id, **loader)
            assert outcome.upload is not None
            if outcome.again_in is None:
                return outcome.upload
            self.time.now += outcome.again_in
        raise AssertionError("the load never ends")

    def upload(self, batch_id: str = BATCH) -> Upload:
        found = self.book.get(TENANT, batch_id)
        assert found is not None
        return found

    def rows(self) -> list[dict[str, Any]]:
        """Everything that a load stores: rows, what they replaced, the catalog without its revisions."""
        table = names.metrics_table(TENANT)
        kept = [item for item in self.store.items(table) if item["pk"].startswith(("METRIC#", "VERSION#", "CATALOG"))]
        return [{name: value for name, value in item.items() if name != "revision"} for item in kept]

    def rejects(self, batch_id: str = BATCH) -> bytes:
        return self.files.objects.get(f"tenant-{TENANT}/rejects/{batch_id}/rejects.csv", b"")


def checksum(body: bytes) -> str:
    """As S3 gives it for a file that was sent in one piece."""
    return md5(body, usedforsecurity=False).hexdigest()


def sample_file(rows: int = 100, seed: int = 1, *, bad: float = 0.1, repeated: float = 0.2) -> bytes:
    """A CSV file in our own columns: new rows, corrections of earlier ones, repetitions, and broken lines."""
    rng = random.Random(seed)
    lines, keys = ["subject,period,value,unit,region"], []
    for number in range(rows):
        if rng.random() < bad:
            lines.append(rng.choice([f"revenue,2025-Q9,{number},USD,EMEA", f"revenue,2025-Q1,lots,USD,{number}"]))
            continue
        if keys and rng.random() < repeated:
            subject, period, region = rng.choice(keys)
        else:
            subject = f"metric_{number % 7}"
            period = f"{2000 + number % 25}-{1 + number % 12:02d}"
            region = f"R{number}"
            keys.append((subject, period, region))
        unit = "EUR" if rng.random() < 0.05 and number > 20 else "USD"
        lines.append(f"{subject},{period},{rng.randrange(5)},{unit},{region}")
    return ("\n".join(lines) + "\n").encode()
