"""One tenant with all it has, in memory; whoever removes its stack, and a process that can be killed at any call."""

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from typing import Any

from salestalk import names
from salestalk.contracts.offboarding import Job, JobKind, JobNote
from salestalk.contracts.tenant import Tenant, TenantProfile
from salestalk.errors import Conflict, NotFound, TenantNotActive
from salestalk.offboarding.desk import OffboardingDesk
from salestalk.offboarding.erasure import Erasure
from salestalk.offboarding.export import Export
from salestalk.offboarding.ports import (
    CountPage,
    ItemPage,
    ObjectPage,
    Overtaken,
    Resume,
    StackView,
    StoredObject,
)
from salestalk.offboarding.running import JobRunner, Outcome
from salestalk.tenancy.lifecycle import deleted
from salestalk.tenancy.registry import change
from tests.unit.tenancy.fakes import NOW, STACK, MemoryStore, tenant

TENANT = "acme"
OTHER = "acme-corp"
ADMIN = "administrator-1"
PAGE = 3


class Killed(BaseException):
    """The process ended here."""


@dataclass
class MemoryBook:
    """Implements `JobBook`."""

    jobs: dict[tuple[str, str], Job] = field(default_factory=dict)

    def get(self, tenant_id: str, job_id: str, *, deadline: float) -> Job | None:
        return self.jobs.get((tenant_id, job_id))

    def add(self, job: Job, *, deadline: float) -> bool:
        return self.jobs.setdefault((job.tenant_id, job.job_id), job) is job

    def replace(self, before: Job, after: Job, *, deadline: float) -> Job:
        key = (before.tenant_id, before.job_id)
        if key not in self.jobs or self.jobs[key].revision != before.revision:
            raise Overtaken(before.job_id)
        # As it comes back from where it is stored.
        self.jobs[key] = Job.model_validate(after.as_item())
        return self.jobs[key]

    def of_tenant(self, tenant_id: str, *, deadline: float) -> Sequence[Job]:
        return [job for (owner, _), job in self.jobs.items() if owner == tenant_id]

    def remove(self, job: Job, *, deadline: float) -> None:
        self.jobs.pop((job.tenant_id, job.job_id), None)


@dataclass
class MemoryQueue:
    """Implements `JobQueue`."""

    notes: list[tuple[JobNote, int]] = field(default_factory=list)

    def put(self, note: JobNote, *, delay: int, deadline: float) -> None:
        self.notes.append((note, delay))


@dataclass
class MemoryTables:
    """Implements `TenantTables`; a table takes ``slow`` looks to go."""

    rows: dict[str, list[dict[str, Any]]]
    slow: int = 1
    going: dict[str, int] = field(default_factory=dict)
    calls: int = 0

    def items(self, table: str, start: Resume | None) -> ItemPage:
        if table not in self.rows:
            raise TenantNotActive("The tenant has no tables.")
        self.calls += 1
        at = int(start["at"]) if start else 0
        found = self.rows[table]
        return ItemPage(found[at : at + PAGE], {"at": at + PAGE} if at + PAGE < len(found) else None)

    def count(self, table: str, start: Resume | None) -> CountPage:
        if table not in self.rows:
            return CountPage(0, None)
        page = self.items(table, start)
        return CountPage(len(page.items), page.resume)

    def remove(self, table: str) -> bool:
        if table not in self.rows:
            return True
        self.going[table] = self.going.get(table, 0) + 1
        if self.going[table] > self.slow:
            del self.rows[table]
        return table not in self.rows


