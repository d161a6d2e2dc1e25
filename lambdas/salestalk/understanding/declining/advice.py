"""Advice and opinions: what should be done, or is thought, about a metric is no number that is kept."""

from typing import Final

from salestalk.understanding.declining.general_talk import CREATIVE, makes_analysis, without_fillers
from salestalk.understanding.pipeline import Reading
from salestalk.understanding.slots.sentence import Sentence
from salestalk.understanding.words.vocabulary_files import grammar, load

_ADVICE: Final = frozenset(load("refusals")["out_of_scope"]["advice"])
_EXPECTING: Final = grammar("advice.expecting")
_CHANGING: Final = grammar("advice.changing")
_COUNSEL: Final = grammar("advice.counsel")
_ASKING: Final = frozenset({"who", "which", "what", "how", "why", "when", "where"})
_MAY: Final = frozenset({"can", "could", "should", "might", "would", "do", "to"})
_OPENING: Final = frozenset({"what", "how", "which", "who", "should", "any", "give"}) | CREATIVE
_ASKED: Final = tuple((word,) for word in ("what", "why", "which", "where", "who", "when", "if", "whether"))
"""``any idea what is dragging …`` wants to know."""
_WHO: Final = frozenset({"we", "i", "you", "one", "they"})


def wants_advice(reading: Reading) -> bool:
    """``should we hire more people``, ``how can we improve churn``, ``write …``: no number is wanted."""
    sentence = reading.sentence
    if _OPENING.isdisjoint(sentence.said):
        return False
    words = without_fillers(sentence.words)
    first = words[0] if words else ""
    joined = len(sentence.tokens) > 1 and sentence.tokens[1].before == "-"
    if first in CREATIVE and not joined:
        return not makes_analysis(sentence, reading.subject.subject)
    if first in ("how", "why", "when", "where") and "should" in sentence.said:
        return _asks_what_should_be(sentence)
    if first == "how":
        return _asks_how_to(words)
    if first in ("any", "give"):
        place = next((index for index, word in enumerate(words[1:5], start=1) if word in _COUNSEL), 0)
        return place > 0 and words[place + 1 : place + 2] not in _ASKED
    for width in (4, 3):
        if " ".join(words[:width]) in _ADVICE:
            return "".join(words[width : width + 1]) not in _EXPECTING
    return "should" in sentence.said and _asks_what_should_be(sentence)


def _asks_how_to(words: tuple[str, ...]) -> bool:
    """``how can we speed up …``, ``how to get more leads``; "how do we compare" asks for numbers."""
    if words[1:2] == ("to",):
        return words[2:3] != ()
    if len(words) < 4 or words[1] not in _MAY or words[2] not in _WHO:
        return False
    if words[1] == "should":
        return words[3] not in _EXPECTING
    return words[3] in _CHANGING


def _asks_what_should_be(sentence: Sentence) -> bool:
    """``should we …``, ``be honest, should we …``, ``which rep should we fire``, ``who should get promoted``."""
    if sentence.word(0) == "should":
        return sentence.word(1) in ("we", "i") and sentence.word(2) not in _EXPECTING
    place = sentence.words.index("should")
    if sentence.tokens[place].broken and sentence.word(place + 1) in ("we", "i"):
        return sentence.word(place + 2) not in _EXPECTING
    if sentence.word(0) not in _ASKING or "target" in sentence.cues:
        return False
    after = sentence.word(place + 1)
    verb = sentence.word(place + 2) if after in _WHO else after
    return place <= 4 and verb not in _EXPECTING
