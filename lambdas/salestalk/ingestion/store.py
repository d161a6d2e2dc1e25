"""What ingestion asks of a database: keyed items, conditional writes in one transaction, queries by key.

Implemented by `salestalk.adapters.dynamodb`; a dictionary does in unit tests. The table is always an explicit
argument, so that whoever calls says whose data is meant.
"""

from collections.abc import Mapping, Sequence
from dataclasses import field
from decimal import Decimal
from typing import Any, Final, Generic, Literal, Protocol, TypeVar

from salestalk.errors import ServiceError
from salestalk.values import frozen

MAX_KEYS_PER_READ: Final = 100
MAX_WRITES: Final = 100
STORED: Final[Mapping[str, int]] = {"now": 2**53}
"""Validation context of what is read back: its times were checked against the clock when it was stored."""
HIGHEST: Final = "\U0010ffff"
"""Sorts after every character: the end of a range of texts."""

T = TypeVar("T")
Item = Mapping[str, Any]


@frozen(order=True)
class Key:
    """Where an item is."""

    pk: str
    sk: str


@frozen
class Absent:
    """Holds while there is no item under the key."""


@frozen
class Holds:
    """Holds while the item under the key has exactly these values."""

    attributes: Mapping[str, Any]


Condition = Absent | Holds


@frozen
class Put:
    """Write the whole item, provided that the condition holds."""

    item: Item
    only_if: Condition | None = None


@frozen
class Increment:
    """Add to numbers of an item; the item and the numbers begin at nothing and zero.

    Refused where a number would become larger than ``at_most`` says; no single amount may be. ``settings`` are set
    beside the numbers, and the attributes to ``forget`` removed.
    """

    key: Key
    amounts: Mapping[str, int | Decimal]
    at_most: Mapping[str, int] = field(default_factory=dict)
    settings: Mapping[str, Any] = field(default_factory=dict)
    forget: tuple[str, ...] = ()


Write = Put | Increment


@frozen
class SortRange:
    """A condition on the sort key; ``between`` includes both of its values."""

    op: Literal["begins_with", "between", "<", ">", "="]
    values: tuple[str | int, ...]


@frozen
class Query:
    """Items of one partition, in the order of the sort key, of the table itself or of an index."""

    partition: str
    sort: SortRange | None = None
    index: str | None = None
    descending: bool = False
    consistent: bool = False
    limit: int | None = None
    """At most so many per call."""


@frozen
class Fetched:
    """What a read by keys gave, and the keys it did not get to."""

    items: Sequence[Item]
    unprocessed: Sequence[Key] = ()


@frozen
class QueryPage:
    """A part of a query's items, and where to go on (opaque; None at the end)."""

    items: Sequence[Item]
    resume: Mapping[str, Any] | None = None


class WritesRefused(ServiceError):
    """Nothing was written: the conditions of the writes at these positions did not hold."""

    def __init__(self, positions: frozenset[int]) -> None:
        super().__init__(f"the conditions of writes {sorted(positions)} did not hold")
        self.positions = positions


class ItemStore(Protocol):
    """One attempt each; faults are raised as in `idempotency`, `RightMissing` as such."""

    def get_some(self, table: str, keys: Sequence[Key], *, consistent: bool) -> Fetched:
        """Items of up to `MAX_KEYS_PER_READ` different keys, in any order; keys without an item are left out."""
        ...

    def query_page(self, table: str, query: Query, resume: Mapping[str, Any] | None) -> QueryPage:
        """The next part of a query's items."""
        ...

    def transact(self, table: str, writes: Sequence[Write], *, token: str) -> None:
        """All of up to `MAX_WRITES` writes on different keys, or none. A repeated token is not written again.

        Raises `WritesRefused` when conditions did not hold.
        """
        ...


@frozen
class Page(Generic[T]):
    """Part of a list, and the cursor of the next part (None at the end)."""

    items: tuple[T, ...]
    next_cursor: str | None = None
