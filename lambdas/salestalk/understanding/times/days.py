"""Days of a month and weekdays: ``3 November``, ``1-7 November``, ``last Friday``."""

from typing import Final

from salestalk.understanding.times.atom import (
    DAY,
    HIGHEST,
    MONTH,
    YEAR_NUMBER,
    AnyTime,
    Atom,
    Tokens,
    checked_day,
    make_named,
    ordinal_day,
    word_at,
)
from salestalk.understanding.times.phrases import with_year
from salestalk.understanding.words.time_words import TIME
from salestalk.understanding.words.vocabulary_files import grammar


def read_day_of_month(tokens: Tokens, index: int, read: AnyTime) -> Atom | None:
    """``3 November``, ``3rd of November 2025``."""
    number = ordinal_day(tokens[index].word)
    if number is None:
        number = _impossible_day(tokens, index)
    if number is None:
        return None
    if pair := _month_of_pair(tokens, index):
        return checked_day(Atom(index, index + 1, "named", DAY, number, inner=pair))
    if _is_day_alone(tokens, index):
        return Atom(index, index + 1, "named", DAY, number)
    place = index + 1 + (word_at(tokens, index + 1) == "of")
    month = TIME.months.get(word_at(tokens, place))
    if month is None or (place < len(tokens) and tokens[place].broken):
        return None
    atom = with_year(
        tokens, Atom(index, place + 1, "named", DAY, number, inner=make_named(index, place + 1, MONTH, month))
    )
    return checked_day(atom)


def _impossible_day(tokens: Tokens, index: int) -> int | None:
    """``on 45 October``, ``on 0 May``: a number where only a day can stand."""
    word = tokens[index].word
    if not word.isdecimal() or len(word) > 2 or word_at(tokens, index - 1) not in ("on", "the"):
        return None
    return int(word) if word_at(tokens, index + 1) in TIME.months else None


def _is_day_alone(tokens: Tokens, index: int) -> bool:
    """``on the 5th``."""
    if tokens[index].word.isdecimal() or word_at(tokens, index - 1) != "the" or word_at(tokens, index - 2) != "on":
        return False
    return word_at(tokens, index + 1) not in ("of", "day") and word_at(tokens, index + 1) not in TIME.months


def _month_of_pair(tokens: Tokens, index: int) -> Atom | None:
    """The month of the first or second day in ``1-7 November``, ``1st to 7th of November``, ``November 1-7``."""
    after = index + 1
    if word_at(tokens, after) in ("to", "until", "through", "and"):
        after += 1
    elif not (after < len(tokens) and tokens[after].before in ("-", "–")):
        after = len(tokens)
    if after < len(tokens) and ordinal_day(tokens[after].word):
        place = after + 1 + (word_at(tokens, after + 1) == "of")
        if name := TIME.months.get(word_at(tokens, place)):
            return with_year(tokens, make_named(place, place + 1, MONTH, name))
    dashed = tokens[index].before in ("-", "–") and ordinal_day(word_at(tokens, index - 1))
    if dashed and (name := TIME.months.get(word_at(tokens, index - 2))):
        return make_named(index - 2, index - 1, MONTH, name)
    return None


def read_second_of_pair(tokens: Tokens, index: int, read: AnyTime) -> Atom | None:
    """The second number in ``weeks 40 to 44``, ``quarters 1 and 2``."""
    word = tokens[index].word
    if not word.isdecimal() or len(word) > 2:
        return None
    back = index - 1 if tokens[index].before in ("-", "–") else index - 2
    if back == index - 2 and word_at(tokens, index - 1) not in ("to", "and", "through", "until"):
        return None
    grain = TIME.grains.get(word_at(tokens, back - 1))
    if grain in HIGHEST and word_at(tokens, back).isdecimal():
        return with_year(tokens, make_named(index, index + 1, grain, int(word)))
    return None


def read_month_name(tokens: Tokens, index: int, read: AnyTime) -> Atom | None:
    """``September``, ``Sep-25``, ``November 3rd``."""
    month = TIME.months.get(tokens[index].word)
    if month is None or not _is_month(tokens, index):
        return None
    atom = make_named(index, index + 1, MONTH, month)
    following = word_at(tokens, index + 1)
    day = ordinal_day(following) or _spoken_day(tokens, index + 1)
    broken = index + 1 < len(tokens) and tokens[index + 1].broken and not _is_shortened(tokens, index)
    if day is None or broken or word_at(tokens, index + 2) in TIME.grains:
        return with_year(tokens, atom)
    if _is_short_year(tokens, index + 1, day):
        return atom._replace(end=index + 2, year=2000 + day)
    return checked_day(with_year(tokens, Atom(index, index + 2, "named", DAY, day, inner=atom)))


def _is_shortened(tokens: Tokens, index: int) -> bool:
    """``Sept. 15``: the full stop belongs to the month."""
    return len(tokens[index].word) <= 4 and tokens[index + 1].before.strip() == "."


def _spoken_day(tokens: Tokens, index: int) -> int | None:
    """``November third``."""
    day = TIME.ordinals.get(word_at(tokens, index))
    if day is None or day < 1 or word_at(tokens, index + 1) in TIME.grains:
        return None
    return day


def _is_short_year(tokens: Tokens, index: int, number: int) -> bool:
    """Whether "25" after a month is a year: "Sep-25", "Sep '25", "Sep 25" but not "on Nov 3" or "Nov 25th"."""
    if not tokens[index].word.isdecimal() or number < 20:
        return False
    if tokens[index].before.endswith(("-", "'", "’", "/")):
        return True
    return (
        word_at(tokens, index - 2) != "on"
        and 22 <= number <= 29
        and not YEAR_NUMBER.fullmatch(word_at(tokens, index + 1))
    )


_BEFORE_MONTH: Final = grammar("time_atoms.before_month")


def _is_month(tokens: Tokens, index: int) -> bool:
    """Whether "may" or "march" is a month here rather than a verb."""
    token = tokens[index]
    if token.word not in TIME.data["modal_months"] or token.fixed:
        return True
    before, after = word_at(tokens, index - 1), word_at(tokens, index + 1)
    if before in _BEFORE_MONTH or YEAR_NUMBER.fullmatch(after) or ordinal_day(after):
        return True
    return token.word != "may" or after not in ("i", "we", "you", "be", "have", "it", "not", "the")


def read_weekday(tokens: Tokens, index: int, read: AnyTime) -> Atom | None:
    """``on Tuesday``."""
    weekday = TIME.weekdays.get(tokens[index].word)
    if weekday is None or word_at(tokens, index - 1) in ("every", "each", "black", "cyber", "good"):
        return None
    number = ordinal_day(word_at(tokens, index + 2)) or TIME.ordinals.get(word_at(tokens, index + 2), 0)
    behind = word_at(tokens, index + 3)
    dated = word_at(tokens, index + 1) == "the" and 31 >= number > 0 and not word_at(tokens, index + 2).isdecimal()
    if dated and behind != "of" and behind not in TIME.months and behind not in TIME.grains:
        return Atom(index, index + 3, "weekday", DAY, weekday, code=str(number))  # "Monday the third"
    return Atom(index, index + 1, "weekday", DAY, weekday)
