"""The insights as people see them: listed by week, ranked, judged, dismissed."""

from collections.abc import Sequence
from datetime import UTC, date, datetime

from salestalk import names
from salestalk.calendar import Granularity, InvalidPeriod, Period
from salestalk.contracts.insight import (
    Insight,
    InsightFeedback,
    InsightKind,
    InsightStatus,
    InsightVerdict,
    InsightView,
    Ranking,
    Roster,
    RosterEntry,
    Verdict,
)
from salestalk.errors import NotFound
from salestalk.ingestion.idempotency import Contended, IdempotencyStrategy
from salestalk.ingestion.paging import decode_cursor, encode_cursor, invalid_cursor
from salestalk.ingestion.retrying import RetryingStore
from salestalk.ingestion.store import Increment, ItemStore, Page, Write, WritesRefused
from salestalk.insights import items
from salestalk.insights.demand import Questions
from salestalk.insights.ranking import PER_WEEK, Taste, few_of_each, tally_of, verdict_counts
from salestalk.values import frozen

WEEKS_AT_ONCE = 8


@frozen
class Wanted:
    """Which insights are asked for; ``since`` is the first day (UTC) on which they were found."""

    subject: str | None = None
    kind: InsightKind | None = None
    since: date | None = None

    @property
    def is_everything(self) -> bool:
        """Whether nothing is filtered: then only the best of each week are shown."""
        return self.subject is None and self.kind is None

    def matches(self, entry: RosterEntry) -> bool:
        """Whether it is one of them."""
        return (
            self.subject in (None, entry.subject)
            and self.kind in (None, entry.kind)
            and (self.since is None or datetime.fromtimestamp(entry.found_at, UTC).date() >= self.since)
        )


class InsightBoard:
    """The insights of any tenant whose tables the store may reach."""

    def __init__(self, store: ItemStore, strategy: IdempotencyStrategy) -> None:
        self._store = store
        self._strategy = strategy
        self._questions = Questions(store, strategy)

    def page(
        self, tenant_id: str, wanted: Wanted, *, limit: int, cursor: str | None = None, deadline: float
    ) -> Page[InsightView]:
        """The latest week first, within it the highest score first; a week is never split between pages.

        Raises `InvalidInput` for a cursor that was not given out, `RightMissing`, `Unavailable`.
        """
        view, table = RetryingStore(self._store, self._strategy, deadline), names.messages_table(tenant_id)
        before = _week(cursor) if cursor else None
        taste = self._taste(view, tenant_id, deadline)
        chosen: list[tuple[RosterEntry, Ranking]] = []
        while True:
            found = [items.roster_of(one) for one in view.query(table, items.weeks_before(before, WEEKS_AT_ONCE))]
            for roster in found:
                before = roster.week
                if wanted.since and _ended(roster, wanted.since):
                    return Page(_read(view, table, chosen))
                chosen += [(one, taste.of(one)) for one in _shown(roster, wanted, taste)]
                if len(chosen) >= limit:
                    return Page(_read(view, table, chosen), encode_cursor(before))
            if len(found) < WEEKS_AT_ONCE:
                return Page(_read(view, table, chosen))

    def judge(
        self, tenant_id: str, insight_id: str, given: InsightVerdict, *, user_id: str, now: int, deadline: float
    ) -> InsightFeedback:
        """Keep a user's verdict in place of the same user's one before. Raises `NotFound`, `Unavailable`."""
        feedback = InsightFeedback(
            insight_id=insight_id, user_id=user_id, verdict=given.verdict, note=given.note, given_at=now
        )
        view = RetryingStore(self._store, self._strategy, deadline)
        self._strategy.call(lambda: self._judge(view, tenant_id, feedback), deadline=deadline)
        return feedback

    def _judge(self, view: RetryingStore, tenant_id: str, feedback: InsightFeedback) -> None:
        table = names.messages_table(tenant_id)
        insight = _existing(view, table, feedback.insight_id)
        key = items.feedback_key(feedback.insight_id, feedback.user_id)
        before = items.feedback_of(view.get(table, key))
        if before and (before.verdict, before.note) == (feedback.verdict, feedback.note):
            return
        writes: list[Write] = [items.put_feedback(feedback, replacing=before)]
        counts = verdict_counts(insight.kind, insight.subject, feedback.verdict)
        counts.subtract(verdict_counts(insight.kind, insight.subject, before.verdict if before else None))
        if amounts := {name: count for name, count in counts.items() if count}:
            writes.append(Increment(items.TALLY_KEY, amounts))
        if feedback.verdict is Verdict.DISMISSED and insight.status is InsightStatus.SHOWN:
            writes += _taken_down(view, table, insight, feedback.given_at)
        try:
            view.transact(table, writes)
        except WritesRefused:
            raise Contended("the insight or its list was being changed") from None

    def _taste(self, view: RetryingStore, tenant_id: str, deadline: float) -> Taste:
        tally = tally_of(view.get(names.messages_table(tenant_id), items.TALLY_KEY, consistent=False))
        return Taste(self._questions.demand(tenant_id, deadline=deadline), tally)


def _shown(roster: Roster, wanted: Wanted, taste: Taste) -> Sequence[RosterEntry]:
    ordered = taste.ordered(filter(wanted.matches, roster.entries))
    return few_of_each(ordered, PER_WEEK) if wanted.is_everything else ordered


def _read(view: RetryingStore, table: str, chosen: Sequence[tuple[RosterEntry, Ranking]]) -> tuple[InsightView, ...]:
    keys = [items.insight_key(entry.insight_id) for entry, _ in chosen]
    found = {one.insight_id: one for one in map(items.insight_of, view.get_many(table, keys) if keys else ())}
    return tuple(
        view_of(found[entry.insight_id], ranking)
        for entry, ranking in chosen
        if entry.insight_id in found and found[entry.insight_id].status is InsightStatus.SHOWN
    )


def view_of(insight: Insight, ranking: Ranking) -> InsightView:
    """An insight as it is shown."""
    own = {name: getattr(insight, name) for name in InsightView.model_fields if name != "ranking"}
    return InsightView.model_construct(**own, ranking=ranking)


def _existing(view: RetryingStore, table: str, insight_id: str) -> Insight:
    item = view.get(table, items.insight_key(insight_id))
    insight = items.insight_of(item) if item else None
    if insight is None or insight.status is InsightStatus.WITHDRAWN:
        raise NotFound("There is no such insight.")
    return insight


def _taken_down(view: RetryingStore, table: str, insight: Insight, now: int) -> list[Write]:
    """The insight as dismissed, and its week's list without it."""
    gone = insight.model_copy(
        update={"status": InsightStatus.DISMISSED, "updated_at": now, "revision": insight.revision + 1}
    )
    writes: list[Write] = [items.put_insight(gone, replacing=insight)]
    item = view.get(table, items.week_key(insight.week))
    if item is not None:
        roster = items.roster_of(item)
        left = tuple(one for one in roster.entries if one.insight_id != insight.insight_id)
        writes.append(items.put_roster(roster.model_copy(update={"entries": left})))
    return writes


def _week(cursor: str) -> str:
    week = decode_cursor(cursor)
    try:
        if Period.parse(week).granularity is Granularity.WEEK:
            return week
    except InvalidPeriod:
        pass  # the same sentence as for a period of another kind
    raise invalid_cursor()


def _ended(roster: Roster, since: date) -> bool:
    """Whether all of the week, wherever on Earth, lies before the day."""
    period = Period.parse(roster.week)
    return (since - date.fromisocalendar(period.year, period.number, 7)).days > 1
