"""Single times in a question ("Q3 2025", "last two months", "ytd"), each recognised where it begins.

An atom says what was written, not which days it is: that depends on the calendar, on today, and on its neighbours.
"""

import re
from collections.abc import Callable
from datetime import date
from typing import Final, NamedTuple

from salestalk.calendar import Granularity
from salestalk.understanding.text import Token
from salestalk.understanding.time_words import TIME, number_at

DAY, WEEK, MONTH = Granularity.DAY, Granularity.WEEK, Granularity.MONTH
QUARTER, YEAR = Granularity.QUARTER, Granularity.YEAR

_HIGHEST: Final = {QUARTER: 4, MONTH: 12, WEEK: 53}


class Atom(NamedTuple):
    """One time as written, in tokens ``start`` up to ``end`` (exclusive).

    ``kind``: ``named`` (a quarter, month, week, half or year by number), ``day``, ``relative`` (``steps`` from the one
    in progress), ``run`` (``number`` periods back, or ahead when negative), ``todate``, ``part`` (the ``number``-th of
    ``grain`` within ``inner``), ``sametime``, ``compare`` (a code alone), ``before`` (the one before another),
    ``grain`` (a series at this grain), ``now``, ``invalid``, ``ambiguous``.
    """

    start: int
    end: int
    kind: str
    grain: Granularity = QUARTER
    number: int = 0
    year: int | None = None
    year_steps: int | None = None
    steps: int = 0
    half: bool = False
    calendar: bool = False
    day: date | None = None
    inner: "Atom | None" = None
    code: str = ""

    @property
    def is_bare(self) -> bool:
        """Whether it is named without its year."""
        return self.kind == "named" and self.grain is not YEAR and self.year is None and self.year_steps is None


Tokens = tuple[Token, ...]


def atom_at(tokens: Tokens, index: int) -> Atom | None:
    """The time that begins at this token, or None."""
    token = tokens[index]
    word = token.word
    width = TIME.longest.get(token.stem, 0)
    has_digit = word[0].isdigit() or word[-1].isdigit()
    if not width and not has_digit and word not in TIME.triggers:
        return None
    if width and (found := _phrase(tokens, index, width)):
        return found
    for parser in _WITH_DIGITS if has_digit else _IN_WORDS:
        if found := parser(tokens, index):
            return found
    return None


def word_at(tokens: Tokens, index: int) -> str:
    """The word at a place, or nothing beyond either end."""
    return tokens[index].word if 0 <= index < len(tokens) else ""


def _phrase(tokens: Tokens, index: int, width: int) -> Atom | None:
    stop = min(index + width, len(tokens))
    for end in range(stop, index, -1):
        found = TIME.phrases.get(" ".join([token.stem for token in tokens[index:end]]))
        if found and not any(token.broken for token in tokens[index + 1 : end]):
            if found[0] == "now" and tokens[end - 1].stem == "time":
                return None
            if found[0] == "relative" and _goes_on(tokens, end):
                continue
            if found[0] == "vague" and not _is_season(tokens, index):
                return None
            return _of_phrase(index, end, *found)
    return None


def _is_season(tokens: Tokens, index: int) -> bool:
    """``over the summer``, ``on Black Friday`` as against the campaign "Summer Sale"."""
    before = word_at(tokens, index - 1)
    if index + 1 < len(tokens) and tokens[index].raw[:1].isupper() and tokens[index + 1].raw[:1].isupper():
        return word_at(tokens, index) in ("black", "cyber")
    return before in ("the", "over", "in", "during", "last", "this", "for", "on", "since", "before", "after", "at")


def _goes_on(tokens: Tokens, end: int) -> bool:
    """Whether "for the week" is only the beginning ("for the week of March 3", "the quarter that just ended")."""
    plural = tokens[end - 1].word != tokens[end - 1].stem
    return plural or word_at(tokens, end) in ("of", "before", "that", "which", "just", "ending", "ended", "beginning", "we")


