"""A tenant as registered in `tenants-metadata` (key `tenantId`)."""

import re
from enum import StrEnum
from typing import Annotated, Any, Final, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import (
    AfterValidator,
    ConfigDict,
    Field,
    StrictBool,
    StringConstraints,
    WithJsonSchema,
    model_validator,
)

from salestalk import names
from salestalk.calendar import FiscalCalendar
from salestalk.contracts.base import (
    WHOLE_NUMBER,
    Contract,
    ExactDecimal,
    TenantId,
    Timestamp,
    check_size,
    fault,
    matches,
)

MAX_METADATA_BYTES = 10 * 1024
MAX_HISTORY_DAYS = 36_525
"""A hundred years."""
MONTH_DAY_PATTERN = r"^(0[1-9]|1[0-2])-(0[1-9]|1\d|2[0-8])$"
CURRENCY_PATTERN = r"^[A-Z]{3}$"
WEBHOOK_PATTERN = r"^(?:https://[^\s/@#?]+|http://(?:localhost|127\.0\.0\.1)(?::\d{1,5})?)(?:[/?][^\s#]*)?$"
EMAIL_PATTERN = r"^[^@\s]{1,64}@[^@\s.]+(?:\.[^@\s.]+)+$"

Email = Annotated[
    str,
    StringConstraints(max_length=254),
    matches(EMAIL_PATTERN, "email", "must be an e-mail address"),
    AfterValidator(str.lower),
    WithJsonSchema({"type": "string", "format": "email", "maxLength": 254, "pattern": EMAIL_PATTERN}),
]
"""In small letters: one mailbox is one user, however somebody spells it."""


class Plan(StrEnum):
    """What the tenant pays for."""

    FREE = "free"
    STANDARD = "standard"
    ENTERPRISE = "enterprise"


class TenantStatus(StrEnum):
    """Where the tenant stands; only an active one is served."""

    ACTIVE = "active"
    SUSPENDED = "suspended"
    DELETED = "deleted"
    PROVISIONING = "provisioning"
    DELETING = "deleting"
    FAILED = "failed"


def _month_day(value: str) -> str:
    if not re.fullmatch(MONTH_DAY_PATTERN, value, re.ASCII):
        raise fault("month_day", 'must be "MM-DD" with a day from 01 to 28')
    return value


def _time_zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # no such zone, no zone's name, the name of a folder of zones
        raise fault("time_zone", 'must be an IANA time zone such as "Europe/Berlin"') from None
    return value


Allowed = Annotated[int, Field(ge=1), WHOLE_NUMBER]


class AgreedLimits(Contract):
    """Limits agreed with one tenant, each in place of its plan's (`salestalk.tenancy.plans`)."""

    questions_per_day: Allowed | None = None
    questions_per_minute: Allowed | None = None
    rows_per_day: Allowed | None = None
    loads_per_minute: Allowed | None = None
    changes_per_minute: Allowed | None = None
    history_days: Annotated[int, Field(ge=1, le=MAX_HISTORY_DAYS), WHOLE_NUMBER] | None = None
    language_model: bool | None = None
    model_tokens_per_day: Annotated[int, Field(ge=0), WHOLE_NUMBER] | None = None
    model_usd_per_day: Annotated[ExactDecimal, Field(ge=0)] | None = None


def _webhook_url(value: str) -> str:
    if not re.fullmatch(WEBHOOK_PATTERN, value, re.ASCII):
        raise fault("webhook_url", "must be an https address without user, fragment or blank")
    return value


class Delivery(Contract):
    """Where insights go beside `GET /insights`. What signs a webhook is kept apart from the registry."""

    webhook_url: (
        Annotated[
            str,
            StringConstraints(max_length=1_024),
            AfterValidator(_webhook_url),
            WithJsonSchema({"type": "string", "maxLength": 1_024, "pattern": WEBHOOK_PATTERN}),
        ]
        | None
    ) = None
    """An HTTPS address in the public internet (on a laptop also plain HTTP to the machine itself)."""
    email: StrictBool = False
    """Whether they are put on the topic that e-mail subscriptions take them from."""


class TenantProfile(Contract):
    """The `metadata` map: what answers depend on, and whatever else the platform keeps about a tenant (≤ 10 KB)."""

    model_config = ConfigDict(extra="allow")

    industry: str | None = None
    region: str | None = None
    fiscal_year_start: Annotated[
        str, AfterValidator(_month_day), WithJsonSchema({"type": "string", "pattern": MONTH_DAY_PATTERN})
    ] = "01-01"
    """First day of the fiscal year, "MM-DD"; a fiscal year is named after the calendar year it begins in."""
    time_zone: Annotated[str, AfterValidator(_time_zone)] = "UTC"
    currency: Annotated[
        str,
        matches(CURRENCY_PATTERN, "currency", "must be an ISO 4217 code such as USD"),
        WithJsonSchema({"type": "string", "pattern": CURRENCY_PATTERN}),
    ] = "USD"
    limits: AgreedLimits | None = None
    delivery: Delivery | None = None

    @property
    def calendar(self) -> FiscalCalendar:
        """The tenant's fiscal calendar."""
        return FiscalCalendar.starting(self.fiscal_year_start, self.time_zone)


def _small_enough(profile: TenantProfile) -> TenantProfile:
    check_size(profile.as_item(), MAX_METADATA_BYTES)
    return profile


_PLAIN: Final = TenantProfile.model_construct()
"""The profile of who said nothing. For one that was validated every start would have to build what validates them."""


class Tenant(Contract):
    """A registry entry."""

    tenant_id: TenantId
    name: Annotated[str, StringConstraints(min_length=1, max_length=256)]
    owner_email: Email
    plan: Plan
    messages_table_name: str
    metrics_table_name: str
    s3_prefix: str
    created_at: Timestamp
    updated_at: Timestamp
    status: TenantStatus
    metadata: Annotated[TenantProfile, AfterValidator(_small_enough)] = _PLAIN

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.updated_at < self.created_at:
            raise fault("updated_before_created", "updatedAt must not be earlier than createdAt")
        expected = {
            "messagesTableName": (self.messages_table_name, names.messages_table(self.tenant_id)),
            "metricsTableName": (self.metrics_table_name, names.metrics_table(self.tenant_id)),
            "s3Prefix": (self.s3_prefix, names.s3_prefix(self.tenant_id)),
        }
        for field, (found, due) in expected.items():
            if found != due:
                raise fault("tenant_resource", f"{field} must be {due!r} for tenant {self.tenant_id!r}")
        return self

    @classmethod
    def named(cls, tenant_id: str, **fields: Any) -> Self:
        """A tenant with the resource names that follow from its id."""
        return cls(
            tenant_id=tenant_id,
            messages_table_name=names.messages_table(tenant_id),
            metrics_table_name=names.metrics_table(tenant_id),
            s3_prefix=names.s3_prefix(tenant_id),
            **fields,
        )
