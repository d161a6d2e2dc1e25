"""Names with words of time in them: "the Spring Sale campaign", "campaign Herbst-2025", "product Friday Feeling"."""

from typing import Final

from salestalk.understanding.words.text import Token, stem_of
from salestalk.understanding.words.time_words import TIME
from salestalk.understanding.words.vocabulary_files import grammar

_NOUNS: Final = grammar("name_times.nouns")
_SEASONS: Final = grammar("name_times.seasons")
_LONGEST: Final = 4


def named_like_times(tokens: tuple[Token, ...]) -> frozenset[int]:
    """The places of words that belong to the name of a campaign or product, though they could be a time."""
    if _NOUNS.isdisjoint(map(stem_of, tokens)):
        return frozenset()
    found: set[int] = set()
    for index, token in enumerate(tokens):
        if token.stem in _NOUNS:
            found.update(_run_before(tokens, index))
            found.update(_run_behind(tokens, index))
    return frozenset(found)


def _run_before(tokens: tuple[Token, ...], noun: int) -> range:
    """``the Spring Sale campaign``: words written large right before the noun, the first of them a word of time."""
    start = noun
    while start > max(0, noun - _LONGEST) and _is_large(tokens[start - 1]) and not tokens[start].broken:
        start -= 1
    start += 1 if start < noun and start == 0 else 0
    while start < noun and not _is_of_time(tokens[start]):
        start += 1
    return range(start, noun) if noun - start > 1 and not _is_of_time(tokens[noun - 1]) else range(0)


def _run_behind(tokens: tuple[Token, ...], noun: int) -> range:
    """``campaign Summer Sale``, ``campaign Herbst-2025``: words written large, or joined to them, behind the noun."""
    end = noun + 1
    while end < len(tokens) and end - noun <= _LONGEST and not tokens[end].broken:
        joined = end > noun + 1 and tokens[end].before == "-"
        if not _is_large(tokens[end]) and not joined:
            break
        end += 1
    if end - noun <= 2:
        return range(0)
    if tokens[end - 1].before == "-" and not _is_of_time(tokens[noun + 1]):
        return range(noun + 1, end)
    return range(noun + 1, end) if _is_of_time(tokens[noun + 1]) and not _is_of_time(tokens[end - 1]) else range(0)


def _is_large(token: Token) -> bool:
    return token.raw[:1].isupper() and token.raw[1:].islower()


def _is_of_time(token: Token) -> bool:
    return token.word in TIME.months or token.word in TIME.weekdays or token.word in _SEASONS
