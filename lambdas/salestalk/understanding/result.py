"""The value this stage gives: a question's reading and whether it can be answered."""

from dataclasses import dataclass

from salestalk.contracts.answer import Outcome
from salestalk.contracts.classification import Classification


@dataclass(frozen=True, slots=True)
class Understanding:
    """A question as understood.

    ``outcome`` is `ANSWERED` when the classification can be planned, `CLARIFICATION` when two readings are close (then
    ``choices`` are complete questions that would settle it), `REFUSED` when it cannot be answered (then they are what
    could be asked instead); ``reason`` is the code of the latter two. ``assumptions`` and ``inherited`` are sentences
    for `interpretation`; ``remaining`` holds further questions of the same message, in order.
    """

    question: str
    outcome: Outcome
    classification: Classification
    reason: str | None = None
    choices: tuple[str, ...] = ()
    assumptions: tuple[str, ...] = ()
    inherited: tuple[str, ...] = ()
    remaining: tuple[str, ...] = ()
