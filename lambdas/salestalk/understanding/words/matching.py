"""Finding the vocabulary's phrases in a question: at each word the longest phrase, metrics' names before others."""

from typing import Final, NamedTuple

from salestalk.understanding.words.lexicon import Entry, Lexicon
from salestalk.understanding.words.text import Token, stem_of


class Mark(NamedTuple):
    """Tokens ``start`` up to ``end`` (exclusive) are a phrase that can mean ``entry``."""

    start: int
    end: int
    entry: Entry


_made: Final = tuple.__new__
"""A tuple with names, made without looking at the names: marks and tokens are made by the dozen for each question."""


def find_marks(tokens: tuple[Token, ...], lexicon: Lexicon, taken: frozenset[int] = frozenset()) -> tuple[Mark, ...]:
    """The phrases in a question, left to right, not overlapping; tokens in ``taken`` belong to something else."""
    marks: list[Mark] = []
    longest, seconds, phrases = lexicon.longest, lexicon.seconds, lexicon.phrases
    position, count = 0, len(tokens)
    while position < count:
        first, after = tokens[position].stem, position + 1
        width = longest.get(first)
        if not width or position in taken:
            position = after
            continue
        if width == 1 or after >= count or tokens[after].stem not in seconds.get(first, ()):
            entry = phrases.get(first)  # most phrases are single words, and looked up right here
            if entry is not None:
                marks.append(_made(Mark, (position, after, entry)))
            position = after
            continue
        found = _longest_at(tokens, position, width, lexicon, taken)
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


def with_bought_plans(tokens: tuple[Token, ...], marks: tuple[Mark, ...], lexicon: Lexicon) -> tuple[Mark, ...]:
    """``ARR by *plan for* the last year``, ``the Basic *plan for* June``: what is paid for, not what was planned."""
    plan = lexicon.phrases.get("plan")
    tiers = {mark.end for mark in marks if any(key == "plan_tier" for key, _ in mark.entry.values)}
    return tuple(
        [Mark(mark.start, mark.start + 1, plan) if plan and _is_bought(tokens, mark, tiers) else mark for mark in marks]
    )


def _is_bought(tokens: tuple[Token, ...], mark: Mark, tiers: set[int]) -> bool:
    if mark.end - mark.start < 2 or tokens[mark.start].word not in ("plan", "plans") or mark.entry.metrics:
        return False
    before = tokens[mark.start - 1].word if mark.start else ""
    return before in ("by", "per", "each", "which", "every", "across") or mark.start in tiers


def without_accounts_of_tiers(tokens: tuple[Token, ...], marks: tuple[Mark, ...]) -> tuple[Mark, ...]:
    """``Gold *accounts for* the last year`` explains nothing: the accounts are those of the value before."""
    values = {mark.end for mark in marks if mark.entry.values}
    return tuple(
        [
            mark
            for mark in marks
            if tokens[mark.start].stem != "account" or mark.entry.metrics or mark.start not in values
        ]
    )


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
        key = tokens[start].stem if stop == start + 1 else " ".join(map(stem_of, tokens[start:stop]))
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
