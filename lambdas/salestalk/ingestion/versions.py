"""What a value does to the row that is there: pure.

Order is that of `recordedAt`, not of arrival: an older one never overwrites a newer one. Of two with the same
`recordedAt` the later arrival wins, since a correction may well follow within the same second.
"""

from collections.abc import Sequence
from dataclasses import replace

from salestalk.contracts.batch import IngestStatus
from salestalk.contracts.metric import MetricValue
from salestalk.values import frozen


@frozen
class Folded:
    """A row after values were applied to it, each value's status in their order, and the rows that were replaced."""

    row: MetricValue | None
    statuses: tuple[IngestStatus, ...] = ()
    replaced: tuple[MetricValue, ...] = ()


def fold(
    current: MetricValue | None,
    values: Sequence[MetricValue],
    *,
    history: Sequence[MetricValue] = (),
    since: int = 1,
) -> Folded:
    """Apply values of one key one after the other.

    Values that carry their upload's id are recognized where they are stored already, be it under others: their status
    is again what it was, and nothing is written. ``history`` are the rows that ``current`` replaced, as far as they
    matter, in the order of their versions; ``since`` is the first record of the part of the upload that is loaded.
    """
    stored = (*history, current) if current is not None else ()
    folded = Folded(current)
    for value in values:
        before = _status_before(stored, value, since) if value.batch_id else None
        folded = _apply(folded, value) if before is None else _without_effect(folded, before)
    return folded


def _status_before(stored: Sequence[MetricValue], value: MetricValue, since: int) -> IngestStatus | None:
    """What became of the value when its part of the upload was loaded before; None when it was not."""
    own = [row for row in stored if row.batch_id == value.batch_id]
    for row in own:
        if row.batch_record == value.batch_record:
            return IngestStatus.CREATED if row.version == 1 else IngestStatus.UPDATED
    later = [row.version for row in own if (row.batch_record or 0) >= since and _order(row) > _order(value)]
    if not later:
        return None
    # A later record of the same part is stored, and both are written at once: this one was applied and left no row.
    found = [row for row in stored if row.version < min(later)]
    return IngestStatus.UNCHANGED if found and _content(found[-1]) == _content(value) else IngestStatus.STALE


def _order(value: MetricValue) -> tuple[int, int]:
    return value.recorded_at, value.batch_record or 0


def _apply(folded: Folded, value: MetricValue) -> Folded:
    row = folded.row
    if row is None:
        return Folded(value, (*folded.statuses, IngestStatus.CREATED))
    if value.recorded_at < row.recorded_at:
        return _without_effect(folded, IngestStatus.STALE)
    if _content(value) == _content(row):
        # The same content known later still moves `recordedAt`: what was recorded in between is stale from now on.
        confirmed = row.model_copy(update={"recorded_at": value.recorded_at})
        return replace(folded, row=confirmed, statuses=(*folded.statuses, IngestStatus.UNCHANGED))
    updated = value.model_copy(update={"version": row.version + 1})
    return Folded(updated, (*folded.statuses, IngestStatus.UPDATED), (*folded.replaced, row))


def _without_effect(folded: Folded, status: IngestStatus) -> Folded:
    return replace(folded, statuses=(*folded.statuses, status))


def _content(value: MetricValue) -> tuple[object, ...]:
    return value.value, value.unit, value.metadata
