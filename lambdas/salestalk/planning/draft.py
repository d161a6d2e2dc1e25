"""A plan in the making: what the question says, what the catalog knows, and what has been assumed so far."""

from collections.abc import Iterable, Sequence
from dataclasses import field
from typing import Any

from salestalk.calendar import Granularity, Interval, Period
from salestalk.contracts.answer import Interpretation, Outcome
from salestalk.contracts.catalog import Catalog, CatalogEntry
from salestalk.contracts.classification import Classification, Comparison, Filter, Intent
from salestalk.planning.filters import select
from salestalk.planning.model import NO_FILTER, CannotPlan, QueryPlan, Selection
from salestalk.planning.reach import loaded
from salestalk.planning.reads import Reads
from salestalk.planning.sources import family, is_reachable
from salestalk.planning.suggestions import next_questions
from salestalk.planning.timeline import Timeline
from salestalk.planning.wording import (
    agreeing,
    capital,
    clean,
    is_fiscal,
    metric_inside,
    metric_name,
    period_label,
    run_label,
)
from salestalk.understanding.result import Understanding
from salestalk.values import mutable

MAX_INTERVALS = 100
_STEP_OF = {
    Comparison.WOW: Granularity.WEEK,
    Comparison.MOM: Granularity.MONTH,
    Comparison.QOQ: Granularity.QUARTER,
}
_SIGNS = {"eq": "=", "not": "≠", "gt": ">", "gte": "≥", "lt": "<", "lte": "≤"}