@dataclass
class MemoryObjects:
    """Implements `TenantObjects` with versions, in a bucket that other tenants use too."""

    versions: list[tuple[str, bytes]] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)
    expiring: set[str] = field(default_factory=set)

    def latest(self, prefix: str = "") -> dict[str, bytes]:
        return {key: body for key, body in self.versions if key.startswith(prefix)}

    def list(self, prefix: str, start: Resume | None) -> ObjectPage:
        keys = sorted(key for key in self.latest(prefix) if start is None or key > start["after"])
        shown = [StoredObject(key, len(self.latest()[key]), f"etag-{key}") for key in keys[:PAGE]]
        return ObjectPage(shown, {"after": shown[-1].key} if len(keys) > PAGE else None)

    def count(self, prefix: str, start: Resume | None) -> CountPage:
        at = int(start["at"]) if start else 0
        found = [body for key, body in self.versions if key.startswith(prefix)]
        page = found[at : at + PAGE]
        return CountPage(len(page), {"at": at + PAGE} if at + PAGE < len(found) else None, sum(map(len, page)))

    def remove_some(self, prefix: str) -> int:
        found = [each for each in self.versions if each[0].startswith(prefix)][:PAGE]
        for each in found:
            self.versions.remove(each)
        if not found:
            found = [(key, b"") for key in self.parts if key.startswith(prefix)]
            self.parts = [key for key in self.parts if not key.startswith(prefix)]
        return len(found)

    def read(self, key: str) -> bytes:
        if key not in self.latest():
            raise NotFound(key)
        return self.latest()[key]

    def write(self, key: str, body: bytes, content_type: str, *, expires: bool) -> None:
        self.versions.append((key, body))
        if expires:
            self.expiring.add(key)

    def forget(self, keys: Sequence[str]) -> None:
        self.versions = [each for each in self.versions if each[0] not in keys]


@dataclass
class MemoryUsers:
    """Implements `TenantUsers`."""

    members: list[str]
    has_group: bool = True

    def count(self) -> int:
        return len(self.members)

    def remove_some(self) -> bool:
        if self.members:
            del self.members[:2]
            return True
        self.has_group = False
        return False


@dataclass
class MemoryOutlets:
    """Implements `TenantOutlets`."""

    kept: list[str]

    def remove(self) -> None:
        self.kept.clear()


@dataclass
class MemoryRequests:
    """Implements `TenantRequests`."""

    fingerprints: list[str]

    def forget(self) -> None:
        self.fingerprints.clear()


@dataclass
class MemoryStacks:
    """Implements `TenantStacks`; the deletion of a stack goes past the registrar, as on AWS."""

    world: "World"
    standing: set[str]
    going: dict[str, int] = field(default_factory=dict)
    fault: str | None = None
    refused: bool = False
    asked: int = 0

    def look(self, stack: str) -> StackView:
        if stack not in self.standing:
            return StackView(is_gone=True)
        if stack not in self.going:
            return StackView(is_gone=False)
        self.going[stack] -= 1
        if self.going[stack] > 0:
            return StackView(is_gone=False, is_busy=True)
        if self.fault is not None:
            return StackView(is_gone=False, fault=self.fault)
        self.world.registrar_lets_go(stack)
        self.standing.discard(stack)
        return StackView(is_gone=True)

    def delete(self, stack: str) -> None:
        self.asked += 1
        if self.refused:
            raise Conflict("Stack is protected")
        self.going[stack] = 2


class Deadly:
    """Passes all calls on; ``strike`` happens before and after each."""

    def __init__(self, inner: Any, strike: Callable[[], None]) -> None:
        self._inner = inner
        self._strike = strike

    def __getattr__(self, name: str) -> Any:
        real = getattr(self._inner, name)

        def call(*positional: Any, **named: Any) -> Any:
            self._strike()
            answer = real(*positional, **named)
            self._strike()
            return answer

        return call


def metric_rows(number: int) -> list[dict[str, Any]]:
    """Rows, the history of one, and a catalog entry, as the table gives them."""
    rows = [
        {
            "pk": "METRIC#revenue",
            "sk": f"{2000 + each}#region=R{each}",
            "tenantId": TENANT,
            "subject": "revenue",
            "period": str(2000 + each),
            "value": 1000 + each,
            "unit": "USD",
            "dimensions": {"region": f"=R{each}"},
            "recordedAt": NOW,
            "version": 1,
        }
        for each in range(number)
    ]
    kept = {"pk": "VERSION#revenue#2000", "sk": "0000000001", "replaced": {"value": 1}}
    return [*rows, kept, {"pk": "CATALOG", "sk": "revenue", "unit": "USD"}]


def message_rows(number: int) -> list[dict[str, Any]]:
    """Messages with their guards."""
    messages = [
        {
            "pk": f"MSG#{each}",
            "sk": "2025-10-15T09:30:00Z",
            "tenantId": TENANT,
            "messageId": str(each),
            "sessionId": "session-acme-001",
            "sender": "user",
            "text": f"What was revenue, number {each}?",
            "timestamp": NOW,
        }
        for each in range(number)
    ]
    return [*messages, *({"pk": f"IDEMPOTENCY#{each}", "sk": "GUARD"} for each in range(number))]


