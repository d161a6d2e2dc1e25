"""Words for a department and for a metric or a thing as well: "sales", "product"."""

from typing import Final

from salestalk.understanding.times.atom import word_at
from salestalk.understanding.words.matching import Mark
from salestalk.understanding.words.text import Token
from salestalk.understanding.words.vocabulary_files import grammar

_ORGANISATION: Final = grammar("sentence.organisation")


_UNITS: Final = frozenset({"department", "dept", "division", "org"})


def is_department(tokens: tuple[Token, ...], mark: Mark, metrics: int, marks: tuple[Mark, ...]) -> bool:
    """``sales``, ``staff``: the department rather than the metric."""
    if word_at(tokens, mark.end) in _UNITS and not tokens[mark.end].broken:
        return True
    if metrics < 2 and sum(1 for other in marks if other.entry.metrics) < 2:
        return False
    if word_at(tokens, mark.end) in _ORGANISATION or _is_listed_department(tokens, mark, marks):
        return True
    if any(other.end == mark.start and "exclude" in other.entry.cues for other in marks):
        return True
    if word_at(tokens, mark.start - 1) == "in" and tokens[mark.start].raw[:1].isupper():
        return True
    return word_at(tokens, mark.start - 1) in ("in", "the") and word_at(tokens, mark.end) not in ("of", "in", "for")


_COUNTED_BY_DEPARTMENT: Final = frozenset({"headcount", "attrition", "productivity", "utilization"})
_COMPARED: Final = (("compared", "with"), ("compared", "to"), ("relative", "to"), ("as", "against"))
_LISTING: Final = frozenset({"and", "or", "vs", "versus", "than", "against", "+", "plus", "not"})


def _is_listed_department(tokens: tuple[Token, ...], mark: Mark, marks: tuple[Mark, ...]) -> bool:
    """``headcount without *sales* and marketing``: beside another department, where people are counted."""
    large = tokens[mark.start].raw[:1].isupper() and mark.start > 0
    people = [other for other in marks if not _COUNTED_BY_DEPARTMENT.isdisjoint(other.entry.metrics)]
    counted = bool(people)
    if not counted and not large:
        return False
    if any(other.start == mark.end and not tokens[mark.end].broken for other in people):
        return True
    if counted and large and word_at(tokens, mark.start - 1) in _IN_DEPARTMENT | {"outside", "beyond"}:
        return True
    for other in marks:
        if other is mark or other.entry.metrics or not any(key == "department" for key, _ in other.entry.values):
            continue
        first, second = (mark, other) if mark.start < other.start else (other, mark)
        beside = (word_at(tokens, first.end), word_at(tokens, first.end + 1))
        joined = second.start == first.end + 1 and beside[0] in _LISTING
        joined = joined or (second.start == first.end + 2 and beside in _COMPARED)
        if joined or (second.start == first.end and tokens[second.start].before.startswith((",", "/", "&"))):
            return True
    return False


_IN_DEPARTMENT: Final = frozenset(
    {"in", "of", "for", "within", "from", "the", "our", "and", "or", "vs", "versus", "at"}
)


def is_people_of(tokens: tuple[Token, ...], mark: Mark, marks: tuple[Mark, ...]) -> bool:
    """``headcount in *product*``: people are counted there, nothing is sold."""
    if tokens[mark.start].word != tokens[mark.start].stem or mark.end - mark.start > 1:
        return False
    if word_at(tokens, mark.start - 1) not in _IN_DEPARTMENT and word_at(tokens, mark.end) not in _UNITS:
        return False
    return any(not _COUNTED_BY_DEPARTMENT.isdisjoint(other.entry.metrics) for other in marks if other is not mark)
