"""The times of a question, each recognised where it begins: whole phrases first, then forms with digits or in words."""

import re
from functools import lru_cache
from itertools import pairwise
from typing import Final

from salestalk.understanding.times.atom import DAY, FISCAL, AnyTime, Atom, Reader, Tokens
from salestalk.understanding.times.days import read_day_of_month, read_month_name, read_second_of_pair, read_weekday
from salestalk.understanding.times.digits import (
    read_fiscal_year,
    read_glued_month,
    read_half,
    read_iso_day,
    read_iso_month,
    read_numeric_day,
    read_numeric_month,
    read_quarter,
    read_week_number,
    read_year_number,
    read_year_quarter,
)
from salestalk.understanding.times.endings import LOOSE, STARTS, read_ending, read_loose, read_start
from salestalk.understanding.times.parts import (
    FISCAL_PREFIXES,
    HALVES,
    read_fiscal_prefix,
    read_numbered_period,
    read_ordinal_period,
)
from salestalk.understanding.times.phrases import phrase_at
from salestalk.understanding.times.relative import read_ago, read_grain, read_relative, read_spoken_year
from salestalk.understanding.words.text import stem, stem_of
from salestalk.understanding.words.time_words import TIME
from salestalk.understanding.words.vocabulary_files import grammar

_COUNT: Final = re.compile(r"\d{1,3}")
_DAY_OF_MONTH: Final = re.compile(r"\d{1,2}(?:st|nd|rd|th)?")
_YEAR: Final = re.compile(r"\d\d|[12][\do]{3}")
_WITH_LETTERS: Final = re.compile(r"[a-z0-9'/]*[a-z][a-z0-9'/]*")
_PARTED: Final = re.compile(r"\d+[-/.]\d+(?:[-/.]\d+)?")
_WITH_DIGITS: Final = (
    (read_quarter, _WITH_LETTERS),
    (read_year_quarter, _WITH_LETTERS),
    (read_half, _WITH_LETTERS),
    (read_fiscal_year, FISCAL),
    (read_week_number, _WITH_LETTERS),
    (read_iso_day, _PARTED),
    (read_numeric_day, _PARTED),
    (read_iso_month, _PARTED),
    (read_numeric_month, _PARTED),
    (read_second_of_pair, _COUNT),
    (read_day_of_month, _DAY_OF_MONTH),
    (read_ordinal_period, _DAY_OF_MONTH),
    (read_ending, _COUNT),
    (read_ago, _COUNT),
    (read_year_number, _YEAR),
    (read_glued_month, _WITH_LETTERS),
)
"""The forms that begin with a word with a digit at either end, and how that word must look for each."""


@lru_cache(maxsize=4096)
def _readers(word: str) -> tuple[Reader, ...]:
    """The forms that can begin with a word; none for most."""
    if not word.isalpha() and (word[0].isdigit() or word[-1].isdigit()):
        return tuple([reader for reader, form in _WITH_DIGITS if form.fullmatch(word)])
    if word not in TIME.triggers and stem(word) not in TIME.longest:
        return ()
    firsts = (
        (read_spoken_year, ("twenty",)),
        (read_fiscal_prefix, FISCAL_PREFIXES),
        (read_month_name, TIME.months),
        (read_ordinal_period, (*TIME.ordinals, *HALVES)),
        (read_numbered_period, (*TIME.grains, "q")),
        (read_loose, LOOSE),
        (read_start, STARTS),
        (read_ending, (*TIME.numbers, "year", "quarter", "half")),
        (read_relative, TIME.steps),
        (read_ago, (*TIME.numbers, "a", "the")),
        (read_weekday, TIME.weekdays),
        (read_grain, (*TIME.grains, *TIME.adverbs)),
    )
    return tuple([reader for reader, words in firsts if word in words])


_DEPTH: Final = 4
"""How deep a time may stand within another ("the first week of the last month of fiscal Q3 2024")."""


def _any_time(inner: AnyTime) -> AnyTime:
    """Recognises any time at a token; times within it with ``inner``."""

    def at(tokens: Tokens, index: int) -> Atom | None:
        token = tokens[index]
        width = TIME.longest.get(token.stem)
        if width and (found := phrase_at(tokens, index, width)) and not _is_series(tokens, found):
            return found
        for reader in _readers(token.word):
            if found := reader(tokens, index, inner):
                return found
        return None

    return at


def _is_series(tokens: Tokens, atom: Atom) -> bool:
    """``per week so far this quarter``: the grain of a series, not the week in progress."""
    before = atom.kind == "todate" and atom.start > 0 and tokens[atom.start - 1].word in ("per", "by", "each")
    return before and tokens[atom.start].word in TIME.grains


def _nested(depth: int) -> AnyTime:
    return _any_time(_nested(depth - 1)) if depth else lambda tokens, index: None


atom_at: Final = _nested(_DEPTH)
"""The time that begins at a token, or None."""


def find_atoms(tokens: Tokens, blocked: frozenset[int]) -> tuple[Atom, ...]:
    """Every time in a question, left to right; tokens of metric names are left alone."""
    atoms: list[Atom] = []
    longest = TIME.longest
    reached = 0
    for index, token in enumerate(tokens):
        if index < reached or index in blocked or not (token.stem in longest or _readers(token.word)):
            continue
        if found := atom_at(tokens, index):
            reached = found.end
            if not _dates_an_event(tokens, found):
                atoms.append(found)
    return tuple(atoms) if len(atoms) < 2 else _without_asides(tokens, atoms)


def _without_asides(tokens: Tokens, atoms: list[Atom]) -> tuple[Atom, ...]:
    """``*Tuesday*, 3 November``, ``nobody could say *this morning* why … in Q3``: days that say nothing new."""
    following = dict(pairwise(atoms))
    return tuple(
        [atom for atom in atoms if not (_is_its_weekday(atom, following.get(atom)) or _is_aside(tokens, atom))]
    )


def _is_its_weekday(atom: Atom, other: Atom | None) -> bool:
    dated = other is not None and other.grain is DAY and other.kind != "weekday" and other.start - atom.end <= 1
    return atom.kind == "weekday" and dated


def _is_aside(tokens: Tokens, atom: Atom) -> bool:
    return tokens[atom.end - 1].word in ("morning", "afternoon", "tonight") and atom.grain is DAY


_EVENTS: Final = grammar("time_atoms.events")


def _dates_an_event(tokens: Tokens, atom: Atom) -> bool:
    """``for Thursday's board meeting``, ``for the call tomorrow``: when somebody meets, not what is asked about."""
    ahead = atom.kind == "weekday" or (atom.kind == "relative" and (atom.steps > 0 or atom.grain is DAY))
    if not ahead or (atom.kind == "relative" and atom.steps < 0):
        return False
    around = (*tokens[max(0, atom.start - 2) : atom.start], *tokens[atom.end : atom.end + 3])
    return not _EVENTS.isdisjoint(map(stem_of, around))
