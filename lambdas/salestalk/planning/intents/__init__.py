"""One planner per kind of answer, registered by intent."""

from collections.abc import Callable, Mapping
from typing import Final

from salestalk.contracts.classification import Intent
from salestalk.planning.draft import Draft
from salestalk.planning.intents.causes import plan_root_cause
from salestalk.planning.intents.comparison import plan_comparison
from salestalk.planning.intents.groups import plan_breakdown, plan_ranking
from salestalk.planning.intents.lookup import plan_lookup
from salestalk.planning.intents.series import plan_anomaly, plan_correlation, plan_prediction, plan_trend
from salestalk.planning.intents.target import plan_target
from salestalk.planning.model import QueryPlan

PLANNERS: Final[Mapping[Intent, Callable[[Draft], QueryPlan]]] = {
    Intent.FACT_RETRIEVAL: plan_lookup,
    Intent.COMPARISON: plan_comparison,
    Intent.TREND_ANALYSIS: plan_trend,
    Intent.ROOT_CAUSE: plan_root_cause,
    Intent.BREAKDOWN: plan_breakdown,
    Intent.RANKING: plan_ranking,
    Intent.TARGET: plan_target,
    Intent.ANOMALY: plan_anomaly,
    Intent.PREDICTION: plan_prediction,
    Intent.CORRELATION: plan_correlation,
}
"""A list needs no metric and is planned by `listing`."""

__all__ = ["PLANNERS"]
