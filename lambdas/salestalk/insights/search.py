"""Looking for insights: what changed is looked at, what was found is held against what is listed, all in one write.

A run reads the state of the search before it reads a row, and writes on the condition that nobody else wrote that state
meanwhile; else it looks again. So of two loads at the same time neither leaves behind what was true of older values.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any, Final

from salestalk import names
from salestalk.contracts.catalog import Catalog
from salestalk.contracts.insight import Insight, Roster, SearchState
from salestalk.contracts.tenant import Tenant
from salestalk.ingestion.catalogstore import CatalogKeeper
from salestalk.ingestion.idempotency import Contended, IdempotencyStrategy
from salestalk.ingestion.retrying import RetryingStore, together
from salestalk.ingestion.store import ItemStore, Key, WritesRefused
from salestalk.insights import items
from salestalk.insights.aspects import Aspect, View, aspects_of, judged_subjects
from salestalk.insights.changes import changed, digests, watched
from salestalk.insights.demand import Questions, marker
from salestalk.insights.examine import Before, Examination, Finding, examination
from salestalk.insights.making import insight_of, week_of
from salestalk.insights.prefetched import PrefetchedReader
from salestalk.insights.ranking import Taste, tally_of
from salestalk.insights.reconciling import Change, Outcome, compare, remembered, settle
from salestalk.retrieval import MetricReader
from salestalk.values import frozen

WEEKS_COMPARED: Final = 13
"""Insights of so many weeks with any are held against what is true now: a quarter's."""
MAX_ASPECTS: Final = 150
"""Metrics and slices that one run looks at; what is left is for the next one."""


@frozen
class Looked:
    """What came of a run. ``left`` are metrics that changed and were not looked at yet."""

    is_duplicate: bool = False
    created: tuple[Insight, ...] = ()
    updated: int = 0
    withdrawn: int = 0
    let_go: int = 0
    withheld: int = 0
    aspects: int = 0
    left: tuple[str, ...] = ()


@frozen
class Occasion:
    """Why it is looked: the metrics of an event's sample, and the event's id unless it is a later run for the same."""

    subjects: tuple[str, ...] = ()
    event_id: str | None = None


@frozen
class _Basis:
    """What was there before anything was looked at."""

    is_duplicate: bool
    state: SearchState
    rosters: tuple[Roster, ...]
    catalog: Catalog
    taste: Taste

    def found_before(self, aspect: Aspect) -> frozenset[Before]:
        """What is listed of the aspect."""
        return frozenset(
            (entry.kind, entry.period)
            for roster in self.rosters
            for entry in roster.entries
            if entry.subject == aspect.subject and tuple(sorted(entry.dimensions.items())) == aspect.dimensions
        )


