"""The value this stage gives."""

from typing import Any

from salestalk.contracts.answer import CitedReference, DerivedValue, Interpretation, Outcome
from salestalk.values import frozen


@frozen
class Narrative:
    """A finished answer: its text, and everything that shows the text to be true.

    ``facts_total`` numerals of the text stand for values; all of them were verified, or there would be no narrative.
    """

    outcome: Outcome
    text: str
    interpretation: Interpretation
    reason: str | None = None
    data_references: tuple[CitedReference, ...] = ()
    derived: tuple[DerivedValue, ...] = ()
    chart: dict[str, Any] | None = None
    suggestions: tuple[str, ...] = ()
    facts_total: int = 0
    facts_verified: int = 0
    hallucination_detected: bool = False
