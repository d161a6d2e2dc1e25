"""How times hang together by the words around them: lists, ranges, comparisons, and years shared by neighbours."""

from itertools import pairwise
from typing import Final

from salestalk.understanding.times.atom import YEAR, Atom, Tokens, word_at
from salestalk.understanding.times.exclusions import is_left_out
from salestalk.understanding.words.text import word_of
from salestalk.understanding.words.vocabulary_files import grammar

_LIST: Final = grammar("time_grammar.list")

_VERSUS: Final = grammar("time_grammar.versus")

_WITH: Final[tuple[list[str], ...]] = (
    [],
    ["the"],
    ["that", "of"],
    ["that", "in"],
    ["those", "of"],
    ["those", "in"],
    ["what", "we", "had", "in"],
)
"""What may follow "with" where one period is held against another ("Q3 with that of Q2")."""

_HELD_AGAINST: Final = (["over"], ["on"], ["or"], ["minus"], ["less"], ["or", "in"], ["or", "on"])

_DASHES: Final = ("-", "–", "—", "--", "->", "→", "..", "...")


def link_between(tokens: Tokens, left: Atom, right: Atom) -> str:
    """How two neighbouring times hang together, by the words between them."""
    words = list(map(word_of, tokens[left.end : right.start]))
    before = tokens[right.start].before if right.start < len(tokens) else ""
    if not words:
        if before in _DASHES:
            return "range"
        return "list" if before in (",", "/", "+", "|") else ""
    words = _without_articles(words)
    if words[-1] in _ENDING and len(words) <= 3 and words[0] in ("and", *_ENDING):
        return "range"
    if words[0] in ("to", "till", "until", "through", "thru", "til", "upto") or words[:2] == ["up", "to"]:
        return "range" if len(words) <= 3 else ""
    if any(word in _VERSUS for word in words):
        return "versus"
    if ("next", "to") in pairwise(words):
        return "versus"
    if words in _HELD_AGAINST or (words[0] == "with" and words[1:] in _WITH):
        return "versus"
    if (words[0] in _LIST and len(words) <= 4) or words[-1] in _LIST:
        return "list"
    return ""


_ENDING: Final = frozenset({"ending", "finishing"})
_FILLING: Final = frozenset({"the", "end", "start", "beginning", "close"})


def _without_articles(words: list[str]) -> list[str]:
    """``to the end of``, ``over the``, ``with that of the``: without what only leads to the next time."""
    kept = [word for index, word in enumerate(words) if word not in _FILLING and not _joins(words, index)]
    return kept or words


def _joins(words: list[str], index: int) -> bool:
    """``end *of*``: what goes with a word that is left out."""
    return words[index] == "of" and words[index - 1] in _FILLING and index > 0


def is_year(atom: Atom) -> bool:
    """Whether a time is a year, said by number or relatively."""
    return atom.grain is YEAR and atom.kind in ("named", "relative") and atom.code != "ago"


def joined_years(tokens: Tokens, atoms: tuple[Atom, ...]) -> tuple[Atom, ...]:
    """A year that stands apart goes with the bare period beside it ("Q3 revenue for 2024", "2024 revenue in Q3")."""
    if len(atoms) < 2:
        return atoms
    if any(is_left_out(tokens, atom) for atom in atoms):
        return atoms
    years = [atom for atom in atoms if is_year(atom)]
    bare = [atom for atom in atoms if atom.is_bare]
    if len(years) != 1 or not bare or len(atoms) - len([a for a in atoms if a.kind == "grain"]) != 1 + len(bare):
        return atoms
    year = years[0]
    if link_between(tokens, *sorted((year, bare[-1 if bare[-1].end <= year.start else 0]))) != "":
        return atoms
    if len(bare) > 1 and not bare[-1].end <= year.start:
        return atoms
    given = {"year": year.year} if year.kind == "named" else {"year_steps": year.steps}
    return tuple(
        atom._replace(**given, calendar=atom.calendar or year.calendar) if atom.is_bare else atom
        for atom in atoms
        if atom is not year
    )


