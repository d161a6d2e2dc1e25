"""Numeric conditions as filters, with the metric they are about."""

from typing import Final

from salestalk.contracts.classification import Filter, Measure
from salestalk.understanding.conditions import Condition
from salestalk.understanding.matching import Mark
from salestalk.understanding.sentence import Sentence

_SIZE_OF: Final = {"deal_count": "deal_size", "pipeline_value": "deal_size", "order_count": "order_value"}
"""What an amount beside the counted thing is about."""


def condition_key(sentence: Sentence, condition: Condition) -> tuple[str, Mark | None]:
    """The metric a condition is about: the one named right before it, else right behind, else the last before it."""
    metrics = [mark for mark in sentence.parts("metric") if len(mark.entry.metrics) == 1]
    if condition.days:
        metrics = [mark for mark in metrics if sentence.lexicon.facts(mark.entry.metrics[0]).duration]
        if not metrics:
            return "cycle_time", None
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
