"""Question + catalog + previous turn → Understanding: a deterministic parser over vocabulary that is data."""

from datetime import date

from salestalk.calendar import FiscalCalendar
from salestalk.contracts.answer import Outcome
from salestalk.contracts.catalog import Catalog
from salestalk.contracts.classification import Classification
from salestalk.understanding.lexicon import Lexicon, built_in, with_catalog
from salestalk.understanding.pipeline import Setting, classify, read_question
from salestalk.understanding.result import Understanding
from salestalk.understanding.text import read

__all__ = ["Lexicon", "Understanding", "lexicon_for", "understand"]


def lexicon_for(catalog: Catalog | None) -> Lexicon:
    """The prepared dictionaries: the built-in vocabulary, and over it the tenant's names, synonyms and values.

    The caller caches the result per tenant and `catalog.fingerprint`.
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
    """What a question asks."""
    lexicon = lexicon or lexicon_for(catalog)
    reading = read_question(read(question), Setting(lexicon, calendar, as_of))
    classification = classify(reading)
    return Understanding(question, Outcome.ANSWERED, classification)
