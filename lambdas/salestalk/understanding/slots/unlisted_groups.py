"""Groupings by what no vocabulary lists ("by carrier", "per contract length").

They are kept under their own words: a plan that has no such dimension is refused by name, where a grouping that were
passed over would be answered with a number nobody asked for.
"""

from typing import Final

from salestalk.understanding.slots.groups import Group
from salestalk.understanding.slots.sentence import Sentence
from salestalk.understanding.words.lexicon import Entry
from salestalk.understanding.words.matching import Mark
from salestalk.understanding.words.spelling import function_words
from salestalk.understanding.words.vocabulary_files import grammar

_RANKS: Final = ("rank_top", "rank_bottom", "rank_good", "rank_bad", "rank_fast", "rank_slow")
_LONGEST: Final = 2
"""Words of such a dimension's name."""
_SHORTEST: Final = 3
_NO_DIMENSION: Final = grammar("groups.no_dimension")
_SPLITTING: Final = grammar("groups.splitting")
_IRREGULAR: Final = grammar("groups.doers")


def unlisted_group(sentence: Sentence, named: frozenset[int]) -> tuple[Group, ...]:
    """The first such grouping, if there is one; a single one, for what follows it is seldom a second."""
    if sentence.word(0) == "where" and sentence.has(*_RANKS):  # "where is churn the highest"
        return (Group("region", Mark(0, 1, Entry(dimension="region")), said_by=True),)
    if sentence.said.isdisjoint(("by", "per")):
        return ()
    for index, word in enumerate(sentence.words):
        if word in ("by", "per") and not names_a_doer(sentence, index):
            end = _end_of_name(sentence, index + 1)
            if end > index + 1 and named.isdisjoint(range(index + 1, end)):
                words = sentence.words[index + 1 : end]
                mark = Mark(index + 1, end, Entry(dimension="_".join(words)))
                return (Group("_".join(words), mark, said_by=True),)
    return ()


def names_a_doer(sentence: Sentence, index: int) -> bool:
    """``caused by``, ``sold by``: what follows did it; ``grouped by`` and its like split."""
    before = sentence.word(index - 1)
    if before in _SPLITTING or sentence.word(index) == "per":
        return False
    if any(mark.end == index and mark.end - mark.start > 1 for mark in sentence.parts("metric")):
        return False  # "units sold by store": the word belongs to the metric's name
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
    if (index in sentence.covered and not _is_vague(sentence, index)) or _is_boundary(sentence, index):
        return False
    if token.broken and not first:
        return False
    is_plain = token.word.isalpha() and token.word.isascii() and len(token.word) >= _SHORTEST
    return is_plain and token.word not in _NO_DIMENSION


def _is_vague(sentence: Sentence, index: int) -> bool:
    """``by *status*``, ``by *store*``: a word that would be vague alone, or a value elsewhere, and nothing else."""
    return any(
        mark.start == index and mark.end == index + 1 and mark.entry.cues <= _VAGUE and not mark.entry.verb
        for mark in sentence.parts("cue")
    )


_VAGUE: Final = frozenset({"vague"})


def _is_boundary(sentence: Sentence, index: int) -> bool:
    return sentence.words[index] in function_words() or sentence.tokens[index].broken
