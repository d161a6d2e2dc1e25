"""What has to be said along with a number, as data; the narration has the words."""

from dataclasses import dataclass

from salestalk.calendar import Granularity, Period
from salestalk.contracts.catalog import Kind


@dataclass(frozen=True, slots=True)
class RolledUp:
    """A value put together from finer periods: summed (flow) or the last one (stock)."""

    subject: str
    grain: Granularity
    kind: Kind
    of_parts: bool = False
    """Whether it is groups that were put together, not the total."""


@dataclass(frozen=True, slots=True)
class Computed:
    """A ratio computed from its numerator and denominator."""

    subject: str


@dataclass(frozen=True, slots=True)
class Incomplete:
    """A period that is still in progress."""

    period: Period


@dataclass(frozen=True, slots=True)
class SlicesSummed:
    """A value that is not stored, summed from the slices by further dimensions."""

    dimensions: tuple[str, ...]
    of_slice: bool = False
    """Whether it is a slice that is put together, not the total."""
    of_parts: bool = False
    """Whether it is groups."""


@dataclass(frozen=True, slots=True)
class Gap:
    """A period that could be put together from finer ones, were all of them stored."""

    period: Period
    grain: Granularity
    present: int
    needed: int


@dataclass(frozen=True, slots=True)
class Absent:
    """Periods that were asked for and have no value; ``gaps`` are those of them that have some of their parts."""

    subject: str
    periods: tuple[Period, ...]
    gaps: tuple[Gap, ...] = ()


@dataclass(frozen=True, slots=True)
class NotSplit:
    """Groups left out because their values are not complete."""

    dimension: str
    groups: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Disagrees:
    """The slices of a dimension do not add up to the stored total; the ids are those of the sum and of the gap."""

    dimension: str
    sum_id: str
    gap_id: str
    above: bool
    """Whether the sum is above the total."""


Note = RolledUp | Computed | Incomplete | SlicesSummed | Absent | NotSplit | Disagrees
