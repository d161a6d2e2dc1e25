"""What a metric is narrowed down to and nothing is kept by: "*involuntary* churn", "revenue *from women*".

A figure of all customers would be none of those asked about, so that such a question is asked back.
"""

from typing import Final

from salestalk.understanding.slots.sentence import Sentence
from salestalk.understanding.words.idioms import Idioms
from salestalk.understanding.words.matching import Mark
from salestalk.understanding.words.spelling import function_words
from salestalk.understanding.words.time_words import TIME
from salestalk.understanding.words.vocabulary_files import grammar

_LIMITING: Final = grammar("qualifiers.limiting")
_PHRASES: Final = Idioms.of("qualifiers.phrases")
"""``like-for-like``, ``part-time``: wherever they stand."""
_FIRST_WORDS: Final = frozenset(_PHRASES.by_first)
_ONLY_SOME: Final = {
    metric: grammar(f"qualifiers.{part}")
    for part, metrics in {
        "of_orders": ("order_count", "refund_count"),
        "of_deals": ("deal_count",),
        "of_levels": ("revenue", "arr", "mrr"),
    }.items()
    for metric in metrics
}
"""Words that narrow down these metrics, and say nothing beside others ("*open* orders", "*open* pipeline")."""
_LIMITS: Final = _LIMITING.union(*_ONLY_SOME.values())

_FROM: Final = grammar("qualifiers.from")
_WITH: Final = grammar("qualifiers.with")
_ARTICLES: Final = frozenset({"the", "our", "a", "an", "all", "any", "my", "each", "every", "only", "just", "those"})
_BESIDE_THE_POINT: Final = grammar("qualifiers.beside_the_point")
_WHO: Final = frozenset({"that", "who", "which"})
_STATES: Final = grammar("qualifiers.states")
_BEHIND: Final = _STATES | grammar("qualifiers.sizes")
_TAKING_OUT: Final = grammar("qualifiers.taking_out")
_NOUNS: Final = ("dimension", "noun", "metric", "value")
_NOT_BROKEN: Final = _WHO | {"of", "for", "on", "at"}
_LEADING: Final = _FROM | _WITH | _WHO | _TAKING_OUT
_LIGHT: Final = grammar("qualifiers.light_verbs")


def is_narrowed(sentence: Sentence, metrics: tuple[Mark, ...]) -> bool:
    """Whether a metric is narrowed down by words that no dictionary holds a value for."""
    if not metrics:
        return False
    if not sentence.said.isdisjoint(_FIRST_WORDS) and _says_phrase(sentence, metrics[0]):
        return True
    if not sentence.said.isdisjoint(_LIMITS) and any(_is_limited(sentence, mark) for mark in metrics):
        return True
    if not sentence.said.isdisjoint(_BEHIND) and _is_limited_behind(sentence, metrics[0]):
        return True
    return _is_led_by_preposition(sentence, metrics)


def _says_phrase(sentence: Sentence, first: Mark) -> bool:
    """``like-for-like``; ``the rest of the world`` is clear beside what is left out of it, a metric's name is none."""
    places = _PHRASES.places(sentence.words)
    said = [words for index, words in places if first.end <= index or first.start >= index + len(words)]
    return any(words[0] != "rest" or not sentence.has("exclude") for words in said)


def _is_limited(sentence: Sentence, mark: Mark) -> bool:
    """``involuntary churn``, ``open orders``: right before the metric's name, other such words between."""
    index = mark.start - 1
    while index >= 0 and not sentence.tokens[index + 1].broken:
        word = sentence.word(index)
        if word in _LIMITING or word in _ONLY_SOME.get(mark.entry.metrics[0], ()):
            return not any(value.start <= index < value.end for value in sentence.parts("value"))
        if index in sentence.covered or word in function_words():
            return False
        index -= 1
    return False


def _is_limited_behind(sentence: Sentence, first: Mark) -> bool:
    """``orders in Q3, still pending``, ``revenue abroad``, ``for big customers``, ``in the other regions``."""
    for index, word in enumerate(sentence.words):
        if word not in _BEHIND or index < first.end or index in sentence.time_tokens:
            continue
        if any(value.start <= index < value.end for value in sentence.parts("value")):
            continue
        if word in _STATES or _is_known_noun(sentence, index + 1):
            return True
    return False


def _is_led_by_preposition(sentence: Sentence, metrics: tuple[Mark, ...]) -> bool:
    """``revenue from women``, ``orders with coupons``, ``customers who complained``: behind what is known."""
    if sentence.said.isdisjoint(_LEADING):
        return False
    ends = {mark.end for mark in metrics}
    behind = {mark.end for part in _NOUNS for mark in sentence.parts(part)}
    for index, word in enumerate(sentence.words[:-1]):
        if word not in _LEADING or index < metrics[0].end or index in sentence.time_tokens:
            continue
        if sentence.tokens[index].broken and word in _NOT_BROKEN:
            continue
        at_metric = index in ends
        led = word in _FROM and (index in behind or index - 1 in sentence.time_tokens)
        if (led or (at_metric and word in _WITH)) and _is_foreign_noun(sentence, index + 1):
            return True
        if sentence.word(index - 1) in ("along", "together"):
            continue
        if word in _TAKING_OUT and index > metrics[0].start and _is_part_of_it(sentence, index + 1):
            return True
        if at_metric and word in _WHO and _does_something(sentence, index + 1):
            return True
    return False


def _is_foreign_noun(sentence: Sentence, index: int) -> bool:
    """Whether a noun stands there that is neither understood nor part of a name, time or known noun."""
    while sentence.word(index) in _ARTICLES:
        index += 1
    if sentence.word(index) in _LIMITING and index not in sentence.time_tokens:
        return True
    if not _is_unexplained(sentence, index) or sentence.word(index) in _BESIDE_THE_POINT:
        return False
    token = sentence.tokens[index]
    behind = index + 1
    while _is_unexplained(sentence, behind) and behind - index < _LONGEST_NAME:
        behind += 1
    return not token.fixed and not (behind < len(sentence.tokens) and _is_known_noun(sentence, behind))


_LONGEST_NAME: Final = 3


def _is_known_noun(sentence: Sentence, index: int) -> bool:
    """Behind an unknown word: ``of the *consulting* team`` is a name, not what narrows down."""
    parts = [mark for part in _NOUNS for mark in sentence.parts(part)]
    return any(mark.start == index and not sentence.tokens[index].broken for mark in parts)


_PARTS_OF_IT: Final = frozenset({"refund_count", "return_rate", "discount_rate", "renewal_rate", "churn_count"})


def _is_part_of_it(sentence: Sentence, index: int) -> bool:
    """``revenue before *discounts*``, ``bookings from *renewals*``: a metric by its name, a part of another here."""
    while sentence.word(index) in _ARTICLES or sentence.word(index) == "of":
        index += 1
    return any(m.start == index and not _PARTS_OF_IT.isdisjoint(m.entry.metrics) for m in sentence.parts("metric"))


def _does_something(sentence: Sentence, index: int) -> bool:
    return _is_unexplained(sentence, index) and sentence.word(index) not in _LIGHT


def _is_unexplained(sentence: Sentence, index: int) -> bool:
    if index >= len(sentence.tokens) or index in sentence.covered:
        return False
    token = sentence.tokens[index]
    plain = token.word.isalpha() and len(token.word) > 2 and not token.broken and not token.raw[:1].isupper()
    return plain and token.stem not in function_words() and token.stem not in TIME.words
