"""Questions on the seed tenants with the true numbers, and what an answer lacks when held against them."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final, Self

from tests.evaluation.labels import FOLDER, read_lines

PERCENT_UNITS: Final = {"%", "percent", "pp", "points", "percentage points"}
"""Units in which an answer may give what is labelled as a fraction (unit ``ratio``)."""

MINIMUM_DIGITS: Final = 3
"""A number that never ends may be rounded, but not to fewer significant digits than this."""

_SIGNS: Final = {
    "method": re.compile(r"forecast|trend|season|naive|drift|smooth|regress|average|theil|linear", re.IGNORECASE),
    "interval": re.compile(r"interval|low|high|upper|between|range", re.IGNORECASE),
    "coefficient": re.compile(r"correlation|coefficient|pearson|spearman", re.IGNORECASE),
    "pairs": re.compile(r"pairs|observations|points|periods|months|quarters|\bn\b", re.IGNORECASE),
}


@dataclass(frozen=True, slots=True)
class TrueNumber:
    """An exact number with its unit: an ISO currency, ``count``, ``points``, or ``ratio`` for fractions."""

    value: Fraction
    unit: str

    @classmethod
    def from_json(cls, row: Mapping[str, str]) -> Self:
        """From ``{"value": "0.35" or "1/6", "unit"}``."""
        return cls(Fraction(row["value"]), row["unit"])

    def is_given_by(self, value: str, unit: str) -> bool:
        """Whether the text of a decimal in this unit is this number: exactly, or rounded where it never ends."""
        given, scale = Decimal(value), 1
        if unit != self.unit:
            if self.unit != "ratio" or unit.casefold() not in PERCENT_UNITS:
                return False
            scale = 100
        wanted = self.value * scale
        if Fraction(given) == wanted:
            return True
        places = -int(given.as_tuple().exponent)
        enough = places > 0 and len(given.as_tuple().digits) >= MINIMUM_DIGITS
        return _never_ends(wanted) and enough and abs(Fraction(given) - wanted) * 2 * 10**places <= 1


@dataclass(frozen=True, slots=True)
class TrueAnswer:
    """What the answer to one question must hold. `outcomes` are those that will do."""

    id: str
    kind: str
    tenant: str
    as_of: date
    question: str
    outcomes: frozenset[str]
    numbers: tuple[TrueNumber, ...]
    periods: tuple[str, ...]
    mentions: tuple[str, ...]
    requires: tuple[str, ...]

    @classmethod
    def from_json(cls, row: Mapping[str, Any]) -> Self:
        """From one line of `answers.jsonl`."""
        return cls(
            row["id"],
            row["kind"],
            row["tenant"],
            date.fromisoformat(row["asOf"]),
            row["question"],
            frozenset({row["outcome"], *row.get("acceptOutcome", ())}),
            tuple(TrueNumber.from_json(number) for number in row["numbers"]),
            tuple(row["periods"]),
            tuple(row["mentions"]),
            tuple(row["requires"]),
        )


def load_answers() -> tuple[TrueAnswer, ...]:
    """All question-answer pairs, in the order of their ids."""
    return tuple(TrueAnswer.from_json(row) for row in read_lines(FOLDER / "answers.jsonl"))


def faults(truth: TrueAnswer, answer: Mapping[str, Any]) -> tuple[str, ...]:
    """What is wrong with an answer of `POST /chat` (as JSON), a sentence each; empty when it is right."""
    if answer["outcome"] not in truth.outcomes:
        return (f"outcome {answer['outcome']}, not {' or '.join(sorted(truth.outcomes))}",)
    return (*_numbers_missing(truth, answer), *_periods_missing(truth, answer), *_words_missing(truth, answer))


def _never_ends(number: Fraction) -> bool:
    rest = number.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    return rest != 1


def _numbers_missing(truth: TrueAnswer, answer: Mapping[str, Any]) -> Iterable[str]:
    given = [(str(one["value"]), one["unit"]) for part in ("dataReferences", "derived") for one in answer[part]]
    for number in truth.numbers:
        if not any(number.is_given_by(*one) for one in given):
            yield f"no reference or derived value is {number.value} {number.unit}"


def _periods_missing(truth: TrueAnswer, answer: Mapping[str, Any]) -> Iterable[str]:
    cited = {reference["period"] for reference in answer["dataReferences"]}
    named = cited | set(answer["interpretation"]["periods"])
    return (f"period {period} is neither cited nor named" for period in truth.periods if period not in named)


def _words_missing(truth: TrueAnswer, answer: Mapping[str, Any]) -> Iterable[str]:
    interpretation = answer["interpretation"]
    text = " ".join([answer["answer"], *interpretation["filters"], *interpretation["groupBy"]])
    for name in truth.mentions:
        if name.casefold() not in text.casefold():
            yield f"{name} is not mentioned"
    derived = " ".join(f"{one['label']} {one['operation']}" for one in answer["derived"])
    for sign in truth.requires:
        if not _SIGNS[sign].search(f"{text} {derived}"):
            yield f"nothing tells the {sign}"
