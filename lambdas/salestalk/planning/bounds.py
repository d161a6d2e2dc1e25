"""How much one question may read: few enough keys and ranges, whatever is stored."""

from collections.abc import Iterable, Mapping
from typing import Final

from salestalk.calendar import Granularity
from salestalk.contracts.catalog import CatalogEntry
from salestalk.planning.keys import SliceRange

MAX_KEYS: Final = 1_000
"""Exact keys per read: about as many rows as an answer can cite and still be kept."""
MAX_RANGES: Final = 48
"""Range reads started at once."""
MAX_SCANNED: Final = 20_000
"""Rows that joined ranges may hold, as far as the catalog can tell."""
_DAY: Final = len("2025-01-31")
_MONTH: Final = len("2025-01-")
_YEAR: Final = len("2025-")
_PER_YEAR: Final = {
    Granularity.DAY: 366, Granularity.WEEK: 53, Granularity.MONTH: 12, Granularity.QUARTER: 4, Granularity.YEAR: 1,
}  # fmt: skip
_DAYS: Final = 31


def bounded(ranges: Iterable[SliceRange], metrics: Mapping[str, CatalogEntry]) -> tuple[SliceRange, ...] | None:
    """The ranges in at most `MAX_RANGES` reads; None where that would read too much.

    Where there are too many they are joined: those of one period, then the days of a month, then whatever lies within a
    year. What a joined range holds beyond what was asked for is read and not used.
    """
    found = outermost(ranges)
    for join in (_whole_period, _month_of_days, _year):
        if len(found) <= MAX_RANGES:
            break
        found = outermost(join(one) for one in found)
    if len(found) > MAX_RANGES or sum(_size(one, metrics) for one in found) > MAX_SCANNED:
        return None
    return found


def outermost(ranges: Iterable[SliceRange]) -> tuple[SliceRange, ...]:
    """The ranges that do not lie within another."""
    kept: list[SliceRange] = []
    for one in sorted(set(ranges)):
        last = kept[-1] if kept else None
        if last is None or last.subject != one.subject or not one.prefix.startswith(last.prefix):
            kept.append(one)
    return tuple(kept)


def _whole_period(one: SliceRange) -> SliceRange:
    period, mark, _ = one.prefix.partition("#")
    return SliceRange(one.subject, period + mark)


def _month_of_days(one: SliceRange) -> SliceRange:
    is_day = one.prefix.find("#") == _DAY
    return SliceRange(one.subject, one.prefix[:_MONTH]) if is_day else one


def _year(one: SliceRange) -> SliceRange:
    is_year = one.prefix[_YEAR - 1] == "#"
    return one if is_year else SliceRange(one.subject, one.prefix[:_YEAR])


def _size(one: SliceRange, metrics: Mapping[str, CatalogEntry]) -> int:
    """About how many rows a joined range holds: each period's total and every value of every dimension."""
    if "#" in one.prefix:
        return 0
    entry = metrics[one.subject]
    width = 1 + sum(map(len, entry.dimensions.values()))
    if len(one.prefix) == _MONTH:
        return _DAYS * width
    return width * sum(_PER_YEAR[grain] for grain in entry.periods)
