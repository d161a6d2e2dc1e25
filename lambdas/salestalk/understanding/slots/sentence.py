"""A question with everything found in it, and the part each phrase plays: metric, dimension, value or mere cue."""

from collections.abc import Mapping
from typing import Final, NamedTuple

from salestalk.understanding.slots.departments import is_department, is_people_of
from salestalk.understanding.slots.grouped_nouns import is_grouped_by, rank_at
from salestalk.understanding.slots.value_contexts import has_context
from salestalk.understanding.times.atom import word_at
from salestalk.understanding.words.lexicon import Lexicon
from salestalk.understanding.words.matching import Mark
from salestalk.understanding.words.text import Text, Token, word_of
from salestalk.understanding.words.vocabulary_files import grammar
from salestalk.values import frozen


class Role(NamedTuple):
    """A phrase and the part it plays.

    ``metric``, ``dimension`` (a noun to group or name by), ``value``, ``noun`` (of no account: "for enterprise
    *customers*") or ``cue``.
    """

    mark: Mark
    part: str


@frozen
class Sentence:
    """What the later steps look at; nothing in it is changed after it is made."""

    text: Text
    tokens: tuple[Token, ...]
    words: tuple[str, ...]
    """The tokens' words."""
    said: frozenset[str]
    """The same, for looking up whether one occurs."""
    lexicon: Lexicon
    roles: tuple[Role, ...]
    marks: Mapping[str, tuple[Mark, ...]]
    """The phrases by the part they play."""
    cues: frozenset[str]
    time_tokens: frozenset[int]
    covered: frozenset[int]
    """The tokens that belong to a phrase or to a time."""
    written: tuple[tuple[int, int], ...] = ()
    """The places of names in quotation marks or written large."""

    def word(self, index: int) -> str:
        """The word at a place, or nothing beyond either end."""
        words = self.words
        return words[index] if 0 <= index < len(words) else ""

    def parts(self, part: str) -> tuple[Mark, ...]:
        """The phrases that play this part, in order."""
        return self.marks.get(part, ())

    def has(self, *cues: str) -> bool:
        """Whether any of these cues was given."""
        return not self.cues.isdisjoint(cues)


_made: Final = tuple.__new__
_COUNTING = frozenset(["many", "number", "count", "total", "of"])
_PREPOSITIONS: Final = grammar("sentence.prepositions")
_GROUPING: Final = frozenset({"by", "per", "each", "which", "every", "across", "what"})
"""What makes a phrase that could be a value a noun to group by ("by *referral source*")."""


def make_sentence(
    text: Text,
    lexicon: Lexicon,
    marks: tuple[Mark, ...],
    spent: frozenset[int],
    written: tuple[tuple[int, int], ...] = (),
) -> Sentence:
    """Give every phrase its part. Tokens in ``spent`` belong to a time or a numeric condition."""
    free = marks
    if spent:
        free = tuple([mark for mark in marks if spent.isdisjoint(range(mark.start, mark.end))])
    metrics = len([mark for mark in free if mark.entry.metrics and not mark.entry.dimension])
    roles: list[Role] = []
    played: dict[str, tuple[Mark, ...]] = {}
    cues: set[str] = set()
    covered = set(spent)
    for mark in free:
        part = _part_of(text.tokens, mark, metrics, free)
        roles.append(_made(Role, (mark, part)))
        played[part] = (*played.get(part, ()), mark)
        cues |= mark.entry.cues
        covered.update(range(mark.start, mark.end))
    words = tuple(map(word_of, text.tokens))
    return Sentence(
        text=text,
        tokens=text.tokens,
        words=words,
        said=frozenset(words),
        lexicon=lexicon,
        roles=tuple(roles),
        marks=played,
        cues=frozenset(cues),
        time_tokens=spent,
        covered=frozenset(covered),
        written=written,
    )


def _part_of(tokens: tuple[Token, ...], mark: Mark, metrics: int, marks: tuple[Mark, ...]) -> str:
    entry = mark.entry
    if entry.metrics:
        if entry.dimension:
            people = entry.values and is_people_of(tokens, mark, marks)
            return "value" if people else _metric_or_dimension(tokens, mark, metrics, marks)
        if entry.values and is_department(tokens, mark, metrics, marks):
            return "value"
        return "metric"
    if entry.values and word_at(tokens, mark.end) in _CURRENCIES:
        return "cue"
    if entry.values and not (entry.weak and not has_context(tokens, mark, marks)):
        return "dimension" if entry.dimension and word_at(tokens, mark.start - 1) in _GROUPING else "value"
    if entry.dimension:
        return "dimension"
    return "cue"


