"""What is asked of a metric and worked out by nobody: in another currency, in how many months, since when."""

from itertools import pairwise
from typing import Final

from salestalk.contracts.classification import Intent
from salestalk.understanding.pipeline import Reading
from salestalk.understanding.slots.conditions import amount_at
from salestalk.understanding.slots.sentence import Sentence
from salestalk.understanding.slots.subjects import UNKNOWN
from salestalk.understanding.slots.unlisted_groups import names_a_doer
from salestalk.understanding.words.time_words import TIME
from salestalk.understanding.words.vocabulary_files import grammar, load

_CURRENCIES: Final[dict[str, str]] = {
    word: code for code, words in load("conditions")["currencies"].items() for word in words.split(" ")
}
_CURRENCY_WORDS: Final = frozenset(_CURRENCIES)
_LEADS_CURRENCY: Final = frozenset({"in", "into", "to", "as"})
_DOLLARS: Final = "USD"
_QUALIFIED: Final = grammar("unworked.other_dollars")


def unworked(reading: Reading, *, followup: bool) -> str | None:
    """``currency``, ``calculation`` or ``condition`` where an answer would leave out what was asked."""
    sentence, known = reading.sentence, reading.subject.subject != UNKNOWN
    if (known or followup) and not sentence.said.isdisjoint(_CURRENCY_WORDS) and _converts(reading):
        return "currency"
    if not known:
        return None
    if not sentence.said.isdisjoint(_TELLING) and _counts_periods(reading):
        return "calculation"
    if not sentence.said.isdisjoint(_ASKING_WHEN) and _seeks_a_day(reading):
        return "calculation"
    if not sentence.said.isdisjoint(("by", "per")) and _loses_a_group(reading):
        return "grouping"
    return "condition" if reading.rule.intent not in _TOLD and _loses_an_amount(reading) else None


_TOLD: Final = frozenset({Intent.RANKING, Intent.PREDICTION})
"""Where a number says how many are ranked, or what was forecast may be held against it by whoever asks."""


# --- Currencies -----------------------------------------------------------------------------------------


def _converts(reading: Reading) -> bool:
    """``in euros``, ``converted to GBP``, where the figures are kept in another currency."""
    sentence = reading.sentence
    for index, word in enumerate(sentence.words):
        code = _CURRENCIES.get(word)
        if code is None or index == 0 or index in sentence.time_tokens or _is_name(sentence, index):
            continue
        start = index - 1
        while sentence.word(start) in _QUALIFIED or sentence.word(start) in ("us", "the", "our"):
            code = "" if sentence.word(start) in _QUALIFIED else code
            start -= 1
        if sentence.word(start) in _LEADS_CURRENCY and code != _kept_in(reading):
            return True
    return False


def _kept_in(reading: Reading) -> str:
    """The currency of the subject's figures; dollars, where no data says so."""
    entry = reading.sentence.lexicon.loaded.get(reading.subject.subject)
    return entry.unit if entry is not None else _DOLLARS


def _is_name(sentence: Sentence, index: int) -> bool:
    return any(mark.start <= index < mark.end for part in ("metric", "value") for mark in sentence.parts(part))


# --- Periods and days -----------------------------------------------------------------------------------

_TELLING: Final = frozenset({"many", "number", "count", "often"})
_ASKING_WHEN: Final = frozenset({"when", "long", "first", "earliest", "finally", "latest", "last"})
_LASTING: Final = frozenset({"runway", "cash", "burn_rate", "inventory_turns"})
_UNTIL: Final = frozenset({"until", "till", "before", "of", "left", "to"})
_COUNTING: Final = frozenset({("how", "many"), ("number", "of"), ("count", "of")})
_ADJECTIVES: Final = frozenset({"consecutive", "straight", "different", "full", "of", "the", "past", "last"})


