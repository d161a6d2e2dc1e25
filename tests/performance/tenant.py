"""A tenant made up for measuring: a catalog of any size, or a year of months split into any number of slices."""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice, product
from typing import Final

from salestalk.calendar import FiscalCalendar, Granularity, Period
from salestalk.contracts.catalog import Catalog, CatalogEntry, Kind, Span
from salestalk.contracts.metric import MetricValue, dimension_key
from salestalk.conversation.knowledge import Knowledge
from salestalk.retrieval import RowKey, SliceRange
from salestalk.understanding import lexicon_for

TENANT: Final = "performance-001"
YEAR: Final = 2025
DIMENSION: Final = "product"
_METRIC_ID: Final = "6f1f64ab-3b0a-4d0e-9a53-0f3a4b7f1c11"
_STORED: Final = {"now": 1_800_000_000}
_SYLLABLES: Final = (
    "ba",
    "ker",
    "do",
    "lin",
    "fu",
    "gam",
    "hos",
    "jat",
    "kel",
    "mor",
    "nup",
    "pis",
    "rov",
    "sul",
    "tek",
    "wam",
)
_NOUNS: Final = ("volume", "ratio", "backlog", "throughput", "exposure", "balance", "index", "yield", "load", "reserve")


def made_up_words(count: int) -> list[str]:
    """So many different words that no vocabulary knows."""
    words = ("".join(parts) for size in (3, 4) for parts in product(_SYLLABLES, repeat=size) if len({*parts}) == size)
    return list(islice(words, 0, count * 2, 2))


def big_catalog(metrics: int) -> Catalog:
    """A catalog of so many metrics nobody has heard of: two words each, and a synonym of two words."""
    words = made_up_words(2 * metrics)
    entries = (_named_entry(words[place], words[metrics + place], place) for place in range(metrics))
    return Catalog(TENANT, {entry.subject: entry for entry in entries})


def _named_entry(name: str, other: str, place: int) -> CatalogEntry:
    noun, second = _NOUNS[place % len(_NOUNS)], _NOUNS[(place + 3) % len(_NOUNS)]
    return CatalogEntry(
        subject=f"{name}_{noun}",
        display_name=f"{name.capitalize()} {noun}",
        unit="count",
        synonyms=(f"{other} {second}",),
        kind=tuple(Kind)[place % 3],
    )


@dataclass(frozen=True, slots=True)
class Shelf:
    """Rows in order of their keys; reading costs what is read. Implements `MetricReader`."""

    keys: Mapping[str, Sequence[str]]
    rows: Mapping[str, Mapping[str, MetricValue]]

    def fetch(self, keys: Sequence[RowKey], ranges: Sequence[SliceRange]) -> list[MetricValue]:
        """Every row found, each once."""
        found = {(key.subject, key.sk): self.rows.get(key.subject, {}).get(key.sk) for key in keys}
        for each in ranges:
            found |= {(each.subject, sk): self.rows[each.subject][sk] for sk in self._beginning(each)}
        return [row for row in found.values() if row is not None]

    def _beginning(self, wanted: SliceRange) -> Sequence[str]:
        keys = self.keys.get(wanted.subject, ())
        return keys[bisect_left(keys, wanted.prefix) : bisect_left(keys, wanted.prefix + "\U0010ffff")]


@dataclass(frozen=True, slots=True)
class Example:
    """A tenant that can be asked: what its questions are read with, and its rows."""

    knowledge: Knowledge
    shelf: Shelf


_METRICS: Final[tuple[tuple[str, str, str, Kind, Mapping[str, str]], ...]] = (
    ("revenue", "Revenue", "USD", Kind.FLOW, {}),
    ("gross_profit", "Gross profit", "USD", Kind.FLOW, {}),
    ("margin", "Gross margin", "ratio", Kind.RATIO, {"numerator": "gross_profit", "denominator": "revenue"}),
    ("revenue_target", "Revenue target", "USD", Kind.FLOW, {"target_of": "revenue"}),
    ("orders", "Orders", "count", Kind.FLOW, {}),
)


def year_of_months(slices: int) -> Example:
    """A year of monthly totals, each also stored by that many products; two metrics of the five have totals alone."""
    products = [word.capitalize() for word in made_up_words(slices)]
    entries = {metric[0]: _entry(products, *metric) for metric in _METRICS}
    rows = {name: {row.sk: row for row in _rows(entry, products)} for name, entry in entries.items()}
    catalog = Catalog(TENANT, dict(sorted(entries.items())))
    shelf = Shelf({name: sorted(found) for name, found in rows.items()}, rows)
    return Example(Knowledge(catalog, lexicon_for(catalog), FiscalCalendar()), shelf)


def _entry(
    products: Sequence[str], subject: str, name: str, unit: str, kind: Kind, more: Mapping[str, str]
) -> CatalogEntry:
    split = {} if subject in ("revenue_target", "orders") else {DIMENSION: tuple(sorted(products))}
    months = {Granularity.MONTH: Span(first=f"{YEAR}-01", last=f"{YEAR}-12")}
    return CatalogEntry(
        subject=subject, display_name=name, unit=unit, kind=kind, dimensions=split, periods=months, **dict(more)
    )


def _rows(entry: CatalogEntry, products: Sequence[str]) -> Iterator[MetricValue]:
    split = products if entry.dimensions else ()
    for month in range(1, 13):
        values = [_value(entry.subject, place, month) for place in range(len(products))]
        total = _row(entry, month, _whole(entry.subject, values, month))
        yield total
        for place, name in enumerate(split):
            dimensions = {DIMENSION: name}
            slice_ = {"value": values[place], "dimensions": dimensions, "dimension_key": dimension_key(dimensions)}
            yield total.model_copy(update=slice_)  # as the total, which was validated: there are thousands


def _value(subject: str, place: int, month: int) -> Decimal:
    """Of each slice and month another, so that shares, contributions and turning points differ."""
    revenue = Decimal(1000 + (place * 37 + month * 113) % 997)
    profit = Decimal(300 + (place * 17 + month * 71) % 311)
    if subject == "margin":
        return round(profit / revenue, 6)
    return {"revenue": revenue, "gross_profit": profit, "revenue_target": revenue + 20}.get(subject, revenue // 9)


def _whole(subject: str, values: Sequence[Decimal], month: int) -> Decimal:
    if subject != "margin":
        return sum(values, Decimal(0))
    parts = [sum(_value(name, place, month) for place in range(len(values))) for name in ("gross_profit", "revenue")]
    return round(Decimal(parts[0]) / parts[1], 6)


def _row(entry: CatalogEntry, month: int, value: Decimal) -> MetricValue:
    key = f"{YEAR}-{month:02d}"
    fields = {
        "tenant_id": TENANT,
        "metric_id": _METRIC_ID,
        "metric_type": entry.subject,
        "subject": entry.subject,
        "period": key,
        "value": value,
        "unit": entry.unit,
        "timestamp": FiscalCalendar().start_timestamp(Period.parse(key)),
        "recorded_at": 1_767_225_600,
    }
    return MetricValue.model_validate(fields, context=_STORED)
