"""Periods that are left out of a time ("2024 without December", "every quarter except Q2")."""

from typing import Final

from salestalk.calendar import Period
from salestalk.understanding.times.atom import DAY, MONTH, QUARTER, WEEK, YEAR, Atom, Tokens, word_at
from salestalk.understanding.times.periods import Clock, at_grain, periods_of
from salestalk.understanding.times.reading import TimeReading, nothing, range_of
from salestalk.understanding.words.vocabulary_files import grammar

_WORDS: Final = grammar("time_exclusions.words")
_PAIRS: Final = frozenset(
    {
        ("other", "than"),
        ("apart", "from"),
        ("aside", "from"),
        ("not", "counting"),
        ("not", "including"),
        ("leaving", "out"),
        ("take", "out"),
        ("with", "no"),
    }
)
_BETWEEN: Final = frozenset({"the", "in", "for", "month", "of", "our", "week", "year", "quarter"})
_BEHIND: Final = frozenset({"excluded", "omitted", "ignored"})
_EVERY: Final = frozenset({"all", "every", "each", "any"})


def is_left_out(tokens: Tokens, atom: Atom) -> bool:
    """Whether words before or behind a time say that it does not count."""
    if word_at(tokens, atom.end) in _BEHIND or (word_at(tokens, atom.end), word_at(tokens, atom.end + 1)) == (
        "left",
        "out",
    ):
        return True
    index = atom.start - 1
    while word_at(tokens, index) in _BETWEEN:
        index -= 1
    if index > 0 and tokens[index].raw.istitle() and tokens[index - 1].raw.istitle():
        return False  # the campaign "Why Not" in June: the word belongs to a name
    word, before = word_at(tokens, index), word_at(tokens, index - 1)
    if word == "but":
        return any(word_at(tokens, place) in _EVERY for place in range(index - 4, index))
    return word in _WORDS or (before, word) in _PAIRS


def without(reading: TimeReading, left_out: list[Atom], tokens: Tokens, clock: Clock) -> TimeReading:
    """The reading without some periods, in their grain; asked back where it is not clear out of what they are left."""
    order = (DAY, WEEK, MONTH, QUARTER, YEAR)
    grain = min((atom.grain for atom in left_out), key=order.index)
    whole = tuple([Period.parse(key) for key in reading.range.keys])
    if not whole and len(left_out) == 1 and not left_out[0].is_bare and _of_every(tokens, left_out[0]):
        start = clock.calendar.interval(periods_of(left_out[0], clock)[0]).start
        whole = (clock.calendar.containing(start, YEAR),)
    if not whole or reading.versus or (reading.ends and len(whole) == 2) or reading.range.comparison:
        return TimeReading(nothing(), said=True, problem="ambiguous_time")
    finer = order.index(grain) < order.index(whole[0].granularity)
    parts = at_grain(whole, grain, clock) if finer else whole
    kept = tuple([part for part in parts if not any(_is_in(part, atom, clock) for atom in left_out)])
    if len(kept) == len(parts):
        return reading
    if not kept:
        return TimeReading(nothing(), said=True, problem="ambiguous_time")
    return reading._replace(range=range_of(kept, None, None), named_bare=False)


def _of_every(tokens: Tokens, atom: Atom) -> bool:
    return any(word_at(tokens, place) in _EVERY for place in range(atom.start))


def _is_in(part: Period, atom: Atom, clock: Clock) -> bool:
    """Whether a period is left out: every August where no year was said, else what lies within the time."""
    if atom.is_bare and part.granularity is atom.grain and not atom.half and atom.grain is not DAY:
        return part.number == atom.number
    span = clock.calendar.interval(part)
    outs = [clock.calendar.interval(period) for period in periods_of(atom, clock)]
    return any(span.start < out.end and out.start < span.end for out in outs)
