"""Carries out a plan's analysis; one per intent, registered here."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import localcontext
from typing import Any, Final

from salestalk.analysis.anomaly import find_unusual
from salestalk.analysis.breakdown import break_down
from salestalk.analysis.comparison import compare
from salestalk.analysis.correlation import correlate
from salestalk.analysis.decimals import EXACT
from salestalk.analysis.gaps import gaps
from salestalk.analysis.inquiry import Inquiry
from salestalk.analysis.listing import list_members
from salestalk.analysis.lookup import look_up
from salestalk.analysis.model import Findings, Missing
from salestalk.analysis.prediction import predict
from salestalk.analysis.ranking import rank
from salestalk.analysis.rootcause import find_causes
from salestalk.analysis.target import hold_against_target
from salestalk.analysis.trend import follow
from salestalk.contracts.classification import Intent
from salestalk.planning.model import QueryPlan, Slice, Term
from salestalk.retrieval.facts import Facts

ANALYSES: Final[Mapping[Intent, Callable[[Inquiry], Any]]] = {
    Intent.FACT_RETRIEVAL: look_up,
    Intent.COMPARISON: compare,
    Intent.TREND_ANALYSIS: follow,
    Intent.ROOT_CAUSE: find_causes,
    Intent.BREAKDOWN: break_down,
    Intent.RANKING: rank,
    Intent.TARGET: hold_against_target,
    Intent.LIST: list_members,
    Intent.ANOMALY: find_unusual,
    Intent.PREDICTION: predict,
    Intent.CORRELATION: correlate,
}


def analyze(plan: QueryPlan, facts: Facts, analysis: Callable[[Inquiry], Any] | None = None) -> Findings:
    """The findings of a plan on its facts, by the analysis of its intent or another one.

    The same plan and rows give the same findings, in any decimal context.
    """
    inquiry = Inquiry(plan, facts)
    with localcontext(EXACT):
        result = (analysis or ANALYSES[plan.intent])(inquiry)
        if isinstance(result, Missing):
            found = gaps(plan, facts, plan.metrics[result.subject], result.periods)
            result = replace(result, gaps=found, lacking=_lacking(inquiry, result))
    ledger = inquiry.ledger
    return Findings(plan, result, ledger.references, ledger.derived, ledger.notes)


def _lacking(inquiry: Inquiry, missing: Missing) -> tuple[Slice, ...]:
    """Of the slices the filters ask for, those without a value there; a single one is named by the answer anyway."""
    terms, entry = inquiry.plan.selection.terms, inquiry.plan.metrics[missing.subject]
    several = [one.dimensions for one in terms if len(one.dimensions) > 1 or (one.dimensions and len(terms) > 1)]
    return tuple(
        one for one in several if not any(inquiry.at(period, entry, (Term(1, one),)) for period in missing.periods)
    )
