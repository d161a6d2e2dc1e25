"""Values split by dimensions: one number per group, put together like totals are."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from typing import Any, TypeVar

from salestalk.analysis.coverage import in_step
from salestalk.analysis.decimals import exact_sum
from salestalk.analysis.inquiry import Inquiry
from salestalk.analysis.notes import Computed, Note, RolledUp
from salestalk.analysis.numbers import Number, difference, quotient, stored, total
from salestalk.analysis.slices import groups_of_slices
from salestalk.calendar import Period
from salestalk.contracts.catalog import CatalogEntry, Kind
from salestalk.contracts.metric import MetricValue
from salestalk.planning.model import Slice, Term
from salestalk.planning.sources import quotient_of, ways
from salestalk.planning.wording import clean
from salestalk.retrieval.facts import Names
from salestalk.values import frozen

Way = tuple[Period, ...]
_Column = TypeVar("_Column", bound=Mapping[Any, Any])


@frozen
class Split:
    """The groups' numbers, in the order of their names; ``partial`` groups lack a part and have none."""

    values: dict[Slice, Number] = field(default_factory=dict)
    partial: tuple[Slice, ...] = ()


@frozen
class Grouping:
    """The dimensions to split by, sorted, and the only groups wanted (None: all)."""

    names: tuple[str, ...]
    known: dict[Names, Slice]
    """The groups named so far: the same ones come for every period, and in every split of an inquiry."""
    within: tuple[Slice, ...] | None = None

    def group(self, values: Names) -> Slice:
        """The group of these values of the dimensions."""
        known = self.known.get(values)
        if known is None:
            known = self.known[values] = tuple(zip(self.names, values, strict=True))
        return known


def split(
    inquiry: Inquiry,
    periods: Sequence[Period],
    group_by: Sequence[str],
    entry: CatalogEntry | None = None,
    *,
    choose: bool = True,
    within: Iterable[Slice] | None = None,
) -> Split:
    """The metric over a run of periods, split by dimensions under the plan's selection.

    Without ``choose``, groups that filters on the grouped dimensions leave out are given too; ``within`` names the only
    groups that are wanted.
    """
    entry = entry or inquiry.entry
    names = tuple(sorted(group_by))
    grouping = Grouping(names, inquiry.groups.setdefault(names, {}), tuple(within) if within is not None else None)
    own = (
        _summable(inquiry, entry, periods, grouping)
        if entry.kind is not Kind.RATIO
        else _stored(inquiry, entry, periods, grouping)
    )
    parts = quotient_of(entry, inquiry.plan.metrics)
    if entry.kind is Kind.RATIO and parts and (len(periods) == 1 or parts[0].kind is parts[1].kind):
        computed = _quotients(inquiry, entry, parts, periods, grouping)
        own = Split(
            {**computed.values, **own.values}, tuple(group for group in computed.partial if group not in own.values)
        )
    if not choose or not inquiry.plan.selection.chooses:
        return Split(dict(sorted(own.values.items())), own.partial)
    kept = {group: own.values[group] for group in sorted(own.values) if inquiry.plan.selection.keeps(group)}
    return Split(kept, tuple(group for group in own.partial if inquiry.plan.selection.keeps(group)))


def group_label(group: Slice) -> str:
    """The values of a group, for labels."""
    return ", ".join([clean(value) for _, value in group])


def _summable(
    inquiry: Inquiry, entry: CatalogEntry, periods: Sequence[Period], grouping: Grouping, *, exactly: bool = False
) -> Split:
    """A flow or a stock: groups are summed over the run's periods, or taken from its last."""
    wanted = periods[-1:] if entry.kind is Kind.STOCK else periods
    parts: list[dict[Slice, Number]] = []
    for period in wanted:
        by_term = [
            (_term(inquiry, entry, period, grouping, term, exactly), term) for term in inquiry.plan.selection.terms
        ]
        parts.append(_combined(by_term))
    if len(parts) > 1:
        begun = _begun(inquiry, wanted[-1], parts)
        notes = inquiry.progress(entry, wanted[-1]) if len(begun) < len(parts) else ()
        return _together(begun, f"{inquiry.name(entry)}, {inquiry.label(*periods)}", notes)
    return Split(parts[0], _partial(inquiry, entry, wanted[0], grouping, parts[0]))


