"""The times of a question, each recognised where it begins: whole phrases first, then forms with digits or in words."""

from typing import Final

from salestalk.understanding.time_atom import AnyTime, Atom, Reader, Tokens
from salestalk.understanding.time_days import read_day_of_month, read_month_name, read_second_of_pair, read_weekday
from salestalk.understanding.time_digits import (
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
from salestalk.understanding.time_parts import read_fiscal_prefix, read_numbered_period, read_ordinal_period
from salestalk.understanding.time_phrases import phrase_at
from salestalk.understanding.time_relative import read_ago, read_grain, read_relative, read_spoken_year
from salestalk.understanding.time_words import TIME

_WITH_DIGITS: Final = (
    read_quarter,
    read_year_quarter,
    read_half,
    read_fiscal_year,
    read_week_number,
    read_iso_day,
    read_numeric_day,
    read_iso_month,
    read_numeric_month,
    read_second_of_pair,
    read_day_of_month,
    read_ordinal_period,
    read_ago,
    read_year_number,
    read_glued_month,
)
_IN_WORDS: Final = (
    read_spoken_year,
    read_fiscal_prefix,
    read_month_name,
    read_ordinal_period,
    read_numbered_period,
    read_relative,
    read_ago,
    read_weekday,
    read_grain,
)


_DEPTH: Final = 4
"""How deep a time may stand within another ("the first week of the last month of fiscal Q3 2024")."""


def _any_time(inner: AnyTime) -> AnyTime:
    """Recognises any time at a token; times within it with ``inner``."""

    def at(tokens: Tokens, index: int) -> Atom | None:
        token = tokens[index]
        word = token.word
        has_digit = not word.isalpha() and (word[0].isdigit() or word[-1].isdigit())
        width = TIME.longest.get(token.stem, 0)
        if not width and not has_digit and word not in TIME.triggers:
            return None
        if width and (found := phrase_at(tokens, index, width)):
            return found
        parsers: tuple[Reader, ...] = _WITH_DIGITS if has_digit else _IN_WORDS
        for parser in parsers:
            if found := parser(tokens, index, inner):
                return found
        return None

    return at


def _nested(depth: int) -> AnyTime:
    return _any_time(_nested(depth - 1)) if depth else lambda tokens, index: None


atom_at: Final = _nested(_DEPTH)
"""The time that begins at a token, or None."""


def find_atoms(tokens: Tokens, blocked: frozenset[int]) -> tuple[Atom, ...]:
    """Every time in a question, left to right; tokens of metric names are left alone."""
    atoms: list[Atom] = []
    index, count = 0, len(tokens)
    while index < count:
        found = None if index in blocked else atom_at(tokens, index)
        if found is None:
            index += 1
            continue
        atoms.append(found)
        index = max(found.end, index + 1)
    return tuple(atoms)
