"""What the retrieval stage needs of storage; implemented in `salestalk.adapters`, faked in tests by a dictionary."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from salestalk.contracts.metric import MetricValue


@dataclass(frozen=True, slots=True, order=True)
class RowKey:
    """One row: its subject and sort key (``2025-Q3`` or ``2025-Q3#region=EMEA``)."""

    subject: str
    sk: str


@dataclass(frozen=True, slots=True, order=True)
class SliceRange:
    """All rows of a subject whose sort key begins with ``prefix``, such as ``2025-Q3#region=``."""

    subject: str
    prefix: str


class MetricReader(Protocol):
    """Reads one tenant's metric rows."""

    def fetch(self, keys: Sequence[RowKey], ranges: Sequence[SliceRange]) -> Sequence[MetricValue]:
        """Every row found, in no particular order; keys without a row are left out. All reads start together."""
        ...
