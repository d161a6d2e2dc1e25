"""What stands where a slice stands and nothing was made of: a net of last resort under all that reads names.

An answer that leaves out a name would be taken for an answer about it, so that the name is asked about.
"""

from collections.abc import Iterator
from typing import Final

from salestalk.understanding.pipeline import Reading
from salestalk.understanding.slots.large_names import is_headline, owns
from salestalk.understanding.slots.sentence import Sentence
from salestalk.understanding.words.spelling import function_words, is_known
from salestalk.understanding.words.text import is_plural
from salestalk.understanding.words.time_words import TIME
from salestalk.understanding.words.vocabulary_files import grammar

UNPLACED: Final = "unplaced_name"
"""The code of the question back."""
_LEADS: Final = grammar("unplaced.leads")
_LISTING: Final = frozenset({"and", "or", "vs", "versus", "than", "to", "with"})
_ARTICLES: Final = frozenset({"the", "our", "my", "a", "an", "only", "just", "client", "#"})
_STOP: Final = grammar("names.stop") | grammar("names.salutations") | grammar("unplaced.no_names")
_ENDS_SENTENCE: Final = frozenset(".?!;…")
_SHORTEST: Final = 2
_SHORT: Final = 3


_NO_OWNERS: Final = grammar("unplaced.no_owners")


def _opens_with_owner(reading: Reading) -> bool:
    """``Anna's revenue``: every word is large at the start, so that one that may be a name is asked about."""
    sentence = reading.sentence
    first = sentence.tokens[0]
    if not first.raw[:1].isupper() or not first.raw.endswith(("'s", "’s")) or 0 in sentence.covered:
        return False
    if first.stem in function_words() or first.word in _NO_OWNERS or first.word in _STOP or first.stem in TIME.words:
        return False
    return any(mark.start == 1 for mark in sentence.parts("metric")) and not _is_consumed(reading, 0)


def unplaced_name(reading: Reading) -> str | None:
    """The first such word as it was written, with those that are large beside it; None for most questions."""
    sentence = reading.sentence
    large = [index for index in _large(sentence) if not _is_consumed(reading, index)]
    if large and is_headline(sentence.tokens):
        return None
    if sentence.tokens and _opens_with_owner(reading):
        return _written(sentence, 0, large)
    for index in large:
        if _stands_as_slice(sentence, index):
            return _written(sentence, index, large)
    return _strange_before_metric(reading)


def _strange_before_metric(reading: Reading) -> str | None:
    """``hooli revenue``: a word that no dictionary knows right before a metric, though it is written small."""
    sentence = reading.sentence
    for mark in sentence.parts("metric"):
        index = mark.start - 1
        if index < 0 or index in sentence.covered or sentence.tokens[mark.start].broken:
            continue
        token = sentence.tokens[index]
        plain = token.raw.isalpha() and token.raw.islower() and len(token.raw) > _SHORT and not token.fixed
        if plain and not is_known(token.stem, sentence.lexicon) and not _is_consumed(reading, index):
            return token.raw
    return None


def _large(sentence: Sentence) -> Iterator[int]:
    """Words within the sentence that are written large and mean nothing by themselves."""
    for index, token in enumerate(sentence.tokens):
        raw = token.raw
        if raw.islower() or not index or index in sentence.covered or not any(map(str.isupper, raw[:2])):
            continue
        if sentence.tokens[index - 1].start == token.start or not _ENDS_SENTENCE.isdisjoint(token.before):
            continue
        plain = token.word in _STOP or token.stem in function_words() or token.stem in TIME.words
        if len(raw) >= _SHORTEST and not plain and not token.fixed:
            yield index


def _is_consumed(reading: Reading, index: int) -> bool:
    """Whether a filter's value holds the word."""
    written = reading.sentence.text.raw(index, index + 1).lower()
    word = reading.sentence.tokens[index].word
    if any(start <= index < end for start, end in reading.sentence.written):
        return True
    said = [value.lower() for one in reading.filters for value in one.values]
    return any(word in value or written in value for value in said)


def _stands_as_slice(sentence: Sentence, index: int) -> bool:
    """``for Hooli``, ``Hooli's``, ``the Hooli account``, ``Germany and Hooli``."""
    if index + 1 < len(sentence.tokens) and sentence.tokens[index + 1].before == "-":  # "Tesla-sized accounts"
        return False
    place = index - 1
    while sentence.word(place) in _ARTICLES:
        place -= 1
    if sentence.word(place) in _LEADS and not sentence.tokens[index].broken:
        return place == index - 1 or not _describes(sentence, index)
    if owns(sentence.tokens, index):
        return True
    for mark in (mark for part in ("dimension", "noun") for mark in sentence.parts(part)):
        before = mark.start == index + 1 and not sentence.tokens[index + 1].broken
        if before or (mark.end == place + 1 and not is_plural(sentence.tokens[place])):
            return True
    listed = sentence.word(index - 1) in _LISTING or sentence.tokens[index].before.startswith((",", "/", "&", "+"))
    return listed and any(mark.end in (index, index - 1) for mark in sentence.parts("value"))


def _describes(sentence: Sentence, index: int) -> bool:
    """``for the *Wengen* offsite``: the word only says which of the things that are named behind it."""
    behind = index + 1
    if behind >= len(sentence.tokens) or behind in sentence.covered or sentence.tokens[behind].broken:
        return False
    token = sentence.tokens[behind]
    return token.raw.isalpha() and token.raw.islower() and token.stem not in function_words()


def _written(sentence: Sentence, index: int, large: list[int]) -> str:
    end = index + 1
    while end in large and not sentence.tokens[end].broken:
        end += 1
    raw = sentence.text.raw(index, end)
    return raw.removesuffix("'s").removesuffix("’s")
