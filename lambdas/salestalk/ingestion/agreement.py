"""Whether totals agree with their slices: looked at after a load, for what it touched, and never a reason to refuse it.

Only slices by exactly one dimension are added up, and only of metrics that add over slices (never ratios). Stored rows
are compared as they are after the load, so what it brought counts in place of what was there.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Context, Decimal, localcontext
from functools import partial
from typing import Final

from salestalk.calendar import Period
from salestalk.contracts.agreement import MAX_SLICE_WARNINGS, SliceWarning
from salestalk.contracts.batch import IngestStatus
from salestalk.contracts.catalog import CatalogEntry, Kind
from salestalk.contracts.metric import MetricValue, metric_pk, parse_sk, slice_suffix
from salestalk.errors import Unavailable
from salestalk.ingestion.retrying import RetryingStore, together
from salestalk.ingestion.rows import row_key
from salestalk.ingestion.store import Item, Key, Query, SortRange
from salestalk.values import frozen

MAX_TOUCHED_PER_BATCH: Final = 10_000
"""Comparisons that a batch may ask for."""
MAX_TOTALS_READ: Final = 500
"""Totals that are looked up for one batch or upload."""
MAX_SLICE_QUERIES: Final = 200
"""Totals whose slices by a dimension are looked up for one batch or upload."""
MAX_ROWS_PER_QUERY: Final = 2_000
"""A period with more rows of a dimension, finer slices included, is not compared."""
_EXACT: Final = Context(prec=300)
_SHOWN: Final = Context(prec=38)

Entries = Mapping[str, CatalogEntry]


@frozen
class Comparison:
    """A total to be compared with its slices by a dimension; ``known`` are both where nothing else can be stored."""

    subject: str
    period: str
    dimension: str
    known: tuple[Decimal, tuple[Decimal, ...]] | None = None

    @property
    def total_key(self) -> Key:
        """Where the total is."""
        return row_key(self.subject, self.period)

    @property
    def as_text(self) -> str:
        """``revenue#2025-Q3#region``."""
        return f"{self.subject}#{self.period}#{self.dimension}"


@frozen
class Agreement:
    """What a comparison found: warnings as far as they are listed, how many there are, and whether all was compared."""

    warnings: tuple[SliceWarning, ...] = ()
    count: int = 0
    is_complete: bool = True


def comparison_of(text: str) -> Comparison:
    """The inverse of `Comparison.as_text`."""
    subject, period, dimension = text.split("#")
    return Comparison(subject, period, dimension)


@dataclass(slots=True)
class _Brought:
    """What a batch brings of one period."""

    total: Decimal | None = None
    slices: dict[str, list[Decimal]] = field(default_factory=dict)
    is_new: bool = True

    def add(self, row: MetricValue, first: IngestStatus) -> None:
        self.is_new = self.is_new and first is IngestStatus.CREATED
        if row.dimensions is None:
            self.total = row.value
        else:
            self.slices.setdefault(next(iter(row.dimensions)), []).append(row.value)


def touched(
    values: Mapping[Key, Sequence[MetricValue]],
    statuses: Mapping[Key, Sequence[IngestStatus]],
    before: Entries,
    after: Entries,
) -> Iterator[Comparison]:
    """What a batch gives cause to compare; nothing for metrics without slices.

    A period outside what the catalog knew ``before`` has no other rows than those that the batch created.
    """
    for (subject, period), brought in _brought(values, statuses, after).items():
        is_new = brought.is_new and not _is_within(before.get(subject), period)
        dimensions = brought.slices if brought.total is None else after[subject].dimensions
        for dimension in dimensions:
            if not is_new:
                yield Comparison(subject, period, dimension)
            elif brought.total is not None and dimension in brought.slices:
                yield Comparison(subject, period, dimension, (brought.total, tuple(brought.slices[dimension])))


