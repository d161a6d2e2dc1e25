"""Parts of a message: what the tokens between two ends of sentences hold."""

from typing import Final, NamedTuple

from salestalk.understanding.times.atoms import find_atoms
from salestalk.understanding.words.lexicon import Lexicon
from salestalk.understanding.words.matching import find_marks
from salestalk.understanding.words.text import Token
from salestalk.understanding.words.vocabulary_files import grammar

ASKING: Final = grammar("questions.asking")
_SHORT: Final = 5


class Segment(NamedTuple):
    """Some tokens of a message that belong together, and what they hold."""

    tokens: tuple[Token, ...]
    has_metric: bool
    asks: bool
    has_slots: bool
    """A metric, a dimension or a value."""
    has_cue: bool
    has_time: bool
    has_value: bool


def segment_of(tokens: tuple[Token, ...], lexicon: Lexicon) -> Segment:
    """What some tokens hold that belong together."""
    marks = find_marks(tokens, lexicon)
    metric = any(mark.entry.metrics or (mark.entry.verb and len(tokens) <= 2) for mark in marks)
    slots = metric or any((mark.entry.values and not mark.entry.weak) or mark.entry.dimension for mark in marks)
    times = bool(find_atoms(tokens, frozenset()))
    cue = any(mark.entry.cues & _INTENT_CUES for mark in marks)
    asks = _opens_question(tokens) and not _is_known_already(tokens)
    value = any(mark.entry.values and not mark.entry.metrics for mark in marks)
    return Segment(tokens, metric, asks, slots or times, cue, times, value)


_AUXILIARIES: Final = grammar("questions.auxiliaries")


def _opens_question(tokens: tuple[Token, ...]) -> bool:
    """Whether a question word stands in front; an auxiliary only as the very first word."""
    if tokens[0].word in ASKING:
        return True
    return any(token.word in ASKING and token.word not in _AUXILIARIES for token in tokens[1:3])


def _is_known_already(tokens: tuple[Token, ...]) -> bool:
    """``I know what we spent``: no question."""
    return len(tokens) > 1 and tokens[0].word == "i" and tokens[1].word in ("know", "have", "understand", "see", "got")


_INTENT_CUES: Final = grammar("questions.intent_cues")


_LIMITING: Final = frozenset({"only", "just", "solely", "exclusively", "excluding", "except", "without"})


def limits(following: Segment) -> bool:
    """``customers, how many? Gold accounts only.``: a value the question is about, and no second question."""
    words = [token.word for token in following.tokens]
    if following.tokens[0].word in ("and", "also", "then"):
        return False
    return following.has_value and not following.asks and len(words) <= _SHORT and not _LIMITING.isdisjoint(words)
