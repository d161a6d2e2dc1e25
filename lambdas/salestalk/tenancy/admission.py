"""A request for a new tenant: what it asks for, under which id, and whether that can be."""

import hashlib
import re
import unicodedata
from typing import Any, Final

from salestalk.contracts.administration import TenantRequest
from salestalk.contracts.tenant import Tenant, TenantProfile, TenantStatus
from salestalk.errors import Conflict, Fault
from salestalk.tenancy.lifecycle import INTERNAL, later, new_life
from salestalk.values import frozen

SLUG_LENGTH: Final = 40
SUFFIX_LENGTH: Final = 8
_NAMELESS: Final = "tenant"
_COMPARED: Final = ("name", "ownerEmail", "plan", "metadata")


@frozen
class Asked:
    """A request and what tells it from others: ``once`` stands for the caller and its `Idempotency-Key`, if any.

    ``otherwise`` makes the id of a tenant that is asked for without a name of its own and without a key.
    """

    wanted: TenantRequest
    once: str | None
    otherwise: str

    @property
    def tenant_id(self) -> str:
        """The id asked for, or one that follows from the name and from who asks: the same for a retry."""
        return self.wanted.tenant_id or derived_id(self.wanted.name, self.once or self.otherwise)

    @property
    def fingerprint(self) -> str:
        """The same for requests that say the same."""
        return _digest(self.wanted.as_json())

    @property
    def key(self) -> str | None:
        """Stands for the caller's `Idempotency-Key`; nothing can be read from it."""
        return None if self.once is None else _digest(self.once)

    def tenant(self, now: int) -> Tenant:
        """The tenant as it is to be."""
        return Tenant.named(
            self.tenant_id,
            name=self.wanted.name,
            owner_email=self.wanted.owner_email,
            plan=self.wanted.plan,
            created_at=now,
            updated_at=now,
            status=TenantStatus.PROVISIONING,
            metadata=self.wanted.metadata or TenantProfile(),
        )


def derived_id(name: str, cause: str) -> str:
    """An id that reminds of the name, with an end that follows from the cause, since names are not unique."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    slug = re.sub("[^a-z0-9]+", "-", plain)[:SLUG_LENGTH].strip("-") or _NAMELESS
    return f"{slug}-{_digest(cause)[:SUFFIX_LENGTH]}"


def admitted(found: Tenant | None, wanted: Tenant, now: int) -> Tenant:
    """The entry under which a tenant is provisioned: a new one, or the one there is when it says the same.

    A failed one begins anew, also with other particulars, and so does one that was deleted. Raises `Conflict` with
    every difference from the tenant that has the id.
    """
    if found is None:
        return new_life(wanted, now)
    if found.status in (TenantStatus.FAILED, TenantStatus.DELETED):
        return new_life(wanted, later(found, now))
    if found.status is TenantStatus.DELETING:
        raise Conflict(f"Tenant {found.tenant_id} is being deleted; ask again when it is deleted.")
    asked, there = _particulars(wanted), _particulars(found)
    faults = [
        Fault(field, "tenant_id_taken", f"{field}: is another one for tenant {found.tenant_id}")
        for field in _COMPARED
        if asked[field] != there[field]
    ]
    if faults:
        raise Conflict(f"Tenant {found.tenant_id} is there already, and is another one.", faults)
    return found


def _particulars(tenant: Tenant) -> dict[str, Any]:
    item = tenant.as_item()
    metadata = {name: value for name, value in item["metadata"].items() if name not in INTERNAL}
    return {**item, "metadata": metadata}


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