def _brought(
    values: Mapping[Key, Sequence[MetricValue]], statuses: Mapping[Key, Sequence[IngestStatus]], entries: Entries
) -> dict[tuple[str, str], _Brought]:
    compared = {name for name, entry in entries.items() if entry.kind is not Kind.RATIO and entry.dimensions}
    found: dict[tuple[str, str], _Brought] = {}
    for key, sent in values.items():
        row = sent[-1]
        if row.subject in compared and len(row.dimensions or ()) <= 1:
            found.setdefault((row.subject, row.period), _Brought()).add(row, statuses[key][0])
    return found


def _is_within(entry: CatalogEntry | None, key: str) -> bool:
    period = Period.parse(key)
    span = entry.periods.get(period.granularity) if entry is not None else None
    return span is not None and Period.parse(span.first) <= period <= Period.parse(span.last)


def compare(view: RetryingStore, table: str, comparisons: Sequence[Comparison]) -> Agreement:
    """Compare what is known, and read the rest as far as the bounds above and the view's deadline allow."""
    known = [(each, *each.known) for each in comparisons if each.known]
    found = _disagreeing(known)
    to_read = [each for each in comparisons if not each.known]
    try:
        read, is_complete = _read(view, table, to_read)
    except Unavailable:
        read, is_complete = [], False
    found += _disagreeing(read)
    return Agreement(tuple(found[:MAX_SLICE_WARNINGS]), len(found), is_complete)


_Compared = tuple[Comparison, Decimal, tuple[Decimal, ...]]


def _read(view: RetryingStore, table: str, comparisons: Sequence[Comparison]) -> tuple[list[_Compared], bool]:
    """Totals with their slices, where there are both; and whether these are all."""
    keys = list(dict.fromkeys(each.total_key for each in comparisons))
    items = view.get_many(table, keys[:MAX_TOTALS_READ])
    totals = {Key(item["pk"], item["sk"]): Decimal(item["value"]) for item in items}
    wanted = [each for each in comparisons if each.total_key in totals]
    looked_at = wanted[:MAX_SLICE_QUERIES]
    found = together([partial(view.query, table, _slices_query(each)) for each in looked_at])
    read = [
        (each, totals[each.total_key], _slices(each, items))
        for each, items in zip(looked_at, found, strict=True)
        if len(items) <= MAX_ROWS_PER_QUERY
    ]
    return read, len(keys) <= MAX_TOTALS_READ and len(read) == len(wanted)


def _slices_query(each: Comparison) -> Query:
    prefix = f"{each.period}#{slice_suffix({each.dimension: ''})}"
    sort = SortRange("begins_with", (prefix,))
    return Query(metric_pk(each.subject), sort, consistent=True, limit=MAX_ROWS_PER_QUERY + 1)


def _slices(each: Comparison, items: Sequence[Item]) -> tuple[Decimal, ...]:
    """The values of slices by the dimension alone."""
    return tuple(Decimal(item["value"]) for item in items if parse_sk(item["sk"])[1].keys() == {each.dimension})


def _disagreeing(compared: Sequence[_Compared]) -> list[SliceWarning]:
    with localcontext(_EXACT):
        sums = [(each, total, slices, sum(slices, Decimal(0))) for each, total, slices in compared if slices]
        return [_warning(each, total, added, len(slices)) for each, total, slices, added in sums if added != total]


def _warning(each: Comparison, total: Decimal, added: Decimal, count: int) -> SliceWarning:
    said = f"the {count:,} slices by {each.dimension} add" if count > 1 else f"the only slice by {each.dimension} adds"
    return SliceWarning(
        subject=each.subject,
        period=each.period,
        dimension=each.dimension,
        total=total,
        slices=_SHOWN.plus(added),
        slice_count=count,
        message=f"{each.subject} {each.period}: {said} up to {_shown(added)}, the total is {_shown(total)}",
    )


def _shown(value: Decimal) -> str:
    return f"{value.normalize(_SHOWN):,f}"
