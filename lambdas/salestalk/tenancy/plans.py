"""What the plans allow: the one place where their limits stand (docs/plans.md lists them).

A tenant may have limits of its own, agreed with it: `limits` in its registry metadata replaces figures of its plan.
"""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Final

from salestalk.contracts.tenant import Plan, Tenant
from salestalk.values import frozen

SECONDS_A_DAY: Final = 24 * 3600


@frozen(kw_only=True)
class Limits:
    """What a tenant may use. Days are the tenant's own, from midnight to midnight in its time zone."""

    questions_per_day: int
    questions_per_minute: int
    rows_per_day: int
    """Of metrics that are sent to be loaded, whatever becomes of them."""
    loads_per_minute: int
    """Batches, and requests to upload a file."""
    changes_per_minute: int
    """Of whatever else users write: pins, shares, comments, verdicts, names, ends of conversations."""
    history_days: int
    """How long messages are kept."""
    language_model: bool
    """Whether a language model may help to read questions and to phrase answers."""
    model_tokens_per_day: int
    """That a model may take in and give out; when they are used up, answers are told without it."""
    model_usd_per_day: Decimal
    """That a model may cost, likewise."""

    def kept_until(self, timestamp: int) -> int:
        """When a message of this time may be deleted; both in Unix seconds."""
        return timestamp + self.history_days * SECONDS_A_DAY


PLANS: Final[Mapping[Plan, Limits]] = {
    Plan.FREE: Limits(
        questions_per_day=100,
        questions_per_minute=20,
        rows_per_day=50_000,
        loads_per_minute=20,
        changes_per_minute=60,
        history_days=30,
        language_model=False,
        model_tokens_per_day=0,
        model_usd_per_day=Decimal(0),
    ),
    # A year and a month: this quarter's conversation can be held against last year's.
    Plan.STANDARD: Limits(
        questions_per_day=10_000,
        questions_per_minute=300,
        rows_per_day=5_000_000,
        loads_per_minute=300,
        changes_per_minute=600,
        history_days=400,
        language_model=True,
        model_tokens_per_day=2_000_000,
        model_usd_per_day=Decimal(1),
    ),
    # Seven years are the longest that business records are commonly asked for. Without an end nobody would ever
    # answer for what still lies there.
    Plan.ENTERPRISE: Limits(
        questions_per_day=100_000,
        questions_per_minute=1_200,
        rows_per_day=50_000_000,
        loads_per_minute=1_200,
        changes_per_minute=2_400,
        history_days=2_557,
        language_model=True,
        model_tokens_per_day=20_000_000,
        model_usd_per_day=Decimal(10),
    ),
}


def limits_of(tenant: Tenant) -> Limits:
    """What this tenant may use: its plan's limits, and in place of single ones those agreed with it."""
    agreed = tenant.metadata.limits
    return replace(PLANS[tenant.plan], **(agreed.model_dump(exclude_none=True, by_alias=False) if agreed else {}))
