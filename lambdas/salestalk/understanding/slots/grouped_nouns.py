"""Nouns that are metrics elsewhere and here say what to group or rank by ("by *product*", "top 5 *customers*")."""

from typing import Final

from salestalk.understanding.times.atom import word_at
from salestalk.understanding.words.matching import Mark
from salestalk.understanding.words.text import Token
from salestalk.understanding.words.vocabulary_files import grammar

_GROUPING: Final = grammar("sentence.grouping")
_BETWEEN: Final = grammar("sentence.between")


def is_grouped_by(tokens: tuple[Token, ...], mark: Mark, metrics: int, marks: tuple[Mark, ...]) -> bool:
    """Whether a noun that is also a metric groups or ranks here ("by segment and *product*")."""
    if _leads_group(tokens, mark.start - 1, marks) or _ranked_by_before(mark, marks):
        return True
    return bool(metrics) and (_is_listed_after_group(tokens, mark, marks) or _is_broken_down(tokens, mark))


def _is_listed_after_group(tokens: tuple[Token, ...], mark: Mark, marks: tuple[Mark, ...]) -> bool:
    """``by segment and *product*``, ``by country/*product*``, ``across *products* and industries``."""
    index = mark.start - 1
    if word_at(tokens, index) in ("and", "&", "then", "x", "by"):
        index -= 1
    elif not tokens[mark.start].before.startswith((",", "/", "+", "×")):
        return False
    nouns = (other for other in marks if other.entry.dimension and not other.entry.metrics)
    before = next((other for other in nouns if other.end == index + 1), None)
    if before is None:
        return False
    return _leads_group(tokens, before.start - 1, marks) or _is_listed_after_group(tokens, before, marks)


def _is_broken_down(tokens: tuple[Token, ...], mark: Mark) -> bool:
    """``product breakdown of bookings``; ``distributed over products``."""
    return word_at(tokens, mark.end) in ("breakdown", "split") or (
        word_at(tokens, mark.start - 1) == "over" and word_at(tokens, mark.start - 2) in ("distributed", "spread")
    )


def _ranked_by_before(mark: Mark, marks: tuple[Mark, ...]) -> bool:
    """``lowest margin product``: what it is ranked by stands right before the noun, the rank before that."""
    return any(
        other.end == mark.start
        and other.entry.metrics
        and not other.entry.dimension
        and rank_at(marks, other.start - 1)
        for other in marks
    )


def _leads_group(tokens: tuple[Token, ...], index: int, marks: tuple[Mark, ...]) -> bool:
    """Whether the words before a noun make it one to group or rank by ("top 5 customers", "by our customers")."""
    for _ in range(4):
        word = word_at(tokens, index)
        if word in _GROUPING:
            return not (word == "of" or (word == "between" and index == 0))
        if rank_at(marks, index):
            return True
        if not (word.isdecimal() or word in _BETWEEN):
            return False
        index -= 1
    return False


def rank_at(marks: tuple[Mark, ...], index: int) -> bool:
    """Whether the token belongs to a word that ranks."""
    return any(
        mark.start <= index < mark.end and any(cue.startswith("rank_") for cue in mark.entry.cues) for mark in marks
    )
