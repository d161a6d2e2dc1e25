"""The stage itself: a message to its question, the question to its reading, the reading to an outcome."""

from collections.abc import Mapping
from datetime import date
from typing import Final

from salestalk.calendar import FiscalCalendar
from salestalk.contracts.answer import Outcome
from salestalk.contracts.catalog import Catalog
from salestalk.contracts.classification import Classification, Intent
from salestalk.understanding.classifying import assumptions_of, classify
from salestalk.understanding.declining.clarify import choices, suggestions, unclear
from salestalk.understanding.declining.commands import COMMANDS, without_commands
from salestalk.understanding.declining.language import is_foreign, is_nonsense
from salestalk.understanding.declining.refusals import refusal_of
from salestalk.understanding.declining.unknown_metrics import is_about_a_figure
from salestalk.understanding.declining.unplaced import UNPLACED, unplaced_name
from salestalk.understanding.message.followups import is_followup, merge, with_opener
from salestalk.understanding.message.questions import split_message
from salestalk.understanding.pipeline import Reading, Setting, read_question
from salestalk.understanding.result import Understanding
from salestalk.understanding.slots.subjects import UNKNOWN
from salestalk.understanding.words.lexicon import Lexicon, built_in
from salestalk.understanding.words.phrases import refusal_phrases
from salestalk.understanding.words.tenant_lexicon import with_catalog
from salestalk.understanding.words.text import Text, read

_EMPTY: Final = "nonsense"


def lexicon_for(catalog: Catalog | None) -> Lexicon:
    """The prepared dictionaries: the built-in vocabulary, and over it the tenant's names, synonyms and values.

    The caller keeps the result for as long as the catalog is the same.
    """
    return built_in() if catalog is None else with_catalog(built_in(), catalog)


def understand(
    question: str,
    catalog: Catalog | None,
    previous: Classification | None = None,
    *,
    calendar: FiscalCalendar,
    as_of: date,
    lexicon: Lexicon | None = None,
) -> Understanding:
    """What a question asks, as of a day of the tenant's calendar.

    ``catalog`` None means the built-in vocabulary alone; ``previous`` is the classification of the answer before in
    the same session; ``lexicon`` is what `lexicon_for` gave for the same catalog. Any text is answered, none raises.
    """
    lexicon = lexicon or lexicon_for(catalog)
    whole = read(question if previous is None else with_opener(question))
    said = refusal_phrases().find(whole.tokens)
    message = split_message(without_commands(whole) if COMMANDS in said else whole, lexicon)
    group_key = previous.group_by[0] if previous and previous.group_by else None
    ahead = previous is not None and previous.intent is Intent.PREDICTION
    setting = Setting(lexicon, calendar, as_of, message.context.tokens, group_key, ahead)
    reading = read_question(message.text, setting)
    earlier = previous if previous is not None and is_followup(reading, previous) else None
    if code := _refused(whole, said, reading, followup=earlier is not None):
        return Understanding(question, Outcome.REFUSED, classify(reading), code, suggestions(reading))
    if reason := unclear(reading, followup=earlier is not None):
        name = unplaced_name(reading) if reason == UNPLACED else None
        back = choices(reading, reason)
        return Understanding(question, Outcome.CLARIFICATION, classify(reading), reason, back, unplaced=name)
    remaining = message.remaining
    if earlier is not None:
        merged = merge(reading, earlier, setting)
        assumed = assumptions_of(reading, merged.classification.time_range)
        return Understanding(
            question, Outcome.ANSWERED, merged.classification, None, (), assumed, merged.inherited, remaining
        )
    if reading.subject.subject == UNKNOWN and reading.rule.intent is not Intent.LIST:
        code = "unknown_metric" if is_about_a_figure(reading) else "out_of_scope"
        return Understanding(question, Outcome.REFUSED, classify(reading), code, suggestions(reading))
    assumed = assumptions_of(reading)
    return Understanding(question, Outcome.ANSWERED, classify(reading), assumptions=assumed, remaining=remaining)


def _refused(whole: Text, said: Mapping[str, str], reading: Reading, *, followup: bool) -> str | None:
    if is_foreign(whole, reading.sentence.lexicon):
        return "unsupported_language"
    if is_nonsense(whole, reading):
        return "nonsense"
    return refusal_of(whole, said, reading, followup=followup)
