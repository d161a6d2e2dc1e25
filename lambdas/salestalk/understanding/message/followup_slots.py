"""Filters, groups and rank of a follow-up: each replaced where it is named, else kept."""

from itertools import pairwise
from typing import Final

from salestalk.contracts.classification import Classification, Filter, FilterOp, Intent, Rank
from salestalk.understanding.pipeline import Reading
from salestalk.understanding.slots.ranks import directed
from salestalk.understanding.slots.sentence import Sentence
from salestalk.understanding.words.matching import Mark
from salestalk.understanding.words.time_words import number_at


def merged_filters(reading: Reading, previous: Classification) -> tuple[Filter, ...]:
    """The filters of before, each key replaced or dropped where the follow-up says so, with the new ones behind."""
    removed = _removed(reading.sentence, reading, previous)
    kept = [f for f in previous.filters if f.key not in removed]
    if removed and not _adds_while_removing(reading):
        return tuple(kept)
    if reading.sentence.word(0) in DROPPING and not _lifts(reading.sentence):
        left_out = [f.model_copy(update={"op": FilterOp.NOT}) for f in reading.filters if f.op in _PLAIN]
        return (*[old for old in kept if all(old.key != f.key for f in left_out)], *left_out)
    if swapped := _swapped(reading, previous):
        return (*[old for old in kept if old.key != swapped.key], swapped)
    new = [_beside_old(_same_amount(f, previous), reading, previous) for f in reading.filters]
    for f in new:
        if narrowed := _narrowed(f, kept):
            kept = [narrowed if old.key == f.key and old.op is FilterOp.EQ else old for old in kept]
            new = [one for one in new if one is not f]
        else:
            kept = [old for old in kept if not _replaces(f, old)]
    return (*kept, *new)


def _lifts(sentence: Sentence) -> bool:
    """``drop the filter``: a filter goes, rather than a value that none was on."""
    return "unfilter" in sentence.cues or not sentence.said.isdisjoint(("filter", "filters"))


def _swapped(reading: Reading, previous: Classification) -> Filter | None:
    """``not EMEA, APAC``, ``swap Germany for Spain``, ``France instead of Germany``: another value of the same key."""
    sentence = reading.sentence
    if sentence.word(0) not in _SWAPPING and not any(pair in _INSTEAD for pair in pairwise(sentence.words)):
        return None
    for old in previous.filters:
        named = [value for new in reading.filters if new.key == old.key for value in new.values]
        others = tuple(dict.fromkeys(value for value in named if value not in old.values))
        if old.op is FilterOp.EQ and others and len(others) < len(named):
            return Filter(key=old.key, value=others if len(others) > 1 else others[0])
    return None


def _narrowed(new: Filter, kept: list[Filter]) -> Filter | None:
    """``without France`` after Germany and France: Germany is left."""
    for old in kept:
        if old.key == new.key and old.op is FilterOp.EQ and new.op is FilterOp.NOT:
            left = tuple(value for value in old.values if value not in new.values)
            if left and len(left) < len(old.values):
                return old.model_copy(update={"value": left if len(left) > 1 else left[0]})
    return None


def _adds_while_removing(reading: Reading) -> bool:
    if reading.sentence.word(0) in DROPPING:
        return False
    return any(f.op is FilterOp.NOT for f in reading.filters) and "unfilter" not in reading.sentence.cues


def _beside_old(new: Filter, reading: Reading, previous: Classification) -> Filter:
    """``compared to France?``, ``France too``, ``plus France`` after a question about Germany: both."""
    if new.op is not FilterOp.EQ or not ("versus" in reading.features or _adds(reading.sentence)):
        return new
    for old in previous.filters:
        if old.key == new.key and old.op is FilterOp.EQ:
            both = dict.fromkeys((*old.values, *new.values))
            return new.model_copy(update={"value": tuple(both)}) if len(both) > 1 else new
    return new


def _adds(sentence: Sentence) -> bool:
    """Whether a value joins those of before ("tablet too", "add tablet", "tablet as well"); "only" rules it out."""
    if not sentence.said.isdisjoint(("only", "just")):
        return False
    if sentence.word(0) in ("plus", "add", "include") or "too" in sentence.said:
        return True
    return ("as", "well") in pairwise(sentence.words)


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
    held = {f.key for f in previous.filters}
    if lifted := {key for key in held if any(_is_of_all(sentence, mark, key) for mark in sentence.parts("dimension"))}:
        return frozenset(lifted)
    lifting = "unfilter" in sentence.cues or (
        words & {"filter", "filters"} and words & {"drop", "remove", "without", "clear", "no"}
    )
    if not lifting:
        return frozenset()
    named = {f.key for f in reading.filters} | {group.dimension for group in reading.groups}
    named |= {mark.entry.dimension for mark in sentence.parts("dimension") if mark.entry.dimension}
    keys = {f.key for f in previous.filters}
    return frozenset(named & keys) if named else frozenset(keys)


def _is_of_all(sentence: Sentence, mark: Mark, key: str) -> bool:
    """``in all channels``: whatever channel was asked about before."""
    return mark.entry.dimension == key and sentence.word(mark.start - 1) in ("all", "any", "every")


_PLAIN: Final = (FilterOp.EQ, FilterOp.NOT)
_SWAPPING: Final = frozenset({"not", "swap", "replace", "switch", "exchange"})
_INSTEAD: Final = frozenset({("instead", "of"), ("rather", "than"), ("not", "in"), ("but", "not"), ("not", "for")})
DROPPING: Final = frozenset({"drop", "remove", "clear", "lose", "forget"})


def dropped_keys(reading: Reading, previous: Classification) -> frozenset[str]:
    """``drop EMEA`` after a question about EMEA: its filter goes."""
    if reading.sentence.word(0) not in DROPPING:
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
