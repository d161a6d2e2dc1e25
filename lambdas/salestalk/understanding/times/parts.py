"""Numbered periods and parts of periods: ``third quarter``, ``week 45``, ``first month of Q3``."""

from typing import Final

from salestalk.calendar import Granularity
from salestalk.understanding.times.atom import (
    DAY,
    MONTH,
    QUARTER,
    WEEK,
    YEAR,
    AnyTime,
    Atom,
    Tokens,
    in_year,
    is_finer,
    make_named,
    word_at,
    year_of,
)
from salestalk.understanding.times.phrases import with_year
from salestalk.understanding.words.time_words import TIME, number_at

HALVES: Final = {"front": 1, "early": 1, "back": 2, "latter": 2, "later": 2}
"""Words that number a half and nothing else."""


def read_ordinal_period(tokens: Tokens, index: int, read: AnyTime) -> Atom | None:
    """``third quarter``, ``first half``, ``first month of Q3``, ``first two months of 2025``."""
    ordinal = _ordinal_at(tokens, index)
    if ordinal is None:
        return None
    if listed := _first_of_several(tokens, index, ordinal):
        return listed
    place = index + 1
    count = number_at(tokens, place)
    place += count.width if count else 0
    while word_at(tokens, place) in TIME.skippable and word_at(tokens, place) != "the":
        place += 1
    word = word_at(tokens, place)
    if word in ("half", "halves") and ordinal > 2:
        return Atom(index, place + 1, "invalid", QUARTER, ordinal, half=True)
    if word in ("half", "halves") and ordinal in (1, 2, -1):
        number = 2 if ordinal == -1 else ordinal
        atom = Atom(index, place + 1, "named", QUARTER, number, half=True)
        return _within_half(tokens, atom, read)
    grain = TIME.grains.get(word)
    if grain is None:
        return None
    if part := read_part(tokens, index, place, grain, ordinal, count.value if count else 0, read):
        return part
    if count or ordinal == -1 or grain in (DAY, YEAR):
        return None
    return _counted(tokens, index, place, ordinal)


def _first_of_several(tokens: Tokens, index: int, ordinal: int) -> Atom | None:
    """``the *first* and third quarters``: what the ordinal counts is said behind the last of them."""
    place, last = index + 1, index
    while word_at(tokens, place) in ("and", "or", "the", "vs", "versus", "to", "&") or (
        place > last + 1 or (place < len(tokens) and tokens[place].before.startswith(","))
    ):
        if place - last > _APART or place >= len(tokens):
            return None
        if _ordinal_at(tokens, place) is not None:
            last = place
        place += 1
    word = word_at(tokens, last + 1)
    if last > index and TIME.grains.get(word) in (MONTH, WEEK, DAY) and word_at(tokens, last + 2) in ("of", "in"):
        return Atom(index, last + 2, "ambiguous", MONTH)
    if last == index or (word not in ("half", "halves") and TIME.grains.get(word) is not QUARTER):
        return None
    half = word in ("half", "halves")
    if ordinal not in ((1, 2) if half else (1, 2, 3, 4)):
        return None
    return Atom(index, index + 1, "named", QUARTER, ordinal, half=half)


_APART: Final = 3


def _ordinal_at(tokens: Tokens, index: int) -> int | None:
    """First is 1, final is -1; words that number halves only before "half"."""
    word = tokens[index].word
    ordinal = TIME.ordinals.get(word) or _ordinal_number(word)
    if ordinal is None and word_at(tokens, index + 1) in ("half", "halves"):
        return HALVES.get(word)
    return ordinal


def _counted(tokens: Tokens, index: int, place: int, ordinal: int) -> Atom | None:
    """``third quarter``, ``second fiscal month``: counted within its year."""
    grain = TIME.grains[tokens[place].word]
    if grain is MONTH and ordinal <= 12 and {"fiscal", "financial"} & {token.word for token in tokens[index:place]}:
        return _fiscal_month(with_year(tokens, make_named(index, place + 1, grain, ordinal)))
    if grain is QUARTER or grain is WEEK or ordinal > 12:
        return with_year(tokens, make_named(index, place + 1, grain, ordinal))
    return None


def _ordinal_number(word: str) -> int | None:
    """``13th``, ``42nd``."""
    return (
        int(word[:-2]) if word.endswith(("st", "nd", "rd", "th")) and word[:-2].isdecimal() and len(word) <= 4 else None
    )


def _within_half(tokens: Tokens, atom: Atom, read: AnyTime) -> Atom:
    """``second half of September`` is the month: no finer halves are kept."""
    place = atom.end
    if word_at(tokens, place) in ("of", "in") and (
        inner := atom_at_or_after_the(tokens, place + 1, read) or _grain_alone(tokens, place + 1)
    ):
        if inner.code == "bare" and inner.grain is YEAR:
            return atom._replace(end=inner.end)
        if inner.grain is YEAR:
            return in_year(atom, inner)
        if inner.kind in ("named", "relative"):
            return inner._replace(start=atom.start)
    return with_year(tokens, atom)


