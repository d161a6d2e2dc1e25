"""Which analysis carries a question out, and what each analysis is able to honor."""

from collections.abc import Sequence

from salestalk.contracts.answer import Outcome
from salestalk.contracts.catalog import CatalogEntry, Kind
from salestalk.contracts.classification import Classification, Comparison, Filter, FilterOp, Intent, Measure
from salestalk.planning.filters import known_dimension, unsupported_filter
from salestalk.planning.model import CannotPlan
from salestalk.planning.sources import Metrics
from salestalk.planning.wording import subject_name

CAN_GROUP = frozenset(
    {
        Intent.COMPARISON,
        Intent.TREND_ANALYSIS,
        Intent.BREAKDOWN,
        Intent.RANKING,
        Intent.ROOT_CAUSE,
        Intent.TARGET,
        Intent.LIST,
    }
)
CAN_BOUND = frozenset({Intent.COMPARISON, Intent.BREAKDOWN, Intent.RANKING, Intent.LIST})
CAN_RANK = frozenset({Intent.RANKING, Intent.COMPARISON, Intent.ROOT_CAUSE, Intent.LIST})
CAN_PAIR = frozenset({Intent.CORRELATION, Intent.FACT_RETRIEVAL, Intent.COMPARISON, Intent.RANKING})
_TO_TARGET = frozenset({Intent.FACT_RETRIEVAL, Intent.COMPARISON, Intent.BREAKDOWN, Intent.TREND_ANALYSIS})
_NAMES = {
    Intent.PREDICTION: "a forecast",
    Intent.ANOMALY: "a search for unusual values",
    Intent.CORRELATION: "a correlation",
    Intent.FACT_RETRIEVAL: "a single value",
    Intent.TREND_ANALYSIS: "a trend",
    Intent.TARGET: "a target",
    Intent.RANKING: "a ranking",
}


def executed_intent(asked: Classification, entry: CatalogEntry, group_by: Sequence[str]) -> Intent:
    """The analysis a question needs: the growth of a period is a comparison, a grouped value a breakdown."""
    comparison = asked.time_range.comparison if asked.time_range else None
    if comparison is Comparison.TARGET and asked.intent in _TO_TARGET:
        return Intent.TARGET
    changes = asked.measure is Measure.GROWTH or comparison is not None
    match asked.intent:
        case Intent.FACT_RETRIEVAL | Intent.BREAKDOWN if asked.rank:
            return Intent.RANKING
        case Intent.FACT_RETRIEVAL | Intent.BREAKDOWN if changes:
            return Intent.COMPARISON
        case Intent.FACT_RETRIEVAL if group_by or is_share(asked, entry):
            return Intent.BREAKDOWN
        case Intent.TREND_ANALYSIS if comparison is Comparison.YOY and not group_by:
            return Intent.COMPARISON
        case Intent.COMPARISON if asked.rank and not (group_by or changes or _single(asked)):
            return Intent.RANKING
        case Intent.COMPARISON if group_by and not changes and _single(asked) and not _sides(asked.filters):
            return Intent.RANKING if asked.rank else Intent.BREAKDOWN
    return asked.intent


def executed_groups(asked: Classification, entry: CatalogEntry, metrics: Metrics) -> tuple[str, ...]:
    """The dimensions to group by, as the catalog spells them; slices put side by side are grouped by theirs."""
    named = tuple(dict.fromkeys(known_dimension(name, entry, metrics) for name in asked.group_by))
    if asked.intent is Intent.COMPARISON and not named and (sides := _sides(asked.filters)):
        return (known_dimension(sides[0].key, entry, metrics),)
    if asked.intent in (Intent.FACT_RETRIEVAL, Intent.BREAKDOWN) and not named and is_share(asked, entry):
        equals = [one for one in asked.filters if one.op is FilterOp.EQ]
        return (known_dimension(equals[0].key, entry, metrics),)
    return named


def is_share(asked: Classification, entry: CatalogEntry) -> bool:
    """Whether a part of the whole is asked for: "what share of revenue comes from EMEA"."""
    shares = asked.measure is Measure.RATIO and entry.kind is not Kind.RATIO and asked.related_subject is None
    return shares and any(one.op is FilterOp.EQ for one in asked.filters)


def check_honored(intent: Intent, asked: Classification, group_by: Sequence[str], entry: CatalogEntry) -> None:
    """Raise `CannotPlan` for whatever the analysis cannot carry out; nothing the question says is left out silently."""
    if group_by and intent not in CAN_GROUP:
        raise _unsupported("unsupported_grouping", intent, "split by ", subject_name(group_by[0]))
    if asked.rank and intent not in CAN_RANK:
        raise _unsupported("unsupported_ranking", intent, "limited to the top or bottom")
    if asked.related_subject and intent not in CAN_PAIR:
        raise _unsupported("unsupported_pair", intent, "combined with ", subject_name(asked.related_subject))
    comparison = asked.time_range.comparison if asked.time_range else None
    if comparison is not None and not _compares(intent, comparison, group_by):
        raise _unsupported("unsupported_comparison", intent, "compared like that")
    bounds = [one for one in asked.filters if one.op not in (FilterOp.EQ, FilterOp.NOT)]
    if bounds and intent not in CAN_BOUND:
        raise unsupported_filter(bounds[0], entry)


def _compares(intent: Intent, comparison: Comparison, group_by: Sequence[str]) -> bool:
    """Whether the analysis carries the comparison out; a trend goes from each period to the next anyway."""
    match intent:
        case Intent.TARGET:
            return comparison is Comparison.TARGET
        case Intent.COMPARISON | Intent.ROOT_CAUSE:
            return comparison is not Comparison.TARGET
        case Intent.RANKING:
            return comparison is not Comparison.TARGET and bool(group_by)
        case Intent.TREND_ANALYSIS:
            return comparison not in (Comparison.TARGET, Comparison.YOY)
    return False


def _sides(filters: Sequence[Filter]) -> list[Filter]:
    return [one for one in filters if one.op is FilterOp.EQ and len(one.values) > 1]


def _single(asked: Classification) -> bool:
    return asked.time_range is None or len(asked.time_range.keys) < 2


def _unsupported(reason: str, intent: Intent, *what: str) -> CannotPlan:
    kind = _NAMES.get(intent, "this kind of answer")
    kind = kind[0].upper() + kind[1:]
    return CannotPlan(Outcome.REFUSED, reason, kind, " cannot be ", *what, " yet, and that is not left out silently.")
