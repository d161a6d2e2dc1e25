"""How sure a reading is: a prior per slot by how it was found, and a figure calibrated on labelled questions."""

from decimal import Decimal
from functools import cache, lru_cache
from math import exp, log
from typing import Final, NamedTuple

from salestalk.contracts.classification import Components
from salestalk.understanding.words.vocabulary_files import load


class Evidence(NamedTuple):
    """How each slot was found, and what makes a reading doubtful."""

    intent: float
    subject: str
    measure: str
    dimension: str
    time: str
    unknown_words: int
    repairs: int
    length: int


@cache
def _data() -> dict[str, dict[str, float]]:
    return load("confidence")


@lru_cache(maxsize=1024)
def components(evidence: Evidence) -> Components:
    """The certainty of each slot."""
    data = _data()
    return Components(
        intent_confidence=_decimal(evidence.intent),
        subject_confidence=_decimal(data["subject"][evidence.subject]),
        measure_confidence=_decimal(data["measure"][evidence.measure]),
        dimension_confidence=_decimal(data["dimension"][evidence.dimension]),
        time_confidence=_decimal(data["time"][evidence.time]),
    )


def features(evidence: Evidence) -> tuple[float, ...]:
    """What the calibration weighs, in the order of its coefficients."""
    data = _data()
    return (
        1.0,
        _logit(evidence.intent),
        _logit(data["subject"][evidence.subject]),
        _logit(data["measure"][evidence.measure]),
        _logit(data["dimension"][evidence.dimension]),
        _logit(data["time"][evidence.time]),
        float(min(evidence.unknown_words, 3)),
        float(min(evidence.repairs, 3)),
        min(evidence.length, 40) / 10,
    )


WEIGHTS: Final = (
    "bias", "intent", "subject", "measure", "dimension", "time", "unknown_words", "repairs", "length",
)  # fmt: skip


@lru_cache(maxsize=1024)
def overall(evidence: Evidence) -> Decimal:
    """The probability that the whole reading is right."""
    weights = _data()["weights"]
    total = sum(weights[name] * value for name, value in zip(WEIGHTS, features(evidence), strict=True))
    return _decimal(1 / (1 + exp(-max(-30.0, min(30.0, total)))))


def _logit(probability: float) -> float:
    return log(probability / (1 - probability))


def _decimal(value: float) -> Decimal:
    return Decimal(round(value * 1000)).scaleb(-3)
