"""Figures that are neither built in nor loaded ("website traffic", "our carbon footprint"), told from the world's talk.

A careful reader sees by the frame of a question that a figure of the business is wanted, whatever its noun: it counts,
measures or rates something, and that something is the company's own, has a period, is split or compared. What has no
such frame is no question about a metric.
"""

from collections.abc import Mapping
from functools import cache
from typing import Final

from salestalk.contracts.classification import Measure
from salestalk.understanding.declining.general_talk import content_words
from salestalk.understanding.pipeline import Reading
from salestalk.understanding.slots.sentence import Sentence
from salestalk.understanding.words.matching import Mark
from salestalk.understanding.words.spelling import common_words, function_words
from salestalk.understanding.words.vocabulary_files import grammar, load

_MODIFIERS: Final = grammar("unknown_metrics.modifiers")
_VERBS: Final = grammar("unknown_metrics.verbs")
_SIZES: Final = grammar("unknown_metrics.sizes")
_FIGURES: Final = grammar("unknown_metrics.figures")
_MANNERS: Final = grammar("unknown_metrics.manners")
_MEASURING: Final = grammar("unknown_metrics.measuring")
_PLACES: Final = grammar("unknown_metrics.places")
_YES_OR_NO: Final = grammar("unknown_metrics.yes_or_no")
_OURS: Final = frozenset({"we", "our", "ours"})
_ARTICLES: Final = frozenset({"a", "an", "one"})
_MOVING: Final = ("move", "change", "changed", "trend", "target", "growth", "average", "share")
_JOINING: Final = frozenset({"of", "and", "or"})
_WISHES: Final = frozenset({"need", "want", "like", "wonder", "see", "show", "know", "many", "much", "number"})
_CUSTOMS: Final = grammar("unknown_metrics.customs")
"""What a company has, but no figure of ("our opening hours", "our travel policy")."""
_PERSONS: Final = frozenset({"who", "when", "where"})
_NAMES: Final = frozenset({"rep", "customer"})


@cache
def _nouns() -> frozenset[str]:
    return frozenset(load("refusals")["unknown_metric"]["nouns"])


# --- A question with a metric's word in it --------------------------------------------------------------


def names_unknown_metric(reading: Reading, found: Mapping[str, str]) -> bool:
    """Whether a figure is asked for that is neither built in nor loaded ("website traffic", "order backlog").

    ``found`` holds the phrases that lead to refusals, by their lists.
    """
    subject, mark = reading.subject, reading.subject.mark
    asks_who = subject.subject == "unknown" and reading.sentence.word(0) in _PERSONS and reading.rank is None
    if asks_who or (subject.options and _is_of_the_world(reading.sentence)):
        return False
    phrase = found.get("unknown_metric.phrases")
    if subject.options and mark is not None and _is_qualified(reading, mark):
        return True
    if subject.how == "verb" and mark is not None and _counts_something_else(reading, mark.start, by_verb=True):
        return True
    if subject.subject == "unknown" or subject.how == "verb" or mark is None:
        return phrase is not None or any(t.word in _nouns() or t.stem in _nouns() for t in content_words(reading))
    if subject.how == "pattern":
        if subject.subject in ("units_sold", "ltv", "conversion_rate"):
            return False
        return any(token.stem in _nouns() for token in content_words(reading))
    return not mark.entry.own and _only_holds_a_word(reading, mark, phrase)


def _only_holds_a_word(reading: Reading, mark: Mark, phrase: str | None) -> bool:
    """Whether a metric's word is but a part of what is asked for: "customer *effort*", "order *backlog*"."""
    if _runs_on(reading, phrase, mark) or _is_only_per(reading, mark.start):
        return True
    if _counts_something_else(reading, mark.start) or _measures_them(reading, mark):
        return True
    if mark.end - mark.start > 1:
        return False
    noun = reading.sentence.tokens[mark.start]
    if phrase is not None and reading.subject.related is None and _belongs_to(reading, noun.stem, phrase, mark.start):
        return True
    return noun.word == noun.stem and noun.word in _MODIFIERS and _goes_on(reading, mark.end)


