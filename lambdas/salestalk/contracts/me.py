"""`GET /me`: who asks, and what a page has to know to show them what is theirs."""

from salestalk.contracts.base import Contract, TenantId
from salestalk.contracts.tenant import Plan


class Features(Contract):
    """What there is for this user."""

    chat: bool
    """A tenant to ask about."""
    language_model: bool
    """Whether the tenant's plan lets a language model help."""
    moderate: bool
    """Whether they may remove what colleagues pinned, shared and said: the tenant's owner may."""
    administer: bool
    """The calls about tenants."""


class Me(Contract):
    """The user of the token. Administrators of the platform may have no tenant, and then nothing of one."""

    user_id: str
    email: str | None = None
    platform_admin: bool
    tenant_id: TenantId | None = None
    tenant_name: str | None = None
    plan: Plan | None = None
    currency: str | None = None
    time_zone: str | None = None
    fiscal_year_start: str | None = None
    """First day of the fiscal year, "MM-DD"."""
    history_days: int | None = None
    """How long conversations are kept."""
    features: Features