def _metric_or_dimension(tokens: tuple[Token, ...], mark: Mark, metrics: int, marks: tuple[Mark, ...]) -> str:
    """Customers, products, orders: counted, or what something is counted by."""
    index = mark.start - 1
    before = word_at(tokens, index)
    if before in ("many", "number", "total", "much", "count") or (
        before == "of" and word_at(tokens, index - 1) in _COUNTING
    ):
        return "metric"
    if (
        _is_named(tokens, mark)
        or _are_named(tokens, mark, metrics, marks)
        or (_is_name_before(tokens, mark) and not _value_before(mark, marks))
    ):
        return "dimension"
    if word_at(tokens, 0) == "who" and word_at(tokens, 1) in ("are", "is") and index <= 3:
        return "dimension"
    if (
        metrics
        and word_at(tokens, mark.end) in ("with", "that", "having", "whose", "which", "where")
        and _ranked(marks)
    ):
        return "dimension"
    if is_grouped_by(tokens, mark, metrics, marks):
        return "dimension"
    if metrics and word_at(tokens, mark.end) in _PAYING and any(other.start == mark.end for other in marks):
        return "noun"
    if metrics and word_at(tokens, mark.end) in _ORDERED and word_at(tokens, mark.end + 1) == "by":
        return "dimension"
    if metrics and _value_before(mark, marks):
        return "dimension" if any(rank_at(marks, place) for place in range(mark.start - 4, mark.start)) else "noun"
    if metrics and before in _PREPOSITIONS and _follows_metric(mark, marks):
        related = before in ("with", "to") and any("correlation" in other.entry.cues for other in marks)
        return "metric" if related else "noun"
    return "metric"


_PAYING: Final = frozenset({"pay", "paid", "spend", "spent", "buy", "bought", "purchase", "purchased"})
"""What customers do rather than what is counted of them ("how much did customers *pay us*")."""
_ORDERED: Final = frozenset({"ranked", "sorted", "ordered"})


def _is_named(tokens: tuple[Token, ...], mark: Mark) -> bool:
    """``customer Northwind``: the noun before a name."""
    if mark.end >= len(tokens) or (tokens[mark.end].broken and tokens[mark.end].before not in ('"', "'", "“")):
        return False
    following = tokens[mark.end]
    noun = tokens[mark.end - 1]
    return noun.word == noun.stem and following.raw[:1].isupper() and not noun.raw.isupper() and noun.word != "logo"


def _are_named(tokens: tuple[Token, ...], mark: Mark, metrics: int, marks: tuple[Mark, ...]) -> bool:
    """``our customers Hooli and Globex on revenue``: the noun before several names."""
    if not metrics or mark.start == 0 or mark.end + 2 >= len(tokens) or tokens[mark.end].broken:
        return False
    if tokens[mark.end + 1].word not in ("and", "vs", "versus", "or") or any(m.start == mark.end for m in marks):
        return False
    return tokens[mark.end].raw[:1].isupper() and tokens[mark.end + 2].raw[:1].isupper()


def _ranked(marks: tuple[Mark, ...]) -> bool:
    return any(cue.startswith("rank_") for mark in marks for cue in mark.entry.cues)


def _is_name_before(tokens: tuple[Token, ...], mark: Mark) -> bool:
    """``the Atlas 300 product``: the noun behind a name."""
    index = mark.start - 1
    if tokens[mark.start].broken or tokens[mark.start].raw[:1].isupper():
        return False
    if index > 1 and tokens[index].word.isdecimal():
        index -= 1
    while index > 2 and _is_title(tokens[index]) and _is_title(tokens[index - 1]) and not tokens[index].broken:
        index -= 1
    raw = tokens[index].raw if index > 0 else ""
    return (
        raw[:1].isupper()
        and not raw.isupper()
        and len(raw) > 2
        and word_at(tokens, index - 1) in ("the", "our", raw[:0])
    )


def _is_title(token: Token) -> bool:
    return token.raw[:1].isupper() and token.raw[1:].islower()


def _follows_metric(mark: Mark, marks: tuple[Mark, ...]) -> bool:
    return any(other.end <= mark.start and other.entry.metrics and not other.entry.dimension for other in marks)


def _value_before(mark: Mark, marks: tuple[Mark, ...]) -> bool:
    return any(other.end == mark.start and other.entry.values for other in marks)


_CURRENCIES: Final = frozenset({"dollar", "dollars", "franc", "francs", "pounds", "sterling", "rupees", "yen"})
"""Behind a country's name they are its currency."""
