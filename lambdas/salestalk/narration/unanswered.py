"""Answers that hold no number: clarifications, refusals, and what is not loaded; each with what could be asked."""

from datetime import date
from typing import Final

from salestalk.calendar import FiscalCalendar
from salestalk.contracts.answer import Interpretation, Outcome
from salestalk.contracts.catalog import Catalog
from salestalk.narration.check import verify
from salestalk.narration.model import Narrative
from salestalk.planning.draft import calendar_text
from salestalk.planning.model import Unplannable
from salestalk.planning.suggestions import starters
from salestalk.planning.timeline import Timeline
from salestalk.planning.wording import listed, marked, metric_inside, text_of
from salestalk.understanding.result import Understanding

REFUSALS: Final = {
    "out_of_scope": "I answer questions about this company's business metrics, and this is not one.",
    "unsupported_language": "I understand questions in English only.",
    "action_request": "I answer questions and change nothing: I cannot do that.",
    "personal_data": "I do not answer questions about individuals' private data.",
    "invalid_period": "That period does not exist in the calendar.",
    "unknown_metric": "I do not know that metric.",
    "other_tenant": "I can only answer from your own company's data.",
    "nonsense": "I could not find a question in that.",
}
CLARIFICATIONS: Final = {
    "missing_metric": "Which metric do you mean?",
    "ambiguous_metric": "More than one metric fits. Which do you mean?",
    "ambiguous_time": "More than one period fits. Which do you mean?",
    "unsupported_rank": "I rank from the top or from the bottom, one end at a time. Which would you like?",
    "unsupported_calculation": "I do not work that out. Which of the figures it is made of would you like?",
    "unsupported_slice": "I cannot tell those apart in the figures I have. What would you like instead?",
    "unsupported_currency": "I show figures in the currency they are kept in, and convert none. Would you like those?",
    "unsupported_grouping": "I cannot split it by that. Would you like the total, or a split by something else?",
    "unsupported_condition": "I could not tell what that amount is about. Would you like the figures without it?",
    "missing_context": "I do not know what this refers to. What would you like to know?",
}
_WHAT_IT_IS: Final = ". Which kind of thing is it? Put it before the name, as in “for customer …” or “for product …”."
_REFUSED: Final = "I cannot answer that."
_UNCLEAR: Final = "I am not sure what you mean. Is it one of these?"
_NAMES_METRICS: Final = frozenset({"unknown_metric", "missing_metric", "missing_context"})


def narrate_unanswered(
    unanswered: Understanding | Unplannable, catalog: Catalog, *, as_of: date, calendar: FiscalCalendar | None = None
) -> Narrative:
    """The sentence for a question that is not answered with numbers, and questions that would be.

    Raises `InvariantBroken` should the sentence hold a numeral that is not part of a name or a period's label.
    """
    timeline = Timeline(calendar or FiscalCalendar(), as_of)
    if isinstance(unanswered, Unplannable):
        outcome, reason, sentence = unanswered.outcome, unanswered.reason, unanswered.sentence
        suggestions = unanswered.suggestions or starters(catalog, timeline)
        interpretation = unanswered.interpretation
    else:
        outcome, reason = unanswered.outcome, unanswered.reason or "unclear"
        sentence = _sentence(unanswered, catalog)
        suggestions = unanswered.choices or starters(catalog, timeline)
        interpretation = None
    verify(sentence, {})
    return Narrative(
        outcome=outcome,
        reason=reason,
        text=text_of(sentence),
        interpretation=interpretation or _interpretation(unanswered, timeline),
        suggestions=suggestions,
    )


def _sentence(unanswered: Understanding, catalog: Catalog) -> tuple[str, ...]:
    reason = unanswered.reason or ""
    if unanswered.unplaced:
        return ("I cannot place ", marked(unanswered.unplaced), _WHAT_IT_IS)
    if unanswered.outcome is Outcome.CLARIFICATION:
        words = CLARIFICATIONS.get(reason, _UNCLEAR)
    else:
        words = REFUSALS.get(reason, _REFUSED)
    names = listed([metric_inside(entry) for entry in catalog if entry.target_of is None])
    if reason in _NAMES_METRICS and names:
        return (words, " Loaded are ", *names, ".")
    return (words,)


def _interpretation(unanswered: Understanding | Unplannable, timeline: Timeline) -> Interpretation:
    said = (*unanswered.assumptions, *unanswered.inherited) if isinstance(unanswered, Understanding) else ()
    return Interpretation(assumptions=said, calendar=calendar_text(timeline), as_of=timeline.as_of.isoformat())
