"""How good an answer was, from what its event says of itself: no question, no answer and no value is looked at."""

from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final

from salestalk.contracts.events import Event, NarrativeGenerated
from salestalk.errors import InvalidInput
from salestalk.values import frozen

DOUBTFUL: Final = Decimal("0.5")
"""Of a question that was understood with less confidence, somebody should look at how it was understood."""


class Verdict(StrEnum):
    """What the numbers say."""

    SOUND = "sound"
    DOUBTFUL = "doubtful"
    UNVERIFIED = "unverified"


@frozen
class Judgment:
    """An answer's quality in numbers; ``cost`` is in US dollars."""

    verdict: Verdict
    hallucination: bool
    unverified: int
    confidence: Decimal
    cost: Decimal
    intent: str
    model: str

    def told(self) -> Mapping[str, Any]:
        """For the log line."""
        return {
            "outcome": str(self.verdict),
            "hallucination": self.hallucination,
            "factsUnverified": self.unverified,
            "confidence": self.confidence,
            "intent": self.intent,
            "model": self.model,
        }


def judge(event: Event) -> Judgment:
    """The judgment of an answer. Raises `InvalidInput` for an event that tells of none."""
    told = event.data
    if not isinstance(told, NarrativeGenerated):
        raise InvalidInput(f"{event.event_type} tells of no answer.")
    quality = told.quality_metrics
    unverified = quality.facts_total - quality.facts_verified
    return Judgment(
        verdict=_verdict(quality.hallucination_detected, unverified, quality.confidence_score),
        hallucination=quality.hallucination_detected,
        unverified=unverified,
        confidence=quality.confidence_score,
        cost=told.cost.amount_usd,
        intent=str(told.classification.intent),
        model=told.ai_model.model_id,
    )


def _verdict(hallucination: bool, unverified: int, confidence: Decimal) -> Verdict:
    if hallucination or unverified:
        return Verdict.UNVERIFIED
    return Verdict.DOUBTFUL if confidence < DOUBTFUL else Verdict.SOUND