def _term(
    inquiry: Inquiry, entry: CatalogEntry, period: Period, grouping: Grouping, term: Term, exactly: bool
) -> dict[Slice, Number]:
    """The groups of one period within one slice, stored or rolled up."""
    for way in ways(entry, period, inquiry.plan.timeline):
        if exactly and way != (period,):
            return {}
        columns = _begun(inquiry, period, [_rows(inquiry, entry, part, grouping, term) for part in way])
        if not any(columns):
            continue
        notes: tuple[Note, ...] = inquiry.progress(entry, period)
        if way == (period,):
            return {grouping.group(values): stored(row, notes) for values, row in columns[0].items()}
        notes = (RolledUp(entry.subject, way[0].granularity, entry.kind, of_parts=True), *notes)
        label = f"{inquiry.name(entry)}, {inquiry.label(period)}"
        return {
            group: _rolled(f"{label}, {group_label(group)}", rows, entry, notes)
            for group, rows in _whole(columns, grouping)
        }
    return {} if exactly else _from_finer(inquiry, entry, period, grouping, term)


def _from_finer(
    inquiry: Inquiry, entry: CatalogEntry, period: Period, grouping: Grouping, term: Term
) -> dict[Slice, Number]:
    """Groups that are not stored themselves, put together from finer slices; flows and stocks only."""
    label = f"{inquiry.name(entry)}, {inquiry.label(period)}"
    for way in ways(entry, period, inquiry.plan.timeline)[:1]:
        if entry.kind is Kind.RATIO or not inquiry.facts.whole:
            continue
        found = [groups_of_slices(inquiry.facts, entry, part, grouping.names, term.dimensions, label) for part in way]
        columns = _begun(inquiry, period, found)
        whole = [group for group in columns[0] if all(group in column for column in columns)]
        if grouping.within is not None:
            whole = [group for group in whole if group in grouping.within]
        notes: tuple[Note, ...] = inquiry.progress(entry, period)
        if way != (period,):
            notes = (RolledUp(entry.subject, way[0].granularity, entry.kind, of_parts=True), *notes)
        return {
            group: _joined(f"{label}, {group_label(group)}", [column[group] for column in columns], notes)
            for group in whole
        }
    return {}


def _begun(inquiry: Inquiry, period: Period, columns: Sequence[_Column]) -> Sequence[_Column]:
    """The columns without empty ones at the end of a period in progress, of which nothing is loaded yet."""
    last = len(columns)
    while inquiry.plan.timeline.in_progress(period) and last > 1 and not columns[last - 1]:
        last -= 1
    return columns[:last]


def _joined(label: str, numbers: Sequence[Number], notes: tuple[Note, ...]) -> Number:
    one = numbers[0]
    return one._replace(notes=(*one.notes, *notes)) if len(numbers) == 1 else total(label, numbers, notes)


def _whole(
    columns: Sequence[Mapping[Names, MetricValue]], grouping: Grouping
) -> Iterator[tuple[Slice, tuple[MetricValue, ...]]]:
    """The groups that have a row in every column, in the order of their names, with these rows."""
    for group, values in sorted([(grouping.group(values), values) for values in columns[0]]):
        rows = tuple([row for column in columns if (row := column.get(values))])
        if len(rows) == len(columns):
            yield group, rows


def _rolled(label: str, rows: tuple[MetricValue, ...], entry: CatalogEntry, notes: tuple[Note, ...]) -> Number:
    if entry.kind is Kind.STOCK:
        return Number(rows[-1].value, entry.unit, label, "last", (rows[-1],), notes=notes)
    return Number(exact_sum([row.value for row in rows]), entry.unit, label, "sum", rows, notes=notes)


def _rows(
    inquiry: Inquiry, entry: CatalogEntry, period: Period, grouping: Grouping, term: Term
) -> Mapping[Names, MetricValue]:
    """The rows split by exactly the grouped and the fixed dimensions, by the values of the grouped ones."""
    names = grouping.names
    if not term.dimensions:
        own = inquiry.facts.split(entry.subject, period.key, names)
        if grouping.within is None:
            return own
        wanted = [tuple(value for _, value in group) for group in grouping.within]
        return {values: own[values] for values in wanted if values in own}
    fixed = dict(term.dimensions)
    columns = sorted({*names, *fixed})
    found: dict[Names, MetricValue] = {}
    for values, found_row in inquiry.facts.split(entry.subject, period.key, columns).items():
        row = dict(zip(columns, values, strict=True))
        if all(row[name] == value for name, value in fixed.items()):
            found[tuple(row[name] for name in names)] = found_row
    return found


