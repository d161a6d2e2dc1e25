"""Insights, the lists of their weeks and what people think of them as items of the tenant's messages table, and back.

All lists stand in one partition, so the last weeks are one query; an insight is read by its id alone.
"""

from typing import Any, Final

from salestalk.calendar import FiscalCalendar, Period
from salestalk.contracts.insight import Insight, InsightFeedback, Roster, RosterEntry, SearchState
from salestalk.ingestion.store import STORED, Absent, Condition, Holds, Item, Key, Put, Query, SortRange

INSIGHT_PREFIX: Final = "INSIGHT#"
INSIGHT_SK: Final = "INSIGHT"
FEEDBACK_PREFIX: Final = "FEEDBACK#"
LISTS_PK: Final = "INSIGHTS"
WEEK_PREFIX: Final = "WEEK#"
STATE_KEY: Final = Key(LISTS_PK, "STATE")
TALLY_KEY: Final = Key(LISTS_PK, "TALLY")
_KEYS: Final = frozenset({"pk", "sk"})
_CALENDAR: Final = FiscalCalendar()
_LAST_WEEK: Final = WEEK_PREFIX + "~"


def insight_key(insight_id: str) -> Key:
    """Where an insight is."""
    return Key(INSIGHT_PREFIX + insight_id, INSIGHT_SK)


def key_of(put: Put) -> Key:
    """Where an item is put."""
    return Key(put.item["pk"], put.item["sk"])


def insight_of(item: Item) -> Insight:
    """The insight of an item."""
    return Insight.model_validate(_fields(item), context=STORED)


def put_insight(insight: Insight, *, replacing: Insight | None) -> Put:
    """Write an insight in place of exactly that one, or of none."""
    key = insight_key(insight.insight_id)
    return Put({"pk": key.pk, "sk": key.sk, **insight.as_item()}, _unmoved(replacing.revision if replacing else 0))


def week_key(week: str) -> Key:
    """Where the list of a week is."""
    return Key(LISTS_PK, WEEK_PREFIX + week)


def weeks_before(week: str | None, limit: int) -> Query:
    """The lists of weeks, the latest first; ``week`` itself is not among them."""
    bounds = (WEEK_PREFIX, WEEK_PREFIX + _just_before(week) if week else _LAST_WEEK)
    return Query(LISTS_PK, SortRange("between", bounds), descending=True, consistent=True, limit=limit)


def _just_before(week: str) -> str:
    """A text between a week's key and the one before: ``2026-W46~`` for ``2026-W47``."""
    period = Period.parse(week)
    return f"{_CALENDAR.shift(period, -1)}~"


def roster_of(item: Item) -> Roster:
    """The list of an item."""
    return Roster.model_validate(_fields(item), context=STORED)


def put_roster(roster: Roster) -> Put:
    """Write a list in place of the revision it was made from."""
    return _put(week_key(roster.week), roster)


def state_of(item: Item | None) -> SearchState:
    """The state of an item; the first one where there is none."""
    return SearchState.model_validate(_fields(item)) if item is not None else SearchState()


def put_state(state: SearchState) -> Put:
    """Write the state in place of the revision it was made from."""
    return _put(STATE_KEY, state)


def feedback_key(insight_id: str, user_id: str) -> Key:
    """Where a user's verdict on an insight is."""
    return Key(INSIGHT_PREFIX + insight_id, FEEDBACK_PREFIX + user_id)


def feedback_of(item: Item | None) -> InsightFeedback | None:
    """The verdict of an item."""
    return InsightFeedback.model_validate(_fields(item), context=STORED) if item is not None else None


def put_feedback(feedback: InsightFeedback, *, replacing: InsightFeedback | None) -> Put:
    """Write a verdict in place of exactly that one, or of none."""
    key = feedback_key(feedback.insight_id, feedback.user_id)
    seen = {"verdict": replacing.verdict, "givenAt": replacing.given_at} if replacing else None
    return Put({"pk": key.pk, "sk": key.sk, **feedback.as_item()}, Holds(seen) if seen else Absent())


def entry_of(insight: Insight, digest: str, *, is_told: bool) -> RosterEntry:
    """What the list of its week says of an insight."""
    return RosterEntry(
        insight_id=insight.insight_id,
        kind=insight.kind,
        subject=insight.subject,
        dimensions=insight.dimensions,
        period=insight.period,
        weight=insight.weight,
        found_at=insight.found_at,
        digest=digest,
        is_told=is_told,
    )


def _put(key: Key, contract: Roster | SearchState) -> Put:
    following = contract.model_copy(update={"revision": contract.revision + 1})
    return Put({"pk": key.pk, "sk": key.sk, **following.as_item()}, _unmoved(contract.revision))


def _unmoved(revision: int) -> Condition:
    return Holds({"revision": revision}) if revision else Absent()


def _fields(item: Item) -> dict[str, Any]:
    return {name: value for name, value in item.items() if name not in _KEYS}
