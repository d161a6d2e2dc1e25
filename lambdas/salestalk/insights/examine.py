"""Looking at one aspect: the questions that somebody would ask about it, answered by the stages that answer them.

"Anything unusual?" and "did we reach the target?" are planned, computed and told exactly as in a chat; only records are
looked for here alone. A text whose numerals do not hold is withheld, as it is there.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import field, replace
from decimal import Decimal
from typing import Any, Final

from salestalk.analysis import Findings, analyze
from salestalk.analysis.anomaly import Anomalies, Unusual
from salestalk.analysis.ledger import Amount
from salestalk.analysis.record import Record, find_record
from salestalk.analysis.robust import SEASON, THRESHOLD
from salestalk.analysis.target import Goal, Target
from salestalk.calendar import Granularity, Period
from salestalk.contracts.catalog import CatalogEntry, GoodDirection
from salestalk.contracts.classification import Intent
from salestalk.contracts.insight import InsightKind, News
from salestalk.errors import InvariantBroken
from salestalk.insights.aspects import Aspect, View
from salestalk.insights.ratios import MOST, ONE, relative, weighed
from salestalk.narration import Narrative, narrate
from salestalk.planning.model import QueryPlan
from salestalk.planning.sources import latest, own_spans
from salestalk.planning.suggestions import target_of
from salestalk.retrieval import Facts, MetricReader, retrieve
from salestalk.values import frozen

RECENT: Final = 3
"""So many of the latest complete periods are judged: what lies further back is no news."""
LOOKED_BACK: Final = 4
"""So many periods of a target are looked at to say since when it is missed or reached."""
_OF_TARGETS: Final = frozenset({InsightKind.TARGET_MISSED, InsightKind.TARGET_REACHED})
Before = tuple[InsightKind, str]
"""The kind and the period's key of something that was found before."""


@frozen
class Finding:
    """What was found of an aspect in a period, in words, with its numbers."""

    kind: InsightKind
    aspect: Aspect
    period: Period
    since: Period
    news: News
    amount: Amount
    weight: Decimal
    narrative: Narrative


@frozen
class Examination:
    """The plans of an aspect; made first, so that the rows of many can be read together."""

    aspect: Aspect
    entry: CatalogEntry
    series: QueryPlan | None
    targets: tuple[QueryPlan, ...]
    withheld: list[str] = field(default_factory=list)
    """Why texts were not let out."""

    @property
    def plans(self) -> tuple[QueryPlan, ...]:
        """All of them."""
        return (*((self.series,) if self.series else ()), *self.targets)

    def judged(self, before: Collection[Before] = ()) -> tuple[Period, ...]:
        """The periods of the series that are judged: the latest, and those of which something was found before."""
        history = self.series.history if self.series else ()
        told = {key for kind, key in before if kind not in _OF_TARGETS}
        return tuple(period for period in history if period in history[-RECENT:] or period.key in told)

    def findings(self, reader: MetricReader, before: Collection[Before] = ()) -> Iterator[Finding]:
        """What is worth telling; ``before`` is what was found of the aspect before."""
        if self.series is not None:
            yield from self._of_series(self.series, retrieve(self.series, reader), before)
        yield from self._of_targets(reader, before)

    def _of_series(self, plan: QueryPlan, facts: Facts, before: Collection[Before]) -> Iterator[Finding]:
        judged = self.judged(before)
        unusual = _unusual_ones(plan, facts, judged)
        for period, following in zip(judged, (*judged[1:], None), strict=True):
            if found := unusual[period]:
                side = _side(found)
                goes_on = following is not None and _side(unusual[following]) is side
                if (
                    not goes_on or (InsightKind.ANOMALY, period.key) in before
                ):  # several in a row are one story, told of the last of them
                    run = _run(judged, period, lambda one, side=side: _side(unusual[one]) is side)  # type: ignore[misc]
                    weight = weighed(found[1].score.value.copy_abs() / THRESHOLD)
                    yield from self._told(InsightKind.ANOMALY, period, run, found[1].gap, weight, found[0])
            record = analyze(replace(plan, periods=(period,)), facts, find_record)
            if isinstance(record.result, Record):
                yield from self._record(record, record.result)

    def _record(self, findings: Findings, found: Record) -> Iterator[Finding]:
        kind = InsightKind.RECORD_HIGH if found.is_high else InsightKind.RECORD_LOW
        season = SEASON.get(found.period.granularity, 1)
        weight = weighed(ONE + Decimal(found.apart) / season)
        yield from self._told(kind, found.period, found.first, found.gap, weight, findings)

    def _of_targets(self, reader: MetricReader, before: Collection[Before]) -> Iterator[Finding]:
        told = {key for kind, key in before if kind in _OF_TARGETS}
        answered = {plan.periods[0]: analyze(plan, retrieve(plan, reader)) for plan in self.targets}
        for grain in dict.fromkeys(period.granularity for period in answered):
            periods = sorted(period for period in answered if period.granularity is grain)
            for period in periods:
                goal = _goal(answered[period])
                if goal is None or not (period == periods[-1] or period.key in told):
                    continue
                run = _run(periods, period, lambda one, met=goal.met: _met(answered[one]) is met)  # type: ignore[misc]
                yield from self._target(answered[period], period, run, goal)

    def _target(self, findings: Findings, period: Period, since: Period, goal: Goal) -> Iterator[Finding]:
        if goal.gap is None:
            return
        kind = InsightKind.TARGET_REACHED if goal.met else InsightKind.TARGET_MISSED
        part = relative(goal.gap.value, goal.target.value)
        weight = MOST if part is None else weighed(ONE + MOST * part)
        yield from self._told(kind, period, since, goal.gap, weight, findings)

    def _told(
        self, kind: InsightKind, period: Period, since: Period, amount: Amount, weight: Decimal, findings: Findings
    ) -> Iterator[Finding]:
        try:
            narrative = narrate(findings)
        except InvariantBroken as error:
            self.withheld.append(str(error))
            return
        news = _news(kind, self.entry.good_direction, amount)
        yield Finding(kind, self.aspect, period, since, news, amount, weight, narrative)


