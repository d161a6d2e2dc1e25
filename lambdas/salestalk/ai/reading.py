"""Help with reading a question: when it is asked for, what is sent, and what becomes of what comes back."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any, Final

from salestalk.ai.policy import ReadingPolicy
from salestalk.ai.reading_check import Checked
from salestalk.ai.vocabulary import Vocabulary
from salestalk.contracts.answer import Outcome
from salestalk.contracts.catalog import CatalogEntry
from salestalk.contracts.classification import (
    Classification,
    Comparison,
    Components,
    Filter,
    FilterOp,
    Intent,
    Rank,
    TimeRange,
)
from salestalk.contracts.jsontext import dumps
from salestalk.understanding.result import Understanding

MAX_REJECTED: Final = 2_000
HELPED: Final = "A language model helped to read the question."


def wants_help(understood: Understanding, policy: ReadingPolicy) -> bool:
    """Whether the parser is too unsure to be left alone with a question.

    Never where it refused for a reason that is not among the policy's: what is nobody's to ask stays so. A follow-up is
    read with the turn before it, which no model is told.
    """
    if understood.inherited or len(understood.question) > policy.max_question:
        return False
    reading = understood.classification
    if understood.outcome is Outcome.ANSWERED:
        return reading.confidence < policy.unsure_below
    unsure = reading.components.subject_confidence < policy.subject_unsure_below
    return unsure and understood.reason in policy.helped_reasons


def question_data(question: str, as_of: date, vocabulary: Vocabulary) -> dict[str, Any]:
    """What a model is told: the question, the day, and the tenant's own names."""
    return {"question": question, "today": as_of.isoformat(), **vocabulary.as_data()}


def repair_data(told: Mapping[str, Any], given: Mapping[str, Any], faults: tuple[str, ...]) -> dict[str, Any]:
    """The same with the reading that was wrong, unless it was endless, and why."""
    reading = given if len(dumps(given)) <= MAX_REJECTED else {}
    return {**told, "rejected": {"reading": reading, "because": faults[:10]}}


def helped(understood: Understanding, reading: Checked, policy: ReadingPolicy) -> Understanding | None:
    """The question with the model's reading, in which all stands that the parser was sure of.

    A time that the parser found, and values that it knows, are its own. None where it found a condition on amounts that
    the model's subject does not carry over.
    """
    mine, given = understood.classification, reading.given
    if any(not _is_slice(one) for one in mine.filters) and mine.subject != given.subject:
        return None
    filters = _filters(mine, reading)
    classification = Classification(
        intent=given.intent,
        subject=given.subject,
        domain=reading.entry.domain,
        measure=given.measure,
        time_range=_time(mine.time_range, reading),
        filters=filters,
        group_by=_groups(reading, filters),
        rank=_rank(mine.rank, reading),
        related_subject=given.related_subject,
        confidence=policy.confidence,
        components=_components(policy),
    )
    return replace(
        understood,
        outcome=Outcome.ANSWERED,
        classification=classification,
        reason=None,
        choices=(),
        assumptions=(*understood.assumptions, HELPED),
    )


def _is_slice(one: Filter) -> bool:
    return one.op in (FilterOp.EQ, FilterOp.NOT)


def _is_known(one: Filter, entry: CatalogEntry) -> bool:
    return not _is_slice(one) or set(one.values) <= set(entry.dimensions.get(one.key, ()))


def _filters(mine: Classification, reading: Checked) -> tuple[Filter, ...]:
    kept = tuple(one for one in mine.filters if _is_known(one, reading.entry))
    named = {one.key for one in kept}
    return (*kept, *(one for one in reading.filters if one.key not in named))


def _time(mine: TimeRange | None, reading: Checked) -> TimeRange:
    said = mine is not None and (mine.keys or mine.expression not in (None, "current") or mine.comparison)
    time = mine if mine is not None and said else reading.time
    code = Comparison.TARGET if reading.given.intent is Intent.TARGET else reading.given.comparison
    return time.model_copy(update={"comparison": code}) if code and time.comparison is None else time


def _groups(reading: Checked, filters: tuple[Filter, ...]) -> tuple[str, ...]:
    """Values put beside each other group by their own dimension, as the parser has it."""
    given = reading.given
    if given.group_by or given.intent is not Intent.COMPARISON or given.comparison:
        return given.group_by
    return tuple(one.key for one in filters if one.op is FilterOp.EQ and len(one.values) > 1)[:1]


def _rank(mine: Rank | None, reading: Checked) -> Rank | None:
    rank = reading.given.rank
    if rank is None:
        return None
    return mine or Rank(direction=rank.direction, limit=rank.limit)


def _components(policy: ReadingPolicy) -> Components:
    """One figure for all: nobody has measured how sure a model is."""
    names = ("intent", "subject", "measure", "dimension", "time")
    return Components.model_validate({f"{name}_confidence": policy.confidence for name in names})
