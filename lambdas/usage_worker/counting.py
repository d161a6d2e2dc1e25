"""What an event adds to the counters of its tenant's day."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Final, Protocol

from salestalk import names
from salestalk.contracts.events import (
    ConversationCompleted,
    Event,
    MetricsIngested,
    NarrativeGenerated,
    TenantProvisioned,
)
from salestalk.contracts.tenant import TenantStatus
from salestalk.errors import InvalidInput
from salestalk.ingestion.usage import Recorded, Use
from salestalk.tenancy.registry import ActiveTenants
from salestalk.values import frozen

CONSUMER: Final = names.USAGE_WORKER
COUNTED_FOR: Final = frozenset({TenantStatus.ACTIVE, TenantStatus.SUSPENDED})
"""What a tenant used before it was suspended counts. For one that is unknown there is no table to count in: its events
fail, and wait in the dead-letter queue for somebody to decide. Those of one that is gone are dropped."""


class Counters(Protocol):
    """The counters of `salestalk.ingestion.usage`."""

    def record_all(
        self, tenant_id: str, consumer: str, uses: Sequence[Use], *, deadline: float | None = None
    ) -> Mapping[str, Recorded]:
        """Add to the days' counters what this consumer has not seen: what became of each event id."""


@frozen
class Counting:
    """Counts events; `counters_of` gives the counters that only one tenant's credentials reach, by a deadline."""

    tenants: ActiveTenants
    counters_of: Callable[[str, float], Counters]

    def count(self, tenant_id: str, uses: Sequence[Use], *, deadline: float) -> Mapping[str, Recorded]:
        """Count a tenant's events once each: what became of each id. Raises `TenantNotActive`, `Unavailable`."""
        self.tenants.active_tenant(tenant_id, deadline=deadline)
        return self.counters_of(tenant_id, deadline).record_all(tenant_id, CONSUMER, uses, deadline=deadline)


def use_of(event: Event) -> Use:
    """What the event adds to its day. Raises `InvalidInput` for a type that is not counted here.

    A conversation that goes on after its end ends once more, and is told anew: it is counted under its own id, once.
    """
    told = event.data
    counted_as = told.conversation_id if isinstance(told, ConversationCompleted) else event.event_id
    return Use(counted_as, event.timestamp[:10], usage_of(event))


def usage_of(event: Event) -> Mapping[str, int | Decimal]:
    """The counters an event raises, and by how much. Raises `InvalidInput` for a type that is not counted here."""
    match event.data:
        case NarrativeGenerated() as told:
            return {
                "questions": 1,
                "inputTokens": told.token_usage.input_tokens,
                "outputTokens": told.token_usage.output_tokens,
                "costUSD": told.cost.amount_usd,
            }
        case MetricsIngested() as loaded:
            return {"rowsLoaded": loaded.validation_results.valid}
        case ConversationCompleted():
            return {"conversations": 1}
        case TenantProvisioned():
            return {"provisioned": 1}
    raise InvalidInput(f"{event.event_type} is not counted as usage.")
