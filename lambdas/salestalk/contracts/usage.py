"""`GET /usage`: what a tenant used, by day (UTC), from events: what a billing system needs."""

from decimal import Decimal
from typing import Annotated, Final

from pydantic import Field

from salestalk.contracts.base import Contract, Count, ExactDecimal, TenantId
from salestalk.contracts.metric import PeriodKey
from salestalk.contracts.tenant import AgreedLimits, Plan

MAX_USAGE_DAYS: Final = 400


class Usage(Contract):
    """Amounts of use."""

    questions: Count = 0
    """That were answered, refused or asked back."""
    input_tokens: Count = 0
    """Of language models, read."""
    output_tokens: Count = 0
    cost_usd: Annotated[ExactDecimal, Field(alias="costUSD")] = Decimal(0)
    """Of language models."""
    rows_loaded: Count = 0
    """Metric values that held."""
    conversations: Count = 0
    """That ended; each once, on the day of its first end."""


class DayOfUsage(Usage):
    """One day."""

    day: PeriodKey


class UsageReport(Contract):
    """Every day from `from` to `to`, both included, and what they add up to."""

    tenant_id: TenantId
    plan: Plan
    """As it is now."""
    limits: AgreedLimits
    """Of the plan, or as agreed in their place; what counts against them follows the tenant's own midnight."""
    first: Annotated[PeriodKey, Field(alias="from")]
    last: Annotated[PeriodKey, Field(alias="to")]
    total: Usage
    days: tuple[DayOfUsage, ...]
