"""A week in short: the best of what was found in it, and how the metrics that people ask about most are doing."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final

from salestalk import names
from salestalk.analysis import analyze
from salestalk.calendar import Period
from salestalk.contracts.answer import Outcome
from salestalk.contracts.catalog import Catalog
from salestalk.contracts.classification import Intent
from salestalk.contracts.insight import Insight, InsightStatus, News, Roster
from salestalk.contracts.tenant import Tenant
from salestalk.errors import InvariantBroken
from salestalk.ingestion.catalogstore import CatalogKeeper
from salestalk.ingestion.idempotency import Contended, IdempotencyStrategy
from salestalk.ingestion.retrying import RetryingStore
from salestalk.ingestion.store import ItemStore, WritesRefused
from salestalk.insights import items
from salestalk.insights.aspects import Aspect, View
from salestalk.insights.demand import Demand, Questions
from salestalk.insights.making import digest_of, recap_of, week_of
from salestalk.insights.merging import Statement, Told, merged
from salestalk.insights.ranking import Taste, few_of_each, tally_of
from salestalk.narration import narrate
from salestalk.planning.wording import capital, period_label
from salestalk.retrieval import MetricReader, retrieve
from salestalk.values import frozen

BEST: Final = 5
FOLLOWED: Final = 3
"""So many metrics are told of, those that are asked about most."""


@frozen
class Recapitulation:
    """Writes recaps of one tenant, whose tables the store may reach."""

    tenant: Tenant
    store: ItemStore
    strategy: IdempotencyStrategy
    reader: MetricReader
    deadline: float

    def write(self, week: str, now: datetime) -> Insight | None:
        """The recap of a week, stored once; None where it is there already, or where nothing is loaded.

        Raises `RightMissing`, `Unavailable`.
        """
        return self.strategy.call(lambda: self._attempt(week, now), deadline=self.deadline)

    def _attempt(self, week: str, now: datetime) -> Insight | None:
        catalog = CatalogKeeper(self.store, self.strategy).catalog(self.tenant.tenant_id, deadline=self.deadline)
        calendar = self.tenant.metadata.calendar
        listed_in = week_of(calendar, now)
        empty = recap_of(self.tenant.tenant_id, week, Statement(""), News.NEUTRAL, listed_in, now)
        if not catalog.entries or self._view.get(self._table, items.insight_key(empty.insight_id)):
            return None
        demand = Questions(self.store, self.strategy).demand(self.tenant.tenant_id, deadline=self.deadline)
        best = self._best(week, demand)
        view = View(catalog, calendar, calendar.today(now), demand)
        intro = f"{capital(period_label(Period.parse(week), calendar))} in short."
        found: Sequence[Told] = best or [Statement("Nothing out of the ordinary was found.")]
        told = merged([Statement(intro), *found, *self._followed(view)])
        recap = recap_of(self.tenant.tenant_id, week, told, _balance(best), listed_in, now)
        self._store(recap)
        return recap

    def _best(self, week: str, demand: Demand) -> list[Insight]:
        """The insights of the week that stand first, as far as they are still shown."""
        roster = self._roster(week)
        taste = Taste(demand, tally_of(self._view.get(self._table, items.TALLY_KEY)))
        entries = [one for one in few_of_each(taste.ordered(roster.entries), BEST) if one.subject]
        keys = [items.insight_key(one.insight_id) for one in entries]
        read = self._view.get_many(self._table, keys) if keys else []
        found = {one.insight_id: one for one in map(items.insight_of, read) if one.status is InsightStatus.SHOWN}
        return [found[one.insight_id] for one in entries if one.insight_id in found]

    def _followed(self, view: View) -> Iterator[Told]:
        """The metrics that are asked about most, each against the period before."""
        for subject in _most_asked(view.catalog, view.demand)[:FOLLOWED]:
            if plan := view.plan(Intent.COMPARISON, Aspect(subject)):
                try:
                    told = narrate(analyze(plan, retrieve(plan, self.reader)))
                except InvariantBroken:
                    continue  # a number that does not hold is not told; the rest of the week is
                if told.outcome is Outcome.ANSWERED:
                    yield told

    def _store(self, recap: Insight) -> None:
        entry = items.entry_of(recap, digest_of(recap), is_told=self.tenant.metadata.delivery is None)
        roster = self._roster(recap.week)
        listed = roster.model_copy(update={"entries": (*roster.entries, entry)})
        try:
            self._view.transact(self._table, [items.put_insight(recap, replacing=None), items.put_roster(listed)])
        except WritesRefused:
            raise Contended("the list of the week was being written by somebody else") from None

    def _roster(self, week: str) -> Roster:
        item = self._view.get(self._table, items.week_key(week))
        return items.roster_of(item) if item is not None else Roster(week=week)

    @property
    def _view(self) -> RetryingStore:
        return RetryingStore(self.store, self.strategy, self.deadline)

    @property
    def _table(self) -> str:
        return names.messages_table(self.tenant.tenant_id)


def _most_asked(catalog: Catalog, demand: Demand) -> list[str]:
    """Metrics in the order in which they are asked about; of the others, those with more to tell first."""
    entries = [entry for entry in catalog if entry.target_of is None]
    entries.sort(
        key=lambda one: (-demand.subjects.get(one.subject, 0), -len(one.dimensions), -len(one.periods), one.subject)
    )
    return [entry.subject for entry in entries]


def _balance(best: Sequence[Insight]) -> News:
    """What most of it is."""
    good, bad = (sum(one.news is news for one in best) for news in (News.GOOD, News.BAD))
    return News.NEUTRAL if good == bad else News.GOOD if good > bad else News.BAD
