"""CloudFormation's stacks, and the book of requests, in memory; a request can be cut short before any step."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count

from salestalk.contracts.tenant import Tenant
from salestalk.errors import Conflict, Unavailable
from salestalk.tenancy.creation import Noted
from salestalk.tenancy.stacks import Course, Stack


class CutShort(BaseException):
    """The function died here."""


@dataclass
class Fuse:
    """Burns down with every step; at its end the function dies."""

    left: int | None = None

    def burn(self) -> None:
        if self.left == 0:
            raise CutShort
        if self.left is not None:
            self.left -= 1


@dataclass
class MemoryBook:
    """Requests by key."""

    fuse: Fuse = field(default_factory=Fuse)
    kept: dict[str, Noted] = field(default_factory=dict)

    def note(self, key: str, noted: Noted, *, deadline: float) -> Noted:
        self.fuse.burn()
        return self.kept.setdefault(key, noted)


@dataclass
class MemoryStacks:
    """Stacks by tenant, with a record of all; ``quota`` is how many there may be.

    A stack that is removed needs ``slowness`` looks until it is gone.
    """

    fuse: Fuse = field(default_factory=Fuse)
    quota: int = 1_000
    slowness: int = 0
    standing: dict[str, Stack] = field(default_factory=dict)
    record: dict[str, Stack] = field(default_factory=dict)
    reasons: dict[str, str] = field(default_factory=dict)
    created: list[tuple[Tenant, bool]] = field(default_factory=list)
    broken: bool = False
    is_silent: bool = False
    looked_at: list[str] = field(default_factory=list)
    _numbers: Iterator[int] = field(default_factory=count)
    _clearing: dict[str, int] = field(default_factory=dict)

    def create(self, tenant: Tenant, *, sample_data: bool, deadline: float) -> bool:
        self.fuse.burn()
        if self.broken:
            raise Unavailable("Gave up after 6 attempts: CreateStack: no answer")
        if tenant.tenant_id in self.standing:
            return False
        if len(self.standing) >= self.quota:
            raise Conflict("The account takes no more stacks: its quota is used up.")
        self.created.append((tenant, sample_data))
        self.now(tenant.tenant_id, "CREATE_IN_PROGRESS", anew=True)
        return True

    def look(self, tenant_id: str, *, stack_id: str | None = None, deadline: float) -> Stack | None:
        self.looked_at.append(tenant_id)
        if self.is_silent:
            raise Unavailable("Gave up after 6 attempts: DescribeStacks: no answer")
        for name in [name for name in self._clearing if name == tenant_id]:
            self._clearing[name] -= 1
            if self._clearing[name] < 0:
                del self._clearing[name]
                self.now(name, "DELETE_COMPLETE")
        return self.record.get(stack_id) if stack_id else self.standing.get(tenant_id)

    def reason(self, stack: Stack, *, deadline: float) -> str:
        return self.reasons.get(stack.stack_id, f"It is {stack.status}.")

    def remove(self, stack: Stack, *, deadline: float) -> None:
        self.fuse.burn()
        tenant_id = next(each for each, found in self.standing.items() if found.stack_id == stack.stack_id)
        assert stack.course is Course.FAILED
        self.now(tenant_id, "DELETE_IN_PROGRESS")
        self._clearing[tenant_id] = self.slowness

    def now(self, tenant_id: str, status: str, *, anew: bool = False, reason: str | None = None) -> Stack:
        """Let the tenant's stack be in this state."""
        if anew:
            self._clearing.pop(tenant_id, None)
        stack_id = f"arn:stack/{tenant_id}/{next(self._numbers)}" if anew else self.standing[tenant_id].stack_id
        stack = self.record[stack_id] = self.standing[tenant_id] = Stack(stack_id, status)
        if reason is not None:
            self.reasons[stack_id] = reason
        if stack.is_gone:
            del self.standing[tenant_id]
        return stack


@dataclass
class Time:
    """A clock that sleeping moves."""

    seconds: float = 0.0

    def __call__(self) -> float:
        return self.seconds

    def sleep(self, seconds: float) -> None:
        self.seconds += seconds
