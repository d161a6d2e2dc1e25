"""What was found against what is listed: what is new, what reads otherwise now, and what is no longer true. Pure."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import field

from salestalk.contracts.insight import Insight, InsightKind, InsightStatus, Roster, RosterEntry
from salestalk.ingestion.store import Write
from salestalk.insights import items
from salestalk.insights.aspects import Aspect
from salestalk.insights.making import digest_of, renewed
from salestalk.insights.ranking import KEPT_PER_WEEK, PER_LOAD, Taste, few_of_each
from salestalk.values import frozen

MAX_WRITTEN = 80
"""Insights in one transaction, which takes a hundred writes."""
MAX_LET_GO = 300
"""So many that were let go are remembered."""
LetGo = Mapping[str, Mapping[str, str]]
"""By subject, the digests of insights by their ids."""


@frozen
class Change:
    """What to do: insights that are new, that read otherwise, that are no longer true; and those that are let go."""

    new: tuple[Insight, ...]
    other: tuple[Insight, ...]
    gone: tuple[RosterEntry, ...]
    let_go: tuple[Insight, ...]
    left: frozenset[str]
    """Metrics of which not all could be done at once."""

    @property
    def ids(self) -> list[str]:
        """Of every insight that is written."""
        return [*(one.insight_id for one in (*self.new, *self.other)), *(one.insight_id for one in self.gone)]


@frozen
class Outcome:
    """What was made of it: the writes, and the insights as they are from now on; ``stay`` are left as they were."""

    writes: list[Write] = field(default_factory=list)
    created: list[Insight] = field(default_factory=list)
    updated: list[Insight] = field(default_factory=list)
    withdrawn: list[Insight] = field(default_factory=list)
    stay: list[Insight] = field(default_factory=list)


def compare(
    found: Iterable[Insight],
    examined: Collection[Aspect],
    rosters: Sequence[Roster],
    taste: Taste,
    let_go: LetGo,
) -> Change:
    """What is to be done. Only of what was examined anything is withdrawn; of what is new, only the best is taken.

    What was let go before is no news as long as it says the same.
    """
    now = {one.insight_id: one for one in found}
    listed = {entry.insight_id: entry for roster in rosters for entry in roster.entries}
    other = [one for id_, one in now.items() if id_ in listed and listed[id_].digest != digest_of(one)]
    gone = [entry for id_, entry in listed.items() if id_ not in now and _aspect(entry) in examined]
    unlisted = {id_: one for id_, one in now.items() if id_ not in listed}
    fresh = [one for one in unlisted.values() if _known(let_go, one) != digest_of(one)]
    best = few_of_each(taste.ordered([items.entry_of(one, "", is_told=True) for one in fresh]), PER_LOAD)
    new = [unlisted[entry.insight_id] for entry in best]
    rest = [one for one in unlisted.values() if one not in new]
    room = MAX_WRITTEN - len(new)
    done = room - len(gone[:room])
    left = {str(one.subject) for one in gone[room:]} | {str(one.subject) for one in other[done:]}
    return Change(tuple(new), tuple(other[:done]), tuple(gone[:room]), tuple(rest), frozenset(left))


def remembered(let_go: LetGo, done: Collection[str], rest: Iterable[Insight]) -> dict[str, dict[str, str]]:
    """What is let go from now on: of metrics that were looked at what was let go now, of the others what was before."""
    now: dict[str, dict[str, str]] = {subject: dict(ids) for subject, ids in let_go.items() if subject not in done}
    for one in rest:
        now.setdefault(str(one.subject), {})[one.insight_id] = digest_of(one)
    pairs = [(subject, id_, digest) for subject in sorted(now) for id_, digest in sorted(now[subject].items())]
    kept: dict[str, dict[str, str]] = {}
    for subject, id_, digest in pairs[:MAX_LET_GO]:
        kept.setdefault(subject, {})[id_] = digest
    return kept


def _known(let_go: LetGo, one: Insight) -> str | None:
    return let_go.get(str(one.subject), {}).get(one.insight_id)


def settle(
    change: Change,
    stored: Mapping[str, Insight],
    rosters: Sequence[Roster],
    taste: Taste,
    *,
    week: str,
    now: int,
    is_told: bool,
) -> Outcome:
    """The writes: insights with what is true now, and the lists of their weeks. What was dismissed stays so.

    ``stored`` are the insights that change, as they are; ``is_told`` says that nobody waits for new ones.
    """
    outcome = Outcome()
    lists = {roster.week: {one.insight_id: one for one in roster.entries} for roster in rosters}
    lists.setdefault(week, {})
    for entry in change.gone:
        before = stored.get(entry.insight_id)
        _unlist(lists, entry.insight_id)
        if before is not None and before.status is InsightStatus.SHOWN:
            _write(outcome, outcome.withdrawn, before, _withdrawn(before, now))
    for one in (*change.other, *change.new):
        before = stored.get(one.insight_id)
        if before is not None and _stays(before, one):
            outcome.stay.append(one)
            continue
        if before is not None and before.status is InsightStatus.SHOWN:
            true = renewed(before, one)
            _write(outcome, outcome.updated, before, true)
        else:  # new, or true again
            true = one.model_copy(update={"revision": before.revision + 1}) if before else one
            _write(outcome, outcome.created, before, true)
        if true.week in lists:
            was = lists[true.week].get(true.insight_id)
            told = was.is_told if was else is_told
            lists[true.week][true.insight_id] = items.entry_of(true, digest_of(one), is_told=told)
    outcome.writes.extend(_lists(lists, rosters, taste))
    return outcome


def _stays(before: Insight, found: Insight) -> bool:
    """Whether it is dismissed, or shown in a list of long ago and says the same."""
    said = before.status is InsightStatus.SHOWN and digest_of(before) == digest_of(found)
    return said or before.status is InsightStatus.DISMISSED


def _write(outcome: Outcome, of: list[Insight], before: Insight | None, now: Insight) -> None:
    outcome.writes.append(items.put_insight(now, replacing=before))
    of.append(now)


def _withdrawn(insight: Insight, now: int) -> Insight:
    return insight.model_copy(
        update={"status": InsightStatus.WITHDRAWN, "updated_at": now, "revision": insight.revision + 1}
    )


def _unlist(lists: Mapping[str, dict[str, RosterEntry]], insight_id: str) -> None:
    for entries in lists.values():
        entries.pop(insight_id, None)


def _lists(lists: Mapping[str, dict[str, RosterEntry]], rosters: Sequence[Roster], taste: Taste) -> Iterable[Write]:
    """The lists that changed; a full one lets the last of its entries go."""
    before = {roster.week: roster for roster in rosters}
    for name, entries in lists.items():
        roster = before.get(name, Roster(week=name))
        kept = tuple(taste.ordered(entries.values())[:KEPT_PER_WEEK])
        if {one.insight_id: one for one in roster.entries} != {one.insight_id: one for one in kept}:
            yield items.put_roster(roster.model_copy(update={"entries": kept}))


def _aspect(entry: RosterEntry) -> Aspect | None:
    if entry.kind is InsightKind.RECAP or entry.subject is None:
        return None
    return Aspect(entry.subject, tuple(sorted(entry.dimensions.items())))
