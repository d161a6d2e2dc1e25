"""What a question supposes or measures by and nobody works out: "if churn drops", "than usual", "EMEA minus APAC"."""

from itertools import pairwise
from typing import Final

from salestalk.contracts.classification import FilterOp, Intent
from salestalk.understanding.pipeline import Reading
from salestalk.understanding.slots.sentence import Sentence
from salestalk.understanding.words.vocabulary_files import grammar

_SUPPOSING: Final = frozenset({"if", "assuming", "supposing", "suppose", "scenario", "scenarios"})
_WHETHER: Final = grammar("suppositions.whether")
"""Behind these, "if" asks ("let me *know* if revenue fell")."""
_DOING: Final = grammar("suppositions.doing")
_MOVES: Final = frozenset({"move", "growth", "change", "changed"})


def supposes(reading: Reading) -> bool:
    """``if churn drops by 5%``, ``what if we hire``, ``in the optimistic scenario``: figures of no world that is."""
    sentence = reading.sentence
    if sentence.said.isdisjoint(_SUPPOSING):
        return False
    for index, word in enumerate(sentence.words):
        if word not in _SUPPOSING or index in sentence.time_tokens or sentence.word(index - 1) in _WHETHER:
            continue
        if word.startswith("scenario"):
            return True
        if word != "if":
            return any(char.isdigit() for char in " ".join(sentence.words[index + 1 : index + 5]))
        behind = sentence.words[index + 1 : index + 4]
        if behind[:1] == ("we",) and not _DOING.isdisjoint(behind[1:]):
            return True
        starts = {mark.start for mark in sentence.parts("metric")} | {
            place for place in (index + 1, index + 2) if sentence.word(place) in ("price", "prices")
        }
        moved = any(
            index < role.mark.start <= index + 4 and not role.mark.entry.cues.isdisjoint(_MOVES)
            for role in sentence.roles
        )
        if moved and not starts.isdisjoint((index + 1, index + 2)):
            return True
    return False


def changes_by_an_amount(reading: Reading) -> bool:
    """``which regions fell by more than 10%``: the condition is on the change, and not on the value."""
    sentence = reading.sentence
    if not reading.conditions or "by" not in sentence.said or not sentence.has(*_MOVES):
        return False
    return any(
        word == "by" and index + 1 in sentence.time_tokens and index not in sentence.time_tokens
        for index, word in enumerate(sentence.words)
    )


_AGAINST: Final = frozenset({"vs", "versus", "against", "than"})
_COMPARED: Final = (("compared", "to"), ("compared", "with"), ("relative", "to"))
_NO_SIDE: Final = grammar("suppositions.no_side")
_REACH: Final = 4


def is_held_against_nothing(reading: Reading) -> bool:
    """``compared to an average quarter``, ``vs the market``, ``than usual``: a side that is no period and no slice."""
    sentence = reading.sentence
    if sentence.said.isdisjoint(_NO_SIDE):
        return False
    if reading.time.versus or reading.slices or sentence.has("target", "plan") or reading.subject.subject == "win_rate":
        return False
    for index, pair in enumerate(pairwise((*sentence.words, ""))):
        if pair in _COMPARED:
            start = index + 2
        elif pair[0] in _AGAINST and index not in sentence.time_tokens:
            start = index + 1
        else:
            continue
        words = [word for word in sentence.words[start : start + _REACH] if word not in _SKIPPED and word != "time"]
        if words and words[0] in _FORMER and not _HEIGHTS.isdisjoint(words[1:2]):
            return True
        if words and words[0] in _NO_SIDE:
            return True
    return False


_FORMER: Final = frozenset({"previous", "prior", "last", "earlier", "former", "all-time", "all"})
_HEIGHTS: Final = frozenset({"best", "record", "high", "low", "peak", "worst", "highs", "lows"})
"""``compared with the previous *best*``, ``against the all-time *high*``."""
_SKIPPED: Final = frozenset({"the", "our", "a", "an", "all", "any", "what", "is", "other", "that", "of"})


_WORKED: Final = frozenset({"minus", "divided", "ratio"})


def is_worked_out_of_slices(reading: Reading) -> bool:
    """``EMEA minus APAC``, ``the ratio of EMEA to APAC``."""
    sentence = reading.sentence
    if sentence.said.isdisjoint(_WORKED):
        return False
    for one, two in pairwise(sentence.parts("value")):
        between = sentence.words[one.end : two.start]
        same = not {key for key, _ in one.entry.values}.isdisjoint(key for key, _ in two.entry.values)
        if same and (between in (("minus",), ("divided", "by")) or (between == ("to",) and "ratio" in sentence.said)):
            return True
    return False


def ranks_one(reading: Reading) -> bool:
    """``where does EMEA rank``, ``was Q3 the best quarter ever``: a place among those that were not asked for."""
    if reading.rule.intent is not Intent.RANKING or reading.groups:
        return False
    alone = [one for one in reading.filters if one.op is FilterOp.EQ and len(one.values) == 1]
    if alone and _asks_place(reading.sentence):
        return True
    return len(reading.time.range.keys) == 1 and _asks_for_best(reading.sentence)


_BEING: Final = frozenset({"was", "is", "were", "are", "wasn", "isn"})
_ARTICLES: Final = frozenset({"a", "the", "our", "an"})
_SUPERLATIVES: Final = frozenset({"record", "best", "worst", "highest", "lowest", "strongest", "weakest", "biggest"})


def _asks_for_best(sentence: Sentence) -> bool:
    """``was revenue in Q2 a *record*``, ``is Q3 our *best* quarter``, ``the best *ever*``."""
    if "ever" in sentence.said:
        return True
    pairs = pairwise(sentence.words)
    return sentence.word(0) in _BEING and any(one in _ARTICLES and two in _SUPERLATIVES for one, two in pairs)


def _asks_place(sentence: Sentence) -> bool:
    return sentence.has("rank_all") and not sentence.said.isdisjoint(("rank", "ranks", "ranked", "place", "position"))
