"""What is looked at: a metric as a whole, or one slice of it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field
from datetime import date
from typing import Final

from salestalk.calendar import FiscalCalendar, Granularity, Period
from salestalk.contracts.answer import Outcome
from salestalk.contracts.catalog import Catalog, CatalogEntry
from salestalk.contracts.classification import Classification, Components, Filter, Intent, Measure, TimeRange
from salestalk.insights.demand import NO_DEMAND, Demand
from salestalk.planning import QueryPlan, Unplannable, plan
from salestalk.planning.timeline import Timeline
from salestalk.understanding.result import Understanding
from salestalk.values import frozen

MAX_SLICES: Final = 12
"""Slices of one metric that are looked at; a dimension with more values than this is too fine for it."""
_SURE: Final = Components(
    intent_confidence=1, subject_confidence=1, measure_confidence=1, dimension_confidence=1, time_confidence=1
)


@frozen(order=True)
class Aspect:
    """A metric, or one slice of it: ``dimensions`` are names with their values, sorted."""

    subject: str
    dimensions: tuple[tuple[str, str], ...] = ()


@frozen
class View:
    """A tenant's metrics as of a day, and what is asked about them."""

    catalog: Catalog
    calendar: FiscalCalendar
    as_of: date
    demand: Demand = field(default=NO_DEMAND)

    @property
    def timeline(self) -> Timeline:
        """Calendar and day."""
        return Timeline(self.calendar, self.as_of)

    def plan(self, intent: Intent, aspect: Aspect, period: str | None = None) -> QueryPlan | None:
        """The plan of the question that asks for this, as the chat would make it; None where it cannot be answered."""
        made = plan(_question(intent, aspect, period), self.catalog, self.calendar, self.as_of)
        return None if isinstance(made, Unplannable) else made


def aspects_of(entry: CatalogEntry, demand: Demand) -> Iterator[Aspect]:
    """The metric as a whole, then its slices by one dimension: those asked about first, up to `MAX_SLICES`."""
    yield Aspect(entry.subject)
    left = MAX_SLICES
    for name, values in _asked_first(entry.dimensions, demand):
        if len(values) <= left:
            left -= len(values)
            yield from (Aspect(entry.subject, ((name, value),)) for value in values)


def judged_subjects(catalog: Catalog, subjects: Iterable[str]) -> set[str]:
    """The metrics to look at when these were loaded: of a target, the metric it is for."""
    entries = filter(None, map(catalog.get, subjects))
    found = {entry.target_of or entry.subject for entry in entries}
    return {subject for subject in found if subject in catalog.entries}


def _asked_first(dimensions: Mapping[str, tuple[str, ...]], demand: Demand) -> list[tuple[str, tuple[str, ...]]]:
    return sorted(dimensions.items(), key=lambda one: (-demand.of_dimension(one[0]), one[0]))


def _question(intent: Intent, aspect: Aspect, period: str | None) -> Understanding:
    """The question as it would have been understood."""
    keys = (period,) if period else ()
    grain = Period.parse(period).granularity if period else Granularity.QUARTER
    time = TimeRange(period=grain, keys=keys, expression=None if keys else "current")
    asked = Classification(
        intent=intent,
        subject=aspect.subject,
        measure=Measure.TOTAL,
        time_range=time,
        filters=tuple(Filter(key=name, value=value) for name, value in aspect.dimensions),
        confidence=1,
        components=_SURE,
    )
    return Understanding("", Outcome.ANSWERED, asked)
