"""Which insights are shown, and in which order: how big, times how much it is asked about, times how it is judged.

Everything is an exact decimal of few digits, so the same insights, questions and verdicts always give the same order.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field
from decimal import Decimal
from typing import Any, Final

from salestalk.contracts.insight import InsightKind, Ranking, RosterEntry, Verdict
from salestalk.insights.demand import Demand
from salestalk.insights.ratios import ONE, rounded, share
from salestalk.values import frozen

PER_LOAD: Final = 10
"""New insights of one look at the data; the others are let go."""
PER_WEEK: Final = 20
"""Of a week so many are shown where nothing is filtered."""
PER_SUBJECT: Final = 3
"""Of these, so many of one metric: the same story is often told by the whole and by its slices."""
KEPT_PER_WEEK: Final = 60
"""So many a week's list holds at most, in case some of them are dismissed or judged down."""
_TRUST: Final = 2
"""Verdicts count as if two people had found it useful before: one alone changes little, four halve it twice."""


@frozen
class Tally:
    """How often insights of a kind, and of a subject, were judged useful or useless."""

    counts: Mapping[str, int] = field(default_factory=dict)

    def factor(self, kind: InsightKind, subject: str | None) -> Decimal:
        """1 for what nobody judged useless, towards 0 the more did."""
        by_kind = self._share(kind_counter(kind, Verdict.USEFUL), kind_counter(kind, Verdict.USELESS))
        if subject is None:
            return by_kind
        return by_kind * self._share(
            subject_counter(subject, Verdict.USEFUL), subject_counter(subject, Verdict.USELESS)
        )

    def _share(self, useful: str, useless: str) -> Decimal:
        good, bad = _TRUST + max(self.counts.get(useful, 0), 0), max(self.counts.get(useless, 0), 0)
        return share(good, good + bad)


@frozen
class Taste:
    """What a tenant asks about and how it judges: the basis of every ranking."""

    demand: Demand
    tally: Tally

    def ranking(
        self, kind: InsightKind, subject: str | None, dimensions: Mapping[str, str], weight: Decimal
    ) -> Ranking:
        """Where an insight stands, and why."""
        asked = rounded(self.demand.factor(subject, dimensions)) if subject else ONE
        judged = rounded(self.tally.factor(kind, subject))
        return Ranking(weight=weight, asked=asked, judged=judged, score=rounded(weight * asked * judged))

    def of(self, entry: RosterEntry) -> Ranking:
        """Where a listed insight stands."""
        return self.ranking(entry.kind, entry.subject, entry.dimensions, entry.weight)

    def ordered(self, entries: Iterable[RosterEntry]) -> list[RosterEntry]:
        """The highest score first; of the same score in a fixed order."""
        return sorted(entries, key=lambda one: (-self.of(one).score, one.kind, one.insight_id))


def tally_of(item: Mapping[str, Any] | None) -> Tally:
    """The tally of its item."""
    numbers = {name: value for name, value in (item or {}).items() if name not in ("pk", "sk")}
    return Tally({name: int(count) for name, count in numbers.items()})


def verdict_counts(kind: InsightKind, subject: str | None, verdict: Verdict | None) -> Counter[str]:
    """The counters that a verdict raises; to dismiss an insight says nothing of others."""
    if verdict in (None, Verdict.DISMISSED):
        return Counter()
    named = [kind_counter(kind, verdict), *([subject_counter(subject, verdict)] if subject else [])]
    return Counter(named)


def few_of_each(ordered: Sequence[RosterEntry], limit: int) -> list[RosterEntry]:
    """The first ones, of each metric no more than `PER_SUBJECT`."""
    taken = Counter[str | None]()
    chosen = []
    for one in ordered:
        taken[one.subject] += 1
        if one.subject is None or taken[one.subject] <= PER_SUBJECT:
            chosen.append(one)
    return chosen[:limit]


def kind_counter(kind: InsightKind, verdict: Verdict | None) -> str:
    """The counter of a kind's verdicts."""
    return f"kind#{kind}#{verdict}"


def subject_counter(subject: str, verdict: Verdict | None) -> str:
    """The counter of a metric's verdicts."""
    return f"subject#{subject}#{verdict}"
