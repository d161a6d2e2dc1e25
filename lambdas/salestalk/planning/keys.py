"""How a plan names stored rows: by exact key, or by the beginning of their sort keys."""

from dataclasses import dataclass


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
