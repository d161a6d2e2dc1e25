"""Finding the vocabulary's phrases in a question: at each word the longest phrase, metrics' names before others."""

from typing import Final, NamedTuple

from salestalk.understanding.lexicon import Entry, Lexicon
from salestalk.understanding.text import Token


class Mark(NamedTuple):
    """Tokens ``start`` up to ``end`` (exclusive) are a phrase that can mean ``entry``."""

    start: int
    end: int
    entry: Entry


def find_marks(tokens: tuple[Token, ...], lexicon: Lexicon, taken: frozenset[int] = frozenset()) -> tuple[Mark, ...]:
    """The phrases in a question, left to right, not overlapping; tokens in ``taken`` belong to something else."""
    marks: list[Mark] = []
    longest = lexicon.longest
    position, count = 0, len(tokens)
    while position < count:
        width = longest.get(tokens[position].stem)
        found = _longest_at(tokens, position, width, lexicon, taken) if width and position not in taken else None
        if found is None:
            position += 1
            continue
        if found.end - found.start > 1 and not (found.entry.metrics or found.entry.values):
            inner = _gives_way(tokens, found, lexicon, taken)
            found = found if inner is None else _longest_at(tokens, position, inner - position, lexicon, taken)
            if found is None:
                position += 1
                continue
        marks.append(found)
        position = found.end
    return tuple(marks)


_POLITE: Final = frozenset({"please", "can", "could", "you", "now", "and", "then"})


def with_ordering(tokens: tuple[Token, ...], marks: tuple[Mark, ...], lexicon: Lexicon) -> tuple[Mark, ...]:
    """``order the countries by revenue``: a verb that ranks, where it opens and a dimension follows."""
    place = next((number for number, mark in enumerate(marks) if tokens[mark.start].word == "order"), len(marks))
    if place + 1 >= len(marks) or marks[place].end - marks[place].start > 1:
        return marks
    mark = marks[place]
    noun = next((other for other in marks[place + 1 : place + 3] if other.entry.dimension), marks[place + 1])
    opens = all(token.word in _POLITE for token in tokens[: mark.start])
    by = noun.end < len(tokens) and tokens[noun.end].word == "by"
    if not (opens and by and noun.entry.dimension and noun.start - mark.end <= 2 and "sort" in lexicon.phrases):
        return marks
    return (*marks[:place], Mark(mark.start, mark.end, lexicon.phrases["sort"]), *marks[place + 1 :])


def _longest_at(
    tokens: tuple[Token, ...], start: int, width: int, lexicon: Lexicon, taken: frozenset[int]
) -> Mark | None:
    """The longest phrase of at most ``width`` words that begins at ``start`` and does not cross punctuation."""
    if width > 1:
        after = start + 1
        seconds = lexicon.seconds.get(tokens[start].stem, ())
        if after >= len(tokens) or tokens[after].stem not in seconds:
            width = 1
    if width == 1:
        entry = lexicon.phrases.get(tokens[start].stem)
        return Mark(start, start + 1, entry) if entry else None
    end = min(start + width, len(tokens))
    reach = start + 1
    while reach < end and not tokens[reach].broken and reach not in taken:
        reach += 1
    phrases = lexicon.phrases
    for stop in range(reach, start, -1):
        key = tokens[start].stem if stop == start + 1 else " ".join([token.stem for token in tokens[start:stop]])
        entry = phrases.get(key)
        if entry is not None and not _parted(tokens, start, stop, entry):
            return Mark(start, stop, entry)
    return None


def _parted(tokens: tuple[Token, ...], start: int, stop: int, entry: Entry) -> bool:
    """``leads/source``: a metric and its group rather than the lead source."""
    if entry.dimension is None or entry.metrics:
        return False
    return any(token.before == "/" for token in tokens[start + 1 : stop])


def _gives_way(tokens: tuple[Token, ...], mark: Mark, lexicon: Lexicon, taken: frozenset[int]) -> int | None:
    """Where a longer name begins inside a phrase ("change in *net revenue retention*", "the *plan tiers*")."""
    for inner in range(mark.start + 1, mark.end):
        width = lexicon.longest.get(tokens[inner].stem, 0)
        if width < 2:
            continue
        other = _longest_at(tokens, inner, width, lexicon, taken)
        if other and (other.entry.metrics or other.entry.dimension or other.entry.values) and other.end > mark.end:
            return inner
    return None