def _counts_periods(reading: Reading) -> bool:
    """``in how many months was revenue above 1m``, ``how often did churn exceed 5%``."""
    sentence = reading.sentence
    if _is_length(reading):
        return False
    if ("how", "often") in pairwise(sentence.words):
        return reading.conditions
    for index, pair in enumerate(pairwise(sentence.words)):
        if pair not in _COUNTING:
            continue
        place = index + 2
        while sentence.word(place) in _ADJECTIVES:
            place += 1
        if sentence.word(place) == "times" or sentence.word(place) in TIME.grains:
            return sentence.word(place + 1) not in _UNTIL
    return False


def _is_length(reading: Reading) -> bool:
    """``how many days does a deal take``, ``how many months of runway``: a number of days is the figure itself."""
    subject = reading.subject.subject
    return subject in _LASTING or reading.sentence.lexicon.facts(subject).duration


def _seeks_a_day(reading: Reading) -> bool:
    """``when did revenue first exceed 1m``, ``how long has churn been above 5%``: no value but a day."""
    sentence = reading.sentence
    words = sentence.words[:5]
    when = "when" in words[:3] or ("how", "long") in pairwise(words)
    if not when:
        asks = any(one in ("which", "what") and two in TIME.grains for one, two in pairwise(words))
        when = asks and not sentence.said.isdisjoint(_FIRST)
    if not when or reading.rank is not None or _is_length(reading):
        return False
    return reading.conditions or lost_amount(sentence) is not None


_FIRST: Final = frozenset({"first", "last", "earliest", "latest", "finally"})


# --- Groupings ------------------------------------------------------------------------------------------


def _loses_a_group(reading: Reading) -> bool:
    """``revenue by deal size``, ``per unit``: a metric is no dimension, and what it is named beside is not split."""
    sentence, subject = reading.sentence, reading.subject.mark
    if reading.rank is not None or subject is None or sentence.has("rank_all", "growth", "move"):
        return False
    starts = {group.mark.start for group in reading.groups}
    for mark in (*sentence.parts("metric"), *sentence.parts("noun")):
        index = mark.start - 1
        while sentence.word(index) in ("our", "the", "each"):
            index -= 1
        if (reading.subject.subject, *mark.entry.metrics) in _OF_EACH:
            continue
        if sentence.word(index) in ("by", "per") and subject.end <= index and starts.isdisjoint(range(index, mark.end)):
            if sentence.tokens[index + 1].broken:
                continue
            doer = names_a_doer(sentence, index) or sentence.word(index - 1) == "divided"
            return sentence.word(index) == "per" or not (index in sentence.covered or doer)
    return False


_OF_EACH: Final = frozenset(
    {("asp", "units_sold"), ("aov", "order_count"), ("arpu", "customers"), ("revenue_per_employee", "headcount")}
    | {("cac", "new_customers"), ("cac", "customers"), ("average_deal_size", "deal_count")}
)
"""Averages by what they are an average of ("what *price* do we get per *unit*"): nothing is split."""


# --- Amounts --------------------------------------------------------------------------------------------

_MOVED: Final = grammar("unworked.moved_by")


def _loses_an_amount(reading: Reading) -> bool:
    """``revenue at 10k seats``: an amount that holds nothing to anything."""
    sentence = reading.sentence
    if not sentence.said.isdisjoint(_TOLD_BEFORE):
        return False
    if sentence.has("why", "anomaly") or (place := lost_amount(sentence)) is None:
        return False
    return _MOVED.isdisjoint(sentence.words[max(0, place - 3) : place])


_TOLD_BEFORE: Final = frozenset({"heard", "think", "thought", "believe", "remember", "recall", "told"})
"""``I *heard* it was 2 million, is that true``: what somebody has in mind and holds against the answer."""
_WRITTEN_IN: Final = frozenset("$€£¥0123456789")


def lost_amount(sentence: Sentence) -> int | None:
    """Where an amount stands that is no condition, no time and no part of a name."""
    for index, word in enumerate(sentence.words):
        if word[0] not in _WRITTEN_IN or index in sentence.covered:
            continue
        amount = amount_at(sentence.tokens, index)
        if amount is not None and amount.sure:
            return index
    return None
