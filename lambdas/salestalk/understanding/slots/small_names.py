"""Names that are ordinary words or known values: "the personal care category", "the Gaming Chairs product line"."""

from typing import Final

from salestalk.understanding.slots.name_keys import first_names
from salestalk.understanding.slots.sentence import Sentence
from salestalk.understanding.words.matching import Mark
from salestalk.understanding.words.spelling import function_words, is_known
from salestalk.understanding.words.text import is_plural
from salestalk.understanding.words.vocabulary_files import grammar

_LEADS_NAME: Final = grammar("names.leads_name")
_STOP: Final = grammar("names.stop")


def is_inner_value(sentence: Sentence, start: int, end: int) -> bool:
    """``the *Gaming* Chairs product line``: a known value written large in front of a name belongs to it."""
    if start == end or sentence.tokens[start].broken or not sentence.tokens[start - 1].raw[:1].isupper():
        return False
    return any(mark.start <= start - 1 < mark.end for mark in sentence.parts("value"))


def small_name(sentence: Sentence, end: int) -> int:
    """Where ``personal care`` begins in "in the personal care category": ordinary words between "the" and the noun."""
    start = end
    while start > 1 and end - start < _LONGEST_SMALL and _is_plain(sentence, start - 1):
        start -= 1
    led = sentence.word(start - 1) == "the" and sentence.word(start - 2) in _LEADS_NAME
    return start if led and not is_plural(sentence.tokens[end]) else end


def small_name_behind(sentence: Sentence, mark: Mark, taken: frozenset[int]) -> tuple[int, int] | None:
    """``rep rahul verma``, ``team falcons``: unknown words behind a singular where all is written small."""
    if mark.entry.dimension not in _PROPER or is_plural(sentence.tokens[mark.end - 1]):
        return None
    end = mark.end
    while end < len(sentence.tokens) and end not in taken and end - mark.end < _LONGEST_SMALL:
        token = sentence.tokens[end]
        strange = token.word in first_names() or not is_known(token.stem, sentence.lexicon)
        if token.broken or token.fixed or not strange or not token.raw.isalpha() or not token.raw.islower():
            break
        end += 1
    return (mark.end, end) if end > mark.end else None


_PROPER: Final = frozenset({"rep", "team", "customer", "campaign"})
SMALL_NOUNS: Final = frozenset({"category", "line"})
"""Nouns whose names are often ordinary words."""
_LONGEST_SMALL: Final = 3


def _is_plain(sentence: Sentence, index: int) -> bool:
    token = sentence.tokens[index]
    if token.word in _STOP or token.word in _LEADS_NAME or token.broken or not token.word.isalpha():
        return False
    return index not in sentence.covered and token.stem not in function_words()
