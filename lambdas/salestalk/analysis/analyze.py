"""Carries out a plan's analysis; one per intent, registered here."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from salestalk.analysis.comparison import compare
from salestalk.analysis.inquiry import Inquiry
from salestalk.analysis.lookup import look_up
from salestalk.analysis.model import Findings
from salestalk.analysis.rootcause import find_causes
from salestalk.analysis.trend import follow
from salestalk.contracts.classification import Intent
from salestalk.planning.model import QueryPlan
from salestalk.retrieval.facts import Facts

ANALYSES: Final[Mapping[Intent, Callable[[Inquiry], Any]]] = {
    Intent.FACT_RETRIEVAL: look_up,
    Intent.COMPARISON: compare,
    Intent.TREND_ANALYSIS: follow,
    Intent.ROOT_CAUSE: find_causes,
}


def analyze(plan: QueryPlan, facts: Facts) -> Findings:
    """The findings of a plan on its facts. The same plan and rows give the same findings."""
    inquiry = Inquiry(plan, facts)
    result = ANALYSES[plan.intent](inquiry)
    ledger = inquiry.ledger
    return Findings(plan, result, ledger.references, ledger.derived, ledger.notes)