def _of_phrase(start: int, end: int, kind: str, grain: str = "", number: int = 0) -> Atom:
    match kind:
        case "run":
            return Atom(start, end, kind, Granularity(grain), number)
        case "relative":
            return Atom(start, end, kind, Granularity(grain), steps=number)
        case "compare":
            return Atom(start, end, kind, code=grain)
        case "before" | "todate" | "grain" if grain:
            return Atom(start, end, kind, Granularity(grain), code="grain")
    return Atom(start, end, kind)


# --- Forms with digits ----------------------------------------------------------------------------------

_QUARTER: Final = re.compile(r"(?:fy)?q(\d{1,2})(?:fy|')?(\d{2}|\d{4})?|(\d)q(\d{2}|\d{4})?|q([1-4])fy(\d{2,4})")
_HALF: Final = re.compile(r"h(\d)(?:fy)?(\d{2}|\d{4})?|(\d)h(\d{2}|\d{4})?")
_FISCAL: Final = re.compile(r"(?:fy|cy)\s?'?(\d{4}|\d{2})(?:[/-](\d{2,4}))?")
_WEEK: Final = re.compile(r"(?:w|kw|cw|wk|week)(\d{1,2})")
_ISO_DAY: Final = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_NUMERIC_DAY: Final = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4}|\d{2})")
_ISO_MONTH: Final = re.compile(r"(\d{4})-(\d{2})")
_NUMERIC_MONTH: Final = re.compile(r"(\d{1,2})[/.](\d{4})")
_GLUED_MONTH: Final = re.compile(r"([a-z]{3,9})(\d{2}|\d{4})")
_YEAR: Final = re.compile(r"(?:19|20)\d\d")
_FUZZY_YEAR: Final = re.compile(r"[12][\do]{3}")


def year_of(digits: str) -> int:
    """A year from two or four digits."""
    return int(digits) if len(digits) == 4 else 2000 + int(digits)


def _named(start: int, end: int, grain: Granularity, number: int, year: int | None = None) -> Atom:
    kind = "named" if 1 <= number <= _HIGHEST[grain] else "invalid"
    return Atom(start, end, kind, grain, number, year)


def _quarter(tokens: Tokens, index: int) -> Atom | None:
    match = _QUARTER.fullmatch(tokens[index].word)
    if not match:
        return None
    first, first_year, second, second_year, third, third_year = match.groups()
    number = first or second or third
    digits = first_year or second_year or third_year
    if second and not second_year and word_at(tokens, index + 1) in TIME.grains:
        return None
    return with_year(tokens, _named(index, index + 1, QUARTER, int(number), year_of(digits) if digits else None))


def _half(tokens: Tokens, index: int) -> Atom | None:
    match = _HALF.fullmatch(tokens[index].word)
    if not match:
        return None
    number = int(match[1] or match[3])
    digits = match[2] or match[4]
    atom = Atom(index, index + 1, "named" if number in (1, 2) else "invalid", QUARTER, number, half=True)
    return with_year(tokens, atom._replace(year=year_of(digits)) if digits else atom)


def _fiscal_year(tokens: Tokens, index: int) -> Atom | None:
    match = _FISCAL.fullmatch(tokens[index].word)
    if not match or len(match[1]) == 3:
        return None
    end = index + 1
    calendar = tokens[index].word.startswith("cy")
    if not match[2] and _joint(tokens, end) == "/" and word_at(tokens, end).isdecimal():
        end += 1
    return _year_before(tokens, Atom(index, end, "named", YEAR, 1, year_of(match[1]), calendar=calendar))


def _joint(tokens: Tokens, index: int) -> str:
    return tokens[index].before if index < len(tokens) else ""


def _week_number(tokens: Tokens, index: int) -> Atom | None:
    match = _WEEK.fullmatch(tokens[index].word)
    return with_year(tokens, _named(index, index + 1, WEEK, int(match[1]))) if match else None


def _iso_day(tokens: Tokens, index: int) -> Atom | None:
    match = _ISO_DAY.fullmatch(tokens[index].word)
    return _day(index, index + 1, *(int(part) for part in match.groups())) if match else None


