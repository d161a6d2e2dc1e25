"""What the retrieval stage needs of storage; implemented in `salestalk.adapters`, faked in tests by a dictionary."""

from collections.abc import Sequence
from typing import Protocol

from salestalk.contracts.metric import MetricValue
from salestalk.planning.keys import RowKey, SliceRange

__all__ = ["MetricReader", "RowKey", "SliceRange"]


class MetricReader(Protocol):
    """Reads one tenant's metric rows."""

    def fetch(self, keys: Sequence[RowKey], ranges: Sequence[SliceRange]) -> Sequence[MetricValue]:
        """Every row found, in no particular order; keys without a row are left out. All reads start together."""
        ...
