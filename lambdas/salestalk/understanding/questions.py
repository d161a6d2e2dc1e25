"""Several sentences in one message: which one is the question, and what remains to be asked afterwards."""

import re
from typing import Final, NamedTuple

from salestalk.understanding.lexicon import Lexicon
from salestalk.understanding.matching import find_marks
from salestalk.understanding.text import Text, Token
from salestalk.understanding.time_atoms import find_atoms
from salestalk.understanding.vocabulary_files import grammar

_ASKING: Final = grammar("questions.asking")
_SECOND: Final = grammar("questions.second")
_COMMAND_MARKS: Final = ("'", ";", "--")


class Segment(NamedTuple):
    """Some tokens of a message that belong together, and what they hold."""

    tokens: tuple[Token, ...]
    has_metric: bool
    asks: bool
    has_slots: bool
    """A metric, a dimension or a value."""
    has_cue: bool
    has_time: bool


class Message(NamedTuple):
    """The question to answer, what was said around it, and the further questions, as written."""

    text: Text
    context: Text
    remaining: tuple[str, ...]


def split_message(text: Text, lexicon: Lexicon) -> Message:
    """The first real question of a message; a single sentence is its own question."""
    if not text.tokens or _is_plain(text):
        return Message(text, Text(text.clean, ()), ())
    pieces = _pieces(text.tokens)
    pieces = [_after_colon(piece, lexicon) for piece in pieces]
    if len(pieces) == 1 and not _may_hold_two(pieces[0]):
        return Message(Text(text.clean, pieces[0]), Text(text.clean, ()), ())
    segments = [_segment(piece, lexicon) for piece in pieces]
    chosen, first, last = _chosen(segments)
    left, right = _split_clause(chosen, lexicon)
    later = [right] if right else []
    later.extend(segment.tokens for segment in segments[last + 1 :] if segment.has_metric or segment.asks)
    context = tuple(token for segment in segments[:first] for token in segment.tokens)
    remaining = tuple(_written(text, tokens) for tokens in later)
    return Message(Text(text.clean, left), Text(text.clean, context), remaining)


_CUTS: Final = re.compile(r"[?!;:.,\n]| (?:and|then|plus|but|so) ")


def _is_plain(text: Text) -> bool:
    """Whether nothing in a message could end a sentence or begin a second question: most are like that."""
    return not _CUTS.search(text.clean, 0, text.tokens[-1].start)


def _written(text: Text, tokens: tuple[Token, ...]) -> str:
    written = text.clean[tokens[0].start : tokens[-1].end]
    return written[0].upper() + written[1:] + "?"


def _pieces(tokens: tuple[Token, ...]) -> list[tuple[Token, ...]]:
    """Cut at the ends of sentences."""
    pieces: list[tuple[Token, ...]] = []
    start = 0
    for index in range(1, len(tokens)):
        before = tokens[index].before
        if before and _ends_sentence(before) and tokens[index - 1].word not in _ABBREVIATIONS:
            pieces.append(tokens[start:index])
            start = index
    pieces.append(tokens[start:])
    return pieces


_ABBREVIATIONS: Final = grammar("questions.abbreviations")


def _ends_sentence(before: str) -> bool:
    if "?" in before or "!" in before or ";" in before or "\n" in before:
        return True
    return before.startswith(".") and not before.startswith("..") and "…" not in before


def _may_hold_two(tokens: tuple[Token, ...]) -> bool:
    return any(
        token.word in _SECOND
        and (token.before.startswith(",") or tokens[index].word in ("and", "then", "plus", "but", "so"))
        for index, token in enumerate(tokens[1:])
    )


def _segment(tokens: tuple[Token, ...], lexicon: Lexicon) -> Segment:
    marks = find_marks(tokens, lexicon)
    metric = any(mark.entry.metrics or (mark.entry.verb and len(tokens) <= 2) for mark in marks)
    slots = metric or any((mark.entry.values and not mark.entry.weak) or mark.entry.dimension for mark in marks)
    times = bool(find_atoms(tokens, frozenset()))
    cue = any(mark.entry.cues & _INTENT_CUES for mark in marks)
    asks = _opens_question(tokens) and not _is_known_already(tokens)
    return Segment(tokens, metric, asks, slots or times, cue, times)


_AUXILIARIES: Final = grammar("questions.auxiliaries")


def _opens_question(tokens: tuple[Token, ...]) -> bool:
    """Whether a question word stands in front; an auxiliary only as the very first word."""
    if tokens[0].word in _ASKING:
        return True
    return any(token.word in _ASKING and token.word not in _AUXILIARIES for token in tokens[1:3])


def _is_known_already(tokens: tuple[Token, ...]) -> bool:
    """``I know what we spent``: no question."""
    return len(tokens) > 1 and tokens[0].word == "i" and tokens[1].word in ("know", "have", "understand", "see", "got")


