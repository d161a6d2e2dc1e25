"""From a classification to a plan: exact keys, half-open intervals, and nothing the question says left out."""

from salestalk.planning.model import QueryPlan, Unplannable
from salestalk.planning.planner import plan

__all__ = ["QueryPlan", "Unplannable", "plan"]