def _day(start: int, end: int, year: int, month: int, day: int) -> Atom:
    try:
        return Atom(start, end, "day", DAY, day=date(year, month, day))
    except ValueError:
        return Atom(start, end, "invalid", DAY)


def _numeric_day(tokens: Tokens, index: int) -> Atom | None:
    match = _NUMERIC_DAY.fullmatch(tokens[index].word)
    if not match:
        return None
    one, two, year = int(match[1]), int(match[2]), year_of(match[3])
    if one <= 12 and two <= 12 and one != two and "." not in tokens[index].word:
        return Atom(index, index + 1, "ambiguous", DAY)
    day, month = (two, one) if two > 12 else (one, two)
    return _day(index, index + 1, year, month, day)


def _iso_month(tokens: Tokens, index: int) -> Atom | None:
    match = _ISO_MONTH.fullmatch(tokens[index].word)
    if not match:
        return None
    year, number = int(match[1]), int(match[2])
    if number == (year + 1) % 100 and number > 12:
        return Atom(index, index + 1, "named", YEAR, 1, year)
    return _named(index, index + 1, MONTH, number, year)


def _numeric_month(tokens: Tokens, index: int) -> Atom | None:
    match = _NUMERIC_MONTH.fullmatch(tokens[index].word)
    return _named(index, index + 1, MONTH, int(match[1]), int(match[2])) if match else None


def _glued_month(tokens: Tokens, index: int) -> Atom | None:
    match = _GLUED_MONTH.fullmatch(tokens[index].word)
    month = TIME.months.get(match[1]) if match else None
    return _named(index, index + 1, MONTH, month, year_of(match[2])) if match and month else None


def _year_number(tokens: Tokens, index: int) -> Atom | None:
    word = tokens[index].word
    if not _YEAR.fullmatch(word):
        if not _FUZZY_YEAR.fullmatch(word) or not word.endswith(tuple("0123456789")):
            return None
        word = word.replace("o", "0")
        if not _YEAR.fullmatch(word):
            return None
    end = index + 1
    following = word_at(tokens, end)
    if _joint(tokens, end) == "/" and following.isdecimal() and int(following) % 100 == (int(word) + 1) % 100:
        end += 1
    return _year_before(tokens, Atom(index, end, "named", YEAR, 1, int(word)))


def _year_before(tokens: Tokens, year: Atom) -> Atom:
    """``2025 Q3`` and ``FY25 Q3``: the year goes with the period behind it."""
    index = year.end
    if index < len(tokens) and not (tokens[index].broken or word_at(tokens, index) in TIME.ordinals):
        following = atom_at(tokens, index)
        if following and following.is_bare:
            return following._replace(start=year.start, year=year.year)
    return year


def _day_of_month(tokens: Tokens, index: int) -> Atom | None:
    """``3 November``, ``3rd of November 2025``."""
    number = _ordinal_day(tokens[index].word)
    if number is None:
        return None
    if month := _month_of_pair(tokens, index):
        return _checked_day(Atom(index, index + 1, "named", DAY, number, inner=month))
    place = index + 1 + (word_at(tokens, index + 1) == "of")
    month = TIME.months.get(word_at(tokens, place))
    if month is None or (place < len(tokens) and tokens[place].broken):
        return None
    atom = with_year(tokens, Atom(index, place + 1, "named", DAY, number, inner=_named(index, place + 1, MONTH, month)))
    return _checked_day(atom)


def _month_of_pair(tokens: Tokens, index: int) -> Atom | None:
    """The month of the first or second day in ``1-7 November``, ``1st to 7th of November``, ``November 1-7``."""
    after = index + 1
    if word_at(tokens, after) in ("to", "until", "through", "and"):
        after += 1
    elif not (after < len(tokens) and tokens[after].before in ("-", "–")):
        after = len(tokens)
    if after < len(tokens) and _ordinal_day(tokens[after].word):
        place = after + 1 + (word_at(tokens, after + 1) == "of")
        if month := TIME.months.get(word_at(tokens, place)):
            return with_year(tokens, _named(place, place + 1, MONTH, month))
    if tokens[index].before in ("-", "–") and _ordinal_day(word_at(tokens, index - 1)):
        if month := TIME.months.get(word_at(tokens, index - 2)):
            return _named(index - 2, index - 1, MONTH, month)
    return None


