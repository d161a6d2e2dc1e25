"""A question with everything found in it, and the part each phrase plays: metric, dimension, value or mere cue."""

from collections.abc import Mapping
from typing import Final, NamedTuple

from salestalk.understanding.lexicon import Entry, Lexicon
from salestalk.understanding.matching import Mark
from salestalk.understanding.text import Text, Token
from salestalk.understanding.vocabulary_files import grammar


class Role(NamedTuple):
    """A phrase and the part it plays.

    ``metric``, ``dimension`` (a noun to group or name by), ``value``, ``noun`` (of no account: "for enterprise
    *customers*") or ``cue``.
    """

    mark: Mark
    part: str


class Sentence(NamedTuple):
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

    def word(self, index: int) -> str:
        """The word at a place, or nothing beyond either end."""
        return self.words[index] if 0 <= index < len(self.words) else ""

    def parts(self, part: str) -> tuple[Mark, ...]:
        """The phrases that play this part, in order."""
        return self.marks.get(part, ())

    def has(self, *cues: str) -> bool:
        """Whether any of these cues was given."""
        return not self.cues.isdisjoint(cues)


_GROUPING: Final = grammar("sentence.grouping")
_COUNTING = frozenset(["many", "number", "count", "total", "of"])
_PREPOSITIONS: Final = grammar("sentence.prepositions")


def make_sentence(text: Text, lexicon: Lexicon, marks: tuple[Mark, ...], spent: frozenset[int]) -> Sentence:
    """Give every phrase its part. Tokens in ``spent`` belong to a time or a numeric condition."""
    free = marks
    if spent:
        free = tuple([mark for mark in marks if spent.isdisjoint(range(mark.start, mark.end))])
    metrics = len([mark for mark in free if mark.entry.metrics and not mark.entry.dimension])
    roles = tuple([Role(mark, _part_of(text.tokens, mark, metrics, free)) for mark in free])
    played: dict[str, tuple[Mark, ...]] = {}
    for mark, part in roles:
        played[part] = (*played.get(part, ()), mark)
    cues = frozenset().union(*[mark.entry.cues for mark in free])
    words = tuple([token.word for token in text.tokens])
    covered = spent.union([index for mark in free for index in range(mark.start, mark.end)])
    return Sentence(text, text.tokens, words, frozenset(words), lexicon, roles, played, cues, spent, covered)


def _part_of(tokens: tuple[Token, ...], mark: Mark, metrics: int, marks: tuple[Mark, ...]) -> str:
    entry = mark.entry
    if entry.metrics:
        if entry.dimension:
            return _metric_or_dimension(tokens, mark, metrics, marks)
        if entry.values and _is_department(tokens, mark, metrics, marks):
            return "value"
        return "metric"
    if entry.values and not (entry.weak and not _has_context(tokens, mark, marks)):
        return "value"
    if entry.dimension:
        return "dimension"
    return "cue"


def _word(tokens: tuple[Token, ...], index: int) -> str:
    return tokens[index].word if 0 <= index < len(tokens) else ""


def _metric_or_dimension(tokens: tuple[Token, ...], mark: Mark, metrics: int, marks: tuple[Mark, ...]) -> str:
    """Customers, products, orders: counted, or what something is counted by."""
    index = mark.start - 1
    before = _word(tokens, index)
    if before in ("many", "number", "total", "much", "count") or (
        before == "of" and _word(tokens, index - 1) in _COUNTING
    ):
        return "metric"
    if _is_named(tokens, mark) or (_is_name_before(tokens, mark) and not _value_before(mark, marks)):
        return "dimension"
    if _word(tokens, 0) == "who" and _word(tokens, 1) in ("are", "is") and index <= 3:
        return "dimension"
    if metrics and _word(tokens, mark.end) in ("with", "that", "having", "whose", "which", "where") and _ranked(marks):
        return "dimension"
    if _leads_group(tokens, index, marks) or _ranked_by_before(mark, marks):
        return "dimension"
    if metrics and _word(tokens, mark.end) in _PAYING and any(other.start == mark.end for other in marks):
        return "noun"
    if metrics and _word(tokens, mark.end) in _ORDERED and _word(tokens, mark.end + 1) == "by":
        return "dimension"
    if metrics and _value_before(mark, marks):
        return "dimension" if any(_rank_at(marks, place) for place in range(mark.start - 4, mark.start)) else "noun"
    if metrics and before in _PREPOSITIONS and _follows_metric(mark, marks):
        return "noun"
    return "metric"


