"""A tenant made up with a long past: years of days, months, quarters and years, each also split by products."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from salestalk.calendar import FiscalCalendar, Granularity, Period
from salestalk.contracts.catalog import Catalog, CatalogEntry, Kind, Span
from salestalk.contracts.metric import MetricValue, dimension_key
from salestalk.conversation.knowledge import Knowledge
from salestalk.understanding import lexicon_for
from tests.performance.tenant import DIMENSION, TENANT, Example, Shelf, made_up_words

LAST: Final = date(2025, 12, 31)
GRAINS: Final = (Granularity.DAY, Granularity.MONTH, Granularity.QUARTER, Granularity.YEAR)
_CALENDAR: Final = FiscalCalendar()
_METRICS: Final[tuple[tuple[str, str, Mapping[str, str]], ...]] = (
    ("revenue", "Revenue", {}),
    ("orders", "Orders", {}),
    ("revenue_target", "Revenue target", {"target_of": "revenue"}),
)
_SPLIT: Final = ("revenue",)


def years_of_days(years: int, products: int) -> Example:
    """Every day of so many years up to 2025, and their months, quarters and years; revenue by product too."""
    names = [word.capitalize() for word in made_up_words(products)]
    periods = {grain: _periods(years, grain) for grain in GRAINS}
    spans = {grain: Span(first=found[0].key, last=found[-1].key) for grain, found in periods.items()}
    entries, rows = {}, {}
    for subject, title, more in _METRICS:
        split = names if subject in _SPLIT else []
        entries[subject] = CatalogEntry(
            subject=subject,
            display_name=title,
            unit="USD",
            kind=Kind.FLOW,
            dimensions={DIMENSION: tuple(sorted(split))} if split else {},
            periods=spans,
            **more,
        )
        rows[subject] = {row.sk: row for found in periods.values() for row in _rows(subject, found, split)}
    catalog = Catalog(TENANT, dict(sorted(entries.items())))
    shelf = Shelf({name: sorted(found) for name, found in rows.items()}, rows)
    return Example(Knowledge(catalog, lexicon_for(catalog), _CALENDAR), shelf)


def _periods(years: int, grain: Granularity) -> list[Period]:
    day, found = date(LAST.year - years + 1, 1, 1), dict[Period, None]()
    while day <= LAST:
        found[_CALENDAR.containing(day, grain)] = None
        day += timedelta(days=1)
    return list(found)


def _rows(subject: str, periods: Sequence[Period], split: Sequence[str]) -> Iterator[MetricValue]:
    for number, period in enumerate(periods):
        total = _total(subject, period, Decimal(1000 + number * 37 % 997) * max(1, len(split)))
        yield total
        for place, name in enumerate(split):
            dimensions = {DIMENSION: name}
            value = total.value / len(split) + (place * 2 - len(split) + 1)  # together they are the total
            change = {"value": value, "dimensions": dimensions, "dimension_key": dimension_key(dimensions)}
            yield total.model_copy(update=change)  # as the total, which was validated: there are thousands


def _total(subject: str, period: Period, value: Decimal) -> MetricValue:
    fields = {
        "tenant_id": TENANT,
        "metric_id": "6f1f64ab-3b0a-4d0e-9a53-0f3a4b7f1c12",
        "metric_type": subject,
        "subject": subject,
        "period": period.key,
        "value": value,
        "unit": "USD",
        "timestamp": _CALENDAR.start_timestamp(period),
        "recorded_at": 1_767_225_600,
    }
    return MetricValue.model_validate(fields, context={"now": 1_800_000_000})
