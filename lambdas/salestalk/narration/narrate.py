"""Tells findings: one narrator per kind of result, one check for all of them."""

from collections.abc import Callable, Mapping
from decimal import localcontext
from typing import Any, Final

from salestalk import names
from salestalk.analysis.anomaly import Anomalies
from salestalk.analysis.breakdown import Breakdown
from salestalk.analysis.comparison import Comparison, Pair, SideBySide
from salestalk.analysis.correlation import Correlation
from salestalk.analysis.decimals import EXACT
from salestalk.analysis.ledger import Citation
from salestalk.analysis.listing import Listing
from salestalk.analysis.lookup import Lookup
from salestalk.analysis.model import Findings, Missing
from salestalk.analysis.prediction import Prediction
from salestalk.analysis.ranking import Ranking
from salestalk.analysis.record import Record
from salestalk.analysis.rootcause import RootCause
from salestalk.analysis.target import Target
from salestalk.analysis.trend import Trend
from salestalk.contracts.answer import CitedReference, Outcome
from salestalk.contracts.reference import Source
from salestalk.narration.anomaly import tell_anomalies
from salestalk.narration.breakdown import tell_breakdown
from salestalk.narration.check import Item, verify
from salestalk.narration.comparison import tell_comparison, tell_pair, tell_side_by_side
from salestalk.narration.correlation import tell_correlation
from salestalk.narration.listing import tell_listing
from salestalk.narration.lookup import tell_lookup
from salestalk.narration.missing import tell_missing
from salestalk.narration.model import Narrative
from salestalk.narration.notes import told_notes
from salestalk.narration.prediction import tell_prediction
from salestalk.narration.prose import joined
from salestalk.narration.ranking import tell_ranking
from salestalk.narration.record import tell_record
from salestalk.narration.rootcause import tell_root_cause
from salestalk.narration.story import Story, Tale
from salestalk.narration.target import tell_target
from salestalk.narration.trend import tell_trend
from salestalk.planning.wording import text_of

NARRATORS: Final[Mapping[type, Callable[[Story, Any], Tale]]] = {
    Lookup: tell_lookup,
    Comparison: tell_comparison,
    SideBySide: tell_side_by_side,
    Pair: tell_pair,
    Trend: tell_trend,
    RootCause: tell_root_cause,
    Breakdown: tell_breakdown,
    Ranking: tell_ranking,
    Record: tell_record,
    Target: tell_target,
    Listing: tell_listing,
    Anomalies: tell_anomalies,
    Prediction: tell_prediction,
    Correlation: tell_correlation,
    Missing: tell_missing,
}


def narrate(findings: Findings) -> Narrative:
    """The answer in words, with chart, references and derived values.

    The same findings give the same narrative. Raises `InvariantBroken` when a numeral of the text is not, at its
    printed precision, the value it stands for: then nothing is sent.
    """
    story = Story(findings)
    with localcontext(EXACT):
        tale = NARRATORS[type(findings.result)](story, findings.result)
        parts = joined((*tale.sentences, *findings.plan.caveats, *told_notes(story)))
    references = tuple(_cited(one) for one in findings.references)
    items = {one.id: Item(one.value, one.unit) for one in references}
    items |= {one.id: Item(one.value, one.unit) for one in findings.derived}
    figures = verify(parts, items)
    answered = tale.outcome is Outcome.ANSWERED
    return Narrative(
        outcome=tale.outcome,
        reason=tale.reason,
        text=text_of(parts),
        interpretation=findings.plan.interpretation,
        data_references=references if answered else (),
        derived=findings.derived if answered else (),
        chart=tale.chart,
        suggestions=findings.plan.suggestions,
        facts_total=figures,
        facts_verified=figures,
    )


def _cited(cited: Citation) -> CitedReference:
    row = cited.row
    return CitedReference.assembled(
        metric=row.subject,
        period=row.period,
        value=row.value,
        unit=row.unit,
        dimensions=row.dimensions or None,
        source=Source.assembled(table=names.metrics_table(row.tenant_id), pk=row.pk, sk=cited.sk, version=row.version),
        id=cited.id,
    )