def _ranked_by_before(mark: Mark, marks: tuple[Mark, ...]) -> bool:
    """``lowest margin product``: what it is ranked by stands right before the noun, the rank before that."""
    return any(
        other.end == mark.start
        and other.entry.metrics
        and not other.entry.dimension
        and _rank_at(marks, other.start - 1)
        for other in marks
    )


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
        raw[:1].isupper() and not raw.isupper() and len(raw) > 2 and _word(tokens, index - 1) in ("the", "our", raw[:0])
    )


def _is_title(token: Token) -> bool:
    return token.raw[:1].isupper() and token.raw[1:].islower()


def _leads_group(tokens: tuple[Token, ...], index: int, marks: tuple[Mark, ...]) -> bool:
    """Whether the words before a noun make it one to group or rank by ("top 5 customers", "by our customers")."""
    for _ in range(4):
        word = _word(tokens, index)
        if word in _GROUPING:
            return not (word == "of" or (word == "between" and index == 0))
        if _rank_at(marks, index):
            return True
        if not (word.isdecimal() or word in _BETWEEN):
            return False
        index -= 1
    return False


_BETWEEN: Final = grammar("sentence.between")


def _rank_at(marks: tuple[Mark, ...], index: int) -> bool:
    return any(
        mark.start <= index < mark.end and any(cue.startswith("rank_") for cue in mark.entry.cues) for mark in marks
    )


def _follows_metric(mark: Mark, marks: tuple[Mark, ...]) -> bool:
    return any(other.end <= mark.start and other.entry.metrics and not other.entry.dimension for other in marks)


def _value_before(mark: Mark, marks: tuple[Mark, ...]) -> bool:
    return any(other.end == mark.start and other.entry.values for other in marks)


_ORGANISATION: Final = grammar("sentence.organisation")


_UNITS: Final = frozenset({"department", "dept", "division", "org"})


def _is_department(tokens: tuple[Token, ...], mark: Mark, metrics: int, marks: tuple[Mark, ...]) -> bool:
    """``sales``, ``staff``: the department rather than the metric."""
    if _word(tokens, mark.end) in _UNITS and not tokens[mark.end].broken:
        return True
    if metrics < 2 and sum(1 for other in marks if other.entry.metrics) < 2:
        return False
    if _word(tokens, mark.end) in _ORGANISATION:
        return True
    if _word(tokens, mark.start - 1) == "in" and tokens[mark.start].raw[:1].isupper():
        return True
    return _word(tokens, mark.start - 1) in ("in", "the") and _word(tokens, mark.end) not in ("of", "in", "for")


_LEADS_VALUE: Final = grammar("sentence.leads_value")


_FOLLOWS_VALUE: Final = frozenset({"only", "vs", "versus", "compared", "against", "users", "customers", "accounts"})


def _has_context(tokens: tuple[Token, ...], mark: Mark, marks: tuple[Mark, ...]) -> bool:
    """Whether an ordinary word stands where a filter would ("via *social*", "*paid* source", "*mobile* conversion")."""
    raw = tokens[mark.start].raw
    word = tokens[mark.start].word
    if word in ("us", "it"):
        return _is_place(tokens, mark, raw)
    if len(tokens) <= 3:
        return True
    before = _word(tokens, mark.start - 1)
    if any(other.end == mark.start and "exclude" in other.entry.cues for other in marks):
        return True
    listed = before in ("and", "or") and any(
        other.end == mark.start - 1 and {key for key, _ in other.entry.values} & {key for key, _ in mark.entry.values}
        for other in marks
    )
    if listed:
        return True
    if before in _LEADS_VALUE and not (before in ("to", "and", "the", "or") and raw.islower()):
        return True
    neighbours = [
        other for other in marks if other.end == mark.start or (other.start == mark.end and other is not mark)
    ]
    if any(_is_anchor(other.entry) for other in neighbours):
        return True
    if _word(tokens, mark.end) in _FOLLOWS_VALUE:
        return True
    return mark.start > 0 and raw[:1].isupper() and not tokens[mark.start].broken and not raw.isupper()


def _is_anchor(entry: Entry) -> bool:
    return bool(entry.metrics or entry.dimension or (entry.values and not entry.weak))


def _is_place(tokens: tuple[Token, ...], mark: Mark, raw: str) -> bool:
    """``US`` and ``IT`` as against "us" and "it"."""
    shouting = all(token.raw.isupper() or not token.raw.isalpha() for token in tokens)
    if raw.isupper() and not shouting:
        return True
    alone = _word(tokens, mark.end) == "only" or _word(tokens, mark.start - 1) == "only"
    if _word(tokens, mark.start) == "us" and alone and _word(tokens, mark.start - 2) not in ("give", "show", "tell"):
        return True
    return _word(tokens, mark.start) == "us" and _word(tokens, mark.start - 1) in ("the", "in", "from", "across")
