"""Values that are not stored themselves, put together from finer slices: only what adds over slices, and all of it."""

from collections.abc import Sequence
from typing import Final

from salestalk.analysis.notes import SlicesSummed
from salestalk.analysis.numbers import Number, stored, total
from salestalk.calendar import Period
from salestalk.contracts.catalog import CatalogEntry
from salestalk.contracts.metric import MetricValue
from salestalk.planning.model import Slice
from salestalk.retrieval.facts import Facts

MAX_LACKING: Final = 5
"""More slices without a value are not named: they are of the past, or of another part of the business."""


def sum_of_slices(facts: Facts, entry: CatalogEntry, period: Period, dimensions: Slice, label: str) -> Number | None:
    """The row of the slice or, where it is not stored, the sum of those by the fewest further dimensions.

    Only for flows and stocks. None where no slices of the period were read, or none of them lies within the slice.
    """
    if row := facts.get(entry.subject, period.key, dimensions):
        return stored(row)
    names = tuple(name for name, _ in dimensions)
    columns = facts.finer(entry.subject, period.key, names)
    rows = _within(facts, entry, period, columns, dict(dimensions)) if columns else []
    if not rows or columns is None:
        return None
    over = tuple(name for name in columns if name not in names)
    where = "".join(f", {value}" for _, value in dimensions)
    note = SlicesSummed(over, bool(names), lacking=() if names else _lacking(entry, columns, rows))
    return total(f"{label}{where}, {period.key}", [stored(row) for row in rows], (note,))


def _lacking(entry: CatalogEntry, columns: tuple[str, ...], rows: Sequence[MetricValue]) -> tuple[str, ...]:
    """The values of a single dimension that the catalog knows and no row has; nothing where they are very many."""
    there = {row.dimensions[columns[0]] for row in rows if row.dimensions}
    lacking = tuple(value for value in entry.dimensions.get(columns[0], ()) if value not in there)
    return lacking if len(columns) == 1 and len(lacking) <= MAX_LACKING else ()


def groups_of_slices(
    facts: Facts, entry: CatalogEntry, period: Period, names: tuple[str, ...], fixed: Slice, label: str
) -> dict[Slice, Number]:
    """The sum of each group of the named dimensions within a slice, from those by the fewest further dimensions."""
    within = dict(fixed)
    columns = facts.finer(entry.subject, period.key, (*names, *within))
    rows = _within(facts, entry, period, columns, within) if columns else []
    groups: dict[Slice, list[Number]] = {}
    for row in rows:
        dimensions = row.dimensions or {}
        groups.setdefault(tuple((name, dimensions[name]) for name in names), []).append(stored(row))
    over = tuple(name for name in columns or () if name not in names and name not in within)
    notes = (SlicesSummed(over, of_parts=True),)
    return {
        group: total(f"{label}, {', '.join(value for _, value in group)}, {period.key}", numbers, notes)
        for group, numbers in sorted(groups.items())
    }


def _within(
    facts: Facts, entry: CatalogEntry, period: Period, columns: tuple[str, ...], fixed: dict[str, str]
) -> list[MetricValue]:
    """The rows split by these dimensions that lie within a slice, in the order of their names."""
    split = facts.split(entry.subject, period.key, columns)
    places = [(columns.index(name), value) for name, value in fixed.items()]
    return [split[values] for values in sorted(split) if all(values[place] == value for place, value in places)]
