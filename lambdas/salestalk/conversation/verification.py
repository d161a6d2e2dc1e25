"""Checking an old answer: does every row it cites still hold the value it cited?"""

from collections.abc import Sequence

from salestalk.contracts.message import Message
from salestalk.contracts.metric import MetricValue
from salestalk.contracts.reference import DataReference
from salestalk.contracts.verification import ChangedReference, Verification
from salestalk.retrieval import MetricReader, RowKey


def verify(message: Message, reader: MetricReader) -> Verification:
    """Re-read what the message cites and list what changed since."""
    references = message.data_references or ()
    keys = [RowKey(reference.metric, reference.source.sk) for reference in references]
    rows = {RowKey(row.subject, row.sk): row for row in reader.fetch(keys, ())} if keys else {}
    changed = [
        _change(reference, row)
        for reference, key in zip(references, keys, strict=True)
        if not _holds(reference, row := rows.get(key))
    ]
    return _verification(message, references, changed)


def _verification(
    message: Message, references: Sequence[DataReference], changed: Sequence[ChangedReference]
) -> Verification:
    return Verification(
        message_id=message.message_id, holds=not changed, checked=len(references), changed=tuple(changed)
    )


def _holds(reference: DataReference, row: MetricValue | None) -> bool:
    return row is not None and (row.value, row.unit) == (reference.value, reference.unit)


def _change(reference: DataReference, row: MetricValue | None) -> ChangedReference:
    if row is None:
        return ChangedReference(reference=reference)
    return ChangedReference(reference=reference, now=row.value, version=row.version)
