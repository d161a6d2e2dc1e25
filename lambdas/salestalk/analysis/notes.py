"""What has to be said along with a number, as data; the narration has the words."""

from salestalk.calendar import Granularity, Period
from salestalk.contracts.catalog import Kind
from salestalk.values import frozen


@frozen
class RolledUp:
    """A value put together from finer periods: summed (flow) or the last one (stock)."""

    subject: str
    grain: Granularity
    kind: Kind
    of_parts: bool = False
    """Whether it is groups that were put together, not the total."""


@frozen
class Computed:
    """A ratio computed from its numerator and denominator."""

    subject: str


@frozen
class Incomplete:
    """A period that is still in progress."""

    period: Period


@frozen
class SlicesSummed:
    """A value that is not stored, summed from the slices by further dimensions."""

    dimensions: tuple[str, ...]
    of_slice: bool = False
    """Whether it is a slice that is put together, not the total."""
    of_parts: bool = False
    """Whether it is groups."""
    lacking: tuple[str, ...] = ()
    """Slices that the catalog knows and that have no value there, so that the sum may be too small."""


@frozen
class Gap:
    """A period that could be put together from finer ones, were all of them stored."""

    period: Period
    grain: Granularity
    present: int
    needed: int


@frozen
class Absent:
    """Periods that were asked for and have no value; ``gaps`` are those of them that have some of their parts."""

    subject: str
    periods: tuple[Period, ...]
    gaps: tuple[Gap, ...] = ()


@frozen
class NotSplit:
    """Groups left out because their values are not complete."""

    dimension: str
    groups: tuple[str, ...]


@frozen
class Disagrees:
    """The slices of a dimension do not add up to the stored total; the ids are those of the sum and of the gap."""

    dimension: str
    period: Period
    sum_id: str
    gap_id: str
    above: bool
    """Whether the sum is above the total."""


@frozen
class NoValue:
    """Parts that the catalog knows and that have no value there."""

    groups: tuple[str, ...]


@frozen
class NotRanked:
    """Groups left out of a ranking by growth: they have no value above zero to grow from."""

    groups: tuple[str, ...]


Note = RolledUp | Computed | Incomplete | SlicesSummed | Absent | NotSplit | NoValue | NotRanked | Disagrees
