"""Several sentences in one message: which one is the question, and what remains to be asked afterwards."""

import re
from typing import Final, NamedTuple

from salestalk.understanding.message.asides import asked_beside, tells
from salestalk.understanding.message.segments import ASKING, Segment, limits, segment_of
from salestalk.understanding.times.atoms import find_atoms
from salestalk.understanding.words.lexicon import Lexicon
from salestalk.understanding.words.matching import find_marks
from salestalk.understanding.words.text import Text, Token
from salestalk.understanding.words.vocabulary_files import grammar

_SECOND: Final = grammar("questions.second")
_COMMAND_MARKS: Final = ("'", ";", "--")


class Message(NamedTuple):
    """The question to answer, what was said around it, and the further questions, as written."""

    text: Text
    context: Text
    remaining: tuple[str, ...]


_NOTHING: Final = Text("", ())


def split_message(text: Text, lexicon: Lexicon) -> Message:
    """The first real question of a message; a single sentence is its own question."""
    if not text.tokens or _is_plain(text):
        return Message(text, _NOTHING, ())
    pieces = _pieces(_after_retraction(text.tokens, lexicon))
    pieces = _without_rejected([_after_story(_after_colon(piece, lexicon), lexicon) for piece in pieces])
    if aside := asked_beside(text, pieces, lexicon):
        asked, told = aside
        return Message(text._replace(tokens=asked), text._replace(tokens=told), ())
    if len(pieces) == 1 and not _may_hold_two(pieces[0]):
        return Message(text._replace(tokens=pieces[0]), _NOTHING, ())
    segments = [segment_of(piece, lexicon) for piece in pieces]
    chosen, first, last = _chosen(segments)
    left, right = _split_clause(chosen, lexicon)
    later = [right] if right else []
    later.extend(segment.tokens for segment in segments[last + 1 :] if segment.has_metric or segment.asks)
    context = tuple(token for segment in segments[:first] for token in segment.tokens)
    remaining = tuple(_written(text, tokens) for tokens in later)
    return Message(text._replace(tokens=left), text._replace(tokens=context), remaining)


def _without_rejected(pieces: list[tuple[Token, ...]]) -> list[tuple[Token, ...]]:
    """``Not revenue. Bookings.``: what is said not to be meant goes, where something else is named."""
    meant = [piece for piece in pieces if piece[0].word != "not" or len(piece) > _SHORT]
    return meant or pieces


_SHORT: Final = 5
_RETRACTING: Final = (("never", "mind"), ("scratch", "that"), ("forget", "it"), ("forget", "that"), ("strike", "that"))


def _after_retraction(tokens: tuple[Token, ...], lexicon: Lexicon) -> tuple[Token, ...]:
    """``what share price... never mind, what was …``: the question that is asked instead."""
    for index in range(len(tokens) - 4, 0, -1):
        asks = tokens[index + 2].broken and tokens[index + 2].word in ASKING
        if asks and (tokens[index].word, tokens[index + 1].word) in _RETRACTING:
            rest = tokens[index + 2 :]
            return rest if segment_of(rest, lexicon).has_metric else tokens
    return tokens


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


def _chosen(segments: list[Segment]) -> tuple[Segment, int, int]:
    """The question, with the first and last of the segments it was made of."""
    named = [index for index, segment in enumerate(segments) if segment.has_metric]
    if not named:
        with_slots = [index for index, segment in enumerate(segments) if segment.has_slots or segment.asks]
        index = with_slots[0] if with_slots else 0
        last = index
        while segments[index].asks and last + 1 < len(segments) and _completes(segments[last + 1], segments[index]):
            last += 1
        tokens = tuple([token for segment in segments[index : last + 1] for token in segment.tokens])
        return segments[index]._replace(tokens=tokens), index, last
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
    if _states(first):
        return next((index for index in named[1:] if segments[index].asks), named[0])
    if not (_is_remark(first) or (not first.asks and tells(first))):
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
    if [token.word for token in segment.tokens[:2]] == ["do", "not"]:
        return False
    if near and segment.has_cue:
        return len(segment.tokens) <= (9 if segment.asks else 4)
    return segment.has_slots and not segment.asks and len(segment.tokens) <= _FRAGMENT


