"""Which tenants there are, and which of them are served."""

from collections import OrderedDict
from collections.abc import Callable, Container
from datetime import datetime
from threading import Lock
from typing import Final, Protocol, TypeVar

from salestalk.contracts.tenant import Tenant, TenantStatus
from salestalk.errors import Conflict, InvalidInput, TenantGone, TenantNotActive
from salestalk.tenancy.session_policy import checked_tenant_id

SERVED_FROM_CACHE_SECONDS: Final = 10
"""How long a tenant may still be served after it was suspended, by a process that had just looked it up."""
CACHED_TENANTS: Final = 1_000
ATTEMPTS: Final = 5
GONE: Final = frozenset({TenantStatus.DELETING, TenantStatus.DELETED})
"""From these a tenant never comes back: whoever takes its id is another one."""

Entry = TypeVar("Entry", Tenant, Tenant | None)


class TenantStore(Protocol):
    """The registry's entries, one per tenant id. Deadlines are on the `time.monotonic` scale, in seconds."""

    def get(self, tenant_id: str, *, deadline: float | None = None) -> Tenant | None:
        """The entry as last written. Raises `Unavailable`, and `InvariantBroken` for one that breaks the contract."""

    def put(self, tenant: Tenant, *, replacing: Tenant | None, deadline: float | None = None) -> bool:
        """Write an entry in place of exactly ``replacing`` (None: of nothing). False when that is no longer so."""


def change(
    store: TenantStore,
    tenant_id: str,
    transition: Callable[[Tenant | None], Entry],
    *,
    deadline: float | None = None,
) -> Entry:
    """Replace an entry by what the transition makes of it, and give that; nobody else's change is overwritten.

    A transition gives back the same object when there is nothing to change. Raises what it raises, and `Conflict` when
    others keep changing the entry.
    """
    for _ in range(ATTEMPTS):
        found = store.get(tenant_id, deadline=deadline)
        wanted = transition(found)
        if wanted is None or wanted is found or store.put(wanted, replacing=found, deadline=deadline):
            return wanted
    raise Conflict(f"Tenant {tenant_id} is being changed by somebody else; try again.")


class ActiveTenants:
    """Looks tenants up for every request, and remembers those that are served for `SERVED_FROM_CACHE_SECONDS`.

    Others are looked up each time, so a tenant that is resumed is served at once. ``clock`` gives seconds and never
    goes back; ``served`` are the statuses that count as active here. Safe to share between threads.
    """

    def __init__(
        self,
        store: TenantStore,
        clock: Callable[[], float],
        *,
        served: Container[TenantStatus] = (TenantStatus.ACTIVE,),
        seconds: float = SERVED_FROM_CACHE_SECONDS,
    ) -> None:
        self._store = store
        self._clock = clock
        self._served = served
        self._seconds = seconds
        self._known: OrderedDict[str, tuple[float, Tenant]] = OrderedDict()
        self._lock = Lock()

    def active_tenant(self, tenant_id: str, *, deadline: float | None = None) -> Tenant:
        """The tenant. Raises `TenantGone`, `TenantNotActive` unless it is registered and active, `Unavailable`."""
        now = self._clock()
        with self._lock:
            until, tenant = self._known.get(tenant_id, (now, None))
        if tenant is not None and now < until:
            return tenant
        tenant = self._look_up(tenant_id, deadline)
        self._remember(tenant, now + self._seconds)
        return tenant

    def tenant_at(self, tenant_id: str, moment: str, *, deadline: float | None = None) -> Tenant:
        """The tenant, if it was there at the ISO 8601 moment; else that was of an erased one whose id it has taken.

        Raises `TenantGone` then too, `TenantNotActive`, `Unavailable`.
        """
        tenant = self.active_tenant(tenant_id, deadline=deadline)
        if datetime.fromisoformat(moment).timestamp() < tenant.created_at:
            raise TenantGone(f"That is of an earlier tenant {tenant_id}, which was erased.")
        return tenant

    def _look_up(self, tenant_id: str, deadline: float | None) -> Tenant:
        tenant = self._store.get(tenant_id, deadline=deadline) if _may_be_registered(tenant_id) else None
        if tenant is None:
            raise TenantNotActive("This tenant is not known.")
        if tenant.status not in self._served:
            refusal = TenantGone if tenant.status in GONE else TenantNotActive
            raise refusal(f"Tenant {tenant_id} is not active: its status is {tenant.status}.")
        return tenant

    def _remember(self, tenant: Tenant, until: float) -> None:
        with self._lock:
            self._known[tenant.tenant_id] = (until, tenant)
            self._known.move_to_end(tenant.tenant_id)
            if len(self._known) > CACHED_TENANTS:
                self._known.popitem(last=False)


def _may_be_registered(tenant_id: str) -> bool:
    try:
        checked_tenant_id(tenant_id)
    except InvalidInput:
        return False
    return True