def _second_of_pair(tokens: Tokens, index: int) -> Atom | None:
    """The second number in ``weeks 40 to 44``, ``quarters 1 and 2``."""
    word = tokens[index].word
    if not word.isdecimal() or len(word) > 2:
        return None
    back = index - 1 if tokens[index].before in ("-", "–") else index - 2
    if back == index - 2 and word_at(tokens, index - 1) not in ("to", "and", "through", "until"):
        return None
    grain = TIME.grains.get(word_at(tokens, back - 1))
    if grain in _HIGHEST and word_at(tokens, back).isdecimal():
        return with_year(tokens, _named(index, index + 1, grain, int(word)))
    return None


def _checked_day(atom: Atom) -> Atom:
    month = atom.inner.number if atom.inner else 1
    try:
        date(atom.year or 2024, month, atom.number)
    except ValueError:
        return atom._replace(kind="invalid")
    return atom


_ORDINAL: Final = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?")


def _ordinal_day(word: str) -> int | None:
    match = _ORDINAL.fullmatch(word)
    return int(match[1]) if match and 1 <= int(match[1]) <= 39 else None


def _ago(tokens: Tokens, index: int) -> Atom | None:
    """``two quarters ago``, ``3 months back``; ``in two quarters``; ``over six months``."""
    number = number_at(tokens, index) or (number_at(tokens, index) if word_at(tokens, index) == "a" else None)
    if number is None or number.value == 0:
        return None
    place = index + number.width
    while word_at(tokens, place) in TIME.skippable:
        place += 1
    grain = TIME.grains.get(word_at(tokens, place))
    if grain is None:
        return None
    if word_at(tokens, place + 1) in ("ago", "back"):
        return Atom(index, place + 2, "relative", grain, steps=-number.value, code="ago")
    before = word_at(tokens, index - 1)
    if before == "in":
        return Atom(index, place + 1, "relative", grain, steps=number.value, code="ago")
    if before in ("over", "across", "for", "during", "trailing", "rolling") or word_at(tokens, place + 1) == "trailing":
        return Atom(index, place + 1, "run", grain, number.value)
    return None


# --- Forms in words -------------------------------------------------------------------------------------


def _month_name(tokens: Tokens, index: int) -> Atom | None:
    month = TIME.months.get(tokens[index].word)
    if month is None or not _is_month(tokens, index):
        return None
    atom = _named(index, index + 1, MONTH, month)
    following = word_at(tokens, index + 1)
    day = _ordinal_day(following)
    if day is None or tokens[index + 1].broken or word_at(tokens, index + 2) in TIME.grains:
        return with_year(tokens, atom)
    if _is_short_year(tokens, index + 1, day):
        return atom._replace(end=index + 2, year=2000 + day)
    return _checked_day(with_year(tokens, Atom(index, index + 2, "named", DAY, day, inner=atom)))


def _is_short_year(tokens: Tokens, index: int, number: int) -> bool:
    """Whether "25" after a month is a year: "Sep-25", "Sep '25", "Sep 25" but not "on Nov 3" or "Nov 25th"."""
    if not tokens[index].word.isdecimal() or number < 20:
        return False
    if tokens[index].before.endswith(("-", "'", "’", "/")):
        return True
    return word_at(tokens, index - 2) != "on" and 22 <= number <= 29 and not _YEAR.fullmatch(word_at(tokens, index + 1))


_BEFORE_MONTH: Final = frozenset(
    "in of for since from to by last this next until and vs versus through between early late mid during than till v "
    "against or ending prior previous over past".split()
)