@dataclass
class World:
    """A tenant, its neighbour whose name begins the same, and the time, which a test moves."""

    entry: Tenant = field(
        default_factory=lambda: tenant(TENANT, metadata=TenantProfile.model_validate({"stackId": STACK}))
    )
    now: int = NOW + 1000
    part_bytes: int = 600
    spent: float = 0.0
    """Seconds that pass with each look at the clock."""

    def __post_init__(self) -> None:
        self.store = MemoryStore(self.entry)
        self.book = MemoryBook()
        self.queue = MemoryQueue()
        self.tables = MemoryTables(
            {names.metrics_table(TENANT): metric_rows(7), names.messages_table(TENANT): message_rows(4)}
        )
        self.objects = MemoryObjects([(f"tenant-{TENANT}/uploads/{each}/a.csv", b"x" * each) for each in range(5)])
        self.objects.versions += [
            (f"tenant-{TENANT}/uploads/1/a.csv", b"newer"),
            (f"tenant-{OTHER}/uploads/1", b"theirs"),
        ]
        self.objects.parts = [f"tenant-{TENANT}/rejects/1.csv", f"tenant-{OTHER}/rejects/1.csv"]
        self.users = MemoryUsers(["a", "b", "c"])
        self.outlets = MemoryOutlets(["secret", "owner@acme.example"])
        self.stacks = MemoryStacks(self, {STACK})
        self.requests = MemoryRequests(["of what was asked for"])
        self.clock = 1000.0
        self.runs = count(1)
        self.ids = (f"00000000-0000-4000-8000-{number:012d}" for number in count(1))

    def seconds(self) -> float:
        self.clock += self.spent
        return self.clock

    def time(self) -> datetime:
        return datetime.fromtimestamp(self.now, UTC)

    @property
    def tenant(self) -> Tenant:
        return self.store.entries[TENANT]

    @property
    def desk(self) -> OffboardingDesk:
        return OffboardingDesk(self.store, self.book, self.queue, self.time, lambda: next(self.ids))

    def registrar_lets_go(self, stack: str) -> None:
        change(self.store, TENANT, lambda found: deleted(found, stack, self.now))

    def suspended(self, ago: int = 1000) -> None:
        """The tenant was suspended so many seconds ago."""
        item = {**self.tenant.as_item(), "status": "suspended", "updatedAt": self.now - ago}
        self.store.entries[TENANT] = Tenant.model_validate(item, context={"now": self.now})

    def ask_for_export(self, key: str | None = None) -> Job:
        return self.desk.ask_for_export(TENANT, by=ADMIN, key=key, deadline=1e9)

    def ask_for_erasure(self, *, without_export: bool = True) -> Job:
        return self.desk.ask_for_erasure(TENANT, by=ADMIN, without_export=without_export, deadline=1e9)

    def run(self, job: Job, strike: Callable[[], None] = lambda: None, *, seconds: float = 880.0) -> Outcome:
        """One run of the worker."""
        store, book, tables, objects, users, outlets, stacks, requests = (
            Deadly(getattr(self, name), strike)
            for name in ("store", "book", "tables", "objects", "users", "outlets", "stacks", "requests")
        )
        work: Mapping[Any, Any]
        if job.kind is JobKind.EXPORT:
            export = Export(TENANT, store, tables, objects, self.seconds, lambda: self.now, self.part_bytes)
            work = export.work
        else:
            work = Erasure(
                TENANT,
                store,
                book,
                tables,
                objects,
                users,
                outlets,
                stacks,
                requests,
                self.seconds,
                lambda: self.now,
            ).work
        runner = JobRunner(book, work, self.time, self.seconds, owner=f"run-{next(self.runs)}")
        return runner.run(TENANT, job.job_id, deadline=self.clock + seconds)

    def run_to_the_end(self, job: Job, *, until: Callable[[Job], bool] = lambda job: job.step is None) -> Job:
        """Runs as the queue would start them; what it would wait for has passed."""
        for _ in range(1000):
            outcome = self.run(job)
            assert outcome.job is not None
            if outcome.again_in is None or until(outcome.job):
                return outcome.job
            self.now += outcome.again_in
        raise AssertionError("the job never ends")


def strikes(rng: random.Random, most: int) -> Callable[[], None]:
    """Kills at a random one of the next calls, before or after it."""
    left = count(rng.randrange(most), -1)

    def strike() -> None:
        if next(left) == 0:
            raise Killed

    return strike
