"""How many more tenants the account has room for.

Counted from the registry, one query of an index for each status: it costs next to nothing, while listing tables and
stacks would take dozens of calls. What else is in the account is therefore not seen.
"""

from collections.abc import Mapping
from typing import Final, Literal

from salestalk.contracts.administration import Headroom, QuotaUse
from salestalk.contracts.tenant import TenantStatus
from salestalk.values import frozen


@frozen
class Quota:
    """What an account may have of something in one region, by default, and how much of it we take."""

    name: Literal["tables", "stacks"]
    limit: int
    of_a_tenant: int
    of_the_platform: int
    source: str


QUOTAS: Final = (
    Quota(
        "tables",
        2_500,
        of_a_tenant=2,
        of_the_platform=2,
        source="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html",
    ),
    Quota(
        "stacks",
        2_000,
        of_a_tenant=1,
        of_the_platform=2,
        source="https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html",
    ),
)

TAKING_ROOM: Final = (
    TenantStatus.ACTIVE,
    TenantStatus.SUSPENDED,
    TenantStatus.PROVISIONING,
    TenantStatus.DELETING,
)
"""Tenants of these statuses have, or are about to have, tables and a stack."""


def headroom(counts: Mapping[TenantStatus, int]) -> Headroom:
    """What is left, for the number of tenants of each status."""
    tenants = sum(counts[status] for status in TAKING_ROOM)
    uses = tuple(_use(quota, tenants) for quota in QUOTAS)
    room = min(max(0, use.left) // quota.of_a_tenant for use, quota in zip(uses, QUOTAS, strict=True))
    return Headroom(tenants=room, quotas=uses)


def _use(quota: Quota, tenants: int) -> QuotaUse:
    used = quota.of_the_platform + tenants * quota.of_a_tenant
    return QuotaUse(quota=quota.name, limit=quota.limit, used=used, left=quota.limit - used, source=quota.source)
