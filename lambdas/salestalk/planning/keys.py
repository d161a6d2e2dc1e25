"""How a plan names stored rows: by exact key, or by the beginning of their sort keys."""

from salestalk.values import frozen


@frozen(order=True)
class RowKey:
    """One row: its subject and sort key (``2025-Q3`` or ``2025-Q3#region=EMEA``)."""

    subject: str
    sk: str


@frozen(order=True)
class SliceRange:
    """All rows of a subject whose sort key begins with ``prefix``, such as ``2025-Q3#region=``."""

    subject: str
    prefix: str


@frozen
class Spare:
    """Ranges to read only when a period turns out to have no rows split by exactly these dimensions.

    The catalog knows from when to when a metric is loaded, not whether its slices are as coarse as its totals.
    """

    subject: str
    period: str
    columns: tuple[str, ...]
    ranges: tuple[SliceRange, ...]


@frozen
class Fill:
    """A value (or, with ``columns``, a split) that may have to be put together from other rows than those read first.

    ``ways`` are the keys of the periods that make it up, in order of preference. Where none of them is stored in full,
    those not read yet are, and whatever slices there are of the periods that lack a row.
    """

    subject: str
    ways: tuple[tuple[str, ...], ...]
    dimensions: tuple[tuple[str, str], ...] = ()
    columns: tuple[str, ...] = ()
    from_slices: bool = False
    """Whether the metric has dimensions beyond these, so that finer slices can exist."""
