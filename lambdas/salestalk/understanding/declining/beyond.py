"""What a question asks for beyond what is worked out: other ranks, other statistics, sums with several metrics."""

from itertools import pairwise
from typing import Final

from salestalk.contracts.classification import Measure
from salestalk.understanding.slots.sentence import Sentence
from salestalk.understanding.words.idioms import Idioms
from salestalk.understanding.words.matching import Mark
from salestalk.understanding.words.time_words import TIME
from salestalk.understanding.words.vocabulary_files import grammar

_RANKS: Final = ("rank_top", "rank_bottom", "rank_good", "rank_bad")
_HIGH: Final = frozenset({"rank_top", "rank_good"})
_LOW: Final = frozenset({"rank_bottom", "rank_bad"})
_STATISTICS: Final = Idioms.of("beyond.statistics")
_FIRST_WORDS: Final = frozenset(_STATISTICS.by_first)
_SUMS: Final = grammar("beyond.sums")
_LINKS: Final = tuple(tuple(words.split("_")) for words in sorted(grammar("beyond.links")))


def beyond(sentence: Sentence, metrics: tuple[Mark, ...]) -> str | None:
    """``rank`` or ``calculation`` where an answer would leave out what was asked; None for what is worked out."""
    if _is_other_rank(sentence):
        return "rank"
    if _are_slices_of_two_kinds(sentence) or _is_kind_of_customer(sentence, metrics):
        return "slice"
    return "calculation" if _is_other_statistic(sentence) or _is_sum(sentence, metrics) else None


_SIZED: Final = frozenset({"deal_count", "order_count"})
"""What a condition may be about ("pipeline by rep, *deals* up to 1.5M")."""
_COORDINATING: Final = grammar("beyond.coordinating")
_PASSED_OVER: Final = frozenset({"the", "our", "my", "total", "average", "then", "also", "both", "of", "that", "was"})


def named_beside(sentence: Sentence, subject: Mark) -> tuple[str, ...]:
    """The metrics put beside the subject ("revenue *and margin*"), which an answer about the subject does not hold."""
    beside: dict[str, None] = {}
    for mark in sentence.parts("metric"):
        if len(mark.entry.metrics) != 1 or mark.start < subject.end or mark.entry.metrics == subject.entry.metrics:
            continue
        if mark.entry.metrics[0] in _SIZED and not sentence.time_tokens.isdisjoint((mark.end, mark.end + 1)):
            continue
        index = mark.start - 1
        joint = sentence.tokens[mark.start].before
        while sentence.word(index) in _PASSED_OVER and index >= subject.end and not joint.startswith((",", "/")):
            joint, index = sentence.tokens[index].before, index - 1
        if joint.startswith((",", "/", "&", "+")) or sentence.word(index) in _COORDINATING:
            beside[mark.entry.metrics[0]] = None
    return tuple(beside)


def _is_other_rank(sentence: Sentence) -> bool:
    """``second highest``, ``best and worst``, ``top 10%``, ``ranked 3 to 6``: no number from one end."""
    if not sentence.has(*_RANKS):
        return _is_place(sentence)
    marks = [role.mark for role in sentence.roles if not role.mark.entry.cues.isdisjoint(_RANKS)]
    for mark in marks:
        if _is_nth(sentence, mark.start - 1):
            return True
        if sentence.word(mark.end).isdecimal() and sentence.word(mark.end + 1) in ("%", "percent", "pct"):
            return mark.end not in sentence.time_tokens
    if _is_place(sentence):
        return True
    return any(_is_both_ends(sentence, one, two) for one in marks for two in marks)


def _is_place(sentence: Sentence) -> bool:
    """``ranked 3 to 6``; ``the first six departments by revenue``."""
    if sentence.said.isdisjoint(("ranked", "first")):
        return False
    nouns = {mark.start for mark in sentence.parts("dimension")}
    for index, word in enumerate(sentence.words[:-3]):
        number = sentence.word(index + 1)
        if word == "ranked" and number.isdecimal() and sentence.word(index + 2) in ("to", "through"):
            return True
        counted = number.isdecimal() or number in TIME.numbers
        if word == "first" and counted and index + 2 in nouns and "by" in sentence.words[index + 3 : index + 5]:
            return True
    return False


def _is_nth(sentence: Sentence, index: int) -> bool:
    word = sentence.word(index)
    if index < 0 or (index in sentence.covered and word != "next"):
        return False
    counted = TIME.ordinals.get(word, 0) > 1 or (word[:-2].isdecimal() and word[-2:] in ("nd", "rd", "th"))
    return counted or word == "next"


