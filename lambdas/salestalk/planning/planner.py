"""Plans a question: decides what is computed, names every row that is read, and refuses what cannot be honored."""

from datetime import date

from salestalk.calendar import FiscalCalendar
from salestalk.contracts.answer import Outcome
from salestalk.contracts.catalog import Catalog, CatalogEntry, Kind
from salestalk.contracts.classification import Classification, FilterOp, Intent, Measure
from salestalk.errors import InvariantBroken
from salestalk.planning.choice import check_honored, executed_groups, executed_intent
from salestalk.planning.draft import Draft
from salestalk.planning.intents import PLANNERS
from salestalk.planning.intents.listing import plan_list
from salestalk.planning.model import CannotPlan, QueryPlan, Unplannable
from salestalk.planning.sources import family
from salestalk.planning.suggestions import next_questions, starters
from salestalk.planning.timeline import Timeline
from salestalk.planning.wording import listed, metric_inside, subject_name
from salestalk.understanding.result import Understanding

UNKNOWN = "unknown"


def plan(
    understanding: Understanding, catalog: Catalog, calendar: FiscalCalendar, as_of: date
) -> QueryPlan | Unplannable:
    """What will be read and computed for an understood question as of a day, or why nothing can be.

    Every filter, grouping, rank and comparison of the classification is honored by the plan or refused by name.
    """
    timeline = Timeline(calendar, as_of)
    try:
        if understanding.classification.intent is Intent.LIST and not _lists_values(understanding, catalog):
            return plan_list(understanding, catalog, timeline)
        return _held(_planned(understanding, catalog, timeline), understanding)
    except CannotPlan as finding:
        return _unplannable(finding, understanding, catalog, timeline)


def _planned(understanding: Understanding, catalog: Catalog, timeline: Timeline) -> QueryPlan:
    asked = understanding.classification
    entry = _entry(asked.subject, catalog)
    metrics = family(entry, catalog)
    group_by = executed_groups(asked, entry, metrics)
    intent = _listing_intent(asked) if asked.intent is Intent.LIST else executed_intent(asked, entry, group_by)
    check_honored(intent, asked, group_by, entry)
    if intent not in PLANNERS:
        raise CannotPlan(Outcome.REFUSED, "out_of_scope", "That is not a question about a metric that can be computed.")
    draft = Draft(understanding, catalog, timeline, entry, intent)
    draft.apply(asked.filters, group_by)
    if asked.measure is Measure.AVERAGE and intent is not Intent.FACT_RETRIEVAL and entry.kind is not Kind.RATIO:
        draft.caution("No average is taken here: these are the values themselves.")
    return PLANNERS[intent](draft)


def _lists_values(understanding: Understanding, catalog: Catalog) -> bool:
    """Whether a list is one of a metric's values ("list revenue by region"), so that rows must be read."""
    asked = understanding.classification
    return bool(asked.group_by) and catalog.get(asked.subject) is not None


def _listing_intent(asked: Classification) -> Intent:
    """A list limited by amounts or to a number is in order of size; any other is a breakdown."""
    bounded = any(one.op not in (FilterOp.EQ, FilterOp.NOT) for one in asked.filters)
    return Intent.RANKING if bounded or asked.rank else Intent.BREAKDOWN


def _entry(subject: str, catalog: Catalog) -> CatalogEntry:
    if entry := catalog.get(subject):
        return entry
    names = listed([metric_inside(entry) for entry in catalog if entry.target_of is None])
    loaded = ("Loaded are ", *names, ".") if names else ("Nothing is loaded yet.",)
    if subject == UNKNOWN:
        raise CannotPlan(Outcome.REFUSED, "unknown_metric", "I do not know that metric. ", *loaded)
    raise CannotPlan(Outcome.NO_DATA, "no_data", "No values of ", subject_name(subject), " are loaded. ", *loaded)


def _held(made: QueryPlan, understanding: Understanding) -> QueryPlan:
    """The plan, held against the classification once more: nothing may have vanished on the way."""
    asked = understanding.classification
    filters = len(made.selection.filters) == len(asked.filters)
    groups = made.intent is Intent.FACT_RETRIEVAL or len(made.group_by) >= len(set(asked.group_by))
    ranked = asked.rank is None or made.rank == asked.rank
    if not (filters and groups and ranked):
        raise InvariantBroken(f"a filter, a grouping or a rank of {asked.intent} was lost while planning")
    return made


def _unplannable(
    finding: CannotPlan, understanding: Understanding, catalog: Catalog, timeline: Timeline
) -> Unplannable:
    entry = catalog.get(understanding.classification.subject)
    if entry is None:
        return Unplannable(finding.outcome, finding.reason, finding.sentence, starters(catalog, timeline))
    interpretation = Draft(understanding, catalog, timeline, entry, Intent.UNKNOWN).interpretation()
    suggestions = next_questions(entry, Intent.UNKNOWN, (), catalog, timeline)
    return Unplannable(finding.outcome, finding.reason, finding.sentence, suggestions, interpretation)
