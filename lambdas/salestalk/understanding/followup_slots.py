"""Filters, groups and rank of a follow-up: each replaced where it is named, else kept."""

from typing import Final

from salestalk.contracts.classification import Classification, Filter, FilterOp, Intent, Rank
from salestalk.understanding.groups import directed
from salestalk.understanding.pipeline import Reading
from salestalk.understanding.sentence import Sentence
from salestalk.understanding.time_words import number_at


def merged_filters(reading: Reading, previous: Classification) -> tuple[Filter, ...]:
    """The filters of before, each key replaced or dropped where the follow-up says so, with the new ones behind."""
    removed = _removed(reading.sentence, reading, previous)
    kept = [f for f in previous.filters if f.key not in removed]
    if removed and not _adds_while_removing(reading):
        return tuple(kept)
    new = [_beside_old(_same_amount(f, previous), reading, previous) for f in reading.filters]
    for f in new:
        kept = [old for old in kept if not _replaces(f, old)]
    return (*kept, *new)


def _adds_while_removing(reading: Reading) -> bool:
    if reading.sentence.word(0) in _DROPPING:
        return False
    return any(f.op is FilterOp.NOT for f in reading.filters) and "unfilter" not in reading.sentence.cues


def _beside_old(new: Filter, reading: Reading, previous: Classification) -> Filter:
    """``compared to France?`` after a question about Germany: both."""
    if "versus" not in reading.features or new.op is not FilterOp.EQ:
        return new
    for old in previous.filters:
        if old.key == new.key and old.op is FilterOp.EQ:
            both = dict.fromkeys((*old.values, *new.values))
            return new.model_copy(update={"value": tuple(both)}) if len(both) > 1 else new
    return new


def _replaces(new: Filter, old: Filter) -> bool:
    if new.key != old.key:
        return False
    ordering = {FilterOp.GT, FilterOp.GTE}
    if new.op in (FilterOp.EQ, FilterOp.NOT) or old.op in (FilterOp.EQ, FilterOp.NOT):
        return new.op is old.op or new.op is FilterOp.EQ or set(new.values) >= set(old.values)
    return (new.op in ordering) == (old.op in ordering)


def _same_amount(f: Filter, previous: Classification) -> Filter:
    """``over 100k`` after a condition is about the same amount."""
    if f.key != "amount":
        return f
    for old in previous.filters:
        if old.op not in (FilterOp.EQ, FilterOp.NOT):
            return f.model_copy(update={"key": old.key})
    sizes = {"deal_count": "deal_size", "pipeline_value": "deal_size", "order_count": "order_value"}
    return f.model_copy(update={"key": sizes.get(previous.subject, previous.subject)})


def _removed(sentence: Sentence, reading: Reading, previous: Classification) -> frozenset[str]:
    """The keys whose filter is dropped ("in all regions", "drop the mobile filter", "without the filter")."""
    words = {token.word for token in sentence.tokens}
    if dropped := dropped_keys(reading, previous):
        return dropped
    lifting = "unfilter" in sentence.cues or (
        words & {"filter", "filters"} and words & {"drop", "remove", "without", "clear", "no"}
    )
    if not lifting:
        return frozenset()
    named = {f.key for f in reading.filters} | {group.dimension for group in reading.groups}
    named |= {mark.entry.dimension for mark in sentence.parts("dimension") if mark.entry.dimension}
    keys = {f.key for f in previous.filters}
    return frozenset(named & keys) if named else frozenset(keys)


_DROPPING: Final = frozenset({"drop", "remove", "clear", "lose", "forget"})


def dropped_keys(reading: Reading, previous: Classification) -> frozenset[str]:
    """``drop EMEA`` after a question about EMEA: its filter goes."""
    if reading.sentence.word(0) not in _DROPPING:
        return frozenset()
    held = {(one.key, value) for one in previous.filters for value in one.values}
    return frozenset(one.key for one in reading.filters if any((one.key, value) in held for value in one.values))


def merged_groups(
    reading: Reading, said: Classification, previous: Classification, intent: Intent, filters: tuple[Filter, ...]
) -> tuple[str, ...]:
    """The groups named now, else those of before."""
    removed = previous.filters and len(filters) < len(previous.filters)
    spoken = tuple(group.dimension for group in reading.groups)
    if spoken and not (removed and "unfilter" in reading.sentence.cues):
        return spoken
    if intent is Intent.COMPARISON and said.group_by and not spoken:
        return said.group_by
    return previous.group_by


def merged_rank(
    said: Classification, previous: Classification, intent: Intent, reading: Reading, subject: str
) -> Rank | None:
    """The rank named now, of the subject meant, else that of before; a bare number changes its limit."""
    if intent is not Intent.RANKING:
        return None
    if said.rank is None:
        number = _number_said(reading) if previous.rank and not reading.filters else None
        return previous.rank.model_copy(update={"limit": number}) if previous.rank and number else previous.rank
    rank = directed(said.rank, reading.sentence, subject)
    if previous.rank and not _limit_said(reading) and not reading.groups:
        return rank.model_copy(update={"limit": previous.rank.limit})
    return rank


def _limit_said(reading: Reading) -> bool:
    return _number_said(reading) is not None


def _number_said(reading: Reading) -> int | None:
    """A number that belongs to no time."""
    tokens = reading.sentence.tokens
    for index in range(len(tokens)):
        if index not in reading.sentence.time_tokens and (number := number_at(tokens, index)) and number.value:
            return min(number.value, 1000)
    return None
