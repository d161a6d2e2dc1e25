"""Questions to offer a tenant: each about a metric, a period and dimensions for which there is data."""

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Final

from salestalk.calendar import MONTH_NAMES, Granularity, Period
from salestalk.contracts.catalog import CatalogEntry
from salestalk.understanding.pipeline import Reading

MOST: Final = 4
_YEARS_BACK: Final = 10
_GRAINS: Final = (Granularity.QUARTER, Granularity.MONTH, Granularity.YEAR, Granularity.WEEK, Granularity.DAY)


def offers(reading: Reading, subjects: Iterable[str]) -> tuple[str, ...]:
    """At most four questions, of those metrics first that have every dimension the reading groups by."""
    loaded = reading.sentence.lexicon.loaded
    entries = [loaded[subject] for subject in subjects if subject in loaded and loaded[subject].periods]
    entries.sort(key=lambda entry: -len(_groups(reading, entry)))
    return tuple(islice((_question(reading, entry) for entry in entries), MOST))


def fits(reading: Reading, entry: CatalogEntry) -> bool:
    """Whether the metric has the periods, groups and filtered dimensions that were asked for."""
    dimensions = {*(group.dimension for group in reading.groups), *(one.key for one in reading.filters)}
    keys = reading.time.range.keys
    if not dimensions <= set(entry.dimensions):
        return False
    return not keys or all(_has(entry, Period.parse(key)) for key in keys)


def spoken_period(key: str) -> str:
    """A period as it is said in a question: ``2025-Q4`` is "Q4 2025", ``2025-09`` "September 2025"."""
    period = Period.parse(key)
    year, _, rest = key.partition("-")
    match period.granularity:
        case Granularity.QUARTER:
            return f"{rest} {year}"
        case Granularity.MONTH:
            return f"{MONTH_NAMES[int(rest) - 1]} {year}"
        case Granularity.WEEK:
            return f"week {int(rest[1:])} of {year}"
        case Granularity.DAY:
            month, day = rest.split("-")
            return f"{int(day)} {MONTH_NAMES[int(month) - 1]} {year}"
        case _:
            return year


def is_plural(name: str) -> bool:
    """Whether a metric's name takes "were": "customers", "units sold", but not "gross", "NPS" or "sales"."""
    words = name.split(" ")
    noun = words[0] if words[-1] in ("sold", "won", "lost", "shipped") else words[-1]
    return noun[-1:] == "s" and noun[-2:] != "ss" and noun != "sales" and noun.islower()


def question_about(name: str, tail: str) -> str:
    """The plainest question there is about a metric."""
    return f"What {'were' if is_plural(name) else 'was'} {name}{tail}?"


def _question(reading: Reading, entry: CatalogEntry) -> str:
    groups = "".join(f" by {dimension.replace('_', ' ')}" for dimension in _groups(reading, entry))
    return question_about(small(entry.display_name), f"{groups} in {spoken_period(_period(reading, entry))}")


def small(name: str) -> str:
    """A metric's name inside a sentence; abbreviations stay large."""
    return name if name.isupper() or name[1:2].isupper() else name[:1].lower() + name[1:]


def _groups(reading: Reading, entry: CatalogEntry) -> Sequence[str]:
    return [group.dimension for group in reading.groups if group.dimension in entry.dimensions]


def _period(reading: Reading, entry: CatalogEntry) -> str:
    """The period asked for where it has data, else the same one of an earlier year, else the latest there is."""
    keys = reading.time.range.keys
    for key in keys[-1:]:
        year, dash, rest = key.partition("-")
        for back in range(_YEARS_BACK):
            earlier = f"{int(year) - back:04d}{dash}{rest}"
            if _exists(earlier) and _has(entry, Period.parse(earlier)):
                return earlier
    grain = next(grain for grain in _GRAINS if grain in entry.periods)
    return str(entry.periods[grain].last)


def _exists(key: str) -> bool:
    try:
        Period.parse(key)
    except ValueError:
        return False
    return True


def _has(entry: CatalogEntry, period: Period) -> bool:
    span = entry.periods.get(period.granularity)
    return span is not None and str(span.first) <= period.key <= str(span.last)