def _completes(following: Segment, question: Segment) -> bool:
    """Whether what stands behind belongs to the question ("…? By team, this quarter so far")."""
    if following.has_metric:
        return limits(following)
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


def _states(segment: Segment) -> bool:
    """``The head of accounting has resigned.``: a whole sentence that asks for nothing."""
    words = [token.word for token in segment.tokens]
    return not segment.asks and not segment.has_cue and len(words) > 2 and not _STATING.isdisjoint(words[1:])


_STATING: Final = frozenset(
    {"is", "are", "was", "were", "has", "had", "keep", "keeps", "want", "wants", "ask", "asks", "asked", "say", "says"}
)


def _split_clause(segment: Segment, lexicon: Lexicon) -> tuple[tuple[Token, ...], tuple[Token, ...]]:
    """``What was X and how many Y``: cut before the second question, if the first is one by itself."""
    tokens = segment.tokens
    if [token.word for token in tokens[:2]] == ["do", "not"]:
        return tokens, ()
    for index in range(2, len(tokens)):
        cut = _cut_before(tokens, index)
        if cut is None:
            continue
        left = segment_of(tokens[:cut], lexicon)
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


def _is_of_oneself(tokens: tuple[Token, ...]) -> bool:
    """``my boss says I always ask why, but today I don't: …``: a story of whoever asks."""
    mine = sum(token.word in ("i", "my", "me", "myself") for token in tokens)
    return mine > 1 and len(tokens) > 5


_LONG_STORY: Final = 12


def _only_tells(tokens: tuple[Token, ...], lexicon: Lexicon) -> bool:
    """``The plan is simple: …``, or a long story with a day in it: what leads to a question and says nothing of it."""
    words = {token.word for token in tokens}
    if words.isdisjoint(("is", "are", "was", "had", "have")) or not words.isdisjoint(("by", "per", "only")):
        return False
    marks = find_marks(tokens, lexicon)
    if any(mark.entry.values or mark.entry.metrics for mark in marks):
        return False
    return len(tokens) > _LONG_STORY or not find_atoms(tokens, frozenset())


_REQUESTS: Final = (
    ("could", "you"), ("can", "you"), ("would", "you"), ("tell", "me"), ("give", "me"), ("let", "me"), ("i", "need"),
    ("just", "need"), ("to", "know"),
)  # fmt: skip


def _after_story(tokens: tuple[Token, ...], lexicon: Lexicon) -> tuple[Token, ...]:
    """``… I was up all night …, so could you give me …``: without a long story that names no metric."""
    if len(tokens) < 2 * _LONG_STORY:
        return tokens
    for index in range(len(tokens) - 3, _LONG_STORY, -1):
        if (tokens[index].word, tokens[index + 1].word) in _REQUESTS and segment_of(tokens[index:], lexicon).has_metric:
            return tokens if segment_of(tokens[:index], lexicon).has_metric else tokens[index:]
    return tokens


def _after_colon(tokens: tuple[Token, ...], lexicon: Lexicon) -> tuple[Token, ...]:
    """Without an introduction that says nothing ("I'd like to settle it: …")."""
    for index in range(len(tokens) - 1, 0, -1):
        if ":" in tokens[index].before:
            head, tail = segment_of(tokens[:index], lexicon), segment_of(tokens[index:], lexicon)
            if tail.has_metric and not head.has_slots and len(head.tokens) > 2:
                return tokens[index:]
            told = tail.has_metric and tail.asks and not head.asks
            if told and (_only_tells(tokens[:index], lexicon) or _is_of_oneself(tokens[:index])):
                return tokens[index:]
    return tokens