def _is_month(tokens: Tokens, index: int) -> bool:
    """Whether "may" or "march" is a month here rather than a verb."""
    token = tokens[index]
    if token.word not in TIME.data["modal_months"] or token.fixed:
        return True
    before, after = word_at(tokens, index - 1), word_at(tokens, index + 1)
    if before in _BEFORE_MONTH or _YEAR.fullmatch(after) or _ordinal_day(after):
        return True
    return token.word != "may" or after not in ("i", "we", "you", "be", "have", "it", "not", "the")


def _ordinal_period(tokens: Tokens, index: int) -> Atom | None:
    """``third quarter``, ``first half``, ``first month of Q3``, ``first two months of 2025``."""
    ordinal = TIME.ordinals.get(tokens[index].word)
    if ordinal is None:
        return None
    place = index + 1
    count = number_at(tokens, place)
    place += count.width if count else 0
    while word_at(tokens, place) in TIME.skippable and word_at(tokens, place) != "the":
        place += 1
    word = word_at(tokens, place)
    if word in ("half", "halves") and ordinal in (1, 2, -1):
        number = 2 if ordinal == -1 else ordinal
        atom = Atom(index, place + 1, "named", QUARTER, number, half=True)
        return _within_half(tokens, atom)
    grain = TIME.grains.get(word)
    if grain is None:
        return None
    if part := _part(tokens, index, place, grain, ordinal, count.value if count else 0):
        return part
    if count or ordinal == -1 or grain in (DAY, YEAR):
        return None
    return with_year(tokens, _named(index, place + 1, grain, ordinal)) if grain is QUARTER else None


def _within_half(tokens: Tokens, atom: Atom) -> Atom:
    """``second half of September`` is the month: no finer halves are kept."""
    place = atom.end
    if word_at(tokens, place) in ("of", "in") and (inner := atom_at_or_after_the(tokens, place + 1)):
        if inner.grain is YEAR:
            return _in_year(atom, inner)
        if inner.kind in ("named", "relative"):
            return inner._replace(start=atom.start)
    return with_year(tokens, atom)


def atom_at_or_after_the(tokens: Tokens, index: int) -> Atom | None:
    """The time at this place, an article before it skipped."""
    while word_at(tokens, index) in ("the", "our", "fiscal", "that") and index + 1 < len(tokens):
        found = atom_at(tokens, index) if word_at(tokens, index) != "that" else None
        if found:
            return found
        index += 1
    return atom_at(tokens, index) if index < len(tokens) else None


def _part(tokens: Tokens, index: int, place: int, grain: Granularity, ordinal: int, count: int) -> Atom | None:
    if word_at(tokens, place + 1) not in ("of", "in"):
        return None
    inner = atom_at_or_after_the(tokens, place + 2)
    if inner is None or inner.kind not in ("named", "relative", "todate") or not _finer(grain, inner):
        return None
    if grain is QUARTER and ordinal > 0 and inner.grain is YEAR and not count:
        return _in_year(_named(index, place + 1, QUARTER, ordinal), inner)
    return Atom(index, inner.end, "part", grain, ordinal, inner=inner, steps=count)


def _finer(grain: Granularity, inner: Atom) -> bool:
    order = (DAY, WEEK, MONTH, QUARTER, YEAR)
    return order.index(grain) < order.index(inner.grain) or (inner.half and grain is QUARTER)


def _in_year(atom: Atom, year: Atom) -> Atom:
    """A quarter, half or month with the year that follows it."""
    if year.kind == "named":
        return atom._replace(end=year.end, year=year.year, calendar=year.calendar)
    return atom._replace(end=year.end, year_steps=year.steps)


