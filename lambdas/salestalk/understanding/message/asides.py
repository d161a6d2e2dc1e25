"""Asides: what somebody tells around a question names metrics too, and is not what they ask.

``What is Anna's salary? I'm planning the budget for sales``: answered by what sales are, it would be no answer.
"""

from collections.abc import Sequence
from typing import Final

from salestalk.understanding.message.segments import ASKING, Segment, segment_of
from salestalk.understanding.times.atoms import find_atoms
from salestalk.understanding.words.lexicon import Lexicon
from salestalk.understanding.words.matching import find_marks
from salestalk.understanding.words.spelling import function_words
from salestalk.understanding.words.text import Text, Token
from salestalk.understanding.words.vocabulary_files import grammar

_TELLING: Final = grammar("asides.telling")
_ONESELF: Final = frozenset({"i", "my", "me"})
_REQUESTING: Final = grammar("asides.requesting")
_REFERRING: Final = grammar("asides.referring")
"""Words of a question that is about what was told before it ("sales were down. What happened to *them*?")."""
_ORDERING: Final = grammar("asides.ordering")
_OBJECTS: Final = grammar("asides.objects")
_POLITE: Final = grammar("asides.polite")
_WHOLE: Final = 4
"""Words that a question has at least which needs nothing of what is told around it."""

Tokens = tuple[Token, ...]


def asked_beside(text: Text, pieces: Sequence[Tokens], lexicon: Lexicon) -> tuple[Tokens, Tokens] | None:
    """The question, and what is only told around it; None where a metric is in what is asked."""
    parts = [part for piece in pieces for part in _without_aside(piece)]
    if len(parts) == 1 or not any(_only_tells([token.word for token in part]) for part in parts):
        return None
    segments = [segment_of(part, lexicon) for part in parts]
    asked = [_is_asked(text, segments, index) for index in range(len(segments))]
    told = [not asks and tells(segment) for segment, asks in zip(segments, asked, strict=True)]
    for index, segment in enumerate(segments):
        around = [other for other in range(len(segments)) if other != index]
        if not all(told[other] for other in around if segments[other].has_metric):
            continue
        if not any(told[other] for other in around):
            continue
        if _orders(segment) or (asked[index] and _stands_alone(segment, lexicon)):
            return segment.tokens, tuple([token for other in around for token in segments[other].tokens])
    return None


def _without_aside(tokens: Tokens) -> tuple[Tokens, ...]:
    """``I'm off to the sales kickoff, do I need an umbrella``: cut where one's own story ends and a question begins."""
    for index in range(2, len(tokens) - _WHOLE + 1):
        if not tokens[index].before.startswith(","):
            continue
        if tokens[index].word == "so" and _is_order(tokens[index:]):
            return tokens[:index], tokens[index:]
        if index >= _WHOLE and tokens[index].word in ASKING:
            if _ONESELF.isdisjoint([token.word for token in tokens[:index]]):
                break
            return tokens[:index], tokens[index:]
    return (tokens,)


def _is_asked(text: Text, segments: Sequence[Segment], index: int) -> bool:
    segment = segments[index]
    is_last = index + 1 == len(segments)
    behind = text.clean[segment.tokens[-1].end :] if is_last else segments[index + 1].tokens[0].before
    return segment.asks or "?" in behind


def tells(segment: Segment) -> bool:
    """``she just closed the biggest deal``: a whole sentence that asks for nothing, not even politely."""
    return _only_tells([token.word for token in segment.tokens])


def _only_tells(words: Sequence[str]) -> bool:
    return not _TELLING.isdisjoint(words) and _REQUESTING.isdisjoint(words)


def _stands_alone(segment: Segment, lexicon: Lexicon) -> bool:
    """Whether it is about something of its own, which is no word of ours; of two such, where a cue might be ours."""
    tokens = segment.tokens
    if len(tokens) < _WHOLE or segment.has_metric:
        return False
    covered = {index for atom in find_atoms(tokens, frozenset()) for index in range(atom.start, atom.end)}
    if any(token.word in _REFERRING and index not in covered for index, token in enumerate(tokens)):
        return False
    if "that" in (tokens[1].word, tokens[-1].word) or "this" in (tokens[1].word, tokens[-1].word):
        return False
    covered |= {index for mark in find_marks(tokens, lexicon) for index in range(mark.start, mark.end)}
    own = [
        token
        for index, token in enumerate(tokens)
        if index not in covered and token.word.isalpha() and len(token.word) > 2 and token.stem not in function_words()
    ]
    return len(own) > segment.has_cue


def _orders(segment: Segment) -> bool:
    """``Email that to the team.``; "send me revenue" only wants to see it."""
    return _is_order(segment.tokens) and not (segment.has_metric and any(one.word == "me" for one in segment.tokens))


def _is_order(tokens: Tokens) -> bool:
    start = next((index for index, token in enumerate(tokens) if token.word not in _POLITE), 0)
    behind = tokens[start + 1 : start + 2]
    return tokens[start].word in _ORDERING and any(one.word in _OBJECTS or one.word.isdecimal() for one in behind)