def _belongs_to(reading: Reading, noun: str, phrase: str, place: int) -> bool:
    return noun in phrase.split(" ") or _comes_before(reading, phrase, place)


def _comes_before(reading: Reading, phrase: str, place: int) -> bool:
    """Whether the unknown figure is named before the metric ("bounce rate on the *pricing* page")."""
    stems = [token.stem for token in reading.sentence.tokens]
    first = phrase.split(" ", maxsplit=1)[0]
    return first in stems[:place] and reading.subject.related is None


def _runs_on(reading: Reading, phrase: str | None, mark: Mark) -> bool:
    """``average ticket *resolution time*``: an unknown figure's name goes on behind the metric's."""
    words = phrase.split(" ") if phrase else []
    if len(words) < 2:
        return False
    tokens = reading.sentence.tokens
    for start in range(mark.start, mark.end + 1):
        behind = tokens[start : start + len(words)]
        if start + len(words) > mark.end and [token.stem for token in behind] == words:
            return not any(token.broken for token in behind[1:]) and not (start == mark.end and behind[0].broken)
    return False


def _is_only_per(reading: Reading, place: int) -> bool:
    """``meeting hours per employee``: what is counted nobody knows, the metric only divides it."""
    sentence = reading.sentence
    mark, before = reading.subject.mark, sentence.word(place - 1)
    if before not in ("per", "by") or reading.subject.related is not None:
        return False
    if before == "by" and (reading.rank is not None or mark is None or not _is_counted(reading)):
        return False
    unknown = content_words(reading)
    return any(token in unknown for token in sentence.tokens[: place - 1])


def _is_counted(reading: Reading) -> bool:
    return reading.sentence.lexicon.facts(reading.subject.subject).measure is Measure.COUNT


def _measures_them(reading: Reading, mark: Mark) -> bool:
    """``how long do *customers* wait``, ``how many *people* attended``: not how many there are is asked."""
    sentence = reading.sentence
    if mark.end - mark.start > 1 or reading.subject.related is not None or sentence.has(*_MOVING):
        return False
    behind = sentence.tokens[mark.end] if mark.end < len(sentence.tokens) else None
    if behind is None or behind.broken or behind not in content_words(reading):
        return False
    how = sentence.words[:1] == ("how",) and sentence.word(1) in _MANNERS
    people = sentence.word(mark.start) == "people" and sentence.word(mark.start - 1) == "many"
    return (how and bool(mark.entry.dimension)) or people


def _counts_something_else(reading: Reading, place: int, *, by_verb: bool = False) -> bool:
    """``how many languages does our *product* support``: the noun that is counted nobody knows."""
    sentence = reading.sentence
    if sentence.said.isdisjoint(("many", "number")):
        return False
    if not by_verb and any(role.mark.entry.verb for role in sentence.roles):
        return False
    start = _counted_at(sentence)
    if start is None or start >= place:
        return False
    end = start
    unknown = content_words(reading)
    while end < place and sentence.tokens[end] in unknown:
        end += 1
    return end > start and sentence.tokens[end].stem in function_words() and sentence.words[end] not in _JOINING


def _counted_at(sentence: Sentence) -> int | None:
    """Where the noun begins that is counted ("how many …", "the number of …")."""
    for index, word in enumerate(sentence.words):
        if word == "many" and sentence.word(index - 1) == "how":
            return index + 1
        if word == "number" and sentence.word(index + 1) == "of":
            return index + 2
    return None