def examination(view: View, aspect: Aspect, before: Collection[Before] = ()) -> Examination:
    """The questions about an aspect; ``before`` is what was found of it before."""
    entry = view.catalog.entries[aspect.subject]
    told = (key for kind, key in before if kind in _OF_TARGETS)
    periods = dict.fromkeys((*_target_periods(view, aspect, entry), *told))
    plans = (view.plan(Intent.TARGET, aspect, key) for key in periods)
    targets = tuple(plan for plan in plans if plan and view.timeline.is_over(plan.periods[-1]))
    return Examination(aspect, entry, view.plan(Intent.ANOMALY, aspect), targets)


def _target_periods(view: View, aspect: Aspect, entry: CatalogEntry) -> Iterator[str]:
    """The latest periods that are over and may have a target, of each granularity but days, which are too many."""
    target = target_of(entry, view.catalog)
    if target is None or not {name for name, _ in aspect.dimensions} <= target.dimensions.keys():
        return
    metrics = {entry.subject: entry, **view.catalog.entries}
    for grain, (first, last) in own_spans(target).items():
        found = latest(entry, metrics, grain, view.timeline, over=True)
        if found is not None and grain is not Granularity.DAY:
            end = min(found, last)
            back = (view.calendar.shift(end, -step) for step in range(LOOKED_BACK))
            yield from (period.key for period in back if period >= first)


def _unusual_ones(
    plan: QueryPlan, facts: Facts, judged: tuple[Period, ...]
) -> dict[Period, tuple[Findings, Unusual] | None]:
    """Each period as the answer about it alone would tell it; asked where the one about all says so."""
    every = analyze(replace(plan, periods=judged), facts).result
    if not isinstance(every, Anomalies):
        return dict.fromkeys(judged)
    # One answer shows so many unusual values and no more.
    hinted = judged if every.left_out else {one.period for one in every.unusual}
    return {period: _unusual(plan, facts, period) if period in hinted else None for period in judged}


def _unusual(plan: QueryPlan, facts: Facts, period: Period) -> tuple[Findings, Unusual] | None:
    findings = analyze(replace(plan, periods=(period,)), facts)
    found = findings.result
    return (findings, found.unusual[0]) if isinstance(found, Anomalies) and found.unusual else None


def _side(found: tuple[Findings, Unusual] | None) -> bool | None:
    return None if found is None else found[1].gap.value > 0


def _goal(findings: Findings) -> Goal | None:
    """The goal that is decided, if there is one."""
    found: Any = findings.result
    goals = [goal for _, goal in found.goals if goal.met is not None] if isinstance(found, Target) else []
    return goals[0] if len(goals) == 1 else None


def _met(findings: Findings) -> bool | None:
    goal = _goal(findings)
    return None if goal is None else goal.met


def _run(periods: Sequence[Period], last: Period, holds: Callable[[Period], bool]) -> Period:
    """The first of the periods in a row, up to the last, of which it holds."""
    first = last
    for period in reversed(periods[: periods.index(last)]):
        if not holds(period):
            break
        first = period
    return first


def _news(kind: InsightKind, direction: GoodDirection, amount: Amount) -> News:
    match kind:
        case InsightKind.TARGET_REACHED:
            return News.GOOD
        case InsightKind.TARGET_MISSED:
            return News.BAD
    if direction is GoodDirection.NEUTRAL:
        return News.NEUTRAL
    return News.GOOD if (amount.value > 0) is (direction is GoodDirection.UP) else News.BAD
