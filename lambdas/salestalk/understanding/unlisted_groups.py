"""Groupings by what no vocabulary lists ("by carrier", "per contract length").

They are kept under their own words: a plan that has no such dimension is refused by name, where a grouping that were
passed over would be answered with a number nobody asked for.
"""

from typing import Final

from salestalk.understanding.groups import Group
from salestalk.understanding.lexicon import Entry
from salestalk.understanding.matching import Mark
from salestalk.understanding.sentence import Sentence
from salestalk.understanding.spelling import function_words
from salestalk.understanding.vocabulary_files import grammar

_LONGEST: Final = 2
"""Words of such a dimension's name."""
_SHORTEST: Final = 3
_NO_DIMENSION: Final = grammar("groups.no_dimension")
_SPLITTING: Final = grammar("groups.splitting")
_IRREGULAR: Final = grammar("groups.doers")


def unlisted_group(sentence: Sentence, named: frozenset[int]) -> tuple[Group, ...]:
    """The first such grouping, if there is one; a single one, for what follows it is seldom a second."""
    if sentence.said.isdisjoint(("by", "per")):
        return ()
    for index, word in enumerate(sentence.words):
        if word in ("by", "per") and not _names_a_doer(sentence, index):
            end = _end_of_name(sentence, index + 1)
            if end > index + 1 and named.isdisjoint(range(index + 1, end)):
                words = sentence.words[index + 1 : end]
                mark = Mark(index + 1, end, Entry(dimension="_".join(words)))
                return (Group("_".join(words), mark, said_by=True),)
    return ()


def _names_a_doer(sentence: Sentence, index: int) -> bool:
    """``caused by``, ``sold by``: what follows did it; ``grouped by`` and its like split."""
    before = sentence.word(index - 1)
    if before in _SPLITTING:
        return False
    return before in _IRREGULAR or before.endswith("ed")


def _end_of_name(sentence: Sentence, start: int) -> int:
    """Where the name ends that begins here; its start where none does."""
    end = start
    while end < len(sentence.tokens) and end - start < _LONGEST and _can_name(sentence, end, first=end == start):
        end += 1
    is_whole = end == len(sentence.tokens) or end in sentence.covered or _is_boundary(sentence, end)
    return end if is_whole else start


def _can_name(sentence: Sentence, index: int, *, first: bool) -> bool:
    token = sentence.tokens[index]
    if index in sentence.covered or _is_boundary(sentence, index) or (token.broken and not first):
        return False
    is_plain = token.word.isalpha() and token.word.isascii() and len(token.word) >= _SHORTEST
    return is_plain and token.word not in _NO_DIMENSION


def _is_boundary(sentence: Sentence, index: int) -> bool:
    return sentence.words[index] in function_words() or sentence.tokens[index].broken
