"""What the functions reach, in memory."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal

from salestalk.contracts.events import Event, TenantProvisioned
from salestalk.contracts.tenant import Tenant
from salestalk.errors import Conflict, Unavailable
from salestalk.ingestion.usage import Recorded, Use


@dataclass
class Groups:
    """Groups of users by name."""

    names: set[str] = field(default_factory=set)
    broken: bool = False

    def ensure(self, group: str, *, deadline: float | None = None) -> None:
        if self.broken:
            raise Unavailable("Gave up after 6 attempts: CreateGroup: no answer")
        self.names.add(group)

    def remove(self, group: str, *, deadline: float | None = None) -> None:
        self.names.discard(group)


@dataclass
class Users:
    """The tenant of each user, by e-mail address."""

    tenants: dict[str, str] = field(default_factory=dict)

    def ensure(self, email: str, tenant_id: str, *, deadline: float) -> None:
        if self.tenants.setdefault(email, tenant_id) != tenant_id:
            raise Conflict(f"The e-mail address {email} belongs to a user who is not this tenant's.")

    def remove(self, email: str, tenant_id: str, *, deadline: float) -> None:
        if self.tenants.get(email) == tenant_id:
            del self.tenants[email]


@dataclass
class Samples:
    """Tenants that got the example data, as they were then."""

    loaded: list[Tenant] = field(default_factory=list)
    broken: bool = False

    def __call__(self, tenant: Tenant, *, deadline: float) -> None:
        if self.broken:
            raise Unavailable("Gave up after 6 attempts: TransactWriteItems: no answer")
        self.loaded.append(tenant)


@dataclass
class Announced:
    """What was announced, and for which stack."""

    said: list[tuple[TenantProvisioned, str]] = field(default_factory=list)

    def __call__(self, data: TenantProvisioned, *, stack_id: str, deadline: float) -> None:
        self.said.append((data, stack_id))


@dataclass
class MemoryPublisher:
    """Events as published."""

    events: list[Event] = field(default_factory=list)

    def publish(self, events: Sequence[Event], *, deadline: float) -> None:
        self.events += events


@dataclass
class MemoryCounters:
    """Usage counters of all tenants, kept apart by tenant."""

    seen: set[tuple[str, str]] = field(default_factory=set)
    days: dict[tuple[str, str], dict[str, int | Decimal]] = field(default_factory=dict)

    def record_all(
        self, tenant_id: str, consumer: str, uses: Sequence[Use], *, deadline: float | None = None
    ) -> Mapping[str, Recorded]:
        recorded: dict[str, Recorded] = {}
        for use in uses:
            if (tenant_id, use.event_id) in self.seen:
                recorded.setdefault(use.event_id, Recorded.DUPLICATE)
                continue
            self.seen.add((tenant_id, use.event_id))
            recorded[use.event_id] = Recorded.APPLIED
            counters = self.days.setdefault((tenant_id, use.day), {})
            for name, amount in use.increments.items():
                counters[name] = counters.get(name, 0) + amount
        return recorded


@dataclass
class Context:
    """Lambda's context."""

    aws_request_id: str = "request-1"
    milliseconds: int = 30_000

    def get_remaining_time_in_millis(self) -> int:
        return self.milliseconds


@dataclass
class Clock:
    """The time of day."""

    seconds: int

    def __call__(self) -> datetime:
        return datetime.fromtimestamp(self.seconds, UTC)


@dataclass
class Marks:
    """Marks of one consumer."""

    marked: set[tuple[str, str]] = field(default_factory=set)

    def set(self, tenant_id: str, event_id: str, *, deadline: float) -> bool:
        if (tenant_id, event_id) in self.marked:
            return False
        self.marked.add((tenant_id, event_id))
        return True

    def is_set(self, tenant_id: str, event_id: str, *, deadline: float) -> bool:
        return (tenant_id, event_id) in self.marked
