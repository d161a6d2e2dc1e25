"""What offboarding asks of AWS. Adapters implement it with credentials that reach one tenant and no other.

Everything raises `Unavailable` when no answer came within the retries and the deadline, and `RightMissing`.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from salestalk.contracts.offboarding import Job, JobNote
from salestalk.values import frozen

Resume = Mapping[str, Any]
"""Where a list goes on: only whoever gave it can read it, but it can be stored."""


class Overtaken(Exception):
    """Somebody else has changed the job: what was to be written was not."""


class JobBook(Protocol):
    """What is kept of jobs."""

    def get(self, tenant_id: str, job_id: str, *, deadline: float) -> Job | None:
        """A job as last written."""
        ...

    def add(self, job: Job, *, deadline: float) -> bool:
        """Enter a new job; False where its id is known."""
        ...

    def replace(self, before: Job, after: Job, *, deadline: float) -> Job:
        """Write a change. Raises `Overtaken` when the job is not what it was before."""
        ...

    def of_tenant(self, tenant_id: str, *, deadline: float) -> Sequence[Job]:
        """All jobs of a tenant."""
        ...

    def remove(self, job: Job, *, deadline: float) -> None:
        """Forget a job; one that is not there is forgotten already."""
        ...


class JobQueue(Protocol):
    """The worker's queue."""

    def put(self, note: JobNote, *, delay: int, deadline: float) -> None:
        """Put a message, to be seen after so many seconds."""
        ...


@frozen
class ItemPage:
    """A part of a table's items, and where to go on; None at the end."""

    items: Sequence[Mapping[str, Any]]
    resume: Resume | None


@frozen
class CountPage:
    """How many there are in a part of something, and where to go on."""

    count: int
    resume: Resume | None
    bytes: int = 0


class TenantTables(Protocol):
    """The tenant's own two tables, by name."""

    def items(self, table: str, start: Resume | None) -> ItemPage:
        """The next items as they are now. Raises `TenantNotActive` when there is no such table."""
        ...

    def count(self, table: str, start: Resume | None) -> CountPage:
        """How many items the next part has; none when there is no such table."""
        ...

    def remove(self, table: str) -> bool:
        """Have the table removed, protected or not; True once it is gone."""
        ...


@frozen
class StoredObject:
    """A file as it is listed."""

    key: str
    size: int
    etag: str


@frozen
class ObjectPage:
    """A part of the files under a prefix, in the order of their keys."""

    objects: Sequence[StoredObject]
    resume: Resume | None


class TenantObjects(Protocol):
    """The tenant's own part of the bucket, and the place of its certificate."""

    def list(self, prefix: str, start: Resume | None) -> ObjectPage:
        """The next files, each in its latest version."""
        ...

    def count(self, prefix: str, start: Resume | None) -> CountPage:
        """How many versions of files, deleted ones included, the next part has, and their bytes."""
        ...

    def remove_some(self, prefix: str) -> int:
        """Remove up to a thousand versions for good, and abort uploads in parts; how many were found."""
        ...

    def read(self, key: str) -> bytes:
        """A small file whole. Raises `NotFound`."""
        ...

    def write(self, key: str, body: bytes, content_type: str, *, expires: bool) -> None:
        """Write a file whole; one that expires is removed by the bucket after a while."""
        ...

    def forget(self, keys: Sequence[str]) -> None:
        """Remove up to a thousand files."""
        ...


class TenantUsers(Protocol):
    """The users of the tenant: those of its group."""

    def count(self) -> int:
        """How many there are; none when there is no group."""
        ...

    def remove_some(self) -> bool:
        """Delete some users, or take them out of the group where they run the platform too; False when none is left.

        The group goes with the last one.
        """
        ...


class TenantOutlets(Protocol):
    """By what insights reach the tenant outside: its webhook's secret, subscriptions to its e-mails."""

    def remove(self) -> None:
        """Remove all of them."""
        ...


class TenantRequests(Protocol):
    """What is kept of the requests that asked for the tenant with an `Idempotency-Key`."""

    def forget(self) -> None:
        """Keep that each of them was made, and nothing that follows from what it said."""
        ...


@frozen
class StackView:
    """Where a tenant's stack stands; ``fault`` says why its deletion failed."""

    is_gone: bool
    is_busy: bool = False
    fault: str | None = None


class TenantStacks(Protocol):
    """The stack that holds the tenant, by its ARN or its name."""

    def look(self, stack: str) -> StackView:
        """Where it stands."""
        ...

    def delete(self, stack: str) -> None:
        """Have it deleted; tables it keeps are none of its business. Raises `Conflict` when that is refused."""
        ...
