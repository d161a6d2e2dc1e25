"""Whether what an answer cited still holds."""

from salestalk.contracts.base import Contract, ExactDecimal, Uuid
from salestalk.contracts.reference import DataReference


class ChangedReference(Contract):
    """A cited row that no longer holds what the answer said; `now` is absent where the row is gone."""

    reference: DataReference
    now: ExactDecimal | None = None
    version: int | None = None


class Verification(Contract):
    """`GET /messages/{id}/verify`: whether every cited row still holds the cited value."""

    message_id: Uuid
    holds: bool
    checked: int
    changed: tuple[ChangedReference, ...] = ()