_INTENT_CUES: Final = grammar("questions.intent_cues")


def _chosen(segments: list[Segment]) -> tuple[Segment, int, int]:
    """The question, with the first and last of the segments it was made of."""
    named = [index for index, segment in enumerate(segments) if segment.has_metric]
    if not named:
        with_slots = [index for index, segment in enumerate(segments) if segment.has_slots or segment.asks]
        index = with_slots[0] if with_slots else 0
        return segments[index], index, index
    index = _first_meant(segments, named)
    first, last = index, index
    while first and _leads_to(segments[first - 1], near=first == index):
        first -= 1
    while last + 1 < len(segments) and _completes(segments[last + 1], segments[index]):
        last += 1
    tokens = tuple([token for segment in segments[first : last + 1] for token in segment.tokens])
    return segments[index]._replace(tokens=tokens), first, last


def _first_meant(segments: list[Segment], named: list[int]) -> int:
    """The first segment with a metric, unless it only remarks something before the question."""
    first = segments[named[0]]
    if not _is_remark(first):
        return named[0]
    for index in named[1:]:
        if segments[index].asks or (segments[index].has_time and not first.has_time):
            return index
    return named[0]


_FRAGMENT: Final = 3
"""How many words a fragment in telegram style may have ("EMEA. Margin. Last quarter.")."""


def _leads_to(segment: Segment, *, near: bool) -> bool:
    """Whether what stands before the metric belongs to its question ("Anything odd? Churn, last month")."""
    if segment.has_metric or segment.tokens[0].word in _GREETING:
        return False
    if near and segment.has_cue:
        return len(segment.tokens) <= (9 if segment.asks else 4)
    return segment.has_slots and not segment.asks and len(segment.tokens) <= _FRAGMENT


def _completes(following: Segment, question: Segment) -> bool:
    """Whether what stands behind belongs to the question ("…? By team, this quarter so far")."""
    if following.has_metric:
        return False
    opener = following.tokens[0]
    if following.asks:
        anew = opener.word in ("and", "also", "then") and "?" in opener.before and len(following.tokens) > _FRAGMENT
        return not question.asks and not anew
    if opener.word in _CONTINUING and following.has_slots:
        return True
    return len(following.tokens) <= 4 and opener.word not in ("and", "what", "how", "why", "also")


_CONTINUING: Final = grammar("questions.continuing")
_GREETING: Final = grammar("groups.greeting")
_STATEMENTS: Final = frozenset({"select", "insert", "truncate", "drop"})


def _is_remark(segment: Segment) -> bool:
    """A statement rather than a question in telegram style."""
    if segment.tokens[0].word in _STATEMENTS:
        return True
    words = {token.word for token in segment.tokens}
    return len(segment.tokens) > 6 and bool(words & {"i", "we", "my", "seem", "seems", "think", "just", "need", "have"})


def _split_clause(segment: Segment, lexicon: Lexicon) -> tuple[tuple[Token, ...], tuple[Token, ...]]:
    """``What was X and how many Y``: cut before the second question, if the first is one by itself."""
    tokens = segment.tokens
    if [token.word for token in tokens[:2]] == ["do", "not"]:
        return tokens, ()
    for index in range(2, len(tokens)):
        cut = _cut_before(tokens, index)
        if cut is None:
            continue
        left = _segment(tokens[:cut], lexicon)
        if tokens[index - 1].word in ("but", "so") and not (left.has_metric and left.asks):
            return tokens[index:], ()
        if tokens[index - 1].word == "then" and left.has_metric:
            return tokens[:cut], tokens[index:]
        if left.has_metric and left.asks and len(tokens) - index >= 2:
            return tokens[:cut], tokens[index:]
    return tokens, ()


def _cut_before(tokens: tuple[Token, ...], index: int) -> int | None:
    """Where the first clause ends, if a second begins at ``index``."""
    if tokens[index].word not in _SECOND:
        return None
    if tokens[index - 1].word in ("and", "then", "plus", "also", "but", "so"):
        if tokens[index].word == "why" and index + 2 >= len(tokens):
            return None
        return index - 1
    return index if tokens[index].before.startswith(",") and tokens[index].word != "next" else None


def _after_colon(tokens: tuple[Token, ...], lexicon: Lexicon) -> tuple[Token, ...]:
    """Without an introduction that says nothing ("I'd like to settle it: …")."""
    for index in range(len(tokens) - 1, 0, -1):
        if ":" in tokens[index].before:
            head, tail = _segment(tokens[:index], lexicon), _segment(tokens[index:], lexicon)
            if tail.has_metric and not head.has_slots and len(head.tokens) > 3:
                return tokens[index:]
    return tokens
