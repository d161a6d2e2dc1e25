"""Numeric conditions as filters, with the metric they are about."""

from typing import Final

from salestalk.contracts.classification import Filter, FilterOp, Measure
from salestalk.understanding.slots.conditions import Condition
from salestalk.understanding.slots.sentence import Sentence
from salestalk.understanding.words.matching import Mark
from salestalk.understanding.words.spelling import function_words
from salestalk.understanding.words.vocabulary_files import grammar

_SIZE_OF: Final = {"deal_count": "deal_size", "pipeline_value": "deal_size", "order_count": "order_value"}
"""What an amount beside the counted thing is about."""


def condition_key(sentence: Sentence, condition: Condition) -> tuple[str, Mark | None]:
    """The metric a condition is about: the one named right before it, else right behind, else the last before it."""
    metrics = [mark for mark in sentence.parts("metric") if len(mark.entry.metrics) == 1]
    if condition.days:
        metrics = [mark for mark in metrics if sentence.lexicon.facts(mark.entry.metrics[0]).duration]
        if not metrics:
            return "cycle_time", None
    if (noun := _noun_behind(sentence, condition)) and not _is_measured(sentence, metrics, condition):
        return noun, None
    nouns = [role.mark for role in sentence.roles if role.part in ("noun", "dimension") and role.mark.entry.metrics]
    candidates = sorted([*metrics, *nouns])
    before = [mark for mark in candidates if mark.end <= condition.start]
    after = [mark for mark in candidates if 0 <= mark.start - condition.end <= 4]
    if before and condition.start - before[-1].end <= 3 and not (after and _is_counted(sentence, before[-1])):
        mark = before[-1]
    elif after:
        return after[0].entry.metrics[0], after[0]
    elif before:
        mark = before[-1]
    else:
        return _named_by_verb(sentence, condition), None
    metric = mark.entry.metrics[0]
    return _SIZE_OF.get(metric, metric), mark


def _is_measured(sentence: Sentence, metrics: list[Mark], condition: Condition) -> bool:
    """``quota attainment < 80% reps``: the figure that stands right before a sign, whatever follows."""
    before = [mark for mark in metrics if 0 <= condition.start - mark.end <= 1]
    return bool(before) and sentence.lexicon.facts(before[-1].entry.metrics[0]).measure is not Measure.COUNT


def _noun_behind(sentence: Sentence, condition: Condition) -> str | None:
    """``more than 50 *seats*``: what is counted there, though nobody keeps it."""
    index = condition.end
    if condition.days or index >= len(sentence.tokens):
        return None
    named = [mark.entry.dimension for mark in sentence.parts("dimension") if mark.start == index]
    if named:
        return named[0]
    if index in sentence.covered:
        return None
    token = sentence.tokens[index]
    counted = token.word != token.stem and token.word.isalpha() and not token.broken
    counted = counted and "." not in condition.amount and token.word not in _NO_NOUNS
    return token.stem if counted and token.stem not in function_words() else None


def is_counted_out(sentence: Sentence, index: int) -> bool:
    """Whether a number says how many are the condition: ``with more than *10* reps``."""
    word = sentence.word(index)
    return word.isdecimal() and index in sentence.time_tokens and len(word) < _YEAR


_YEAR: Final = 4
_NO_NOUNS: Final = grammar("condition_filters.no_nouns")

_OPPOSITE: Final = {
    FilterOp.GT: FilterOp.LTE,
    FilterOp.GTE: FilterOp.LT,
    FilterOp.LT: FilterOp.GTE,
    FilterOp.LTE: FilterOp.GT,
    FilterOp.EQ: FilterOp.NOT,
}
_REACH: Final = 4


def as_meant(sentence: Sentence, condition: Condition) -> Condition:
    """``excluding deals under 5k`` keeps those of 5k and more."""
    for index in range(condition.start - 1, max(-1, condition.start - 1 - _REACH), -1):
        roles = [role for role in sentence.roles if role.mark.start <= index < role.mark.end]
        excludes = any("exclude" in role.mark.entry.cues for role in roles)
        if excludes and sentence.word(index) not in ("but", "no", "not", "less"):
            return condition._replace(op=_OPPOSITE[condition.op])
        leads = sentence.word(index) in ("with", "of", "that", "are", "were", "any", "all", "worth", "a", "value")
        if not leads and not any(role.part in ("metric", "noun", "dimension") for role in roles):
            return condition
    return condition


def _named_by_verb(sentence: Sentence, condition: Condition) -> str:
    """``attainment above 120%``: a rate that an everyday word right before stands for, else an amount."""
    for role in sentence.roles:
        metric = role.mark.entry.verb
        beside = 0 <= condition.start - role.mark.end <= 2 or 0 <= role.mark.start - condition.end <= 1
        if metric and beside and sentence.lexicon.facts(metric).measure is Measure.RATE:
            return metric
    return "quota_attainment" if "quota" in sentence.words[condition.end : condition.end + 2] else "amount"


def _is_counted(sentence: Sentence, mark: Mark) -> bool:
    """A thing counted that has no size of its own: the amount is about what is named behind it."""
    metric = mark.entry.metrics[0]
    return sentence.lexicon.facts(metric).measure is Measure.COUNT and metric not in _SIZE_OF


def condition_filters(keyed: tuple[tuple[str, Condition], ...]) -> tuple[Filter, ...]:
    """The conditions as filters."""
    return tuple(Filter(key=key, value=condition.amount, op=condition.op) for key, condition in keyed)
