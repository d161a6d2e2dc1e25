"""The value this stage gives: a question's reading and whether it can be answered."""

from salestalk.contracts.answer import Outcome
from salestalk.contracts.classification import Classification
from salestalk.values import frozen


@frozen
class Understanding:
    """A question as understood.

    ``outcome`` is `ANSWERED` when the classification can be planned, `CLARIFICATION` when two readings are close (then
    ``choices`` are complete questions that would settle it), `REFUSED` when it cannot be answered (then they are what
    could be asked instead); ``reason`` is the code of the latter two. ``assumptions`` and ``inherited`` are sentences
    for `interpretation`; ``remaining`` holds further questions of the same message, in order; ``unplaced`` is the name
    that an `unplaced_name` is about, as it was written.
    """

    question: str
    outcome: Outcome
    classification: Classification
    reason: str | None = None
    choices: tuple[str, ...] = ()
    assumptions: tuple[str, ...] = ()
    inherited: tuple[str, ...] = ()
    remaining: tuple[str, ...] = ()
    unplaced: str | None = None
