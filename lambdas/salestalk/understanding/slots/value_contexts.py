"""Whether a word that is an ordinary one too stands where a value would ("via *social*", "*Direct* or Online")."""

from typing import Final

from salestalk.understanding.times.atom import word_at
from salestalk.understanding.words.lexicon import Entry
from salestalk.understanding.words.matching import Mark
from salestalk.understanding.words.text import Token
from salestalk.understanding.words.vocabulary_files import grammar

_LEADS_VALUE: Final = grammar("sentence.leads_value")


_ASKED_OF: Final = frozenset({"did", "does", "is", "has", "was", "will"})
_DIVIDING: Final = frozenset({"by", "per", "each", "every"})
_FOLLOWS_VALUE: Final = frozenset({"only", "vs", "versus", "compared", "against", "users", "customers", "accounts"})


def has_context(tokens: tuple[Token, ...], mark: Mark, marks: tuple[Mark, ...]) -> bool:
    """Whether an ordinary word stands where a filter would ("via *social*", "*paid* source", "*mobile* conversion")."""
    raw = tokens[mark.start].raw
    word = tokens[mark.start].word
    if word in ("us", "it"):
        return _is_place(tokens, mark, raw)
    before = word_at(tokens, mark.start - 1)
    if before in _DIVIDING and raw.islower():
        return False
    if len(tokens) <= 3:
        return True
    if any(other.end == mark.start and "exclude" in other.entry.cues for other in marks):
        return True
    asked_of = mark.start == 1 and before in _ASKED_OF and any(key == "department" for key, _ in mark.entry.values)
    if asked_of and not any(other.start == mark.end for other in marks):
        return True
    listed = before in ("and", "or", "+") and any(
        other.end == mark.start - 1 and {key for key, _ in other.entry.values} & {key for key, _ in mark.entry.values}
        for other in marks
    )
    if listed or _leads_list(tokens, mark, marks):
        return True
    if before in _LEADS_VALUE and not (before in ("to", "and", "the", "or") and raw.islower()):
        return True
    neighbours = [
        other for other in marks if other.end == mark.start or (other.start == mark.end and other is not mark)
    ]
    if any(_is_anchor(other.entry) for other in neighbours):
        return True
    if word_at(tokens, mark.end) in _FOLLOWS_VALUE:
        return True
    return mark.start > 0 and raw[:1].isupper() and not tokens[mark.start].broken and not raw.isupper()


def _leads_list(tokens: tuple[Token, ...], mark: Mark, marks: tuple[Mark, ...]) -> bool:
    """``*Direct* or Online``: the first of two values of one dimension."""
    behind = (word_at(tokens, mark.end), word_at(tokens, mark.end + 1))
    wide = behind in _BESIDE
    if (behind[0] not in _BESIDE_ALONE and not wide) or tokens[mark.start].raw[:1].islower():
        return False
    keys = {key for key, _ in mark.entry.values}
    starts = mark.end + 1 + wide
    return any(other.start == starts and not keys.isdisjoint(key for key, _ in other.entry.values) for other in marks)


_BESIDE_ALONE: Final = frozenset({"or", "vs", "versus", "beside", "besides", "alongside", "against", "over"})
_BESIDE: Final = frozenset({("next", "to"), ("compared", "to"), ("compared", "with"), ("relative", "to")})


def _is_anchor(entry: Entry) -> bool:
    return bool(entry.metrics or entry.dimension or (entry.values and not entry.weak))


_DEALING: Final = frozenset({"buy", "buys", "buying", "bought", "purchase", "purchased", "order", "ordered"})
"""What customers do from us, which is no country then."""


def _is_place(tokens: tuple[Token, ...], mark: Mark, raw: str) -> bool:
    """``US`` and ``IT`` as against "us" and "it"."""
    if raw.islower() and any(token.word in _DEALING for token in tokens):
        return False
    shouting = all(token.raw.isupper() or not token.raw.isalpha() for token in tokens)
    if raw.isupper() and not shouting:
        return True
    alone = word_at(tokens, mark.end) == "only" or word_at(tokens, mark.start - 1) == "only"
    if (
        word_at(tokens, mark.start) == "us"
        and alone
        and word_at(tokens, mark.start - 2) not in ("give", "show", "tell")
    ):
        return True
    return word_at(tokens, mark.start) == "us" and word_at(tokens, mark.start - 1) in ("the", "in", "from", "across")
