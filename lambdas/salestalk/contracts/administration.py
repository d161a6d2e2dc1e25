"""What the platform's administrators send and get: tenants as they are onboarded, shown and changed."""

from typing import Annotated, Any, Final, Literal, Self

from pydantic import AfterValidator, Field, StrictBool, StringConstraints, WithJsonSchema, model_validator

from salestalk.contracts.base import Contract, Count, TenantId, Timestamp, Whole, check_size, fault
from salestalk.contracts.paging import Cursor
from salestalk.contracts.tenant import Email, Plan, Tenant, TenantProfile, TenantStatus

MAX_OWN_METADATA_BYTES: Final = 8 * 1024
"""Of what is stored (10 KB) the rest is the platform's own."""
RESERVED: Final = frozenset({"stackId", "failure", "erasureId", "certificate"})
"""What the platform notes in a tenant's `metadata` for itself: nobody sets it, and it is shown beside the metadata."""
MAX_OWNER_EMAIL: Final = 128
"""Characters of a name to sign in with: what Cognito takes."""
MAX_PLACE: Final = 128
"""Characters of an industry or region: what the tenant's stack takes."""


def _telling(name: str) -> str:
    if not name.strip() or not name.isprintable():
        raise fault("tenant_name", "must be printable, and not blank")
    return name


def _owner(email: str) -> str:
    if len(email) > MAX_OWNER_EMAIL:
        raise fault("owner_email", f"must be at most {MAX_OWNER_EMAIL} characters long, to sign in with")
    return email


def check_own(metadata: dict[str, Any]) -> None:
    """Raise a fault unless this is metadata that somebody may set."""
    if taken := sorted(RESERVED & metadata.keys()):
        raise fault("reserved", f"must not hold {', '.join(taken)}: the platform writes that")
    check_size(metadata, MAX_OWN_METADATA_BYTES)


def _own(profile: TenantProfile) -> TenantProfile:
    check_own(profile.as_item())
    for name, value in (("industry", profile.industry), ("region", profile.region)):
        if value is not None and not 1 <= len(value) <= MAX_PLACE:
            raise fault("place", f"{name} must be 1 to {MAX_PLACE} characters")
    return profile


TenantName = Annotated[str, StringConstraints(min_length=1, max_length=256), AfterValidator(_telling)]


class TenantRequest(Contract):
    """`POST /tenants`."""

    name: TenantName
    owner_email: Annotated[Email, AfterValidator(_owner)]
    """Gets an invitation to sign in; a user of another tenant cannot own this one."""
    plan: Plan
    tenant_id: TenantId | None = None
    """By default it is made from the name."""
    metadata: Annotated[TenantProfile, AfterValidator(_own)] | None = None
    sample_data: StrictBool = False
    """Load a small set of example metrics."""


class TenantPatch(Contract):
    """`PATCH /tenants/{id}`: what is to change, at least one thing."""

    name: TenantName | None = None
    plan: Plan | None = None
    status: Literal[TenantStatus.ACTIVE, TenantStatus.SUSPENDED] | None = None
    metadata: Annotated[dict[str, Any], WithJsonSchema({"type": "object", "additionalProperties": True})] | None = None
    """What is named here replaces what is stored under that name; null removes it."""
    updated_at: Timestamp | None = None
    """Of the tenant as it was seen. If it has changed since, nothing is done (409); `name` and `metadata` need it."""

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.model_fields_set <= {"updated_at"}:
            raise fault("no_change", "says nothing to change: send name, plan, status or metadata")
        if self.updated_at is None and (self.name is not None or self.metadata is not None):
            raise fault("updated_at_missing", "updatedAt is required to change name or metadata")
        return self


class TenantView(Tenant):
    """A tenant as administrators see it."""

    stack_id: str | None = None
    """The CloudFormation stack that holds it; none while it was only asked for."""
    reason: str | None = None
    """Of a failed one: why."""
    certificate: str | None = None
    """Of an erased one: where in the artifacts bucket its certificate is."""

    @classmethod
    def of(cls, tenant: Tenant) -> "TenantView":
        """What is noted in the metadata for the platform stands beside it."""
        metadata: dict[str, Any] = tenant.metadata.as_item()
        shown = {name: value for name, value in metadata.items() if name not in RESERVED}
        return cls.model_construct(
            **{field: getattr(tenant, field) for field in Tenant.model_fields if field != "metadata"},
            metadata=TenantProfile.model_validate(shown),
            stack_id=metadata.get("stackId"),
            reason=metadata.get("failure"),
            certificate=metadata.get("certificate"),
        )


class QuotaUse(Contract):
    """How much of one of the account's quotas the platform uses."""

    quota: Literal["tables", "stacks"]
    limit: Count
    """AWS's default for an account and region."""
    used: Count
    """By this platform: what else is in the account is not counted."""
    left: Whole
    source: str


class Headroom(Contract):
    """How many more tenants there is room for."""

    tenants: Annotated[int, Field(ge=0)]
    quotas: tuple[QuotaUse, ...]


class TenantList(Contract):
    """`GET /tenants`: a page of tenants, in no particular order."""

    tenants: tuple[TenantView, ...]
    next_cursor: Cursor | None = None
    headroom: Headroom | None = None
    """On the first page."""