def _numbered_period(tokens: Tokens, index: int) -> Atom | None:
    """``quarter 3``, ``week 45``, ``month 13``, ``q 3``, ``fiscal year 2024``, ``week of March 3``, ``half 1``."""
    word = tokens[index].word
    grain = QUARTER if word == "q" else TIME.grains.get(word)
    if grain is None or index + 1 >= len(tokens) or tokens[index + 1].broken:
        return None
    following = word_at(tokens, index + 1)
    if grain is WEEK and following in ("of", "from", "beginning", "starting", "ending"):
        inner = atom_at_or_after_the(tokens, index + 2)
        if inner and inner.grain is DAY and inner.kind in ("named", "day", "relative"):
            return Atom(index, inner.end, "part", WEEK, 0, inner=inner)
    if following in ("number", "no", "nr", "num"):
        index_of_number, following = index + 2, word_at(tokens, index + 2)
    else:
        index_of_number = index + 1
    if grain is YEAR:
        year = atom_at(tokens, index_of_number) if following[:1].isdigit() else None
        return year._replace(start=index) if year and year.kind == "named" else None
    number = number_at(tokens, index_of_number)
    if number is None or grain is DAY or word_at(tokens, index_of_number + number.width) in TIME.grains:
        return None
    if word.endswith("s") and not _is_first_of_pair(tokens, index_of_number + number.width):
        return None
    return with_year(tokens, _named(index, index_of_number + number.width, grain, number.value))


def _is_first_of_pair(tokens: Tokens, index: int) -> bool:
    joined = word_at(tokens, index) in ("to", "and", "through", "until")
    second = word_at(tokens, index + 1) if joined else word_at(tokens, index)
    return second.isdecimal() and (joined or tokens[index].before in ("-", "–"))


def _relative(tokens: Tokens, index: int) -> Atom | None:
    """``last quarter``, ``this fiscal year``, ``next 3 months``, ``last September``, ``last Friday``."""
    steps = TIME.steps.get(tokens[index].word)
    if steps is None:
        return None
    place = index + 1
    while word_at(tokens, place) in TIME.skippable or (steps and word_at(tokens, place) in TIME.steps):
        place += 1
    count = number_at(tokens, place)
    place += count.width if count else 0
    while word_at(tokens, place) in TIME.skippable and word_at(tokens, place) != "the":
        place += 1
    grain = TIME.grains.get(word_at(tokens, place))
    if grain is None and (adverb := TIME.adverbs.get(word_at(tokens, place))) and tokens[index].word in _LATEST:
        return Atom(index, place + 1, "relative", adverb, steps=steps)
    if grain is None:
        return None if count else _relative_named(tokens, index, place, steps)
    return _relative_grain(tokens, index, place, steps, count.value if count else 0)


_LATEST: Final = frozenset({"latest", "recent", "last", "previous", "current", "this"})


def _relative_grain(tokens: Tokens, index: int, place: int, steps: int, count: int) -> Atom | None:
    grain = TIME.grains[tokens[place].word]
    plural = tokens[place].word != tokens[place].stem
    if steps < 0 and (part := _part(tokens, index, place, grain, -1, count)):
        return part
    if count == 0 and plural and steps and tokens[place].raw.find("'") < 0:
        count = 3
    if steps and (count > 1 or (count == 1 and grain is DAY)):
        return Atom(index, place + 1, "run", grain, -steps * count)
    if tokens[index].word in TIME.data["run_only"]:
        return None
    return _year_then_period(tokens, Atom(index, place + 1, "relative", grain, steps=steps))


def _year_then_period(tokens: Tokens, atom: Atom) -> Atom:
    """``last year's Q3``: the period goes with the year said before it."""
    if atom.grain is YEAR and atom.end < len(tokens) and not tokens[atom.end].broken:
        following = atom_at(tokens, atom.end)
        if following and following.is_bare:
            return following._replace(start=atom.start, year_steps=atom.steps)
    return atom


def _relative_named(tokens: Tokens, index: int, place: int, steps: int) -> Atom | None:
    if place >= len(tokens):
        return None
    if weekday := TIME.weekdays.get(word_at(tokens, place)):
        return Atom(index, place + 1, "weekday", DAY, weekday, steps=steps)
    atom = atom_at(tokens, place) if word_at(tokens, place) not in TIME.steps else None
    if atom and atom.is_bare and atom.grain is not DAY:
        return atom._replace(start=index, steps=steps, code="tense")
    return None


