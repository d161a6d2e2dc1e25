"""Times written with digits: ``Q3'25``, ``FY24/25``, ``2025-09-30``, ``3rd of November``, ``weeks 40 to 44``."""

import re
from typing import Final

from salestalk.understanding.times.atom import (
    DAY,
    FISCAL,
    MONTH,
    QUARTER,
    WEEK,
    YEAR,
    YEAR_NUMBER,
    AnyTime,
    Atom,
    Tokens,
    joint_before,
    make_day,
    make_named,
    word_at,
    year_of,
)
from salestalk.understanding.times.phrases import with_year
from salestalk.understanding.words.time_words import TIME

_QUARTER: Final = re.compile(r"(?:fy)?q(\d{1,2})(?:fy|')?(\d{2}|\d{4})?|(\d)q(\d{2}|\d{4})?|q([1-4])fy(\d{2,4})")
_YEAR_QUARTER: Final = re.compile(r"((?:19|20)\d\d)q(\d)")
_HALF: Final = re.compile(r"h(\d)(?:fy)?(\d{2}|\d{4})?|(\d)h(\d{2}|\d{4})?")
_WEEK: Final = re.compile(r"(?:w|kw|cw|wk|week)(\d{1,2})")
_ISO_DAY: Final = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})")
_NUMERIC_DAY: Final = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4}|\d{2})")
_ISO_MONTH: Final = re.compile(r"(\d{4})-(\d{2})")
_NUMERIC_MONTH: Final = re.compile(r"(\d{1,2})[/.](\d{4})")
_GLUED_MONTH: Final = re.compile(r"([a-z]{3,9})(\d{2}|\d{4})")
_FUZZY_YEAR: Final = re.compile(r"[12][\do]{3}")


def read_quarter(tokens: Tokens, index: int, read: AnyTime) -> Atom | None:
    """``Q3``, ``Q3'25``, ``3Q25``."""
    match = _QUARTER.fullmatch(tokens[index].word)
    if not match:
        return None
    first, first_year, second, second_year, third, third_year = match.groups()
    number = first or second or third
    digits = first_year or second_year or third_year
    if second and not second_year and word_at(tokens, index + 1) in TIME.grains:
        return None
    return with_year(tokens, make_named(index, index + 1, QUARTER, int(number), year_of(digits) if digits else None))


def read_year_quarter(tokens: Tokens, index: int, _: AnyTime) -> Atom | None:
    """``2025Q3``."""
    match = _YEAR_QUARTER.fullmatch(tokens[index].word)
    return make_named(index, index + 1, QUARTER, int(match[2]), year_of(match[1])) if match else None


def read_half(tokens: Tokens, index: int, read: AnyTime) -> Atom | None:
    """``H1``, ``H1'25``, ``1H25``."""
    match = _HALF.fullmatch(tokens[index].word)
    if not match:
        return None
    number = int(match[1] or match[3])
    digits = match[2] or match[4]
    atom = Atom(index, index + 1, "named" if number in (1, 2) else "invalid", QUARTER, number, half=True)
    return with_year(tokens, atom._replace(year=year_of(digits)) if digits else atom)


def read_fiscal_year(tokens: Tokens, index: int, read: AnyTime) -> Atom | None:
    """``FY25``, ``FY24/25``, ``CY2024``."""
    match = FISCAL.fullmatch(tokens[index].word)
    if not match or len(match[1]) == 3:
        return None
    end = index + 1
    calendar = tokens[index].word.startswith("cy")
    if not match[2] and joint_before(tokens, end) == "/" and word_at(tokens, end).isdecimal():
        end += 1
    return _year_before(tokens, Atom(index, end, "named", YEAR, 1, year_of(match[1]), calendar=calendar), read)


def read_week_number(tokens: Tokens, index: int, read: AnyTime) -> Atom | None:
    """``W45``, ``KW45``."""
    match = _WEEK.fullmatch(tokens[index].word)
    return with_year(tokens, make_named(index, index + 1, WEEK, int(match[1]))) if match else None


def read_iso_day(tokens: Tokens, index: int, read: AnyTime) -> Atom | None:
    """``2025-09-30``."""
    match = _ISO_DAY.fullmatch(tokens[index].word)
    return make_day(index, index + 1, *(int(part) for part in match.groups())) if match else None


def read_numeric_day(tokens: Tokens, index: int, read: AnyTime) -> Atom | None:
    """``30/09/2025``; ambiguous where day and month could change places."""
    match = _NUMERIC_DAY.fullmatch(tokens[index].word)
    if not match:
        return None
    one, two, year = int(match[1]), int(match[2]), year_of(match[3])
    if one <= 12 and two <= 12 and one != two and "." not in tokens[index].word:
        return Atom(index, index + 1, "ambiguous", DAY)
    day, month = (two, one) if two > 12 else (one, two)
    return make_day(index, index + 1, year, month, day)


def read_iso_month(tokens: Tokens, index: int, read: AnyTime) -> Atom | None:
    """``2025-09``; ``2024-25`` is a fiscal year."""
    match = _ISO_MONTH.fullmatch(tokens[index].word)
    if not match:
        return None
    year, number = int(match[1]), int(match[2])
    if number == (year + 1) % 100 and number > 12:
        return Atom(index, index + 1, "named", YEAR, 1, year)
    return make_named(index, index + 1, MONTH, number, year)


def read_numeric_month(tokens: Tokens, index: int, read: AnyTime) -> Atom | None:
    """``09/2025``."""
    match = _NUMERIC_MONTH.fullmatch(tokens[index].word)
    return make_named(index, index + 1, MONTH, int(match[1]), int(match[2])) if match else None


def read_glued_month(tokens: Tokens, index: int, read: AnyTime) -> Atom | None:
    """``sep25``."""
    match = _GLUED_MONTH.fullmatch(tokens[index].word)
    month = TIME.months.get(match[1]) if match else None
    return make_named(index, index + 1, MONTH, month, year_of(match[2])) if match and month else None


def read_year_number(tokens: Tokens, index: int, read: AnyTime) -> Atom | None:
    """``2024``, ``'24``, ``2024/25``."""
    word = tokens[index].word
    if len(word) == 2 and word.isdecimal() and tokens[index].before.endswith(("'", "’")):
        return Atom(index, index + 1, "named", YEAR, 1, year_of(word))
    if not YEAR_NUMBER.fullmatch(word):
        if not _FUZZY_YEAR.fullmatch(word) or not word.endswith(tuple("0123456789")):
            return None
        word = word.replace("o", "0")
        if not YEAR_NUMBER.fullmatch(word):
            return None
    end = index + 1
    following = word_at(tokens, end)
    if joint_before(tokens, end) == "/" and following.isdecimal() and int(following) % 100 == (int(word) + 1) % 100:
        end += 1
    return _year_before(tokens, Atom(index, end, "named", YEAR, 1, int(word)), read)


def _year_before(tokens: Tokens, year: Atom, read: AnyTime) -> Atom:
    """``2025 Q3`` and ``FY25 Q3``: the year goes with the period behind it."""
    index = year.end
    if index < len(tokens) and not (tokens[index].broken or word_at(tokens, index) in TIME.ordinals):
        following = read(tokens, index)
        if following and following.is_bare:
            return following._replace(start=year.start, year=year.year)
    return year
