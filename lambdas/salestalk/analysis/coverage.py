"""How far a period in progress is loaded, so that two metrics are only divided over the same days."""

from collections.abc import Callable, Sequence
from itertools import takewhile

from salestalk.calendar import Period
from salestalk.contracts.catalog import CatalogEntry, Kind
from salestalk.planning.model import QueryPlan
from salestalk.planning.sources import ways

Run = tuple[Period, ...]
Has = Callable[[CatalogEntry, Period], bool]
"""Whether rows of a metric were found for exactly a period."""


def covered(plan: QueryPlan, entry: CatalogEntry, period: Period, has: Has) -> Run:
    """The period itself where it is stored as such, else its finer periods from the first as far as they are loaded."""
    timeline = plan.timeline
    for way in ways(entry, period, timeline):
        if way == (period,):
            if has(entry, period):
                return way
            continue
        parts = timeline.calendar.parts(period, way[0].granularity) or ()
        if entry.kind is Kind.STOCK:
            parts = tuple(part for part in parts if part <= way[-1])
            found = next((parts[: place + 1] for place in reversed(range(len(parts))) if has(entry, parts[place])), ())
        else:
            found = tuple(takewhile(lambda part: has(entry, part), parts))
        if found:
            return found
    return ()


def in_step(plan: QueryPlan, parts: Sequence[CatalogEntry], periods: Sequence[Period], has: Has) -> Run | None:
    """The periods, the last one cut to what is loaded of every one of these metrics, where it is still in progress.

    None where they are not loaded equally far, and cannot be cut to it.
    """
    last = periods[-1]
    if not plan.timeline.in_progress(last):
        return tuple(periods)
    runs = sorted((covered(plan, part, last, has) for part in parts), key=lambda run: _end(plan, run))
    if not all(runs):
        return tuple(periods[:-1]) or None
    if len({_end(plan, run) for run in runs}) == 1:
        return tuple(periods)
    shortest = runs[0]
    if all(run[: len(shortest)] == shortest for run in runs):
        return (*periods[:-1], *shortest)
    return None


def _end(plan: QueryPlan, run: Run) -> int:
    return plan.timeline.calendar.interval(run[-1]).end.toordinal() if run else 0