def _weekday(tokens: Tokens, index: int) -> Atom | None:
    weekday = TIME.weekdays.get(tokens[index].word)
    if weekday is None or word_at(tokens, index - 1) in ("every", "each"):
        return None
    return Atom(index, index + 1, "weekday", DAY, weekday)


_BEFORE_GRAIN: Final = frozenset(
    "by per each every which what best worst strongest weakest biggest record highest lowest top peak busiest slowest "
    "single any good bad surprising across what's".split()
)


def _grain(tokens: Tokens, index: int) -> Atom | None:
    """``monthly``, ``by month``, ``which quarter``."""
    word = tokens[index].word
    if (adverb := TIME.adverbs.get(word)) is not None:
        return Atom(index, index + 1, "grain", adverb)
    grain = TIME.grains.get(word)
    before = word_at(tokens, index - 1)
    if grain is not None and before in _BEFORE_GRAIN and word_at(tokens, index + 1) not in ("of", "ago"):
        return Atom(index, index + 1, "grain", grain, code=before)
    return None


def _fiscal_prefix(tokens: Tokens, index: int) -> Atom | None:
    """``fiscal Q3``, ``fiscal 2024``, ``calendar 2024``, ``FY 25``."""
    word = tokens[index].word
    if word not in ("fiscal", "calendar", "fy", "financial") or index + 1 >= len(tokens):
        return None
    following = word_at(tokens, index + 1)
    if word == "fy" and following.isdecimal() and len(following) == 2:
        return Atom(index, index + 2, "named", YEAR, 1, year_of(following))
    atom = atom_at(tokens, index + 1)
    if atom and atom.kind in ("named", "relative"):
        return atom._replace(start=index, calendar=word == "calendar")
    return None


def with_year(tokens: Tokens, atom: Atom) -> Atom:
    """The atom together with the year said right behind it ("Q3 2025", "September of last year", "Q3 '25")."""
    if atom.kind not in ("named", "invalid") or atom.year is not None:
        return atom
    place = atom.end
    if place < len(tokens) and not tokens[place].broken and tokens[place].stem in TIME.longest:
        back = _phrase(tokens, place, TIME.longest[tokens[place].stem])
        if back and back.kind == "before" and back.grain is YEAR and atom.is_bare:
            return atom._replace(end=back.end, year_steps=-1, code="yearback")
    joiners = TIME.data["year_joiners"]
    while word_at(tokens, place) in joiners and place - atom.end < 3:
        place += 1
    if place >= len(tokens):
        return atom
    word, before = tokens[place].word, tokens[place].before
    goes_on = word_at(tokens, place + 1) in ("q1", "q2", "q3", "q4") and not tokens[place + 1].broken
    if _YEAR.fullmatch(word) and not goes_on:
        return atom._replace(end=place + 1, year=int(word))
    if len(word) == 2 and word.isdecimal() and (before.endswith(("'", "’", "-", "/")) or word_at(tokens, place - 1) == "fy"):
        return atom._replace(end=place + 1, year=year_of(word))
    if (match := _FISCAL.fullmatch(word)) and not match[2]:
        return atom._replace(end=place + 1, year=year_of(match[1]))
    if word in TIME.steps and not tokens[place].broken:
        year = _relative(tokens, place)
        if year and year.grain is YEAR and year.kind == "relative" and atom.grain is not YEAR:
            return atom._replace(end=year.end, year_steps=year.steps)
    return atom


_Parser = Callable[[Tokens, int], Atom | None]
_WITH_DIGITS: Final[tuple[_Parser, ...]] = (
    _quarter, _half, _fiscal_year, _week_number, _iso_day, _numeric_day, _iso_month, _numeric_month, _second_of_pair,
    _day_of_month,
    _ordinal_period, _ago, _year_number, _glued_month,
)  # fmt: skip
_IN_WORDS: Final[tuple[_Parser, ...]] = (
    _fiscal_prefix, _month_name, _ordinal_period, _numbered_period, _relative, _ago, _weekday, _grain,
)  # fmt: skip
