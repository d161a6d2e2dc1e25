"""What an event adds to the counters of its tenant's day."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Protocol

from salestalk import names
from salestalk.contracts.events import ConversationCompleted, Event, MetricsIngested, NarrativeGenerated, TenantProvisioned
from salestalk.contracts.tenant import TenantStatus
from salestalk.errors import InvalidInput
from salestalk.ingestion.usage import Recorded
from salestalk.tenancy.registry import ActiveTenants

CONSUMER: Final = names.USAGE_WORKER
COUNTED_FOR: Final = frozenset({TenantStatus.ACTIVE, TenantStatus.SUSPENDED})
"""What a tenant used before it was suspended counts. For one that is unknown or deleted there is no table to count in:
its events fail, and wait in the dead-letter queue for somebody to decide."""


class Counters(Protocol):
    """The counters of `salestalk.ingestion.usage`."""

    def record_usage(
        self,
        tenant_id: str,
        event_id: str,
        consumer: str,
        day: str,
        increments: Mapping[str, int | Decimal],
        *,
        deadline: float | None = None,
    ) -> Recorded:
        """Add to the day's counters unless this consumer has seen the event."""


@dataclass(frozen=True, slots=True)
class Counting:
    """Counts events; `counters_of` gives the counters that only one tenant's credentials reach, by a deadline."""

    tenants: ActiveTenants
    counters_of: Callable[[str, float], Counters]

    def count(self, event: Event, *, deadline: float) -> Recorded:
        """Count the event once. Raises `TenantNotActive`, `InvalidInput` for one that is not counted, `Unavailable`."""
        increments = usage_of(event)
        self.tenants.active_tenant(event.tenant_id, deadline=deadline)
        counters = self.counters_of(event.tenant_id, deadline)
        day = event.timestamp[:10]
        return counters.record_usage(event.tenant_id, event.event_id, CONSUMER, day, increments, deadline=deadline)


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
