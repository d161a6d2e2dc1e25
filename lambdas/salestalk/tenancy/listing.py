"""Pages of the registry, by status or owner.

A cursor holds the id of the last tenant looked at and nothing else: where to go on within the list that is asked for.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Final, Protocol

from salestalk.contracts.tenant import Tenant, TenantStatus
from salestalk.errors import Unavailable
from salestalk.tenancy.cursors import cursor_after, tenant_of_cursor
from salestalk.values import frozen

LOOKED_AT: Final = 25
"""Tenants on their way, of which CloudFormation is asked before a list is given: more than come in at once."""


@frozen
class Listing:
    """Which tenants are asked for: of a status, of an owner, of both, or all. ``limit`` bounds those looked at."""

    status: TenantStatus | None = None
    owner_email: str | None = None
    limit: int = 50
    cursor: str | None = None


@frozen
class TenantPage:
    """A page in no particular order; there is more when there is a cursor."""

    tenants: Sequence[Tenant]
    next_cursor: str | None


class TenantLists(Protocol):
    """Reads the registry by its indexes; ``last`` is the id of the last tenant looked at, None at the end.

    All raise `Unavailable`, and `InvariantBroken` for an entry that breaks the contract.
    """

    def of_status(
        self, status: TenantStatus, *, limit: int, after: str | None, deadline: float
    ) -> tuple[Sequence[Tenant], str | None]:
        """Up to ``limit`` tenants of the status, and ``last``."""

    def of_owner(
        self, owner_email: str, *, limit: int, after: str | None, deadline: float
    ) -> tuple[Sequence[Tenant], str | None]:
        """Up to ``limit`` tenants of the owner, and ``last``."""

    def all(self, *, limit: int, after: str | None, deadline: float) -> tuple[Sequence[Tenant], str | None]:
        """Up to ``limit`` tenants, and ``last``."""

    def count(self, status: TenantStatus, *, deadline: float) -> int:
        """How many tenants have the status."""


def settle_some(lists: TenantLists, settle: Callable[[Tenant], Tenant], *, deadline: float) -> None:
    """Have those looked at that are on their way, so that a creation that failed is not listed as one that goes on.

    While CloudFormation does not answer, the list is as it was known. Raises `Unavailable` for the registry.
    """
    on_their_way, _ = lists.of_status(TenantStatus.PROVISIONING, limit=LOOKED_AT, after=None, deadline=deadline)
    with suppress(Unavailable):
        for tenant in on_their_way:
            settle(tenant)


def list_tenants(lists: TenantLists, listing: Listing, *, deadline: float) -> TenantPage:
    """A page; with owner and status, of the owner's tenants those of the status, so it may hold fewer than the limit.

    Raises `InvalidInput` for a cursor that is none, `Unavailable`.
    """
    after = None if listing.cursor is None else tenant_of_cursor(listing.cursor)
    if listing.owner_email is not None:
        owner = listing.owner_email.lower()
        found, last = lists.of_owner(owner, limit=listing.limit, after=after, deadline=deadline)
        found = [tenant for tenant in found if listing.status in (None, tenant.status)]
    elif listing.status is not None:
        found, last = lists.of_status(listing.status, limit=listing.limit, after=after, deadline=deadline)
    else:
        found, last = lists.all(limit=listing.limit, after=after, deadline=deadline)
    return TenantPage(found, None if last is None else cursor_after(last))