def years_shared(tokens: Tokens, times: list[Atom]) -> list[Atom]:
    """``Q1 and Q2 2024``: a bare period takes the year said with its neighbour, unless it is the same period."""
    out = list(times)
    for index in range(len(out) - 2, -1, -1):
        left, right = out[index], out[index + 1]
        same = (left.number, left.half) == (right.number, right.half)
        dated = right.kind == "named" and right.grain is left.grain and not right.is_bare
        if left.is_bare and left.code != "tense" and dated and not same:
            out[index] = left._replace(year=right.year, year_steps=right.year_steps, calendar=right.calendar)
    more: list[Atom] = []
    for index in range(1, len(out)):
        left, right = out[index - 1], out[index]
        if is_year(right) and left.kind == "named" and left.grain is not YEAR and not left.is_bare:
            link = link_between(tokens, left, right)
            if link == "list" or (link == "versus" and left.year is not None and right.kind == "named"):
                steps = right.steps if right.kind == "relative" else None
                again = [left, *_of_the_same_year(tokens, out[: index - 1], left)] if link == "list" else [left]
                moved = [atom._replace(start=right.start, end=right.end) for atom in again]
                moved = [atom._replace(year=right.year, year_steps=steps) for atom in moved]
                out[index] = moved[0]
                more.extend(moved[1:])
                continue
        dated = left.kind == "named" and left.grain is right.grain
        differs = (left.number, left.half) != (right.number, right.half)
        if right.is_bare and dated and differs and left.year is not None:
            later = left.year if right.number > left.number else left.year + _wraps(tokens, left, right)
            out[index] = right._replace(year=later)
    return [*out, *more]


def _of_the_same_year(tokens: Tokens, before: list[Atom], last: Atom) -> list[Atom]:
    """``*Q1* and Q2 of 2024 and 2025``: what is listed before the last period and has its year."""
    same: list[Atom] = []
    for atom in reversed(before):
        following = same[-1] if same else last
        if (atom.grain, atom.year) != (last.grain, last.year) or link_between(tokens, atom, following) != "list":
            break
        same.append(atom)
    return same


def _wraps(tokens: Tokens, left: Atom, right: Atom) -> int:
    link = link_between(tokens, left, right)
    return 1 if link == "range" or (link == "list" and opened_by(tokens, left, ("between", "btw"))) else 0


def is_pair(tokens: Tokens, left: Atom, right: Atom) -> bool:
    """Whether two periods of one grain stand directly beside each other."""
    return left.end == right.start and left.grain is right.grain and left.kind == right.kind == "named"


def opened_by(tokens: Tokens, atom: Atom, words: tuple[str, ...]) -> bool:
    """Whether one of the words stands shortly before a time."""
    return any(word_at(tokens, index) in words for index in range(max(0, atom.start - 4), atom.start))


def is_since(tokens: Tokens, atom: Atom) -> bool:
    """Whether a time opens a range that lasts until now."""
    if atom.kind in ("run", "todate", "compare"):
        return False
    before = list(map(word_of, tokens[max(0, atom.start - 6) : atom.start]))
    if not _OPENS.isdisjoint(before) and ("since" in before or "week" not in before):
        return True
    if atom.end >= len(tokens):
        return False
    after = list(map(word_of, tokens[atom.end : atom.end + 2]))
    if after == ["on"] and "from" in before:
        return True
    if after[0] in ("onwards", "onward", "forward") or after in (["and", "after"], ["on", "wards"]):
        return True
    return "from" in before and after[0] in ("to", "until", "till", "through") and after[1:] in _UNTIL_NOW


_OPENS: Final = frozenset({"since", "starting", "beginning"})
_UNTIL_NOW: Final = (["now"], ["today"], ["date"])


_OUTDOING: Final = frozenset({"exceed", "exceeded", "beat", "outperform"})
_UP_OR_DOWN: Final = frozenset({"up", "down", "ahead", "behind", "better", "worse", "higher", "lower"})
_LEADS_VERSUS: Final = grammar("time_grammar.leads_versus")

_TARGET_NOUNS: Final = grammar("time_grammar.target_nouns")


def is_versus(tokens: Tokens, atom: Atom, change: bool) -> bool:
    """Whether the only time of a question is what something is held against ("vs last year", "up on last week")."""
    index = atom.start - 1
    if any(token.word in _TARGET_NOUNS for token in tokens[atom.end : atom.end + 3]):
        return False
    near: list[str] = []
    while index >= 0 and len(near) < 5:
        word = tokens[index].word
        near.append(word)
        if word in _VERSUS:
            if word in ("compare", "differ") and near[0] in ("in", "for", "during"):  # "how do they compare in Q2"
                return False
            if word in _OUTDOING and not {"in", "for", "during"}.isdisjoint(near):
                return False
            held = {"on", "from", "than"} if atom.kind == "run" else {"on", "from", "than", "over"}
            if word in ("ahead", "behind", "short"):
                held = held | {"of", "behind"}
            return word not in _UP_OR_DOWN or not held.isdisjoint(near)
        if word not in _LEADS_VERSUS:
            break
        index -= 1
    if atom.kind == "relative" and atom.steps == -1 and near[:1] in (["over"], ["from"], ["on"]):
        return change
    return False
