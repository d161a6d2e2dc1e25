"""When a model is asked, for how long, and how much it is told: data in ``policy.json``."""

from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, Final

from salestalk.ai.ports import Spent
from salestalk.contracts.jsontext import loads
from salestalk.values import frozen

FILE: Final = Path(__file__).with_name("policy.json")


@frozen
class ReadingPolicy:
    """Help with reading a question.

    It is asked for where the reading as a whole is less sure than ``unsure_below``, or where no answer was found for
    one of ``helped_reasons`` and the subject is less sure than ``subject_unsure_below``. ``confidence`` is what a
    model's reading is given. The rest bounds what is sent.
    """

    unsure_below: Decimal
    subject_unsure_below: Decimal
    helped_reasons: frozenset[str]
    confidence: Decimal
    max_tokens: int
    max_question: int
    max_metrics: int
    max_synonyms: int
    max_dimensions: int
    max_values: int


@frozen
class PhrasingPolicy:
    """Rewriting an answer; a longer one, or one of more figures, is told as it is."""

    max_tokens: int
    max_question: int
    max_text: int
    max_figures: int


@frozen
class Policy:
    """All of it.

    Times in milliseconds: what an answer may take in all, what of that is kept for storing it, and how much must be
    left for a call to be worth its price.
    """

    understanding: ReadingPolicy
    phrasing: PhrasingPolicy
    answer_within_ms: int
    kept_for_storing_ms: int
    worth_trying_ms: int
    bytes_per_token: int
    breaker_failures: int
    breaker_rest_seconds: int

    def expected(self, sent_bytes: int, max_tokens: int) -> Spent:
        """What a call may use at most, near enough to hold a budget before anybody has counted."""
        return Spent(-(-sent_bytes // self.bytes_per_token), max_tokens)


@cache
def policy() -> Policy:
    """The policy that is deployed."""
    given: Any = loads(FILE.read_bytes())
    reading = given.pop("understanding")
    reading = ReadingPolicy(**{**reading, "helped_reasons": frozenset(reading["helped_reasons"])})
    return Policy(understanding=reading, phrasing=PhrasingPolicy(**given.pop("phrasing")), **given)