def _combined(by_term: Iterable[tuple[dict[Slice, Number], Term]]) -> dict[Slice, Number]:
    """The signed sum of the selection's slices per group; a group that lacks one of them is left out."""
    columns = list(by_term)
    first = columns[0][0]
    if len(columns) == 1:
        return first
    whole = [group for group in first if all(group in column for column, _ in columns)]
    combined: dict[Slice, Number] = {}
    for group in whole:
        label = group_label(group)
        plus = [column[group] for column, term in columns if term.sign > 0]
        less = [column[group] for column, term in columns if term.sign < 0]
        added = total(f"{label}, selected", plus)
        combined[group] = difference(label, added, total(f"{label}, excluded", less)) if less else added
    return combined


def _together(parts: Sequence[dict[Slice, Number]], label: str, notes: tuple[Note, ...]) -> Split:
    """Each group's sum over the periods; groups that lack a period are partial."""
    groups = dict.fromkeys(group for part in parts for group in part)
    everywhere = set(groups).intersection(*parts)
    whole = [group for group in groups if group in everywhere]
    return Split(
        {group: total(f"{label}, {group_label(group)}", [part[group] for part in parts], notes) for group in whole},
        tuple(sorted(groups.keys() - set(whole))),
    )


def _partial(
    inquiry: Inquiry, entry: CatalogEntry, period: Period, grouping: Grouping, whole: dict[Slice, Number]
) -> tuple[Slice, ...]:
    """Groups of which some finer period is loaded, but not every one."""
    terms, found = inquiry.plan.selection.terms, ways(entry, period, inquiry.plan.timeline)
    if len(terms) == 1 and found == ((period,),):
        return ()  # each group is one row, there or not
    seen: set[Names] = set()
    for part in [part for way in found for part in way]:
        for term in terms:
            seen.update(_rows(inquiry, entry, part, grouping, term))
    return tuple(sorted({grouping.group(values) for values in seen} - whole.keys()))


def _stored(inquiry: Inquiry, entry: CatalogEntry, periods: Sequence[Period], grouping: Grouping) -> Split:
    """A ratio's own slices; only for a single period and a single slice, for ratios do not add up."""
    terms = inquiry.plan.selection.terms
    if len(periods) != 1 or len(terms) != 1:
        return Split()
    return Split(_term(inquiry, entry, periods[0], grouping, terms[0], True))


def _quotients(
    inquiry: Inquiry,
    entry: CatalogEntry,
    parts: tuple[CatalogEntry, CatalogEntry],
    periods: Sequence[Period],
    grouping: Grouping,
) -> Split:
    mixed = parts[0].kind is not parts[1].kind  # a flow over a stock is taken as stored, never rolled up
    run = tuple(periods) if mixed else _in_step(inquiry, parts, periods, grouping)
    if run is None:
        return Split()
    above, below = (_summable(inquiry, part, run, grouping, exactly=mixed) for part in parts)
    values: dict[Slice, Number] = {}
    for group in above.values.keys() & below.values.keys():
        label = f"{inquiry.name(entry)}, {group_label(group)}, {inquiry.label(*periods)}"
        notes = (Computed(entry.subject), *inquiry.progress(entry, periods[-1]))
        number = quotient(label, above.values[group], below.values[group], entry.unit, notes)
        if number is not None:
            values[group] = number
    return Split(values, tuple(sorted((above.values.keys() | below.values.keys()) - values.keys())))


def _in_step(
    inquiry: Inquiry, parts: Sequence[CatalogEntry], periods: Sequence[Period], grouping: Grouping
) -> Way | None:
    """The periods as far as the groups of both metrics are loaded, where the last is in progress."""

    def has(part: CatalogEntry, period: Period) -> bool:
        return all(
            _rows(inquiry, part, period, grouping, term)
            or groups_of_slices(inquiry.facts, part, period, grouping.names, term.dimensions, "")
            for term in inquiry.plan.selection.terms
        )

    return in_step(inquiry.plan, parts, periods, has)
