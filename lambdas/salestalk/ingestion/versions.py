"""What a value does to the row that is there: pure.

Order is that of `recordedAt`, not of arrival: an older one never overwrites a newer one. Of two with the same
`recordedAt` the later arrival wins, since a correction may well follow within the same second.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from salestalk.contracts.api import IngestStatus
from salestalk.contracts.metric import MetricValue


@dataclass(frozen=True, slots=True)
class Folded:
    """A row after values were applied to it, each value's status in their order, and the rows that were replaced."""

    row: MetricValue | None
    statuses: tuple[IngestStatus, ...] = ()
    replaced: tuple[MetricValue, ...] = ()


def fold(current: MetricValue | None, values: Sequence[MetricValue]) -> Folded:
    """Apply values of one key one after the other."""
    folded = Folded(current)
    for value in values:
        folded = _apply(folded, value)
    return folded


def _apply(folded: Folded, value: MetricValue) -> Folded:
    row = folded.row
    if row is None:
        return Folded(value, (*folded.statuses, IngestStatus.CREATED))
    if value.recorded_at < row.recorded_at:
        return replace(folded, statuses=(*folded.statuses, IngestStatus.STALE))
    if _content(value) == _content(row):
        # The same content known later still moves `recordedAt`: what was recorded in between is stale from now on.
        confirmed = row.model_copy(update={"recorded_at": value.recorded_at})
        return replace(folded, row=confirmed, statuses=(*folded.statuses, IngestStatus.UNCHANGED))
    updated = value.model_copy(update={"version": row.version + 1})
    return Folded(updated, (*folded.statuses, IngestStatus.UPDATED), (*folded.replaced, row))


def _content(value: MetricValue) -> tuple[object, ...]:
    return value.value, value.unit, value.metadata