@mutable
class Draft:
    """Everything a planner of one intent works with; `finish` makes the plan of it."""

    understanding: Understanding
    catalog: Catalog
    timeline: Timeline
    entry: CatalogEntry
    intent: Intent
    group_by: tuple[str, ...] = ()
    selection: Selection = NO_FILTER
    assumptions: list[str] = field(default_factory=list)
    caveats: list[tuple[str, ...]] = field(default_factory=list)
    metrics: dict[str, CatalogEntry] = field(default_factory=dict)
    reads: Reads = field(init=False)

    def __post_init__(self) -> None:
        self.metrics |= family(self.entry, self.catalog)
        self.reads = Reads(self.metrics, self.timeline)

    @property
    def asked(self) -> Classification:
        """The question's classification."""
        return self.understanding.classification

    @property
    def comparison(self) -> Comparison | None:
        """What the question names to compare with."""
        return self.asked.time_range.comparison if self.asked.time_range else None

    @property
    def expression(self) -> str | None:
        """The relative time the question names."""
        return self.asked.time_range.expression if self.asked.time_range else None

    @property
    def periods_named(self) -> tuple[Period, ...]:
        """The periods the question names, in order of time; empty when it names none."""
        keys = self.asked.time_range.keys if self.asked.time_range else ()
        periods = [Period.parse(key) for key in dict.fromkeys(keys)]
        return tuple(sorted(periods, key=lambda period: self.timeline.calendar.interval(period).start))

    @property
    def grain_named(self) -> Granularity | None:
        """The granularity of the question's time; "week over week" without a time is of weeks."""
        time = self.asked.time_range
        if time is None:
            return None
        return time.period if time.keys or time.comparison is None else _STEP_OF.get(time.comparison, time.period)

    def apply(self, filters: Sequence[Filter], group_by: tuple[str, ...]) -> None:
        """Compile filters and grouping together; neither is lost."""
        self.group_by = group_by
        self.selection = select(filters, self.entry, self.metrics, group_by)

    def add_metric(self, entry: CatalogEntry) -> None:
        """Let the plan read a further subject."""
        self.metrics |= family(entry, self.catalog)

    def assume(self, *sentence: str) -> None:
        """Say what was assumed; it goes into the interpretation."""
        self.assumptions.append("".join((capital(sentence[0]), *sentence[1:])))

    def caution(self, *sentence: str) -> None:
        """Say what was assumed in the answer itself, not only in its interpretation."""
        self.assume(*sentence)
        self.caveats.append((capital(sentence[0]), *sentence[1:]))

    def label(self, period: Period) -> str:
        """The period in words."""
        return period_label(period, self.timeline.calendar)

    def is_reachable(self, period: Period, entry: CatalogEntry | None = None) -> bool:
        """Whether the catalog promises a value."""
        return is_reachable(entry or self.entry, self.metrics, period, self.timeline)

    def finish(self, **parts: Any) -> QueryPlan:
        """The plan, with its reads, interpretation and follow-up questions.

        Raises `CannotPlan` (``too_many_rows``) where more would have to be read than one answer can rest on.
        """
        if not self.reads.is_bounded:
            raise self._too_many()
        periods: tuple[Period, ...] = (*parts.get("base", ()), *parts.get("periods", ()))
        return QueryPlan(
            tenant_id=self.catalog.tenant_id,
            intent=self.intent,
            measure=parts.pop("measure", self.asked.measure),
            subject=self.entry.subject,
            metrics=self.metrics,
            timeline=self.timeline,
            selection=self.selection,
            group_by=self.group_by,
            keys=self.reads.keys,
            ranges=self.reads.ranges,
            spares=self.reads.spares,
            fills=self.reads.fills,
            caveats=tuple(self.caveats),
            interpretation=self.interpretation(periods, parts.get("base", ())),
            suggestions=next_questions(
                self.entry, self.intent, parts.get("periods", ()), self.catalog, self.timeline, self.group_by
            ),
            **parts,
        )

    def _too_many(self) -> CannotPlan:
        return CannotPlan(
            Outcome.REFUSED,
            "too_many_rows",
            "That rests on more stored values of ",
            metric_inside(self.entry),
            " than one answer can hold. Ask about a shorter time, or about fewer parts. ",
            *self.loaded(),
        )

    def interpretation(self, periods: Iterable[Period] = (), base: Sequence[Period] = ()) -> Interpretation:
        """What was computed, in terms a person can check."""
        calendar = self.timeline.calendar
        ordered = sorted(set(periods), key=lambda period: (calendar.interval(period).start, period.granularity))
        return Interpretation(
            metric=self.entry.subject,
            filters=tuple(_filter_text(one) for one in self.selection.filters),
            group_by=self.group_by,
            periods=tuple(period.key for period in ordered),
            intervals=_intervals([calendar.interval(period) for period in ordered]),
            calendar=calendar_text(self.timeline),
            comparison=f"with {run_label(base, calendar)}" if base else None,
            assumptions=(*self.understanding.assumptions, *self.understanding.inherited, *self.assumptions),
            as_of=self.timeline.as_of.isoformat(),
        )

    def nothing_for(self, periods: Sequence[Period]) -> CannotPlan:
        """The finding that the metric has no values there, saying where it has some."""
        name = metric_name(self.entry)
        label = run_label(periods, self.timeline.calendar)
        return CannotPlan(
            Outcome.NO_DATA,
            "no_data",
            name,
            agreeing(self.entry, " has", " have"),
            " no value for ",
            label,
            ". ",
            *self.loaded(periods[0].granularity),
        )

    def loaded(self, wanted: Granularity | None = None) -> tuple[str, ...]:
        """A sentence on where the metric has values, by the granularity wanted if it has that."""
        return loaded(self.entry, self.metrics, self.timeline, wanted)


def calendar_text(timeline: Timeline) -> str:
    """Which calendar the periods are of."""
    calendar = timeline.calendar
    if not is_fiscal(calendar):
        return f"calendar year, time zone {calendar.time_zone}"
    return (
        f"fiscal year from {calendar.start_month:02d}-{calendar.start_day:02d}, named after the year it begins in; "
        f"months and weeks are calendar; time zone {calendar.time_zone}"
    )


def _intervals(single: Sequence[Interval]) -> tuple[str, ...]:
    """One for each period; where they are very many, one for each run of periods without a gap."""
    if len(single) <= MAX_INTERVALS:
        return tuple(map(str, single))
    runs: list[Interval] = [single[0]]
    for one in single[1:]:
        if one.start == runs[-1].end:
            runs[-1] = Interval(runs[-1].start, one.end)
        else:
            runs.append(one)
    return tuple(map(str, runs))


def _filter_text(one: Filter) -> str:
    return f"{one.key} {_SIGNS[one.op.value]} {', '.join(clean(value) for value in one.values)}"
