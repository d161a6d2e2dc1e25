"""What a tenant's model may still use today: tokens and dollars, counted in the tenant's own table.

A call takes what it may need at most before it is made, by the conditional write that also holds questions to their
limit, so that no number of callers at once gets more than there is. Afterwards the provider's own figures take its
place. What a late call used nobody tells: it keeps what it took.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from salestalk.ai.ports import Spent
from salestalk.ai.prices import NANO, Price
from salestalk.contracts.tenant import Tenant
from salestalk.tenancy.allowance import SHEET_SECONDS, Counters
from salestalk.tenancy.plans import Limits, limits_of
from salestalk.values import frozen

SHEET: Final = "model"
TOKENS: Final = "tokens"
NANO_USD: Final = "nanoUSD"


@frozen
class Reservation:
    """What a call took from the budget of a day, in advance."""

    sheet: str
    expected: Spent
    keep: tuple[int, int]


@frozen
class Budget:
    """One tenant's budget for one model. Moments are aware; deadlines on the `time.monotonic` scale."""

    tenant: Tenant
    counters: Counters
    price: Price

    @property
    def limits(self) -> Limits:
        """What the tenant may use in all."""
        return limits_of(self.tenant)

    def reserve(self, expected: Spent, now: datetime, *, deadline: float) -> Reservation | None:
        """Take what a call may need; None when the day's budget does not hold that much. Raises `Unavailable`."""
        seconds = int(now.timestamp())
        sheet = f"{SHEET}#{self.tenant.metadata.calendar.today(now)}"
        reservation = Reservation(sheet, expected, (seconds + SHEET_SECONDS, seconds + SHEET_SECONDS))
        amounts, most = self._amounts(expected), self._most()
        if any(amount > most[name] for name, amount in amounts.items()):
            return None
        charges = {name: (amount, most[name]) for name, amount in amounts.items()}
        refused = self.counters.add(
            self.tenant.tenant_id, sheet, charges, keep=reservation.keep, forget=(), deadline=deadline
        )
        return reservation if refused is None else None

    def settle(self, reservation: Reservation, spent: Spent, *, deadline: float) -> None:
        """Put what the call used in place of what it took, be it more or less. Raises `Unavailable`."""
        taken, used = self._amounts(reservation.expected), self._amounts(spent)
        rest = {name: (used[name] - taken[name], None) for name in taken if used[name] != taken[name]}
        if rest:
            tenant_id, sheet = self.tenant.tenant_id, reservation.sheet
            self.counters.add(tenant_id, sheet, rest, keep=reservation.keep, forget=(), deadline=deadline)

    def _amounts(self, spent: Spent) -> Mapping[str, int]:
        amounts = {TOKENS: spent.input_tokens + spent.output_tokens, NANO_USD: self.price.nano(spent)}
        return {name: amount for name, amount in amounts.items() if name == TOKENS or self._is_priced}

    def _most(self) -> Mapping[str, int]:
        return {TOKENS: self.limits.model_tokens_per_day, NANO_USD: int(self.limits.model_usd_per_day / NANO)}

    @property
    def _is_priced(self) -> bool:
        return bool(self.price.input or self.price.output)