def _is_qualified(reading: Reading, mark: Mark) -> bool:
    """``server costs``, ``spend on catering``: a noun nobody knows beside a word that alone would be ambiguous."""
    sentence, index = reading.sentence, mark.start
    unknown = content_words(reading)
    if sentence.word(mark.end) == "on" and mark.end + 1 < len(sentence.tokens):
        behind = next((t for t in sentence.tokens[mark.end + 1 :] if t.word not in ("the", "our", "all")), None)
        if behind is not None and behind in unknown:
            return True
    if index == 0 or sentence.tokens[index].broken:
        return False
    before = sentence.tokens[index - 1]
    if any(value.end == index and _is_department(value) for value in sentence.parts("value")):
        return True
    if any(before.word in value.lower() for condition in reading.filters for value in condition.values):
        return False
    return before.word not in _SIZES and before in unknown and not before.word.endswith("ed")


def _is_department(value: Mark) -> bool:
    return any(key == "department" and name != "Marketing" for key, name in value.entry.values)


def _goes_on(reading: Reading, index: int) -> bool:
    """Whether a noun nobody knows follows: "customer *effort*"."""
    if index >= len(reading.sentence.tokens):
        return False
    following = reading.sentence.tokens[index]
    is_verb = following.word in _VERBS or following.word.endswith(("ed", "ing", "ly"))
    if following.broken or is_verb or following not in content_words(reading):
        return False
    return following.stem not in common_words() or following.stem in _nouns()


# --- A question with nothing known in it ----------------------------------------------------------------


def wants_our_figure(reading: Reading) -> bool:
    """Whether a figure of the company's own is asked for in so many words ("how many parking spots did we use")."""
    sentence = reading.sentence
    if _is_of_the_world(sentence):
        return False
    ours = not _OURS.isdisjoint(sentence.said) or not _PLACES.isdisjoint(sentence.said)
    return _measures(reading) and bool(ours or reading.time.said or reading.groups or "per" in sentence.said)


def is_about_a_figure(reading: Reading) -> bool:
    """Whether a question on nothing known has the frame of one about a metric, rather than none of our business."""
    sentence = reading.sentence
    if not content_words(reading) or _is_of_the_world(sentence):
        return False
    if sentence.word(0) in _PERSONS and reading.rank is None:
        return False
    if "people" in sentence.said and not reading.time.said and _OURS.isdisjoint(sentence.said):
        return False
    moves = sentence.has(*_MOVING) or (sentence.has("forecast") and sentence.word(0) not in _YES_OR_NO)
    if _measures(reading):
        return True
    if sentence.word(0) in _YES_OR_NO:
        return moves
    if any(condition.key in _NAMES for condition in reading.filters):
        return moves
    filtered = bool(reading.filters) and reading.rank is None
    return bool(moves or reading.time.said or reading.groups or filtered or not _OURS.isdisjoint(sentence.said))


def _measures(reading: Reading) -> bool:
    """Whether something is counted, rated or measured."""
    sentence = reading.sentence
    if not sentence.said.isdisjoint(_MEASURING) or sentence.word(1) == "per":
        return True
    return any(token.stem in _FIGURES or token.stem in _nouns() for token in content_words(reading))


def _names_custom(sentence: Sentence) -> bool:
    return not _CUSTOMS.isdisjoint(sentence.said) and sentence.said.isdisjoint(("by", "per"))


def is_of_the_world(reading: Reading) -> bool:
    """Whether a question names no metric we have, and asks what is nobody's figure in particular."""
    return reading.subject.subject == "unknown" and _is_of_the_world(reading.sentence)


def _is_of_the_world(sentence: Sentence) -> bool:
    """``how many legs does a spider have``, ``how much is a flight``, ``my laptop is broken``: anybody's business."""
    words = sentence.words
    if words[:1] in (("i",), ("my",), ("you",)) or _names_custom(sentence):
        return _WISHES.isdisjoint(sentence.said)
    if words[:1] != ("how",) or not _OURS.isdisjoint(sentence.said):
        return False
    for index, word in enumerate(words[2:7], start=2):
        if word in ("does", "do", "is", "are", "did") and words[index + 1 : index + 2]:
            place = index + 1 + (words[index + 1] == "in")
            return sentence.word(place) in _ARTICLES or (words[index + 1] == "there" and not sentence.time_tokens)
    return False