def atom_at_or_after_the(tokens: Tokens, index: int, read: AnyTime) -> Atom | None:
    """The time at this place, an article before it skipped."""
    while word_at(tokens, index) in ("the", "our", "fiscal", "that") and index + 1 < len(tokens):
        found = read(tokens, index) if word_at(tokens, index) != "that" else None
        if found:
            return found
        index += 1
    return read(tokens, index) if index < len(tokens) else None


def read_part(
    tokens: Tokens, index: int, place: int, grain: Granularity, ordinal: int, count: int, read: AnyTime
) -> Atom | None:
    """A finer period within another: ``first month of Q3``, ``last two weeks of the year``."""
    if word_at(tokens, place + 1) not in ("of", "in"):
        return None
    inner = atom_at_or_after_the(tokens, place + 2, read) or _grain_alone(tokens, place + 2)
    if inner is None or inner.kind not in ("named", "relative", "todate") or not is_finer(grain, inner):
        return None
    if inner.code == "bare" and grain is QUARTER and ordinal > 0 and not count:
        return make_named(index, inner.end, QUARTER, ordinal)
    if grain is QUARTER and ordinal > 0 and inner.grain is YEAR and not count:
        return in_year(make_named(index, place + 1, QUARTER, ordinal), inner)
    return Atom(index, inner.end, "part", grain, ordinal, inner=inner, steps=count)


def _grain_alone(tokens: Tokens, place: int) -> Atom | None:
    """``the year``, ``the fiscal quarter``: the latest one of which the part said has begun."""
    if word_at(tokens, place) not in ("the", "a", "our"):
        return None
    place += 1
    while word_at(tokens, place) in TIME.skippable:
        place += 1
    grain = TIME.grains.get(word_at(tokens, place))
    if grain is None or grain is DAY or tokens[place].word != tokens[place].stem:
        return None
    return Atom(place, place + 1, "relative", grain, code="bare")


def read_numbered_period(tokens: Tokens, index: int, read: AnyTime) -> Atom | None:
    """``quarter 3``, ``week 45``, ``month 13``, ``q 3``, ``fiscal year 2024``, ``week of March 3``, ``half 1``."""
    word = tokens[index].word
    grain = QUARTER if word == "q" else TIME.grains.get(word)
    if grain is None or index + 1 >= len(tokens) or tokens[index + 1].broken:
        return None
    following = word_at(tokens, index + 1)
    if grain is WEEK and following in ("of", "from", "beginning", "starting", "ending", "commencing"):
        inner = atom_at_or_after_the(tokens, index + 2, read)
        if inner and inner.grain is DAY and inner.kind in ("named", "day", "relative"):
            return Atom(index, inner.end, "part", WEEK, 0, inner=inner)
    if following in ("number", "no", "nr", "num"):
        index_of_number, following = index + 2, word_at(tokens, index + 2)
    else:
        index_of_number = index + 1
    if grain is YEAR:
        year = read(tokens, index_of_number) if following[:1].isdigit() else None
        return year._replace(start=index) if year and year.kind == "named" else None
    number = number_at(tokens, index_of_number)
    if number is None or grain is DAY or word_at(tokens, index_of_number + number.width) in TIME.grains:
        return None
    if word.endswith("s") and not _is_first_of_pair(tokens, index_of_number + number.width):
        return None
    atom = make_named(index, index_of_number + number.width, grain, number.value)
    joined = atom.end < len(tokens) and tokens[atom.end].before in ("-", "–") and _is_first_of_pair(tokens, atom.end)
    return atom if joined else with_year(tokens, atom)


def _is_first_of_pair(tokens: Tokens, index: int) -> bool:
    joined = word_at(tokens, index) in ("to", "and", "through", "until")
    second = word_at(tokens, index + 1) if joined else word_at(tokens, index)
    return second.isdecimal() and (joined or tokens[index].before in ("-", "–"))


FISCAL_PREFIXES: Final = frozenset({"fiscal", "calendar", "fy", "financial"})


def read_fiscal_prefix(tokens: Tokens, index: int, read: AnyTime) -> Atom | None:
    """``fiscal Q3``, ``fiscal 2024``, ``calendar 2024``, ``FY 25``."""
    word = tokens[index].word
    if word not in FISCAL_PREFIXES or index + 1 >= len(tokens):
        return None
    following = word_at(tokens, index + 1)
    if word == "fy" and following.isdecimal() and len(following) == 2:
        return Atom(index, index + 2, "named", YEAR, 1, year_of(following))
    atom = read(tokens, index + 1)
    if atom and atom.kind in ("named", "relative"):
        if atom.kind == "named" and atom.grain is MONTH and following == "month" and word != "calendar":
            return _fiscal_month(atom._replace(start=index))
        return atom._replace(start=index, calendar=word == "calendar")
    return None


def _fiscal_month(month: Atom) -> Atom:
    """``fiscal month 3``: counted from the start of the fiscal year."""
    year = Atom(month.start, month.end, "named", YEAR, 1, month.year)
    if month.year is None:
        code = "bare" if month.year_steps is None else ""
        year = Atom(month.start, month.end, "relative", YEAR, steps=month.year_steps or 0, code=code)
    return Atom(month.start, month.end, "part", MONTH, month.number, inner=year)