@frozen
class InsightSearch:
    """Looks for insights of one tenant, whose tables the store may reach.

    ``reader`` gives rows as they were last written; ``enough`` says that no time is left to look at more; ``deadline``
    is on the scale of the strategy's clock.
    """

    tenant: Tenant
    store: ItemStore
    strategy: IdempotencyStrategy
    reader: MetricReader
    enough: Callable[[], bool]
    deadline: float

    def look(self, occasion: Occasion, now: datetime) -> Looked:
        """Look at what changed. Raises `RightMissing`, `Unavailable`: then nothing of it is kept."""
        return self.strategy.call(lambda: self._attempt(occasion, now), deadline=self.deadline)

    def _attempt(self, occasion: Occasion, now: datetime) -> Looked:
        basis = self._basis(occasion)
        if basis.is_duplicate:
            return Looked(is_duplicate=True)
        calendar = self.tenant.metadata.calendar
        view = View(basis.catalog, calendar, calendar.today(now), basis.taste.demand)
        reader = PrefetchedReader(self.reader)
        keys = watched(view.catalog, calendar)
        seen = digests(view.catalog, reader.read(key for some in keys.values() for key in some))
        subjects = changed(seen, basis.state.seen, sorted(judged_subjects(view.catalog, occasion.subjects)))
        examined = list(self._examined(view, subjects, basis, reader))
        found = self._insights(examined, now)
        aspects = {one.aspect for one, _ in examined}
        change = compare(found, aspects, basis.rosters, basis.taste, basis.state.let_go)
        done = {one.aspect.subject for one, _ in examined} - change.left
        outcome = self._settle(basis, change, now)
        state = _following(basis.state, seen, done, (*change.let_go, *outcome.stay))
        self._write(basis, state, outcome, occasion, now)
        return Looked(
            created=tuple(outcome.created),
            updated=len(outcome.updated),
            withdrawn=len(outcome.withdrawn),
            let_go=len(change.let_go),
            withheld=sum(len(one.withheld) for one, _ in examined),
            aspects=len(examined),
            left=tuple(subject for subject in subjects if subject not in done),
        )

    def _basis(self, occasion: Occasion) -> _Basis:
        """Everything at once; the rows are read after it."""
        tenant_id = self.tenant.tenant_id
        seen = items.key_of(marker(occasion.event_id, 0)) if occasion.event_id else None
        keys = [items.STATE_KEY, items.TALLY_KEY, *([seen] if seen else [])]
        jobs: list[Callable[[], Any]] = [
            lambda: self._view.get_many(self._table, keys),
            lambda: self._view.query(self._table, items.weeks_before(None, WEEKS_COMPARED)),
            lambda: CatalogKeeper(self.store, self.strategy).catalog(tenant_id, deadline=self.deadline),
            lambda: Questions(self.store, self.strategy).demand(tenant_id, deadline=self.deadline),
        ]
        single, weeks, catalog, demand = together(jobs)
        found = {Key(item["pk"], item["sk"]): item for item in single}
        return _Basis(
            is_duplicate=seen in found,
            state=items.state_of(found.get(items.STATE_KEY)),
            rosters=tuple(map(items.roster_of, weeks)),
            catalog=catalog,
            taste=Taste(demand, tally_of(found.get(items.TALLY_KEY))),
        )

    def _examined(
        self, view: View, subjects: Sequence[str], basis: _Basis, reader: PrefetchedReader
    ) -> Iterator[tuple[Examination, list[Finding]]]:
        """Metric by metric, as far as the bounds of one run allow; the rows of all of them are read together."""
        planned: list[Examination] = []
        for subject in subjects:
            entry = view.catalog.entries[subject]
            some = [examination(view, aspect, basis.found_before(aspect)) for aspect in aspects_of(entry, view.demand)]
            if planned and len(planned) + len(some) > MAX_ASPECTS:
                break
            planned += some
        reader.read_ahead(plan for one in planned for plan in one.plans)
        for subject, group in groupby(planned, key=lambda one: one.aspect.subject):
            if subject != planned[0].aspect.subject and self.enough():
                return
            for one in group:
                yield one, list(one.findings(reader, basis.found_before(one.aspect)))

    def _insights(self, examined: Iterable[tuple[Examination, list[Finding]]], now: datetime) -> Iterator[Insight]:
        calendar = self.tenant.metadata.calendar
        for _, findings in examined:
            yield from (insight_of(one, self.tenant.tenant_id, calendar, now) for one in findings)

    def _settle(self, basis: _Basis, change: Change, now: datetime) -> Outcome:
        keys = [items.insight_key(one) for one in change.ids]
        stored = map(items.insight_of, self._view.get_many(self._table, keys) if keys else ())
        return settle(
            change,
            {one.insight_id: one for one in stored},
            basis.rosters,
            basis.taste,
            week=week_of(self.tenant.metadata.calendar, now),
            now=int(now.timestamp()),
            is_told=self.tenant.metadata.delivery is None,
        )

    def _write(self, basis: _Basis, state: SearchState, outcome: Outcome, occasion: Occasion, now: datetime) -> None:
        writes = list(outcome.writes)
        if writes or state != basis.state:
            writes.append(items.put_state(state))
        # Where somebody waits to be told, the event is done when they were: see `telling`.
        if occasion.event_id and self.tenant.metadata.delivery is None:
            writes.append(marker(occasion.event_id, int(now.timestamp())))
        try:
            if writes:
                self._view.transact(self._table, writes)
        except WritesRefused:
            raise Contended("insights of this tenant were being written by somebody else") from None

    @property
    def _view(self) -> RetryingStore:
        return RetryingStore(self.store, self.strategy, self.deadline)

    @property
    def _table(self) -> str:
        return names.messages_table(self.tenant.tenant_id)


def _following(
    state: SearchState, seen: Mapping[str, str], done: Collection[str], rest: Sequence[Insight]
) -> SearchState:
    """What is known to be looked at: as it was, but for what was looked at now; metrics that are gone are forgotten."""
    known = {subject: digest for subject, digest in state.seen.items() if subject in seen}
    looked = {subject: seen[subject] for subject in sorted(done)}
    return state.model_copy(update={"seen": known | looked, "let_go": remembered(state.let_go, done, rest)})