def _is_both_ends(sentence: Sentence, one: Mark, two: Mark) -> bool:
    """``top 5 and bottom 5``, ``the highest and lowest``."""
    ends = (one.entry.cues & _HIGH and two.entry.cues & _LOW) or (one.entry.cues & _LOW and two.entry.cues & _HIGH)
    between = sentence.words[one.end : two.start]
    return bool(ends) and one.end < two.start and "and" in between and all(_is_count(word) for word in between)


def _is_count(word: str) -> bool:
    return word in ("and", "the", "our") or word.isdecimal() or word in TIME.numbers


_AGAINST: Final = (("vs",), ("versus",), ("against",), ("compared", "to"), ("compared", "with"))


def _are_slices_of_two_kinds(sentence: Sentence) -> bool:
    """``EMEA vs Enterprise``: read together they would be the enterprises of EMEA."""
    for one, two in pairwise(sentence.parts("value")):
        keys = {key for key, _ in one.entry.values}
        between = sentence.words[one.end : two.start]
        compared = "compare" in sentence.words[: one.start] and between in (("with",), ("to",), ("and",))
        if keys.isdisjoint(key for key, _ in two.entry.values) and (between in _AGAINST or compared):
            return True
    return False


_NEW_OR_OLD: Final = frozenset({"new", "existing", "returning", "repeat", "old"})
_CUSTOMERS: Final = frozenset({"customers", "clients", "accounts", "buyers"})
_OLD: Final = _NEW_OR_OLD | {"renewal", "renewals", "renewed", "expansion", "upsell", "current"}


def _is_kind_of_customer(sentence: Sentence, metrics: tuple[Mark, ...]) -> bool:
    """``revenue from new customers``, where no value is called that."""
    if not metrics or sentence.said.isdisjoint(_NEW_OR_OLD):
        return False
    if any(_is_new_beside_old(sentence, index) for index, word in enumerate(sentence.words) if word in _NEW_OR_OLD):
        return True
    return any(
        (sentence.word(index - 1) in ("from", "by", "with", "among") and metrics[0].end <= index)
        and sentence.word(index - 2) not in ("along", "together")
        and (word in _NEW_OR_OLD and sentence.word(index + 1) in _CUSTOMERS)
        and not any(mark.start <= index < mark.end for mark in sentence.parts("value"))
        for index, word in enumerate(sentence.words)
    )


def _is_new_beside_old(sentence: Sentence, index: int) -> bool:
    """``new vs existing customers``, ``new and repeat``, ``new business versus renewals``."""
    place = index + 1
    if sentence.word(place) == "business" or sentence.word(place) in _CUSTOMERS:
        place += 1
    if sentence.word(place) in ("vs", "versus", "against", "and", "or", "to", "with", "compared"):
        place += 1 + (sentence.word(place) == "compared")
    return place > index and sentence.word(place) in _OLD and sentence.word(place) != sentence.word(index)


def _is_other_statistic(sentence: Sentence) -> bool:
    if sentence.said.isdisjoint(_FIRST_WORDS):
        return False
    places = _STATISTICS.places(sentence.words)
    said = [words for index, words in places if index not in sentence.time_tokens and not _is_named(sentence, index)]
    return any(not sentence.has(_MEANT_OTHERWISE.get(words, "")) for words in said)


_MEANT_OTHERWISE: Final = {("variance",): "target", ("run", "rate"): "forecast"}
"""The accountant's variance is actual less budget, and the current run rate a way to forecast."""


def _is_named(sentence: Sentence, index: int) -> bool:
    """Whether the word is within a metric's name or a value, which mean what they are called."""
    parts = ("metric", "value", "dimension")
    return any(role.part in parts and role.mark.start <= index < role.mark.end for role in sentence.roles)


def _is_sum(sentence: Sentence, metrics: tuple[Mark, ...]) -> bool:
    """``revenue minus ad spend``, ``ratio of leads to signups``: a figure of two metrics that nobody keeps."""
    for one, two in pairwise(metrics):
        if one.entry.metrics[0] == two.entry.metrics[0] or two.start <= one.end:
            continue
        between = sentence.words[one.end : two.start]
        said = next((words for words in _LINKS if between[: len(words)] == words), None)
        rate = sentence.lexicon.facts(one.entry.metrics[0]).measure is Measure.RATE
        if said and not (rate and said[0] == "as"):  # "discounts as a % of list price" is what a discount rate is
            return True
        if between in (("and",), ("to",), ("to", "the")) and _SUMS.intersection(sentence.words[: one.start][-3:]):
            return not (between == ("and",) and "ratio" in sentence.words[: one.start][-3:])
    return False
